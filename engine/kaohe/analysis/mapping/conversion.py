"""Whether a value or a column of ours may take the place of one of theirs, and how it is converted to it.

Ours are taken by the keys of the other policy, in its measures, and held to what its columns allow.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dict
from collections.abc import Sequence as SequenceOf
from fractions import Fraction
from math import lcm
from typing import Any, Literal, cast

from kaohe.analysis.mapping.model import OURS, THEIRS, Column, Substitute, UnitPair
from kaohe.analysis.published_values import Inputs
from kaohe.data.tables.dataset import Dataset, Numbers, Values
from kaohe.diagnostics import Findings, Refused, Words, few, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import plain
from kaohe.language.entry import total
from kaohe.language.measures import Measure, agreed
from kaohe.language.nodes import Mapping, Scalar, Sequence, number_of
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import PERIOD_LEVELS, Period, PeriodLevel
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import ColumnSpec, ColumnType, Policy, Table
from kaohe.policy.types import Grain
from kaohe.results import Value
from kaohe.source_places import Place
from kaohe.translations import worded

Kind = Literal["number", "truth", "text", "date"]
_KINDS = {
    "number": Words("数", "a number"),
    "truth": Words("是否", "yes or no"),
    "text": Words("文字", "a text"),
    "date": Words("日期", "a day"),
}
_PER: dict[PeriodLevel, Words] = total(
    "analysis.mapping.conversion of levels",
    PERIOD_LEVELS,
    {
        "day": Words("每日一个数", "known by the day"),
        "month": Words("每月一个数", "known by the month"),
        "quarter": Words("每季一个数", "known by the quarter"),
        "half_year": Words("每半年一个数", "known by the half-year"),
        "year": Words("每年一个数", "known by the year"),
    },
)


@dataclass(frozen=True, slots=True)
class Described:
    """A value or column as far as it matters where one takes another's place. `words` are the texts it may be.

    `spec` is a column that would hold it.
    """

    name: str
    kind: Kind
    measure: Measure
    grain: Grain
    words: Dict[str, str] | None
    spec: ColumnSpec
    points: Fraction | None = None
    so_far: bool = False


def describe_value(policy: Policy, identity: Identity) -> Described:
    """A named value."""
    definition, type_ = policy.definitions[identity], policy.value_types[identity]
    kind: Kind = "date" if type_.day else "text" if type_.kind == "nothing" else type_.kind
    words = None if type_.words is None else {word: word for word in sorted(type_.words)}
    held: ColumnType = "choice" if words else kind
    name = definition.name
    spec = ColumnSpec(definition.id, name, held, definition.place, type_.measure, choices=words or {})
    return Described(name, kind, type_.measure, type_.grain, words, spec, definition.points)


def describe_column(policy: Policy, column: Column) -> Described:
    """A column of a table."""
    table = policy.tables[column[0]]
    spec = table.columns[column[1]]
    kind: Kind = "text" if spec.type in ("choice", "name", "text") else spec.type  # type: ignore[assignment]
    words = dict(spec.choices) if spec.type == "choice" else None
    name = f"{table.name}.{spec.name}"
    return Described(name, kind, spec.measure, table.grain, words, spec, so_far=table.so_far)


class Fits:
    """Whether something of ours may stand for something of theirs. What is wrong goes to findings.

    `want` is theirs, `have` ours, `word` the name of ours in the mapping file, `keys` what stands beside it.
    """

    def __init__(self, theirs: Policy, ours: Policy, findings: Findings) -> None:
        self.theirs, self.ours, self.findings = theirs, ours, findings

    def kinds_meet(self, want: Described, have: Described, word: Scalar) -> bool:
        """M116, M117; M134 for count words that differ."""
        if want.kind != have.kind:
            kinds = {"kind": _KINDS[want.kind], "own": _KINDS[have.kind]}
            self.findings.add("M116", word.place, name=want.name, written=word.text, **kinds)
            return False
        if want.kind != "number":
            return True
        labels = {"measure": want.measure.label or "—", "own": have.measure.label or "—"}
        if agreed(want.measure, have.measure) is None:
            self.findings.add("M117", word.place, name=want.name, written=word.text, **labels)
            return False
        words = {each.measure.label for each in (want, have) if each.measure.kind == "number"} - {""}
        if len(words) > 1:
            self.findings.add("M134", word.place, name=want.name, written=word.text, **labels)
        return True

    def rows_meet(self, want: Described, have: Described, word: Scalar) -> bool:
        """M124 a record's is due, and this is a unit's; M125 the other way round, or records and further keys."""
        tables = (
            self.theirs.tables.get(want.grain.table or ""),
            self.ours.tables.get(have.grain.table or ""),
        )
        if tables[0] is None and tables[1] is None:
            return True
        code = "M124" if tables[1] is None else "M125"
        if tables[0] is not None and tables[1] is not None:
            if tables[0].records == tables[1].records:
                return True
            code = "M124"
        self.findings.add(code, word.place, name=want.name, written=word.text)
        return False

    def periods_meet(self, want: Described, have: Described, word: Scalar, keys: Mapping, pair: UnitPair) -> bool:
        """M118 it has to be said which quarter stands for the year; M119 no year is four quarters; M120 needless."""
        quarter = keys.get("quarter")
        names = {"name": want.name, "written": word.text}
        if have.grain.period is None or have.grain.unit is None:
            self.findings.add("M136", word.place, name=word.text)
            return False
        if want.grain.period == have.grain.period:
            if quarter is not None:
                self.findings.add("M120", quarter.place, **names, per=_PER[have.grain.period])
            return quarter is None
        if (want.grain.period, have.grain.period) != ("year", "quarter"):
            levels = {"per": _PER[want.grain.period or "year"], "own": _PER[have.grain.period]}
            self.findings.add("M119", word.place, **names, **levels, theirs=pair.theirs, ours=pair.ours)
        elif quarter is None:
            self.findings.add("M118", word.place, **names)
        return (want.grain.period, have.grain.period) == ("year", "quarter") and quarter is not None

    def factor(self, want: Described, have: Described, word: Scalar, keys: Mapping) -> Fraction | None:
        """What converts points into theirs; None where that is not said rightly (M121, M122, M123)."""
        written = keys.get("out_of")
        differ = want.points is not None and have.points is not None and want.points != have.points
        if not differ:
            if written is not None:
                self.findings.add("M123", written.place, name=want.name, written=word.text)
            return Fraction(1) if written is None else None
        assert want.points is not None and have.points is not None
        arguments = {"name": want.name, "written": word.text, "points": want.points, "own": have.points}
        out_of = number_of(keys, "out_of")
        if out_of == want.points:
            return want.points / have.points
        if out_of == have.points:
            return Fraction(1)
        self.findings.add("M121" if written is None else "M122", (written or word).place, **arguments)
        return None

    def choices(self, want: Described, have: Described, word: Scalar, keys: Mapping) -> dict[str, str] | None:
        """Our words to theirs; None where one of ours has none (M137, M139, M140)."""
        section = keys.get("choices")
        if want.words is None or want.kind != "text":
            if section is not None:
                self.findings.add("M140", section.place, name=want.name)
            return {} if section is None else None
        found: dict[str, str] = {}
        sound = True
        for entry in section.entries.values() if isinstance(section, Mapping) else ():
            theirs = self._word(entry.key, want.words, THEIRS, want.name)
            for item in entry.value.items if isinstance(entry.value, Sequence) else (entry.value,):
                assert isinstance(item, Scalar)
                mine = item.text if have.words is None else self._word(item, have.words, OURS, have.name)
                sound = sound and theirs is not None and mine is not None
                if theirs is not None and mine is not None:
                    found[mine] = theirs
        names = {name: id_ for id_, name in want.words.items()}
        for id_, name in (have.words or {}).items():
            same = id_ if id_ in want.words else names.get(name)
            if id_ not in found and same is not None:
                found[id_] = same
        missing = [f"{name}" for id_, name in (have.words or {}).items() if id_ not in found]
        if missing and sound:
            known, first = tuple(want.words.values()), next(iter(want.words.values()))
            arguments = {"name": want.name, "written": word.text, "words": few(missing, 8), "known": few(known, 8)}
            self.findings.add("M137", word.place, **arguments, first=first, missing=missing[0])
        return found if sound and not missing else None

    def _word(self, word: Scalar, known: Dict[str, str], whose: Words, name: str) -> str | None:
        for id_, shown in known.items():
            if word.text in (id_, shown):
                return id_
        words = [*known.values(), *known]
        arguments = {"word": word.text, "name": name, "whose": whose, "known": few(dict.fromkeys(words), 12)}
        self.findings.add("M139", word.place, **arguments, suggestion=nearest(word.text, words))
        return None


Key = tuple[str, Period]


@dataclass(frozen=True, slots=True)
class Rows:
    """Values of ours by the key that they are known by, and the place of each; of records in their order."""

    keys: SequenceOf[Key]
    values: SequenceOf[Value]
    place: Callable[[int], Place | None]


class OurData:
    """One run of ours, asked for what a mapping file names."""

    def __init__(self, run: Evaluation, findings: Findings) -> None:
        self.run, self.findings = run, findings

    def keys(self, unit_type: str, kind: PeriodLevel) -> list[Key]:
        """Our units and periods of a kind, in our order."""
        keys = self.run.frames.of(Grain(unit_type, kind)).keys
        return [(unit, period) for unit, period, _ in keys if unit is not None and period is not None]

    def by_key(
        self, pair: UnitPair, substitute: Substitute, keys: list[Key], spec: ColumnSpec
    ) -> tuple[list[Value], list[Place | None]]:
        """What takes the place for these keys, and where each stands."""
        if substitute.is_constant:
            return [substitute.constant] * len(keys), [substitute.place] * len(keys)
        own, rename = self.own(substitute), pair.their_name
        rows: dict[Key, int] = {}
        for row, (unit, period) in enumerate(own.keys):
            if substitute.quarter is None:
                rows[rename(unit), period] = row
            elif (period.number, period.level) == (substitute.quarter, "quarter"):
                rows[rename(unit), Period(period.year)] = row
        found = [rows.get(key) for key in keys]
        values = [None if row is None else converted(own.values[row], substitute, spec) for row in found]
        return values, [None if row is None else own.place(row) for row in found]

    def own(self, substitute: Substitute) -> Rows:
        """Our values, as they were calculated or read, in base measure."""
        if substitute.value is not None:
            identity = substitute.value
            frame = self.run.frames.of(self.run.policy.value_types[identity].grain)
            values = plain(self.run.asked(identity))
            return Rows([cast("Key", key[:2]) for key in frame.keys], values, lambda row: None)
        assert substitute.column is not None
        table, column = substitute.column
        if table not in self.run.dataset.tables:
            self.findings.add(
                "M148", substitute.place, name=substitute.written, table=self.run.policy.tables[table].name
            )
            raise Refused(self.findings.all)
        data = self.run.dataset.tables[table]
        values = plain(data.columns[column])
        return Rows([cast("Key", key[:2]) for key in data.keys], values, lambda row: data.place_of(row, column))

    def checked(
        self,
        table: Table,
        spec: ColumnSpec,
        keys: SequenceOf[Key],
        values: list[Value],
        substitute: Substitute,
        places: SequenceOf[Place | None],
    ) -> Values:
        """The column, as their table allows it; M143 what it does not allow, M144 what is not there."""
        name = f"{table.name}.{spec.name}"
        for row, value in enumerate(values):
            who = {"unit": keys[row][0], "period": str(keys[row][1])}
            place = places[row] or substitute.place
            if value is None and spec.default is not None:
                values[row] = spec.default
            elif value is None and spec.is_due:
                self.findings.add("M144", place, name=name, written=substitute.written, **who)
                break
            elif limit := _refused(value, spec):
                shown = exact_digits(value / spec.measure.scale) if isinstance(value, Fraction) else str(value)
                self.findings.add("M143", place, name=name, written=substitute.written, value=shown, limit=limit, **who)
                break
        return typed(values, spec)


def whole_data(inputs: Inputs) -> Dataset:
    """The data of both sides as one; they have no table in common but such as name units."""
    first, *others = inputs.sides
    tables, periods = dict(first.tables), dict(first.periods)
    for other in others:
        tables |= {id_: table for id_, table in other.tables.items() if id_ not in tables}
        periods |= {id_: known for id_, known in other.periods.items() if not periods.get(id_)}
    return replace(first, tables=tables, periods=periods)


def typed(values: SequenceOf[Value], spec: ColumnSpec) -> Values:
    """The values as a column of their kind."""
    if spec.type != "number":
        return cast("Values", list(values))
    denominator = lcm(*{value.denominator for value in values if isinstance(value, Fraction)})
    return Numbers(
        [None if value is None else int(cast(Fraction, value) * denominator) for value in values], denominator
    )


def _refused(value: Any, spec: ColumnSpec) -> str | None:
    """What a column asks for and a value does not keep to; None where it does."""
    if isinstance(value, Fraction):
        own = value / spec.measure.scale
        if spec.whole and own.denominator != 1:
            return "1"
        if spec.minimum is not None and value < spec.minimum:
            return f">= {exact_digits(spec.minimum / spec.measure.scale)}{spec.measure.label}"
        if spec.maximum is not None and value > spec.maximum:
            return f"<= {exact_digits(spec.maximum / spec.measure.scale)}{spec.measure.label}"
    if spec.type == "choice" and value is not None and value not in spec.choices:
        return worded("、").join(spec.choices.values())
    return None


def converted(value: Value, substitute: Substitute, spec: ColumnSpec) -> Value:
    """A value of ours in the points and words of theirs."""
    if isinstance(value, Fraction):
        return value * substitute.factor
    if isinstance(value, str) and spec.type == "choice":
        return substitute.choices.get(value, value)
    return value
