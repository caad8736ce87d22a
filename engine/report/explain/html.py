"""An explanation as HTML: steps that fold, without a script; one page by itself, or a piece of a larger one."""

from __future__ import annotations

from engine.analysis.explain.model import Explained, Explanation, Listing
from engine.policy.model import Display
from engine.report import footer
from engine.report.explain import words
from engine.report.explain.against import against_lines, opening
from engine.report.explain.tree import told
from engine.report.html_text import element, page, text

OPEN_LEVELS = 2
"""So many levels are unfolded when the page is opened."""

STYLE = """\
.why { font-size: 14px; line-height: 1.6; }
.why details, .why .leaf { margin: 2px 0 2px 1.1em; }
.why > details { margin-left: 0; }
.why summary { cursor: pointer; }
.why .value { font-weight: 600; margin: 0 .4em; font-variant-numeric: tabular-nums; }
.why .score > summary > .name { font-weight: 600; }
.why .aside { color: #666; font-size: 12px; }
.why ul { margin: 2px 0 4px 1.1em; padding: 4px 10px; list-style: none; background: #f6f7f9;
  border-left: 3px solid #ccd3dd; }
.why li.filled { font-variant-numeric: tabular-nums; }
.why li.words { color: #555; }
.why li.limit, .why li.round { color: #8a4b00; }
.why li.absent { color: #b00020; }
.why li.reading { color: #005a87; }
.why .left-out > summary, .why .left-out.leaf { color: #888; }
.why table { border-collapse: collapse; margin: 4px 0 6px 1.1em; font-size: 13px; }
.why th, .why td { border: 1px solid #d5d9e0; padding: 2px 10px; text-align: left; font-weight: normal; }
.why th { background: #eef1f5; }
.why td.number { text-align: right; font-variant-numeric: tabular-nums; }
.why caption { text-align: left; color: #666; font-size: 12px; }
.why tr.own { background: #fff4d6; font-weight: 600; }
.why td.in { padding-left: 2em; }
.why tr.sum { font-weight: 600; border-top: 2px solid #888; }
@media print {
  .why details::details-content { content-visibility: visible; display: block; }
  .why summary { list-style: none; }
  .why li, .why tr { break-inside: avoid; }
}
"""

_PAGE_STYLE = """\
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1d2330;
  max-width: 980px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 18px; } h2 { font-size: 16px; } h3 { font-size: 14px; }
footer, .readings { font-size: 12px; color: #555; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; max-width: none; } }
"""

_LABELS = {"words": "算法：", "filled": "代入："}


def render(explanation: Explanation) -> str:
    """A whole page."""
    title = footer.title(explanation.policy)
    heading = words.heading(explanation)
    body = element("h1", text(title)) + "\n" + element("h2", text(heading)) + "\n" + fragment(explanation)
    return page(f"{heading} · {title}", _PAGE_STYLE + STYLE, body + _below(explanation), explanation.policy.language)


def fragment(explanation: Explanation, open_levels: int = OPEN_LEVELS) -> str:
    """The explanation alone, for a page that has STYLE."""
    display = explanation.policy.display
    inner = "".join(_step(step, display, 0, open_levels) for step in words.roots(explanation))
    if explanation.against is not None:
        inner += _against(explanation)
    return element("div", f"\n{inner}", "why") + "\n"


def _step(step: Explained, display: Display, level: int, open_levels: int) -> str:
    told_step = told(step, display)
    head = element("span", text(told_step.name), "name") + element("span", text(told_step.value), "value")
    if told_step.aside:
        head += element("span", text("；".join(told_step.aside)), "aside")
    kind = step.kind if step.counts else f"{step.kind} left-out"
    lines = "".join(element("li", text(_LABELS.get(what, "") + line), what) for what, line in told_step.below)
    inner = element("ul", lines) if lines else ""
    inner += "".join(_listing(listing, display) for listing in step.listings)
    inner += "".join(_step(part, display, level + 1, open_levels) for part in step.parts)
    if not inner:
        return element("div", head, f"{kind} leaf") + "\n"
    unfolded = " open" if level < open_levels else ""
    return f'<details class="{kind}"{unfolded}><summary>{head}</summary>\n{inner}</details>\n'


def _listing(listing: Listing, display: Display) -> str:
    headings = "".join(element("th", text(heading)) for heading in listing.headings)
    rows = element("tr", headings)
    for row in listing.rows:
        cells = "".join(
            element("td", text(words.cell(cell, display)), "" if isinstance(cell, str) else "number")
            for cell in row.cells
        )
        rows += element("tr", cells, "own" if row.own else "")
    return element("table", element("caption", text(listing.title)) + rows) + "\n"


def _against(explanation: Explanation) -> str:
    against, display = explanation.against, explanation.policy.display
    assert against is not None
    inner = "".join(element("p", text(said)) for said in opening(explanation, against, display))
    lines, level = against_lines(against, display)
    if not lines:
        return inner
    names = ("指标", "条款", explanation.unit, against.other, "相差")
    rows = element("tr", "".join(element("th", text(name)) for name in names))
    for line in lines:
        cells = element("td", text(line.name), "in" if line.level else "") + element("td", text(line.clause))
        cells += "".join(element("td", text(said), "number") for said in (line.first, line.second, line.difference))
        rows += element("tr", cells, "sum" if line.strong else "")
    return inner + element("table", rows) + (element("p", text(level)) if level else "") + "\n"


def _below(explanation: Explanation) -> str:
    """Warnings, the readings that were used, the record of the run."""
    inner = "".join(element("p", text(f"提醒：{line}")) for line in footer.warnings(explanation))
    asked = footer.readings(explanation)
    if asked:
        inner += element("h3", "待释事项及本次读法")
    for line in asked:
        other = "" if line.is_default else "（不是默认读法）"
        inner += element("p", text(f"{line.question} {line.clause} {line.ask}：{line.reading}{other}"), "readings")
    return inner + element("footer", text(footer.record_line(explanation.record))) + "\n"
