"""An explanation as Markdown: nested lists, or the table of what makes the difference."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.explain.model import Explained, Explanation, Listing
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.report.explain.against import against_lines, checked, headed, opening, origin_lines
from kaohe.report.explain.steps import told
from kaohe.report.markdown_text import escaped, foot, head, table

_INDENT = "\u3000"
_LABELS = {"words": "算法：", "filled": "代入："}


def render(explanation: Explanation) -> str:
    """The whole page."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    display = explanation.policy.display
    yield from head(explanation)
    yield from ("", f"## {escaped(words.heading(explanation))}", "")
    for step in words.roots(explanation):
        yield from _step(step, display, 0)
    if explanation.against is not None:
        for said in opening(explanation, explanation.against, display):
            yield from (escaped(said), "")
        lines, level = against_lines(explanation.against, display)
        if lines:
            rows = [["指标", "条款", escaped(explanation.unit), escaped(explanation.against.other), "相差"]]
            for line in lines:
                numbers = map(escaped, (line.first, line.second, line.difference))
                rows.append([_INDENT * line.level + escaped(line.name), escaped(line.clause), *numbers])
            yield from (*table(rows, 2), "", escaped(level), "", escaped(checked(explanation.against, display)))
        units = (explanation.unit, explanation.against.other)
        for share in explanation.against.shares:
            if share.beneath:
                yield from ("", f"### {escaped(headed(share, display))}", "")
            for kind, said in origin_lines(share, units, display):
                yield f"- {_LABELS.get(kind, '')}{escaped(said)}"
    yield from foot(explanation)


def _step(step: Explained, display: Display, level: int) -> Iterator[str]:
    text = told(step, display)
    indent = "  " * level
    value = f" {escaped(text.value)}" if text.value else ""
    name = f"**{escaped(text.name)}{value}**" if step.kind == "score" else f"{escaped(text.name)}{value}"
    aside = [escaped(word) for word in text.aside]
    yield f"{indent}- {name}" + (f"（{'；'.join(aside)}）" if aside else "")
    for kind, line in text.below:
        yield f"{indent}  - *{_LABELS.get(kind, '')}{escaped(line)}*"
    for listing in step.listings:
        if len(listing.headings) > 2:
            yield f"{indent}  - {escaped(_listed(listing, display))}"
    for part in step.parts:
        yield from _step(part, display, level + 1)


def _listed(listing: Listing, display: Display) -> str:
    """A listing in one line: a table does not stand well inside a list."""
    rows = [" ".join(words.cell(cell, display) for cell in row.cells) for row in listing.rows]
    return f"{listing.title}：{'；'.join(rows)}"
