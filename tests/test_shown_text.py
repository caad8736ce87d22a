"""How many columns of a terminal a text takes."""

from __future__ import annotations

import pytest
from kaohe.text_width import width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("考核", 4), ("ＡＢ", 4), ("e\u0301", 1), ("—", 1), ("𠮷", 2), ("（1）", 5)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns
