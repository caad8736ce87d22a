"""What the second opinion knows of each node before it calculates: the key it is known by, and its measure.

Worked out from the words of the policy and what docs/language says of them. Nothing is taken from the first
inference (`kaohe.policy.infer`), whose faults would otherwise reach both calculations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, KEY_PARTS, FoldOp, KeyPart, total
from kaohe.language.periods import PERIOD_LEVELS, Back, InYear, PeriodLevel
from kaohe.policy.model import Definition, Policy
from kaohe.verify.text import number_at
from kaohe.verify.values import COUNT, RATIO, Unit, product, quotient, read_unit, shared
from kaohe.words.formula_and_parts import AdjustedRoles

NO_PERIOD = 0
PER_YEAR: dict[PeriodLevel, int] = total(
    "verify.types of levels", PERIOD_LEVELS, {"year": 1, "half_year": 2, "quarter": 4, "month": 12, "day": 366}
)
"""How many periods of a level a year has at most: what a key's kind of period is told by here."""
Identity = tuple[str, str]


class Parts(NamedTuple):
    """The parts of a key: whether a unit, how many periods a year has, and the table of which it is one row.

    What rests on tables is known for as many `earlier` years as all of them have; None where it rests on none. What
    goes over units that `come_and_go` is known by whatever period it is asked for: by the units that there are then.
    """

    unit: bool = False
    period: int = NO_PERIOD
    row: str | None = None
    earlier: int | None = None
    come_and_go: bool = False

    def with_all(self, others: Iterable[Parts]) -> Parts:
        """The parts of what rests on these too; of two periods the shorter."""
        for other in others:
            years = [each.earlier for each in (self, other) if each.earlier is not None]
            period = max(self.period, other.period)
            go = self.come_and_go or other.come_and_go
            self = Parts(self.unit or other.unit, period, self.row or other.row, min(years, default=None), go)
        return self


class Types:
    """The parts of the key and the measures of all nodes of a policy, each worked out once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._parts: dict[tree.Node, Parts] = {}
        self._units: dict[tree.Node, Unit | None] = {}
        self._defined: dict[Identity, tuple[Parts, Unit | None]] = {}
        self._shown_in: dict[tree.Node, Definition] = {}
        self._over_units: set[tree.Node] = set()
        sources = {id_: policy.tables.get(each.source_table or "") for id_, each in policy.units.items()}
        self._coming_and_going = {id_ for id_, each in sources.items() if each and "period" not in each.spread}
        for definition in policy.definitions.values():
            for node in _results(definition.rule):
                self._shown_in[node] = definition
            self._learn_units(definition.unit_type, definition.rule)
        for condition in policy.conditions:
            self._learn_units(policy.tables[condition.table].unit_type, condition.rule)

    def _learn_units(self, unit_type: str, rule: tree.Node) -> None:
        """Notes what goes over units of which each period may have others."""
        for node in tree.walk(rule) if self._coming_and_going else ():
            own = node.unit_type if isinstance(node, tree.At) else unit_type
            is_over_rows = isinstance(node, tree.FoldUnits | tree.Rank) and node.rows is not None
            if own in self._coming_and_going and tree.is_across_units(node) and not is_over_rows:
                self._over_units.add(node)

    def defined(self, identity: Identity) -> tuple[Parts, Unit | None]:
        """The parts of a named value's key, and its measure; None for a text or a yes and no."""
        known = self._defined.get(identity)
        if known is None:
            known = self._defined[identity] = self._of_definition(self.policy.definitions[identity])
        return known

    def _of_definition(self, definition: Definition) -> tuple[Parts, Unit | None]:
        parts, unit = self.parts(definition.rule), self.unit(definition.rule)
        if definition.per is not None:
            parts = parts._replace(period=max(parts.period, PER_YEAR[definition.per]))
        if definition.table is not None:
            parts = parts.with_all([_of_table(self.policy, definition.table)])
        elif not parts.period and (definition.published or parts.come_and_go):
            parts = parts._replace(period=PER_YEAR[self.policy.units[definition.unit_type].period], earlier=0)
        if definition.measure is not None and unit is not None:
            unit = read_unit(definition.measure.label)
        years = 0 if definition.published else parts.earlier
        return parts._replace(unit=True, earlier=years, come_and_go=False), unit

    def parts(self, node: tree.Node) -> Parts:
        """The parts of the key that a node is known by."""
        known = self._parts.get(node)
        if known is None:
            known = _PARTS[type(node)](self, node)
            known = self._parts[node] = known._replace(come_and_go=True) if node in self._over_units else known
        return known

    def unit(self, node: tree.Node) -> Unit | None:
        """The measure of a node's numbers; None for a text, a yes and no, or nothing."""
        if node not in self._units:
            self._units[node] = _UNITS[type(node)](self, node)
        return self._units[node]

    def step_of(self, node: tree.Round) -> Fraction:
        """One of the measure that this rounds in: that of the whole value, if it is what the value comes to."""
        definition = self._shown_in.get(node)
        unit = self.unit(node) if definition is None else self.defined((definition.owner, definition.id))[1]
        return Fraction(1) if unit is None else unit.scale


def _joined(known: Types, node: tree.Node) -> Parts:
    return Parts().with_all(known.parts(child) for child in tree.children(node))


def _key_parts(known: Types, node: tree.Key) -> Parts:
    return Parts(True, _KEY_PERIODS[node.part])


_KEY_PERIODS: dict[KeyPart, int] = total(
    "verify.types of key parts",
    KEY_PARTS,
    {
        **dict.fromkeys(("unit", "group"), NO_PERIOD),
        "year": PER_YEAR["year"],
        "half_year": PER_YEAR["half_year"],
        "quarter": PER_YEAR["quarter"],
        "month": PER_YEAR["month"],
        "day": PER_YEAR["day"],
    },
)


def _fold_parts(known: Types, node: tree.FoldRows) -> Parts:
    of_table = _of_table(known.policy, node.table)._replace(row=None)
    if node.per is not None:
        of_table = of_table._replace(period=min(of_table.period, PER_YEAR[node.per]))
    return of_table.with_all(_asked_once(known, node))._replace(come_and_go=False)


def _unit_parts(known: Types, node: tree.FoldUnits) -> Parts:
    weight = [] if node.weight is None else [known.parts(node.weight)]
    return _group_parts(known, node).with_all([*weight, *_asked_once(known, node)])._replace(unit=True)


def _asked_once(known: Types, node: tree.FoldRows | tree.FoldUnits) -> list[Parts]:
    """What is asked once for all elements: what holds of none, and how many of the best count."""
    return [known.parts(part) for part in (node.if_none, node.options.best) if part is not None]


def _group_parts(known: Types, node: tree.FoldUnits | tree.Rank) -> Parts:
    chosen = [known.parts(part) for part in (node.within, node.where) if part is not None]
    compared = [node.of] if isinstance(node, tree.FoldUnits) else [key.of for key in node.keys]
    of_rows = [] if node.rows is None else [_of_table(known.policy, node.rows)]
    return Parts().with_all([*map(known.parts, compared), *chosen, *of_rows])._replace(unit=True)


def _other_period(known: Types, node: tree.OtherPeriod) -> Parts:
    parts = known.parts(node.of)._replace(unit=True)
    if isinstance(node.way, InYear):
        years = None if parts.earlier is None else 0
        return parts._replace(period=parts.period or PER_YEAR["year"], earlier=years)
    parts = parts._replace(come_and_go=False)
    if not isinstance(node.way, Back):
        return parts._replace(period=PER_YEAR[node.way.whole])
    back = node.way.years or int(parts.period == PER_YEAR["year"])
    return parts._replace(earlier=None if parts.earlier is None else max(0, parts.earlier - back))


