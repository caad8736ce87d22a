"""`targets` (发展目标): what has to be reached, by when, and how firmly; and `assert`, what must hold of it.

Each target is lowered to the expression tree: its actual figure, what is required, whether that is attained, and how
far. An average growth is judged without its root: ∏(1 + rate) against (1 + required)^years.

Their table has one row a year, and a column for each target that can be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from fractions import Fraction
from typing import Literal, cast

from kaohe.diagnostics import Findings, nearest
from kaohe.language import nodes, tree
from kaohe.language.entry import TARGET_KINDS, TARGET_TIMES, CompareOp, TargetKind, TargetTime, total
from kaohe.language.formula import read_formula
from kaohe.language.formula_scope import Function, NoMembers
from kaohe.language.measures import NUMBER, RATIO, Measure, measure
from kaohe.language.nodes import text_of, texts_of, truth_of
from kaohe.language.tree import Node
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Assertion, ColumnSpec, ColumnType, Table, Target, UnitType
from kaohe.policy.names import Names
from kaohe.policy.rules import RuleReader
from kaohe.policy.scope import Scope
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import FUNCTIONS, RESERVED
from kaohe.words.targets import KINDS, TIMES, Growth, Judgement, TargetRules


def listed_targets(section: nodes.Node | None) -> Iterator[nodes.Mapping]:
    """The entries of `targets: list`."""
    listed = section.get("list") if isinstance(section, nodes.Mapping) else None
    for item in listed.items if isinstance(listed, nodes.Sequence) else ():
        if isinstance(item, nodes.Mapping):
            yield item


def target_table_id(section: nodes.Node | None) -> str | None:
    """The id that `targets: table` gives."""
    return text_of(section, "table") if isinstance(section, nodes.Mapping) else None


def read_target_table(
    section: nodes.Node | None, unit_types: MappingOf[str, UnitType], tables: MappingOf[str, Table], findings: Findings
) -> Table | None:
    """The table; K222 for an unknown unit type, K279 and K221 where the id of the table or of a target is taken."""
    if not isinstance(section, nodes.Mapping):
        return None
    unit, id_ = section.entries["unit"].value, section.entries["table"].value
    unit_type, table_id = text_of(section, "unit") or "", text_of(section, "table") or ""
    if unit_type not in unit_types:
        findings.add("K222", unit.place, name=unit_type, suggestion=nearest(unit_type, unit_types))
        return None
    if table_id in tables:
        findings.add("K279", id_.place, id=table_id, line=tables[table_id].place.line_from(id_.place))
        return None
    columns: dict[str, ColumnSpec] = {}
    seen: dict[str, int] = {}
    for item in listed_targets(section):
        column = _column(item)
        if column.id in seen:
            findings.add("K221", column.place, id=column.id, line=seen[column.id])
        if column.id in RESERVED:
            findings.add("K220", column.place, id=column.id)
        if any(column.name == other.name for other in columns.values() if other.id != column.id):
            findings.add("K248", column.place, name=column.name)
        seen[column.id] = column.place.line
        if not truth_of(item, "qualitative"):
            columns[column.id] = column
    name = text_of(section, "name") or table_id
    return Table(table_id, name, id_.place, unit_type, "year", False, columns)


def _column(item: nodes.Mapping) -> ColumnSpec:
    id_ = text_of(item, "id") or ""
    place = item.entries["id"].value.place
    type_: ColumnType = "truth" if truth_of(item, "achieved") else "number"
    unit = measure(text_of(item, "measure") or "") or NUMBER
    return ColumnSpec(id_, text_of(item, "name") or id_, type_, place, unit)


def read_targets(section: nodes.Node | None, names: Names, findings: Findings) -> tuple[Target, ...]:
    """The targets in the order of the file; K260s for one that requires nothing, or two things at once."""
    if not isinstance(section, nodes.Mapping):
        return ()
    unit_type = text_of(section, "unit") or ""
    if unit_type not in names.unit_types:
        return ()
    reader = RuleReader(names, findings, Scope(names, findings, unit_type))
    due = text_of(section, "due")
    return tuple(
        _target(item, unit_type, text_of(section, "table") or "", due, reader) for item in listed_targets(section)
    )


def _target(item: nodes.Mapping, unit_type: str, table: str, due: str | None, reader: RuleReader) -> Target:
    id_ = item.entries["id"].value
    window = item.get("average")
    since = last = None
    if isinstance(window, nodes.Mapping):
        since, last = text_of(window, "from"), text_of(window, "to")
    year = text_of(item, "due") or last or due
    if year is None:
        reader.find("K271", id_.place)
    due_place = _due_place(item, window)
    if since is not None and year is not None and int(year) < int(since):
        reader.find("K273", due_place or id_.place)
    label = item.get("measure")
    unit = measure(text_of(item, "measure") or "")
    if isinstance(label, nodes.Scalar) and unit is None:
        reader.find("K246", label.place, word=label.text)
    kind = _kind(item, reader)
    years = None if since is None else (int(since), int(year or since))
    judge = _Judge(reader, table, text_of(item, "id") or "", id_.place, years)
    return Target(
        text_of(item, "id") or "",
        text_of(item, "name") or "",
        unit_type,
        id_.place,
        kind,
        _time(item, unit, reader),
        int(year or 0),
        cast(Literal["firm", "strive"], text_of(item, "strength") or "firm"),
        unit or NUMBER,
        None if since is None else int(since),
        text_of(item, "clause"),
        text_of(item, "field"),
        texts_of(item, "lead"),
        text_of(item, "note"),
        None if KINDS[kind].figure == "none" else judge.rules(item),
        text_of(item, "concept"),
        due_place,
    )


def _due_place(item: nodes.Mapping, window: nodes.Node | None) -> Place | None:
    """Where the target itself says when it is due, or when its average ends."""
    ends = (item.get("due"), window.get("to") if isinstance(window, nodes.Mapping) else None)
    return next((end.place for end in ends if end is not None), None)


def _is_meant(item: nodes.Mapping, word: str, is_flag: bool) -> bool:
    """Whether a key asks for something: `achieved: no` does not."""
    return word in item.entries and (not is_flag or truth_of(item, word))


def _time(item: nodes.Mapping, unit: Measure | None, reader: RuleReader) -> TargetTime:
    """When it is judged; K276 for two times at once, K275 for a growth that is no percentage."""
    found = [word for word in TARGET_TIMES if word != "due" and _is_meant(item, word, TIMES[word].is_flag)]
    if len(found) > 1:
        reader.find("K276", item.entries[found[1]].key.place, words=tuple(found))
    if "average" in found and (unit is None or unit.kind != "percent"):
        reader.find("K275", item.entries["average"].key.place)
    return found[0] if found else "due"


def _kind(item: nodes.Mapping, reader: RuleReader) -> TargetKind:
    """What the target asks for; where a reading chooses, what its default asks for."""
    found = [kind for kind in TARGET_KINDS if _is_meant(item, kind, KINDS[kind].figure != "number")]
    cases = item.get("cases")
    if isinstance(cases, nodes.Mapping):
        first = next(iter(cases.entries.values())).value
        found += [kind for kind in TARGET_KINDS if isinstance(first, nodes.Mapping) and kind in first.entries]
    if len(found) != 1:
        reader.find("K272", item.entries["id"].value.place, kinds=TARGET_KINDS)
        return "qualitative"
    return found[0]


Judged = tuple[Node, Node, Node | None]  # what is required, whether it is attained, the upper end of a range


@dataclass(frozen=True)
class _Judge:
    """Lowers one target. `years` is the window of an average growth."""

    reader: RuleReader
    table: str
    id: str
    place: Place
    years: tuple[int, int] | None
    amounts: list[Node] = field(default_factory=list)
    judgements: dict[Node, Judgement] = field(default_factory=dict)

    def rules(self, item: nodes.Mapping) -> TargetRules:
        """The rules of a target that can be counted."""
        required, attained, kind, upper = self._alternatives(item)
        actual = self._actual(item)
        attainment = self._attainment(actual, required)
        amounts = tuple(self.amounts)
        return TargetRules(actual, required, attained, attainment, kind, upper, amounts, self.judgements)

    def _attainment(self, actual: Node, required: Node) -> Node:
        """actual / required, absent where nothing is required."""
        none = tree.Absent(place=self.place)
        if isinstance(required, tree.Number) and not required.value:
            return none
        nothing = tree.Compare("==", required, self._number(0), place=self.place)
        return tree.If(nothing, none, tree.Div(actual, required, place=self.place), place=self.place)

    def _alternatives(self, item: nodes.Mapping) -> tuple[Node, Node, Node, Node | None]:
        """What is required, whether it is attained, its kind, and a range's upper end; by reading where one chooses."""
        uppers: list[Node] = []

        def read(written: nodes.Node) -> tuple[Node, ...]:
            assert isinstance(written, nodes.Mapping)
            kind: TargetKind = next((kind for kind in TARGET_KINDS if kind in written.entries), "qualitative")
            required, attained, upper = _JUDGED[kind](self, written)
            uppers.extend([] if upper is None else [upper])
            return (required, attained, tree.Text(kind, place=self.place))

        nothing = (self._number(0), self._number(0), tree.Text("qualitative", place=self.place))
        required, attained, kind = self.reader.alternatives(item, read) or nothing
        return required, attained, kind, uppers[0] if uppers else None

    def minimum(self, kind: TargetKind, asked: nodes.Mapping) -> Judged:
        """A bound that is reached or passed."""
        bound = self._amount(asked.entries[kind].value)
        op = KINDS[kind].minimum
        assert op is not None
        return bound, self._meets(op, bound), None

    def done(self, asked: nodes.Mapping) -> Judged:
        """Yes or no."""
        return self._number(1), self._column(), None

    def _amount(self, written: nodes.Node) -> Node:
        """An amount that the figure is compared with."""
        self.amounts.append(self.reader.formula(written))
        return self.amounts[-1]

    def about(self, asked: nodes.Mapping) -> Judged:
        """左右: attained from a little below the value, by as much as the policy says."""
        written = asked.entries["about"].value
        assert isinstance(written, nodes.Mapping)
        value = self._amount(written.entries["value"].value)
        below = self.reader.rule(written.entries["below"].value)
        self.amounts.append(below)
        return value, self._meets(">=", tree.Sub(value, below, place=below.place)), None

    def within(self, asked: nodes.Mapping) -> Judged:
        """Attained from its lower end; `above` says whether it still is above the upper end (attained if not said)."""
        written = asked.entries["range"].value
        assert isinstance(written, nodes.Mapping)
        low, high = (self._amount(written.entries[word].value) for word in ("from", "to"))
        if isinstance(low, tree.Number) and isinstance(high, tree.Number) and high.value < low.value:
            self.reader.find("K273", high.place)
        from_low = self._meets(">=", low)
        above = written.get("above")
        if above is None:
            return low, from_low, high
        inside = tree.And((from_low, self._meets("<=", high)), place=written.place)

        def read(word: nodes.Node) -> tuple[Node, ...]:
            text = word.text if isinstance(word, nodes.Scalar) else ""
            if text not in ("attained", "missed"):
                self.reader.find("K229", word.place, word=text, allowed="attained、missed")
            return (from_low if text == "attained" else inside,)

        return low, self.reader.alternatives(above, read)[0], high

    def _meets(self, op: CompareOp, bound: Node) -> Node:
        """The figure against a bound; a growth by its powers."""
        figure = self._column()
        of, required, growth = figure, bound, None
        if self.years is not None:
            base = tree.Add((self._number(1), bound), place=self.place)
            of, required = self._growth(figure), tree.Power(base, self._count(), place=self.place)
            growth = Growth(figure, *self.years, base)
        judged = tree.Compare(op, of, required, place=self.place)
        self.judgements[judged] = Judgement(of, op, required, growth)
        return judged

    def _actual(self, item: nodes.Mapping) -> Node:
        if self.years is not None:
            mean = tree.Root(self._growth(self._column()), self._count(), place=self.place)
            return tree.Sub(mean, self._number(1), place=self.place)
        return tree.Tally(self._column(), place=self.place) if truth_of(item, "achieved") else self._column()

    def _column(self) -> Node:
        return tree.Column(self.table, self.id, place=self.place)

    def _growth(self, rate: Node) -> Node:
        """∏(1 + rate) from the first year to this one."""
        assert self.years is not None
        factor = tree.Add((self._number(1), rate), place=self.place)
        return tree.SinceYear(factor, *self.years, place=self.place)

    def _count(self) -> Node:
        """How many years that is."""
        assert self.years is not None
        first, last = self.years
        year = tree.Min((tree.Key("year", place=self.place), self._number(last)), place=self.place)
        return tree.Sub(year, self._number(first - 1), place=self.place)

    def _number(self, value: int) -> tree.Number:
        return tree.Number(Fraction(value), RATIO, place=self.place)


