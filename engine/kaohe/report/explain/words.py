"""An explanation's values and phrases as text, and its steps as lines that every format shows in one order.

A value is exact where a few decimals hold it, else rounded, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.analysis.explain.model import Act, Amount, Explained, Explanation, Listing, ListRow, Phrase, Used
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Display
from kaohe.report.results.targets import STRENGTH, deadline, gap, marked, pace, requirement
from kaohe.report.values import ABSENT, NOT_APPLICABLE, PROVISIONAL, to_places, trimmed, yes_no
from kaohe.text_width import visible
from kaohe.translations import language, worded

DECIMALS = 6
"""A number that so many decimals hold is written out."""


def is_short(value: Fraction) -> bool:
    """Whether a number is written out, and so is exact."""
    scaled: Fraction = value * 10**DECIMALS
    return scaled.denominator == 1


def number(value: Fraction, display: Display) -> str:
    """A number on the way to a result: with more decimals than the result is shown with, so that it can be followed."""
    return trimmed(value, DECIMALS) if is_short(value) else to_places(value, display.decimals + 2, display.rounding)


def amount(given: Amount, display: Display) -> str:
    """2 亿元, 9.4%, 是, a word, 待报, 不适用, or a dash for what is absent."""
    value = given.value
    if value is None:
        return worded(PROVISIONAL) if given.is_provisional else ABSENT if given.applies else worded(NOT_APPLICABLE)
    if isinstance(value, bool):
        return yes_no(value, language())
    if isinstance(value, Fraction):
        return counted(number(value, display), given.label)
    return visible(value)


def counted(text: str, label: str) -> str:
    """A number with what it is counted in."""
    return f"{text}{label}" if label in ("", "%", "‰") else f"{text} {visible(label)}"


def phrase(given: Phrase, display: Display) -> str:
    """Words with their values; a negative number behind a sign stands in brackets, and a dash is said in words."""
    text = ""
    for piece in given:
        said = visible(piece) if isinstance(piece, str) else amount(piece, display)
        said = worded("暂缺") if said == ABSENT else said
        behind_sign = text.endswith((" + ", " − ", " × ", " ÷ ", "−"))
        text += f"(−{said[1:]})" if behind_sign and said.startswith("-") else said
    return text


def value(step: Explained, display: Display) -> str:
    """The value of a step: what is published as it is published, all else as exactly as it is calculated with."""
    found = step.value.value
    if step.target is not None:
        return marked(step.target).strip()
    if step.keyword == "rank" and isinstance(found, Fraction):
        return worded("第 {} 名", found)
    if step.kind == "score" and isinstance(found, Fraction):
        whole = step.points is None and found.denominator == 1
        return counted(to_places(found, 0 if whole else display.decimals, display.rounding), step.value.label)
    return amount(step.value, display)


def printed(step: Explained) -> str:
    """The points that the document prints: 分值 5."""
    return "" if step.points is None else worded("分值 {}", trimmed(step.points))


def firmness(step: Explained) -> str:
    """要求 ≥ 80 家，到2023年，必达, of a target."""
    if step.target is None:
        return ""
    target = step.target.target
    asked = "" if target.is_qualitative else worded("要求 {}，", requirement(step.target))
    return visible(worded("{}{}，{}", asked, deadline(target), worded(STRENGTH[target.strength])))


def distance(step: Explained, display: Display) -> list[str]:
    """What a target still lacks, and what each year has to add."""
    if step.target is None:
        return []
    each = pace(step.target, display)
    return [visible(said) for said in (gap(step.target, display), worded("每年还需 {}", each) if each else "") if said]


def filled(step: Explained, display: Display) -> str:
    """The formula with its values put in and what it comes to: = 84.1322% × 5 ≈ 4.2066."""
    if not step.filled or (step.result is None and step.filled == (step.value,)):
        return ""
    text = phrase(step.filled, display)
    result = step.result or step.value
    said = amount(result, display)
    is_sum = any(isinstance(piece, Amount) for piece in step.filled)
    if isinstance(result.value, bool) or not isinstance(result.value, Fraction) or said == text or not is_sum:
        return text
    exact = is_short(result.value) and all(
        is_short(piece.value)
        for piece in step.filled
        if isinstance(piece, Amount) and isinstance(piece.value, Fraction)
    )
    return f"{text} {'=' if exact else '≈'} {said}"


def words(step: Explained, display: Display) -> str:
    """The formula in words, unless it says nothing that the values put in do not say."""
    text = phrase(step.words, display)
    return "" if text == phrase(step.filled, display) else text


def act(given: Act, display: Display) -> str:
    """What acted."""
    return phrase(given.said, display)


def used(given: Used) -> str:
    """读法 X3：三类500强的1分加给哪些项目——已备案的都加（非默认）."""
    other = "" if given.is_default else worded("（不是默认读法）")
    return visible(worded("读法 {}：{}——{}{}", given.question, given.ask, given.words, other))


def source(step: Explained, display: Display) -> str:
    """chain.csv 第 4 行“产值增长率”列; what was written there, where it is not what is shown."""
    given = step.source
    if given is None:
        return ""
    place = given.place
    file = place.source.file
    if place.cell is not None:
        file += f" {place.sheet}!{place.cell}"
    elif place.line:
        file += worded(" 第 {} 行", place.line)
    header = worded("“{}”列", given.header) if given.header and given.header != step.name else ""
    plain = replace(step.value, label="")
    is_plain = given.written in (None, "", amount(plain, display), amount(step.value, display))
    written = "" if is_plain else worded("，原文“{}”", given.written)
    why = "".join(worded("，{}", said) for said in (given.stored, given.filled) if said)
    unit = worded("，单位写作“{}”", given.unit) if given.unit else ""
    return visible(f"{file}{header}{written}{why}{unit}")


def name(step: Explained) -> str:
    """A step's name, with the unit and period where they are others than above."""
    unit = f"{step.unit} " if step.unit and step.unit not in step.name else ""
    period = f"{step.period.in_words()} " if step.period else ""
    return visible(f"{period}{unit}{step.name}")


