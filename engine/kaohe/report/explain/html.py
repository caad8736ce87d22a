"""An explanation as HTML: steps that fold, without a script; one page by itself, or a piece of a larger one."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from kaohe.analysis.explain.model import Explained, Explanation, Listing
from kaohe.policy.model import Display
from kaohe.report import footer
from kaohe.report.explain import words
from kaohe.report.explain.against import against_lines, checked, headed, opening, origin_lines
from kaohe.report.explain.words import near, texts_of
from kaohe.text_width import visible
from kaohe.translations import worded

OPEN_LEVELS = 2
"""So many levels are unfolded when the page is opened."""

MOST_LISTED = 30
"""A longer list is cut to the units around the one explained where many explanations stand on one page: each would
have everybody in each of its lists."""


STYLE = (Path(__file__).parent / "explanation.css").read_text(encoding="utf-8")
"""How an explanation looks. Each class begins with `why`: a page around it hits nothing here, nor this there."""

_PAGE_STYLE = """\
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1d2330;
  max-width: 980px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 18px; } h2 { font-size: 16px; } h3 { font-size: 14px; }
footer, .why-below { font-size: 12px; color: #555; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; max-width: none; } }
"""


_LABELS = {"words": "算法：", "filled": "代入："}


def render(explanation: Explanation) -> str:
    """A whole page."""
    title = footer.title(explanation.policy)
    heading = words.heading(explanation)
    body = element("h1", text(title)) + "\n" + element("h2", text(heading)) + "\n"
    if notice := footer.provisional_notice(explanation):
        body += element("p", element("strong", text(notice))) + "\n"
    body += fragment(explanation, most_listed=None)
    return page(f"{heading} · {title}", _PAGE_STYLE + STYLE, body + _footer(explanation), explanation.policy.language)


def fragment(explanation: Explanation, open_levels: int = OPEN_LEVELS, most_listed: int | None = MOST_LISTED) -> str:
    """The explanation alone, for a page that has STYLE; without `most_listed` lists are shown whole."""
    display = explanation.policy.display
    inner = "".join(_step(step, display, 0, open_levels, most_listed) for step in words.roots(explanation))
    if explanation.against is not None:
        inner += _against(explanation)
    return element("div", f"\n{inner}", "why") + "\n"


def _step(step: Explained, display: Display, level: int, open_levels: int, most_listed: int | None) -> str:
    texts = texts_of(step, display)
    head = element("span", text(texts.name), "why-name") + element("span", text(texts.value), "why-amount")
    if texts.aside:
        head += element("span", text(worded("；").join(texts.aside)), "why-aside")
    kind = f"why-step why-{step.kind}" + ("" if step.counts else " why-out")
    inner = _said(texts.lines_under_it)
    inner += "".join(_listing(listing, display, most_listed) for listing in step.listings)
    inner += "".join(_step(part, display, level + 1, open_levels, most_listed) for part in step.parts)
    if not inner:
        return element("div", head, f"{kind} why-leaf") + "\n"
    return _folded(head, inner, kind, level < open_levels)


def _said(lines: Iterable[tuple[str, str]]) -> str:
    """Lines of text, each with what it is."""
    items = "".join(
        element("li", text((worded(_LABELS[what]) if what in _LABELS else "") + line), f"why-{what}")
        for what, line in lines
    )
    return element("ul", items, "why-lines") if items else ""


def _folded(head: str, inner: str, kind: str, is_open: bool) -> str:
    unfolded = " open" if is_open else ""
    return f'<details class="{kind}"{unfolded}><summary>{head}</summary>\n{inner}</details>\n'


def _listing(listing: Listing, display: Display, most: int | None) -> str:
    shown, left_out = (listing.rows, 0) if most is None or len(listing.rows) <= most else near(listing)
    headings = "".join(element("th", text(heading)) for heading in listing.headings)
    rows = element("tr", headings)
    for row in shown:
        cells = "".join(
            element("td", text(words.cell(cell, display)), "" if isinstance(cell, str) else "why-number")
            for cell in row.cells
        )
        rows += element("tr", cells, "why-own" if row.own else "")
    if left_out:
        rows += element(
            "tr", f'''<td colspan="{len(listing.headings)}">{text(worded("…… 另有 {} 家未列", left_out))}</td>'''
        )
    return _table(element("caption", text(listing.title)) + rows)


def _table(rows: str) -> str:
    """A table that scrolls by itself where the page is narrow."""
    return element("div", element("table", rows, "why-table"), "why-wide") + "\n"


def _against(explanation: Explanation) -> str:
    against, display = explanation.against, explanation.policy.display
    assert against is not None
    inner = "".join(element("p", text(said)) for said in opening(explanation, against, display))
    lines, level = against_lines(against, display)
    if not lines:
        return inner
    names = {worded("指标"): "", worded("条款"): "why-clause"} | dict.fromkeys(
        (explanation.unit, against.other, worded("相差")), "why-number"
    )
    rows = element("tr", "".join(element("th", text(name), kind) for name, kind in names.items()))
    for line in lines:
        cells = element("td", text(line.name), "why-wraps" + " why-in" * line.level)
        cells += element("td", text(line.clause), "why-wraps why-clause")
        numbers = (line.first, line.second, line.difference)
        cells += "".join(element("td", text(said), "why-number") for said in numbers)
        rows += element("tr", cells, "why-sum" if line.strong else "")
    inner += _table(rows)
    inner += "".join(element("p", text(said)) for said in (level, checked(against, display)) if said) + "\n"
    for share in against.shares:
        if share.origins:
            below = _said(origin_lines(share, (explanation.unit, against.other), display))
            inner += _folded(
                element("span", text(headed(share, display)), "why-name"), below, "why-step why-share", True
            )
    return inner


def _footer(explanation: Explanation) -> str:
    """What provisional results wait for, warnings, the readings that were used, the record of the run."""
    owed = footer.owed_lines(explanation)
    inner = element("h3", worded(footer.OWED_HEADING)) if owed else ""
    lines = [*owed, *(worded("提醒：{}", line) for line in footer.warnings(explanation))]
    inner += "".join(element("p", text(line), "why-below") for line in lines)
    asked = footer.readings(explanation)
    if asked:
        inner += element("h3", worded("待释事项及本次读法"))
    for line in asked:
        other = "" if line.is_default else worded("（不是默认读法）")
        inner += element(
            "p", text(worded("{} {} {}：{}{}", line.question, line.clause, line.ask, line.reading, other)), "why-below"
        )
    return inner + element("footer", text(footer.record_line(explanation.record, explanation.policy.language))) + "\n"


def text(words: str) -> str:
    """A text as it stands."""
    return escape(visible(words), quote=True)


def element(tag: str, inner: str, kind: str = "") -> str:
    """An element around what is HTML already."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<{tag}{attribute}>{inner}</{tag}>"


def page(title: str, style: str, body: str, language: str = "zh") -> str:
    """A whole page, which needs nothing from elsewhere."""
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else text(language)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
