"""Number formats: what a cell shows of the number that it stores.

Most formats show the number itself, with fewer decimals or more signs around it (`0.00`, `#,##0.00_ `); those are told
by their looks. The others may show what the number has not: a unit, another scale, a sign, more digits, or nothing at
all. What these show is written out number by number, to be compared with what is stored where the column is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from kaohe.data.xlsx.archive import Archive, Attributes, is_true, parse
from kaohe.lazy import dataclass, pattern

T = TypeVar("T")

Shown = Literal["plain", "date", "written"]
"""plain: the number as it is, or a hundred times as large with %; date: a day or a time; written: see `written`."""

_BUILT_IN = {9: "0%", 10: "0.00%"}
_BUILT_IN |= dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd")
GENERAL = "General"
_PIECE = pattern(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<padded>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<power>E[+-]0+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<text>@)|(?P<next>;)|(?P<time>AM/PM|A/P|上午/下午|[ymdhs])|(?P<literal>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = pattern(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_ELAPSED = pattern(r"h+|m+|s+", re.IGNORECASE)
_RED = pattern(r"red|红色?", re.IGNORECASE)
_WORDS_OF_TIME = pattern("[年月日时分秒]")
_MINUS = ("-", "−", "－", "()")
_DASHES = frozenset({"-", "–", "—", "－"})


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format: its pieces in order, each a kind and a text, and the numbers that it is for."""

    pieces: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_red: bool

    def has(self, *kinds: str) -> bool:
        """Whether there is a piece of one of the kinds."""
        return any(kind in kinds for kind, _ in self.pieces)

    @property
    def literal(self) -> str:
        """What it shows whatever the number is, without blanks."""
        return "".join("".join(text for kind, text in self.pieces if kind == "literal").split())

    @property
    def is_plain(self) -> bool:
        """Whether its digits are those of the number: none between which something stands, none cut off."""
        kinds = "".join(_LETTERS.get(kind, "") for kind, text in self.pieces if kind != "literal" or text.strip())
        return re.fullmatch(r"_*l*_*(?:d+(?:,d+)*(?:pd*)?e?_*%?|g|t)_*l*_*", kinds) is not None

    @property
    def is_fraction(self) -> bool:
        """Whether it shows 1 1/2, which is 1.5 in other words."""
        signs = "".join(text for kind, text in self.pieces if kind != "padded")
        return re.fullmatch(r" *[0#?]* *[0#?]+ */ *[0#?0-9]+ *", signs) is not None

    @property
    def shows_zero(self) -> bool:
        """Whether it shows anything of the number 0."""
        return self.has("general", "text") or any(kind == "digit" and text == "0" for kind, text in self.pieces)

    @property
    def is_time(self) -> bool:
        """Whether it shows a day or a time; one with digits is of numbers, whatever word stands behind them."""
        digits = re.sub(r"s(p)d+", "", "".join(_LETTERS.get(kind, "") for kind, _ in self.pieces))
        words = self.has("time", "elapsed") or _WORDS_OF_TIME.search(self.literal)
        return bool(words) and "d" not in digits and not self.has("general", "text")


_LETTERS = {
    "digit": "d", "comma": ",", "point": "p", "percent": "%", "power": "e", "general": "g", "text": "t", "padded": "_",
    "filled": "_", "literal": "l", "time": "s",
}  # fmt: skip


class Formats(NamedTuple):
    """The format codes of cell styles and of conditional formats, in the order that cells and rules refer to them.

    A conditional format that shows numbers as the cell does has an empty code. `struck` and `invisible` are the numbers
    of the styles whose text is struck through, and white on no ground.
    """

    of_styles: list[str]
    of_rules: list[str]
    struck: set[str]
    invisible: set[str]


def formats(archive: Archive, part: str | None) -> Formats:
    """The format codes of a workbook."""
    found = Formats([], [], set(), set())
    if part is None or part not in archive:
        return found
    codes: dict[int, str] = {}
    looks: list[set[str]] = []
    grounds: list[bool] = []
    inside = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt" and inside == "dxfs":
            found.of_rules[-1:] = [attributes.get("formatCode", "")]
        elif name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "dxfs", "fonts", "fills"):
            inside = name
        elif name == "font" and inside == "fonts":
            looks.append(set())
        elif name == "strike" and inside == "fonts" and is_true(attributes.get("val", "1")):
            looks[-1].add("struck")
        elif name == "color" and inside == "fonts" and _is_white(attributes):
            looks[-1].add("white")
        elif name == "patternFill" and inside == "fills":
            grounds.append(attributes.get("patternType", "none") != "none")
        elif name == "dxf":
            found.of_rules.append("")
        elif name == "xf" and inside == "cellXfs":
            id_ = _number(attributes.get("numFmtId"))
            look = _at(looks, attributes.get("fontId"), set[str]())
            if "struck" in look:
                found.struck.add(str(len(found.of_styles)))
            if "white" in look and not _at(grounds, attributes.get("fillId"), True):
                found.invisible.add(str(len(found.of_styles)))
            found.of_styles.append(codes.get(id_) or _BUILT_IN.get(id_, GENERAL))

    def end(name: str) -> None:
        nonlocal inside
        inside = "" if name == inside else inside

    parse(archive.pieces(part), part, start, end=end)
    return found


def _is_white(attributes: Attributes) -> bool:
    """Whether a colour is white as it stands; the first theme colour is that of the ground."""
    if attributes.get("tint", "").strip("-0."):
        return False
    rgb = attributes.get("rgb", "")
    return rgb[-6:].upper() == "FFFFFF" or attributes.get("theme") == "0" or attributes.get("indexed") in ("1", "9")


def _at(known: Sequence[T], number: str | None, default: T) -> T:
    at = _number(number)
    return known[at] if at < len(known) else default


@cache
def shown_by(code: str) -> Shown:
    """How a format shows numbers, as far as that is the same for all of them."""
    parts = sections(code)
    if parts[0].is_time:
        return "date"
    numeric = parts[:3]
    first, others, zero = numeric[0], numeric[1:2], numeric[-1] if len(numeric) == 3 else numeric[0]
    if len(numeric) == 1 and first.is_fraction:
        return "plain"
    if any(part.condition or not part.is_plain for part in numeric[:2]) or first.literal not in ("", "¥", "￥"):
        return "written"
    if any(not _shows_minus(part.literal) or part.has("percent") != first.has("percent") for part in others):
        return "written"
    if zero is first:
        return "plain" if zero.shows_zero else "written"
    shows_nothing_else = zero.is_plain and zero.shows_zero and not zero.literal
    return "plain" if shows_nothing_else or zero.literal.strip("¥￥") in _DASHES else "written"


def is_percent(value: Decimal, code: str) -> bool:
    """Whether a number is shown a hundred times as large, with a percent sign."""
    return sum(kind == "percent" for kind, _ in _section_for(value, code)[0].pieces) == 1


def literals(code: str) -> str:
    """The words that a format shows beside the digits of any number."""
    return " ".join(dict.fromkeys(part.literal for part in sections(code)[:3] if part.literal))


def is_red_alone(value: Decimal, code: str) -> bool:
    """Whether it is the colour alone that tells a negative number."""
    section, signed = _section_for(value, code)
    return value < 0 and section.is_red and not signed and not _shows_minus(section.literal)


_ALL_DIGITS = Context(prec=1000)
"""No number that a workbook stores has more digits, 10^308 among them."""


