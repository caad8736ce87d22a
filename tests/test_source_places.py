"""Places as a report names them."""

from __future__ import annotations

import pytest
from kaohe.source_places import Place, Source


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(Source("数据/一季度/季报.csv"), 3, 1), "季报.csv:3:1"),
        (Place(Source(r"D:\数据\季报.csv"), 3, 1), "季报.csv:3:1"),
        (Place(Source("数据/季报.xlsx"), sheet="乡镇", cell="B2"), "季报.xlsx[乡镇!B2]"),
        (Place(Source("某处/数据/")), "数据"),
        (Place(Source("-"), 2, 5), "-:2:5"),
    ],
)
def test_a_place_without_folders(place: Place, said: str) -> None:
    assert place.in_file == said
