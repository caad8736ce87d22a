"""Pieces of formulas: their text, what kind of value it has, and which cells it needs filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from kaohe.lazy import dataclass, replace
from kaohe.translations import worded

DIGITS = 10
"""Decimals that comparisons keep: beyond them lies what binary arithmetic adds of its own."""


def finite(value: Fraction) -> str | None:
    """The number as a plain decimal, None where it has none of up to 15 digits."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    places = max(twos, fives)
    digits = abs(value.numerator) * 10**places // value.denominator
    if denominator != 1 or len(str(digits)) > 15 or places > 15:
        return None
    text = str(digits).rjust(places + 1, "0")
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"-{text}" if value < 0 else text


def shown(value: Fraction) -> str:
    """A number as a reader writes it; a fraction where it has no decimal of up to 15 digits."""
    return finite(value) or str(value)


def literal(value: Fraction) -> str:
    """A number as a formula writes it, safe beside any operator (a sheet reads -3^2 as 9)."""
    text = finite(value)
    if text is None:
        sign = "-" if value < 0 else ""
        return f"({sign}{abs(value.numerator)}/{value.denominator})"
    return f"({text})" if value < 0 else text


def letters(column: int) -> str:
    """The letters of a column, the first being 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def quoted(sheet: str) -> str:
    """A sheet's name before a reference."""
    return "'" + sheet.replace("'", "''") + "'!"


def text_literal(text: str) -> str:
    """A text as a formula writes it; no single literal may have more than 255 characters."""
    parts = [text[start : start + 120] for start in range(0, len(text), 120)] or [""]
    written = ['"' + part.replace('"', '""') + '"' for part in parts]
    return written[0] if len(written) == 1 else f"({'&'.join(written)})"


ONE = Fraction(1)

Kind = Literal["number", "truth", "text", "nothing"]
YES, NO = "是", "否"

# How tightly a text binds: what binds less than its surroundings is bracketed.
SUM, PRODUCT, ATOM = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Guard:
    """A cell that has to be filled; `words` are what it may hold where that is a choice. Or a condition by itself."""

    kind: Literal["number", "truth", "text", "choice", "condition"]
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of a formula, true as long as its guards are.

    A number is `text` × `scale`. `hard` guards are inputs that have to be there: whoever clears one gets no value
    from anything that names it. `soft` ones may be absent by the rules of the policy. A lazy text yields what a cell
    holds, the empty text for an absent value, and may stand only where a whole cell may. `plain`: no arithmetic, so
    that it may be compared as it stands. `words`: how the texts are shown in the cell, by what they are.
    """

    kind: Kind
    text: str
    scale: Fraction = Fraction(1)
    hard: tuple[Guard, ...] = ()
    soft: tuple[Guard, ...] = ()
    binds: int = ATOM
    lazy: bool = False
    array: bool = False
    plain: bool = False
    const: Fraction | str | bool | None = None
    words: Mapping[str, str] | None = None
    column: tuple[object, int] | None = None

    def at(self, *others: Code) -> Code:
        """This piece with the guards of the others too."""
        hard = merged(self.hard, *(other.hard for other in others))
        return replace(self, hard=hard, soft=merged(self.soft, *(other.soft for other in others)))

    @property
    def guards(self) -> tuple[Guard, ...]:
        return merged(self.hard, self.soft)


ABSENT = Code("nothing", '""', soft=(Guard("condition", "TRUE"),))


def merged(*guards: Iterable[Guard]) -> tuple[Guard, ...]:
    """All guards, each once, in order."""
    return tuple(dict.fromkeys(guard for each in guards for guard in each))


def number(value: Fraction, scale: Fraction = Fraction(1)) -> Code:
    """A literal in a measure of `scale`."""
    text = literal(value / scale)
    return Code("number", text, scale, plain=finite(value / scale) is not None, const=value)


def truth(value: bool) -> Code:
    """Yes or no."""
    return Code("truth", "TRUE" if value else "FALSE", const=value)


def words(value: str) -> Code:
    """A text."""
    return Code("text", text_literal(value), const=value)


def condition(text: str, *parts: Code) -> Code:
    """A truth that rests on other pieces."""
    return Code("truth", text).at(*parts)


def bracketed(code: Code, binds: int) -> str:
    """The text beside an operator that binds as strongly as `binds`."""
    return code.text if code.binds >= binds else f"({code.text})"


def scaled(code: Code, scale: Fraction) -> Code:
    """The same number counted in another measure."""
    if code.kind != "number" or code.scale == scale:
        return replace(code, scale=scale) if code.kind == "nothing" else code
    if isinstance(code.const, Fraction):
        return replace(number(code.const, scale), hard=code.hard, soft=code.soft)
    factor = code.scale / scale
    text = bracketed(code, PRODUCT)
    if factor.numerator != 1:
        text += f"*{factor.numerator}"
    if factor.denominator != 1:
        text += f"/{factor.denominator}"
    return replace(code, text=text, scale=scale, binds=PRODUCT, plain=False, column=None)


def alike(codes: Sequence[Code]) -> list[Code]:
    """The same numbers, all in one measure."""
    scales = [code.scale for code in codes if code.kind == "number" and code.const is None]
    scales += [code.scale for code in codes if code.kind == "number" and code.const]
    scale = scales[0] if scales else Fraction(1)
    return [scaled(code, scale) for code in codes]


def absent_if(guards: Iterable[Guard]) -> str | None:
    """The condition under which a value is absent; None where it never is."""
    parts: list[str] = []
    numbers = [guard.text for guard in guards if guard.kind == "number"]
    for start in range(0, len(numbers), 200):
        some = numbers[start : start + 200]
        parts.append(f"COUNT({','.join(some)})<{len(some)}")
    for guard in guards:
        if guard.kind == "condition":
            parts.append(guard.text)
        elif guard.kind == "truth":
            parts.append(f'AND({guard.text}<>"{worded(YES)}",{guard.text}<>"{worded(NO)}")')
        elif guard.kind == "choice":
            parts.append(f"AND({','.join(f'{guard.text}<>{text_literal(word)}' for word in guard.words)})")
        elif guard.kind == "text":
            parts.append(f'TRIM({guard.text})=""')
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def in_cell(code: Code) -> str:
    """The text as a cell holds its value, as long as all guards hold: yes and no in words, texts as they are."""
    if code.lazy or code.kind in ("number", "nothing"):
        return code.text
    if code.kind == "truth":
        if isinstance(code.const, bool):
            return text_literal(worded(YES) if code.const else worded(NO))
        return f'IF({code.text},"{worded(YES)}","{worded(NO)}")'
    return own_text(code).text


def guarded(code: Code, guards: Iterable[Guard]) -> str:
    """The text as a cell holds its value, empty while one of these guards fails."""
    absent = absent_if(tuple(guards))
    if absent == "TRUE":
        return '""'
    body = in_cell(code)
    return body if absent is None else f'IF({absent},"",{body})'


def whole(code: Code) -> str:
    """The formula of a cell: empty where the value is absent."""
    return guarded(code, code.guards)


def own_text(code: Code) -> Code:
    """A text as what it is, where the cell it comes from shows it in another word."""
    if not code.words or all(id_ == word for id_, word in code.words.items()):
        return code
    text = "NA()"
    for id_, word in reversed(list(code.words.items())):
        text = f"IF(EXACT({code.text},{text_literal(word)}),{text_literal(id_)},{text})"
    return replace(code, text=text, words=None, column=None)