_JUDGED: dict[TargetKind, Callable[[_Judge, nodes.Mapping], Judged]] = total(
    "policy.targets",
    TARGET_KINDS,
    {
        "at_least": lambda judge, asked: judge.minimum("at_least", asked),
        "more_than": lambda judge, asked: judge.minimum("more_than", asked),
        "range": _Judge.within,
        "about": _Judge.about,
        "achieved": _Judge.done,
        "qualitative": _Judge.done,
    },
)


@dataclass(frozen=True)
class _Required(NoMembers):
    """The scope of an assertion: target ids, each standing for what is required."""

    targets: dict[str, Target]
    findings: Findings

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        target = self.targets.get(name)
        if target is None or target.rules is None or qualifier is not None:
            self.findings.add("K274", place, name=name, suggestion=nearest(name, self.targets))
            return None
        return target.rules.required

    def functions(self) -> dict[str, Function]:
        return FUNCTIONS


def read_assertions(section: nodes.Node | None, targets: tuple[Target, ...], findings: Findings) -> Iterator[Assertion]:
    """The assertions; a name that is no target that can be counted is K274."""
    scope = _Required({target.id: target for target in targets}, findings)
    for item in section.items if isinstance(section, nodes.Sequence) else ():
        assert isinstance(item, nodes.Mapping)
        that = item.entries["that"].value
        assert isinstance(that, nodes.Scalar)
        rule = read_formula(that.text, that.at(0, len(that.text)), scope, findings)
        if rule is not None:
            yield Assertion(text_of(item, "say") or that.text, rule, that.place, text_of(item, "clause"))
