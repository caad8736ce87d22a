"""The conformance cases of lists as working papers: LibreOffice calculates each value by its member."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from kaohe.source_places import Source

from tests import inner
from tests.workbook.recalculated import book_of, wrong

CASES = Path(__file__).parents[1] / "conformance" / "cases"
FILES = ("lists", "keys", "members_in_order", "members_as_limits")


def calculated() -> list[dict[str, Any]]:
    """The cases that have values."""
    texts = ((CASES / f"{name}.yaml").read_text(encoding="utf-8") for name in FILES)
    documents = (case for text in texts for case in yaml.load_all(text, yaml.CBaseLoader))
    return [case for case in documents if "values" in case["expect"]]


@pytest.mark.office
def test_every_value_is_calculated_by_its_member(tmp_path: Path) -> None:
    books = []
    for number, case in enumerate(calculated()):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, text in case["data"].items():
            (folder / name).write_text(text, encoding="utf-8")
        books.append(book_of(inner.load_source(Source("policy.yaml", case["policy"])), folder, {}))
    assert books
    assert wrong(books, tmp_path) == []