_PARTS: dict[type[tree.Node], Callable[..., Parts]] = total(
    "verify.types.PARTS",
    tree.CALCULATED,
    dict.fromkeys((tree.Number, tree.Text, tree.Truth, tree.Absent), lambda known, node: Parts()),
    dict.fromkeys((tree.Add, tree.Sub, tree.Neg, tree.Mul, tree.Div, tree.Mod, tree.Min, tree.Max), _joined),
    dict.fromkeys(
        (tree.Power, tree.Root, tree.Ln, tree.Exp, tree.Abs, tree.Round, tree.Compare, tree.And, tree.Or, tree.Not),
        _joined,
    ),
    dict.fromkeys((tree.If, tree.Cases, tree.Reading, tree.Present, tree.IfAbsent), _joined),
    dict.fromkeys((tree.Tally, tree.Seats, tree.Step, tree.Combination, tree.LookUp), _joined),
    {
        tree.Tiers: lambda known, node: Parts().with_all(map(known.parts, _of_tiers(node))),
        tree.Column: lambda known, node: _of_table(known.policy, node.table),
        tree.Ref: lambda known, node: known.defined((node.unit_type, node.id))[0],
        tree.Key: _key_parts,
        tree.FoldRows: _fold_parts,
        tree.FoldUnits: _unit_parts,
        tree.FoldList: _joined,
        tree.RankList: lambda known, node: _joined(known, node).with_all([Parts(node.across)]),
        tree.Rank: _group_parts,
        tree.At: lambda known, node: known.parts(node.of)._replace(unit=True).with_all([known.parts(node.unit)]),
        tree.OtherPeriod: _other_period,
        tree.SinceYear: lambda known, node: known.parts(node.of),
    },
)


def _of_tiers(node: tree.Tiers) -> list[tree.Node]:
    return [node.of, *(part for tier in node.tiers for part in (tier.bound, tier.value)), node.below]


def _of_table(policy: Policy, id_: str) -> Parts:
    table = policy.tables[id_]
    row = id_ if table.records or table.further_keys else None
    return Parts(True, PER_YEAR[table.period], row, table.earlier)


def _results(rule: tree.Node) -> Iterator[tree.Node]:
    """The roundings that a rule may come to: what it is itself, or what it chooses; never what it chooses by."""
    stack = [rule]
    while stack:
        match stack.pop():
            case tree.Round() as node:
                yield node
            case tree.Step(body=body):
                stack.append(body)
            case tree.If(then=then, otherwise=otherwise):
                stack += [then, otherwise]
            case tree.Reading(cases=cases) | tree.Cases(cases=cases, otherwise=None):
                stack += [case for _, case in cases]
            case tree.Cases(cases=cases, otherwise=tree.Node() as otherwise):
                stack += [*(case for _, case in cases), otherwise]
            case tree.Tiers(tiers=tiers, below=below):
                stack += [*(tier.value for tier in tiers), below]


def _met(known: Types, nodes: Iterable[tree.Node]) -> Unit | None:
    """The measure that several share; nought is nought in any."""
    numbers = [(node, unit) for node in nodes if (unit := known.unit(node)) is not None]
    units = [unit for node, unit in numbers if not _is_nought(node)] or [unit for _, unit in numbers[:1]]
    return shared(units) if units else None


def _is_nought(node: tree.Node) -> bool:
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    return isinstance(node, tree.Number) and not node.value


def _number(known: Types, node: tree.Number) -> Unit:
    written = number_at(node.place)
    return read_unit(node.measure.label) if written is None else written.unit


def _look_up(known: Types, node: tree.LookUp) -> Unit | None:
    column = known.policy.grids[node.table].columns[node.column].spec
    return read_unit(column.measure.label) if column.type == "number" else None


def _column(known: Types, node: tree.Column) -> Unit | None:
    column = known.policy.tables[node.table].columns[node.column]
    return read_unit(column.measure.label) if column.type == "number" else None


def _key(known: Types, node: tree.Key) -> Unit | None:
    return _KEY_UNITS[node.part]


_KEY_UNITS: dict[KeyPart, Unit | None] = total(
    "verify.types of key parts' measures",
    KEY_PARTS,
    {"unit": None, "group": None, **dict.fromkeys(("year", "half_year", "quarter", "month", "day"), COUNT)},
)


def _none(known: Types, node: tree.Node) -> None:
    return None


def _count(known: Types, node: tree.Node) -> Unit:
    return COUNT


