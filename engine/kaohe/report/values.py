"""A value as a reader sees it, rounded once from the exact one; and names, values and steps in the words of a policy.

Yes and no stand in words, what is absent as a dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language.entry import RoundingMode
from kaohe.language.rounding_and_apportionment import rounded, rounded_whole
from kaohe.policy.model import Display, Policy
from kaohe.report.results.blocks import Column
from kaohe.report.words import CHANGES_EN, CHANGES_ZH, word
from kaohe.results import Result, Value, as_named
from kaohe.text_width import visible
from kaohe.translations import language, worded
from kaohe.words.rank_and_ties import MemberRankRoles, RankRoles

if TYPE_CHECKING:
    from kaohe.analysis.named_cells import Cell
    from kaohe.analysis.published_values import Change, Published
    from kaohe.data.replaced_files import Replacement
    from kaohe.language.periods import Period

SIGNIFICANT = 15
"""As many digits as a spreadsheet keeps."""


def to_places(value: Fraction, places: int, mode: RoundingMode) -> str:
    """`value` rounded once, with exactly `places` decimals; zero has no sign."""
    return _written(rounded_whole(value, places, mode), places)


def to_places_distinct_from(value: Fraction, bounds: Iterable[Fraction], places: int, mode: RoundingMode) -> str:
    """Like `to_places`, with the further decimals that keep it on its side of every bound: 79.997 is not yet 80.

    A value that no decimals tell apart from a bound is shown with `places`.
    """
    near = list(bounds)
    for further in range(places, places + SIGNIFICANT):
        shown = rounded(value, further, mode)
        if all((shown > bound) == (value > bound) and (shown < bound) == (value < bound) for bound in near):
            return _digits(shown, further)
    return to_places(value, places, mode)


def trimmed(value: Fraction, places: int = 6) -> str:
    """A number that somebody wrote, as it was written: 5, 0.75."""
    text = to_places(value, places, "half_even")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_significant(value: Fraction, digits: int = SIGNIFICANT) -> str:
    """`value` as a plain decimal, never with an exponent.

    Exact where so many significant digits hold it, else rounded to them; a whole number keeps all its digits.
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = max(digits - _digits_before_point(value), 0)
    text = _digits(rounded(value, places, "half_even"), places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits_before_point(value: Fraction) -> int:
    """How many digits stand before the point; for 0.00123 it is -2, the zeros right after it."""
    whole = abs(value.numerator) // value.denominator
    if whole:
        return len(str(whole))
    zeros = 0
    rest = abs(value) * 10
    while rest and rest < 1:
        rest *= 10
        zeros += 1
    return -zeros


def _digits(value: Fraction, places: int) -> str:
    """A number that has no more than `places` decimals, written out."""
    return _written(value.numerator * 10**places // value.denominator, places)


def _written(number: int, places: int) -> str:
    """So many units of the last place: 725 with two decimals is 7.25."""
    whole, decimals = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{decimals:0{places}d}" if places else f"{sign}{whole}"


ABSENT = "—"


PROVISIONAL, NOT_APPLICABLE = "待报", "不适用"
"""What stands for a value that rests on something that has not been sent yet."""


ADJUSTED = "*"
"""What stands behind a score that decisions changed; ※ is a reading that is not the default."""


def shown(value: Value, column: Column, display: Display) -> str:
    """The text of a value; ranks and counts have no decimals."""
    if isinstance(value, Fraction):
        return to_places(value, 0 if column.whole else display.decimals, display.rounding)
    if isinstance(value, bool):
        return yes_no(value, column.language)
    return ABSENT if value is None else visible(str(as_named(column.definition, value)))


def value_of(result: Result, column: Column, display: Display) -> str:
    """The text of a result's value, which may still be waited for, with its mark."""
    name = column.definition.id
    value = result.values.get(name)
    if value is None:
        return absent(result, name, column.language)
    return shown(value, column, display) + mark(result, name)


def number_of(result: Result, name: str, display: Display) -> str:
    """The text of a result's value that is a score, with its mark."""
    value = result.values.get(name)
    if not isinstance(value, Fraction):
        return absent(result, name, language())
    return to_places(value, display.decimals, display.rounding) + mark(result, name)


def absent(result: Result, name: str, language: str) -> str:
    """What stands for a value that is not there; nothing for one that is."""
    if result.values.get(name) is not None:
        return ""
    if name in result.not_applicable:
        return word(language, "not_applicable")
    return word(language, "provisional") if name in result.provisional else ABSENT


def mark(result: Result, name: str) -> str:
    """The mark of a score that decisions changed."""
    return ADJUSTED if name in result.adjusted and result.values.get(name) is not None else ""


def yes_no(value: bool, language: str) -> str:
    """是 or 否."""
    return word(language, "yes" if value else "no")


def points(column: Column) -> str:
    """The points that the document prints for a score, as it prints them: 5, 0.75, 40/30 where groups differ."""
    return "/".join(map(trimmed, column.definition.printed))


class Speaker:
    """Names, values and words of one policy, in its language."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.words = CHANGES_ZH if policy.language == "zh" else CHANGES_EN

    def name(self, of: Published) -> str:
        """What a published value is called."""
        definition = self.policy.definitions.get((of.unit_type, of.value))
        if definition is not None:
            return visible(definition.name)
        id_ = of.value.removesuffix(".attained")
        named = {target.id: target.name for target in self.policy.targets}
        return visible(f"{named.get(id_, id_)} {self.words['attained']}")

    def value(self, value: Value, decimals: int | None = None) -> str:
        """A value; scores with the decimals of the policy, whole numbers without."""
        if value is None:
            return self.words["absent"]
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        if isinstance(value, str):
            return visible(value)
        if value.denominator == 1:
            return str(value.numerator)
        display = self.policy.display
        return to_places(value, display.decimals if decimals is None else decimals, display.rounding)

    def input(self, table: str, column: str, value: Value) -> str:
        """What stands in a cell, or would; a word of a choice and the member of a list by its name."""
        choices = self.policy.tables[table].columns[column].choices
        return self.value(choices.get(value, value) if isinstance(value, str) else value)

    def pair(self, old: Value, new: Value) -> tuple[str, str]:
        """Two values with so many decimals that they look different."""
        for decimals in range(self.policy.display.decimals, 12):
            texts = self.value(old, decimals), self.value(new, decimals)
            if texts[0] != texts[1]:
                return texts
        return self.value(old, SIGNIFICANT), self.value(new, SIGNIFICANT)

    def step(self, old: Value, new: Value) -> str:
        """How much a number rose or fell."""
        if not isinstance(old, Fraction) or not isinstance(new, Fraction) or isinstance(old, bool):
            return ""
        _, text = self.pair(Fraction(0), abs(new - old))
        return ("+" if new > old else "-") + text

    def is_rank(self, of: Published) -> bool:
        """Whether a published value is a place."""
        return isinstance(self._roles(of), RankRoles | MemberRankRoles)

    def is_within_groups(self, of: Published) -> bool:
        """Whether a place is one within a group."""
        roles = self._roles(of)
        return isinstance(roles, RankRoles) and roles.means.within is not None

    def _roles(self, of: Published) -> object:
        definition = self.policy.definitions.get((of.unit_type, of.value))
        return None if definition is None else getattr(definition.rule, "roles", None)

    def group(self, unit_type: str, group: str | None) -> str:
        """What a group is called; nothing for none."""
        groups = self.policy.units[unit_type].groups
        return visible(groups[group].name if group in groups else group or "")

    def cell(self, cell: Cell) -> str:
        """Where a cell stands, with names."""
        table = self.policy.tables[cell.table]
        members = [table.columns[part].choices.get(member, member) for part, member in cell.key]
        inside = ", ".join(members) if cell.record is None else str(cell.record)
        row = " ".join(str(part) for part in (table.name, cell.unit, cell.period) if part is not None)
        return visible(f"{row}[{inside}]" if inside else row) + f" {visible(table.columns[cell.column].name)}"


def in_short(say: Speaker, changes: Sequence[Change]) -> Iterator[str]:
    """One line a unit and period."""
    apart: dict[tuple[str, Period], list[str]] = {}
    for change in changes:
        old, new = say.pair(change.old, change.new)
        apart.setdefault((change.of.unit, change.of.period), []).append(f"{say.name(change.of)} {old}→{new}")
    for (unit, period), moved in apart.items():
        yield visible(worded("{} {}：{}", unit, period, worded("，").join(moved)))


def replaced_lines(say: Speaker, replaced: Sequence[Replacement]) -> list[str]:
    """Which files of the data gave nothing, a line each."""
    language = say.policy.language
    return [visible(f"{say.words['replaced']}{each.in_words(language)}") for each in replaced]
