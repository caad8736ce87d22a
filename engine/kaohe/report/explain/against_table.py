"""Why one unit stands before another, for a terminal: the table of what differs, and what lies beneath each line."""

from __future__ import annotations

from kaohe.analysis.explain.model import Against, Explanation, Share
from kaohe.report.explain.against import Line, against_lines, checked, headed, opening
from kaohe.report.explain.beneath import beneath_lines
from kaohe.report.fold_lines import folded
from kaohe.report.layout import GAP, Cell, Plan
from kaohe.report.screen import Page
from kaohe.shown_text import visible
from kaohe.shown_text import width as columns_of

MARKS = {"words": "算法", "filled": "代入"}
"""What stands before a line that is no act."""

STYLES = {"limit": "yellow", "absent": "red", "note": "dim", "reading": "cyan", "words": "dim"}


def compare(page: Page, explanation: Explanation, against: Against, width: int) -> None:
    """The difference, indicator by indicator, the greatest first."""
    display = explanation.policy.display
    page.say()
    for said in opening(explanation, against, display):
        for line in folded(said, width):
            page.say(line)
    lines, level = against_lines(against, display)
    if not lines:
        return
    page.say()
    page.draw(_plan(explanation.unit, against, lines, width))
    for said in (level, checked(against, display)):
        for line in folded(said, width) if said else ():
            page.say(line)
    for share in against.shares:
        _beneath(page, explanation, share, width)


def _beneath(page: Page, explanation: Explanation, share: Share, width: int) -> None:
    """How both came to one indicator."""
    display = explanation.policy.display
    if not share.beneath:
        return
    page.say()
    for line in folded(headed(share, display), width):
        page.say(line, "bold")
    assert explanation.against is not None
    for kind, said in beneath_lines(share, (explanation.unit, explanation.against.other), display):
        first, *rest = folded(f"{MARKS.get(kind, '·')} {said}", max(width - 4, 30))
        page.say(f"  {first}", STYLES.get(kind, ""))
        for line in rest:
            page.say(f"    {line}", STYLES.get(kind, ""))


def _plan(unit: str, against: Against, lines: list[Line], width: int) -> Plan:
    headings = ["指标", "条款", visible(unit), visible(against.other), "相差"]
    rows = [[Cell("  " * line.level + line.name, line.strong), Cell(line.clause)] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        row += [Cell(line.first, line.strong), Cell(line.second, line.strong), Cell(line.difference, line.strong)]
    widths = [max(columns_of(row[at].text) for row in rows) for at in range(5)]
    widths[1] = min(widths[1], 14)
    for at in (2, 3, 4):
        widths[at] = max(widths[at], min(columns_of(headings[at]), 12))
    widths[0] = min(widths[0], max(width - sum(widths[1:]) - GAP * 5, 12))
    return Plan(headings, widths, rows, 2)
