"""One way of writing percentages in a column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.policies import HEADER, codes, read


def found_in(folder: Path, *cells: str) -> tuple[list[str], str, str]:
    """The codes for a column of three rates, the line of the first finding, and its message."""
    rows = zip(("甲区", "乙区", "丙区"), cells, strict=True)
    _, found = read(folder, {"district.csv": HEADER + "".join(f"{unit},2022Q1,{cell},0\n" for unit, cell in rows)})
    return codes(found), str(found[0].place).split(":")[-2] if found else "", found[0].message("zh") if found else ""


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (("95.5%", "0.88", "102.25%"), "3"),
        (("95.5", "0.88%", "102.25"), "3"),
        (("95.5", "88", "102.25%"), "4"),
        (("0", "88", "102.25%"), "3"),  # one of each: the one without
    ],
)
def test_the_cell_that_differs_is_the_place_and_both_kinds_are_listed(
    tmp_path: Path, cells: tuple[str, ...], line: str
) -> None:
    told, at, message = found_in(tmp_path, *cells)
    assert (told, at) == (["D213"], line)
    assert "格带百分号" in message and "格不带" in message and f"{line}:" in message


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("95.5", "0.88", "102.25"), ["D238"]),
        (("12.5", "0.094", "14.7"), ["D238"]),
        (("-12.5", "-0.094", "14.7"), ["D238"]),
        (("95.5", "1.02", "102.25"), ["D238"]),
        (("12.5", "0.5", "14.7"), []),  # half a percent of growth
        (("12.5", "0.1", "14.7"), []),
        (("95.5", "0", "102.25"), []),
        (("95.5", "3", "102.25"), []),
        (("0.955", "0.88", "1"), ["D219"]),
        (("0.955", "0.88", "102.25"), []),  # too few others to tell
        (("0.955", "0.88", "1.0225"), ["D219"]),  # one passes a hundred percent
        (("0.955", "0.88", "3.5"), []),
        (("0.5", "0.8", "1.2"), []),  # rates of growth, with one digit
        (("0.52", "-0.31", "5.6"), []),
    ],
)
def test_a_figure_that_may_be_a_fraction_is_warned_of(tmp_path: Path, cells: tuple[str, ...], told: list[str]) -> None:
    assert found_in(tmp_path, *cells)[0] == told


def test_the_warning_names_the_cell_and_how_it_was_read(tmp_path: Path) -> None:
    _, line, message = found_in(tmp_path, "95.5", "0.88", "102.25")
    assert line == "3" and "（3:11）" in message and "0.88%" in message