def _ratio(known: Types, node: tree.Node) -> Unit:
    return RATIO


def _of(known: Types, node: Any) -> Unit | None:
    return known.unit(node.of)


def _operand(known: Types, node: Any) -> Unit | None:
    return known.unit(node.operand)


def _two(combined: Callable[[Unit, Unit], Unit]) -> Callable[[Types, Any], Unit | None]:
    def unit(known: Types, node: Any) -> Unit | None:
        left, right = known.unit(node.left), known.unit(node.right)
        return None if left is None or right is None else combined(left, right)

    return unit


def _elements(known: Types, node: tree.FoldRows | tree.FoldUnits | tree.FoldList) -> Unit | None:
    values = [each.of for each in node.elements] if isinstance(node, tree.FoldList) else [node.of]
    return _met(known, [part for part in (*values, node.if_none) if part is not None])


def _sum(known: Types, node: tree.FoldRows | tree.FoldUnits | tree.FoldList) -> Unit | None:
    """Percentages that are multiplied by weights are percentages no more, unless the weights are."""
    unit = _elements(known, node)
    weights = [each.weight for each in node.elements] if isinstance(node, tree.FoldList) else [node.weight]
    weight = _met(known, [each for each in weights if each is not None])
    return product(unit, weight) if unit is not None and unit.kind == "percent" and weight is not None else unit


_FOLDS: dict[FoldOp, Callable[[Types, Any], Unit | None]] = total(
    "verify.types of folds",
    FOLD_OPERATORS,
    {
        "count": _count,
        "sum": _sum,
        **dict.fromkeys(("any", "all", "names"), _none),
        **dict.fromkeys(("share", "skewness", "kurtosis"), _ratio),
        **dict.fromkeys(("mean", "highest", "lowest", "median", "percentile"), _elements),
        **dict.fromkeys(("geometric_mean", "harmonic_mean", "product", "deviation"), _elements),
    },
)


def _step(known: Types, node: tree.Step) -> Unit | None:
    return known.unit(node.roles.calculated if isinstance(node.roles, AdjustedRoles) else node.body)


_UNITS: dict[type[tree.Node], Callable[..., Unit | None]] = total(
    "verify.types.UNITS",
    tree.CALCULATED,
    {
        tree.Number: _number,
        tree.Text: _none,
        tree.Truth: _none,
        tree.Absent: _none,
        tree.Column: _column,
        tree.LookUp: _look_up,
        tree.Ref: lambda known, node: known.defined((node.unit_type, node.id))[1],
        tree.Key: _key,
        tree.Reading: lambda known, node: _met(known, [case for _, case in node.cases]),
        tree.Step: _step,
        **dict.fromkeys((tree.Add, tree.Min, tree.Max), lambda known, node: _met(known, node.terms)),
        **dict.fromkeys((tree.Sub, tree.Mod), lambda known, node: _met(known, (node.left, node.right))),
        **dict.fromkeys((tree.Neg, tree.Abs, tree.Round), _operand),
        tree.Mul: _two(product),
        tree.Div: _two(quotient),
        **dict.fromkeys((tree.Power, tree.Root, tree.Ln, tree.Exp), _ratio),
        **dict.fromkeys((tree.Compare, tree.And, tree.Or, tree.Not, tree.Present, tree.Combination), _none),
        tree.If: lambda known, node: _met(known, (node.then, node.otherwise)),
        tree.Tiers: lambda known, node: _met(known, (*(tier.value for tier in node.tiers), node.below)),
        tree.Cases: lambda known, node: _met(known, (*dict(node.cases).values(), *filter(None, [node.otherwise]))),
        tree.IfAbsent: lambda known, node: _met(known, (node.operand, node.fallback)),
        **dict.fromkeys((tree.Tally, tree.Seats, tree.Rank, tree.RankList), _count),
        **dict.fromkeys(
            (tree.FoldRows, tree.FoldUnits, tree.FoldList), lambda known, node: _FOLDS[node.op](known, node)
        ),
        **dict.fromkeys((tree.At, tree.OtherPeriod, tree.SinceYear), _of),
    },
)