def written(value: Decimal, code: str) -> str:
    """What a cell shows of a number; blanks at both ends left out."""
    section, signed = _section_for(value, code)
    pieces = list(section.pieces)
    digits = [at for at, (kind, _) in enumerate(pieces) if kind == "digit"]
    if not digits:
        text = "".join(_plain(abs(value)) if kind in ("general", "text") else text for kind, text in pieces)
        return f"{'-' if signed else ''}{text}".strip()
    point = next((at for at, (kind, _) in enumerate(pieces) if kind == "point" and at > digits[0]), len(pieces))
    commas = [at for at, (kind, _) in enumerate(pieces) if kind == "comma" and at > digits[0]]
    whole, part = [at for at in digits if at < point], [at for at in digits if at > point]
    grouping = [at for at in commas if whole and at < whole[-1]]
    percents = sum(kind == "percent" for kind, _ in pieces)
    scaled = abs(value).scaleb(2 * percents - 3 * (len(commas) - len(grouping)), _ALL_DIGITS)
    powers = next((at for at, (kind, _) in enumerate(pieces) if kind == "power"), None)
    if powers is not None:
        mantissa, _, power = f"{scaled:.{len(part)}E}".partition("E")
        pieces[powers] = ("literal", f"E{power}")
        scaled = Decimal(mantissa)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, _ALL_DIGITS)
    left, _, right = f"{rounded:f}".partition(".")
    out = {at: text for at, (kind, text) in enumerate(pieces) if kind not in ("digit", "comma", "point", "padded")}
    out |= dict(zip(part, right, strict=True))
    for at in reversed(part):  # a # shows no zero that closes the number
        if pieces[at][1] != "#" or out[at] != "0":
            break
        out[at] = ""
    out |= _whole_digits(left.lstrip("0"), [(at, pieces[at][1]) for at in whole], grouping)
    if point < len(pieces):
        out[point] = "."
    text = "".join(out.get(at, "") for at in range(len(pieces)))
    return f"{'-' if signed else ''}{text}".strip()


def _whole_digits(left: str, places: list[tuple[int, str]], grouping: list[int]) -> dict[int, str]:
    """The digits before the point by the piece that they stand in for; the first takes all that are left."""
    out: dict[int, str] = {}
    grouped = bool(grouping) and [at for at, _ in places] == [
        at for at in range(places[0][0], places[-1][0] + 1) if at not in grouping
    ]
    if grouped:
        least = sum(sign == "0" for _, sign in places)
        digits = left.rjust(least, "0")
        return {places[0][0]: f"{int(digits):,}".rjust(len(digits), "0") if digits else ""}
    for at, sign in reversed(places):
        out[at] = left[-1:] or ("0" if sign == "0" else "")
        left = left[:-1]
    if places:
        out[places[0][0]] = left + out[places[0][0]]
    return out


@cache
def sections(code: str) -> tuple[Section, ...]:
    """The parts of a format, one at least: for positive and other numbers, for negative ones, for zero, for text."""
    found: list[Section] = []
    pieces: list[tuple[str, str]] = []
    condition: tuple[str, Decimal] | None = None
    is_red = False
    for match in (*_PIECE.finditer(code), None):
        kind = match.lastgroup if match else "next"
        text = match[kind] if match and kind else ""
        if kind == "next":
            found.append(Section(tuple(pieces), condition, is_red))
            pieces, condition, is_red = [], None, False
        elif kind == "bracket":
            if met := _CONDITION.fullmatch(text):
                condition = (met[1], Decimal(met[2]))
            elif _ELAPSED.fullmatch(text):
                pieces.append(("elapsed", text))
            elif text.startswith("$"):
                pieces.append(("literal", text[1:].partition("-")[0]))
            is_red = is_red or _RED.fullmatch(text) is not None
        elif kind in ("quoted", "escaped", "literal"):
            pieces.append(("literal", text))
        else:
            pieces.append((kind or "literal", "" if kind in ("padded", "filled") else text))
    return tuple(found)


def _section_for(value: Decimal, code: str) -> tuple[Section, bool]:
    """The part that shows a number, and whether a minus is shown before it by itself."""
    numeric = sections(code)[:3]
    if any(part.condition for part in numeric):
        chosen = next((part for part in numeric if part.condition and _meets(value, part.condition)), None)
        if chosen is None:
            rest = [part for part in numeric if part.condition is None] or [numeric[-1]]
            chosen = rest[0] if value >= 0 or len(rest) == 1 else rest[-1]
        # Of two parts the one that holds the negative numbers shows them without a minus.
        only_negative = chosen.condition is not None and chosen.condition[0] in ("<", "<=") and chosen.condition[1] <= 0
        return chosen, value < 0 and not (len(numeric) == 2 and (chosen is numeric[1] or only_negative))
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if not value and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], value < 0


def _meets(value: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound, "=": value == bound,
        "<>": value != bound,
    }[sign]  # fmt: skip


def _shows_minus(literal: str) -> bool:
    return literal.strip("¥￥") in _MINUS


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0
