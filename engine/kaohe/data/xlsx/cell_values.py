"""What one cell of a sheet says, as text: a number in the digits that were typed, a percentage with its sign, a day.

A formula is read by its stored result, unless that comes from elsewhere or is another one each time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite

from kaohe.data.numbers import Figure, Mark, MarkedCell, is_nothing_else, read_figure
from kaohe.data.xlsx.archive import Archive, Attributes, is_true, parse
from kaohe.data.xlsx.number_formats import is_percent, is_red_alone, shown_by, written
from kaohe.lazy import pattern

_NUMBER = pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DIGITS = r"(?:[0-9]{1,14}|-[1-9][0-9]{0,13}|(?=.{1,15}$)-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])"
"""A number of so few digits that no two are stored as one: what is written was typed."""
_PLAIN = pattern(_DIGITS)
_NOT_PLAIN = pattern(rf"^(?!{_DIGITS}$).+", re.MULTILINE)
_SHOWN_DIGITS = 15  # what a spreadsheet shows of a number at most
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)


_TEXT = pattern(r'"(?:[^"]|"")*"')
# Links are stored as [1]Sheet!A1; other programs write the file's name. Table columns (表1[完成率]) are no links.
_LINK = pattern(r"\[\d+\][^\[\]\"(),;]*!|\[[^\[\]]*\.(?:xl\w+|csv|ods|et)\]|'?(?:file|https?|ftp):|\\\\", re.IGNORECASE)
_PROGRAM = pattern(r"[\w.]+\|")
_CHANGING = pattern(
    r"(?<![\w.])(?:_xlfn\.)*(RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY|OFFSET|INDIRECT|INFO|CELL|WEBSERVICE|RTD|IMAGE"
    r"|CALL|REGISTER\.ID|STOCKHISTORY|CUBE\w+)\s*\(",
    re.IGNORECASE,
)


_HALF = pattern("[\ud800-\udfff]")
_ESCAPED = pattern("_x([0-9A-Fa-f]{4})_")


def is_shown_plainly(code: str) -> bool:
    """Whether a format shows numbers simply as they are."""
    return shown_by(code) == "plain" and "%" not in code


def not_written_plainly(numbers: Sequence[str]) -> list[str]:
    """The stored numbers, none with a line end in it, that may be written in other digits than were typed."""
    found: list[str] = _NOT_PLAIN.findall("\n".join(numbers))
    return found


def number_cell(text: str, code: str, from_1904: bool) -> str:
    """A number that is stored as `text`, with what its format code shows where that is not simply the number."""
    shown = shown_by(code)
    if is_shown_plainly(code) and _PLAIN.fullmatch(text):
        return text
    if _NUMBER.fullmatch(text) is None or not isfinite(value := float(text)):
        return MarkedCell(text, "broken")
    if shown == "date":
        return MarkedCell(_day(value, from_1904) or text, "date")
    # Spreadsheets store the binary number nearest to what was typed and write 17 digits of it: 0.14000000000000001.
    # The shortest decimal that gives the same binary number is what was typed, 0.14.
    shortest = repr(value)
    if is_shown_plainly(code) and _PLAIN.fullmatch(shortest):
        return shortest
    decimal = Decimal(shortest)
    seen = written(decimal, code) if shown == "written" else None
    marks: list[Mark] = []
    if seen is not None and is_red_alone(decimal, code):
        seen = f"-{seen}"  # as red figures are read
        marks.append("unseen")
    elif seen is not None and not is_nothing_else(seen, not decimal):
        marks.append("unseen")
    percent = "%" in code and is_percent(decimal, code)
    if percent:
        decimal = decimal.scaleb(2)
        marks.append("percent")
    if len(decimal.normalize().as_tuple().digits) > _SHOWN_DIGITS:
        marks.append("noise")
    plain = _written(decimal) + "%" * percent
    return MarkedCell(plain, *marks, detail=text, shown=seen) if marks or seen is not None else plain


def unseen(cell: str) -> str:
    """The cell of a number that is not shown: a zero in a sheet that shows none, white on white."""
    marks = cell.marks if isinstance(cell, MarkedCell) else ()
    return MarkedCell(cell, *(mark for mark in marks if mark != "unseen"), "unseen", detail=str(cell), shown="")


def marked(cell: str, mark: Mark, detail: str | None = None) -> str:
    """The cell with a further mark."""
    if not isinstance(cell, MarkedCell):
        return MarkedCell(cell, mark, detail=detail or "")
    return MarkedCell(cell, *cell.marks, mark, detail=cell.detail if detail is None else detail, shown=cell.shown)


def text_cell(text: str) -> str:
    """A text; one that writes a number is marked, because spreadsheets do not calculate with it."""
    stripped = text.strip()
    may_be = stripped[:1].isdecimal() or stripped[:1] in tuple("+-.－＋．")
    return marked(text, "text") if may_be and isinstance(read_figure(stripped), Figure) else text


def formula_cell(result: str | None, formula: str, is_text: bool) -> str:
    """The stored result of a formula, or the formula itself where there is none."""
    detail = f"={formula}"
    if is_unreliable(formula):
        return MarkedCell(result or detail, "unreliable", detail=detail)
    if result is None:
        return MarkedCell(detail, "no_value", detail=detail)
    marks = result.marks if isinstance(result, MarkedCell) else ()
    added: tuple[Mark, ...] = ("formula", "text_result") if is_text else ("formula",)
    shown = result.shown if isinstance(result, MarkedCell) else None
    return MarkedCell(result, *(mark for mark in marks if mark != "text"), *added, detail=detail, shown=shown)


def _written(decimal: Decimal) -> str:
    """Without an exponent where that stays short, as 88 and 0.5 rather than 8.8E+1."""
    plain = decimal.normalize()
    return f"{plain:f}" if abs(plain.adjusted()) < 25 else str(plain)


def _day(value: float, from_1904: bool) -> str | None:
    """A day as 2022-03-31, a time as 12:30:00, both where both are there; None beyond the calendar."""
    days, part = divmod(value, 1)
    seconds = round(part * 86400)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds else ""
    if 0 <= value < 1:
        return time or None
    try:
        day = (_FIRST_DAY_1904 if from_1904 else _FIRST_DAY) + timedelta(int(days))
    except OverflowError:
        return None
    return f"{day.isoformat()} {time}".strip()


def is_unreliable(formula: str) -> bool:
    """Whether it takes its value from another file, program or network, or changes without its inputs."""
    plain = _TEXT.sub('""', formula)
    return bool(_LINK.search(plain) or _PROGRAM.search(plain) or _CHANGING.search(plain))


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which workbooks write as _x000D_."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # A character beyond the first 65,536 is written as two halves; a half alone stays, and is refused as unseen.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if _HALF.search(plain) else plain


class RichText:
    """Which runs of a rich text are struck through, or stand above or below the line as marks of notes do.

    Joined they read as one number: 1200 with a raised 1 as 12001.
    """

    def __init__(self) -> None:
        self.marks: dict[Mark, None] = {}
        self._is_struck = self._is_raised = False
        self._shown: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element of a text: a run, or what it looks like."""
        if name == "r":
            self._is_struck = self._is_raised = False
        elif name == "strike":
            self._is_struck = is_true(attributes.get("val", "1"))
        elif name == "vertAlign":
            self._is_raised = attributes.get("val") in ("superscript", "subscript")

    def text(self, piece: str) -> None:
        """A piece of the run that began last."""
        if piece.strip() and self._is_struck:
            self.marks["struck"] = None
        if piece.strip() and self._is_raised:
            self.marks["raised"] = None
        self._shown.append(f"^{piece}" if self._is_raised else piece)

    def take(self, text: str) -> str:
        """The whole text with its marks; the next one begins."""
        cell = MarkedCell(text, *self.marks, detail="".join(self._shown)) if self.marks else text
        self.marks, self._shown = {}, []
        self._is_struck = self._is_raised = False
        return cell


def shared_strings(archive: Archive, part: str | None) -> list[str]:
    """The texts that cells refer to by number: runs of rich text joined, readings (拼音) left out."""
    strings: list[str] = []
    if part is None:
        return strings
    pieces: list[str] = []
    rich = RichText()
    inside = reading = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside, reading
        if name == "t":
            inside = not reading
        elif name == "rPh":
            reading = True
        elif name == "si":
            pieces.clear()
        else:
            rich.start(name, attributes)

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)
            rich.text(piece)

    def end(name: str) -> None:
        nonlocal inside, reading
        if name == "t":
            inside = False
        elif name == "rPh":
            reading = False
        elif name == "si":
            strings.append(rich.take(unescaped("".join(pieces))))

    parse(archive.pieces(part), part, start, text, end)
    return strings