def roots(explanation: Explanation) -> list[Explained]:
    """The values asked for, without the unit and period that the heading says."""
    return [
        replace(step, unit="" if step.unit == explanation.unit else step.unit, period=None)
        if step.period in (None, explanation.period)
        else step
        for step in explanation.steps
    ]


def heading(explanation: Explanation) -> str:
    """电子信息 2023年一季度."""
    group = worded("（{}）", explanation.group) if explanation.group else ""
    other = worded(" 与 {} 相比", explanation.against.other) if explanation.against else ""
    return visible(f"{explanation.unit}{group} {explanation.period.in_words()}{other}")


def note(step: Explained) -> str:
    """Why a step is not told here."""
    if step.again:
        return worded("已在本说明别处列出")
    return worded("层次太深，请用 --of 单独查看") if step.deeper else ""


def cell(given: str | Amount, display: Display) -> str:
    """A cell of a listing."""
    return visible(given) if isinstance(given, str) else amount(given, display)


AROUND = 3
"""So many units of a listing are shown above and below the unit itself, where there is no room for all."""


@dataclass(frozen=True, slots=True)
class StepTexts:
    """A step in words: its name, value, what the policy says of it, and a line for each thing that acted."""

    name: str
    value: str
    printed: str
    clause: str
    assessor: str
    source: str
    lines: tuple[tuple[str, str], ...]

    @property
    def aside(self) -> list[str]:
        """What stands behind name and value: points, clause, assessor, source, a note."""
        said = [self.printed, self.clause, self.assessor, self.source]
        return [text for text in (*said, *(line for kind, line in self.lines if kind == "note")) if text]

    @property
    def lines_under_it(self) -> list[tuple[str, str]]:
        """All lines but the notes."""
        return [(kind, line) for kind, line in self.lines if kind != "note"]


def texts_of(step: Explained, display: Display) -> StepTexts:
    """The texts of one step. Each line has what it is: words, filled, an act, distance, reading, note."""
    shown = value(step, display)
    if step.kind == "row" and step.value.value is True:
        shown = ""
    if step.kind == "row" and not step.counts:
        shown = worded("不计")
    return StepTexts(
        name(step),
        shown,
        printed(step) or firmness(step),
        visible(step.clause),
        visible(worded("、").join(step.assessor)),
        source(step, display),
        tuple(_lines(step, display)),
    )


def _lines(step: Explained, display: Display) -> Iterator[tuple[str, str]]:
    if said := note(step):
        yield "note", said
    formula = words(step, display)
    if formula and step.keyword != "parts":
        yield "words", formula
    figures = filled(step, display)
    if figures and figures.strip("“”") != value(step, display):
        yield "filled", figures
    for each in step.acts:
        yield each.kind, act(each, display)
    for said in distance(step, display):
        yield "distance", said
    for reading in step.readings:
        yield "reading", used(reading)


def near(listing: Listing) -> tuple[list[ListRow], int]:
    """The rows around the unit itself, the first and the last among them; and how many are left out."""
    own = next((at for at, row in enumerate(listing.rows) if row.own), 0)
    last = len(listing.rows) - 1
    kept = [row for at, row in enumerate(listing.rows) if abs(at - own) <= AROUND or at in (0, last)]
    return kept, len(listing.rows) - len(kept)
