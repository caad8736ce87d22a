"""Findings as text: place, code and message, the line itself with a caret, the mend, and a count at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Place
from kaohe.text_width import visible, width

LINE_WIDTH = 100
_MANY, _SHOWN = 20, 8
"""A longer list of findings of one code is folded to so many, and the places of the others."""
_PLACES = 40
"""So many of these places are written; of more only how many there are."""

_TAB = "    "
_RED, _YELLOW, _PLAIN = "\x1b[1;31m", "\x1b[1;33m", "\x1b[0m"


def render(findings: Iterable[Diagnostic], language: str, colour: bool = False, notes: bool = False) -> str:
    """All findings in the order of their places, ending with how many errors and warnings there are.

    Errors come last: on a screen the last lines are the ones that are seen, and errors have to be mended. Notes are
    shown where they are asked for.
    """
    asked = [finding for finding in ordered(findings) if notes or not finding.is_note]
    listed = sorted(asked, key=lambda finding: (finding.is_error, not finding.is_note))
    if not listed:
        return ""
    shown = [
        _finding(each, language, colour) if isinstance(each, Diagnostic) else others(each, language)
        for each in folded(listed)
    ]
    return "\n".join([*shown, _count(listed, language)]) + "\n"


def folded(findings: Sequence[Diagnostic]) -> Iterator[Diagnostic | Sequence[Diagnostic]]:
    """Each finding as it is; of a long list of one code the first ones, and then all others in one."""
    counts = Counter(finding.code for finding in findings)
    passed: dict[str, list[Diagnostic]] = {}
    for finding in findings:
        code = finding.code
        of_code = passed.setdefault(code, [])
        of_code.append(finding)
        if counts[code] <= _MANY or len(of_code) <= _SHOWN:
            yield finding
        elif len(of_code) == counts[code]:
            yield of_code[_SHOWN:]


def others(findings: Sequence[Diagnostic], language: str, in_file: bool = False) -> str:
    """Where the findings that were folded away are, file by file; `in_file` leaves out the folders of the files."""
    by_file: dict[str, dict[str, None]] = {}
    for finding in findings[:_PLACES]:
        if (place := finding.place) is not None:
            file = place.source.file if in_file else place.source.name
            where = str(place).removeprefix(place.source.name).removeprefix(":")
            by_file.setdefault(file, {})[where] = None
    zh = language == "zh"
    each = [f"{visible(file)} {('、' if zh else ', ').join(map(visible, at))}".strip() for file, at in by_file.items()]
    where = ("；" if zh else "; ").join(each)
    code, count, more = findings[0].code, len(findings), "…" if len(findings) > _PLACES else ""
    said = f"{code} 还有 {count} 处，与上面几处同类" if zh else f"{code} {count} more of the kind above"
    return f"{said}{'：' if zh else ': '}{where}{more}" if where else said


def ordered(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings in the order of their places."""
    return sorted(findings, key=_position)


def _position(finding: Diagnostic) -> tuple[object, ...]:
    """Files by name, lines by number; cells B9 before B10; what has no place comes last."""
    place = finding.place
    if place is None:
        return (1, "", "", 0, 0)
    if place.cell is not None and (cell := re.fullmatch(r"([A-Z]+)(\d+)", place.cell)):
        letters = cell[1].rjust(8)
        return (
            0,
            place.source.name,
            place.sheet or "",
            int(cell[2]),
            sum(ord(c) * 128**i for i, c in enumerate(reversed(letters))),
        )
    return (0, place.source.name, place.sheet or "", place.line, place.column)


def _finding(finding: Diagnostic, language: str, colour: bool) -> str:
    code = finding.code
    if colour:
        code = f"{_RED if finding.is_error else _YELLOW}{code}{_PLAIN}"
    warned, noted = ("提醒：", "说明：") if language == "zh" else ("warning: ", "note: ")
    level = "" if finding.is_error else noted if finding.is_note else warned
    where = f"{visible(str(finding.place))}: " if finding.place is not None else ""
    lines = [f"{where}{code} {level}{visible(finding.message(language))}"]
    if finding.place is not None:
        lines.extend(f"  {line}" for line in quoted(finding.place))
    if mend := finding.mend(language):
        lines.append(f"  改法：{visible(mend)}" if language == "zh" else f"  mend: {visible(mend)}")
    return "\n".join(lines)


def quoted(place: Place, limit: int = LINE_WIDTH) -> list[str]:
    """The line of a place and a line of carets under it; cut to `limit` columns around the place.

    Nothing where the place has no line: a whole file, or a cell of a workbook.
    """
    line = place.source.line(place.line) if place.line and place.cell is None else None
    if line is None or not line.strip():
        return []
    shown = [_TAB if character == "\t" else visible(character) for character in line]
    at = min(max(place.column - 1, 0), len(shown))
    start, end = _window(shown, at, limit)
    before = ("…" if start else "") + "".join(shown[start:at])
    marked = shown[at : max(at, min(at + place.width, end))]
    text = before + "".join(shown[at:end]) + ("…" if end < len(shown) else "")
    return [text.rstrip(), " " * width(before) + "^" * max(width("".join(marked)), 1)]


def _window(shown: Sequence[str], at: int, limit: int) -> tuple[int, int]:
    """The part of a line that fits `limit` columns: the whole, or a third before the place and the rest after."""
    widths = [width(text) for text in shown]
    if sum(widths) <= limit:
        return 0, len(shown)
    available = limit - 2
    start, used = at, 0
    while start > 0 and used + widths[start - 1] <= available // 3:
        start -= 1
        used += widths[start]
    end = at
    while end < len(shown) and used + widths[end] <= available:
        used += widths[end]
        end += 1
    while start > 0 and used + widths[start - 1] <= available:
        start -= 1
        used += widths[start]
    return start, end


def _count(findings: Sequence[Diagnostic], language: str) -> str:
    errors, notes = sum(finding.is_error for finding in findings), sum(finding.is_note for finding in findings)
    warnings = len(findings) - errors - notes
    if language == "zh":
        counted = ((errors, "错误"), (warnings, "提醒"), (notes, "说明"))
        return "共 " + "、".join(f"{number} 处{word}" for number, word in counted if number)
    counts = [(errors, "error"), (warnings, "warning"), (notes, "note")]
    return ", ".join(f"{number} {word}{'s' * (number > 1)}" for number, word in counts if number)
