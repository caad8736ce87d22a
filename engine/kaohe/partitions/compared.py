"""What a policy compares across units: whether partitions can be scored one by one, and what must not be in two.

A unit that is compared with those of its own partition alone would have a wrong place that looks right. So each word
that looks beyond a unit is known here by its node, and says what it looks at. A comparison of all units is made apart
(`kaohe.partitions.passes`), or refused by name; so is a look at a unit that may be in another partition. Of groups it
cannot be known before which partition has them: each run tells its groups, and whoever puts partitions together asks
that no group is in two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from kaohe.data.raw import UNIT
from kaohe.data.tables.build import with_sources
from kaohe.data.tables.dataset import TableData, digest, taken
from kaohe.data.tables.names import each_in_one_spelling, in_one_spelling
from kaohe.diagnostics import Diagnostic, Findings, Refused, Words
from kaohe.evaluate.columns import NoValue, exact
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import needed_tables
from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.language.reals import Real
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Policy
from kaohe.source_places import Place

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a node looks at beyond its own unit: those with the same `within` (all if None), or a unit that is `named`.

    `groups` are all that tells its groups, `within` among them: of members each has its own, and they are compared with
    each other. `rows` is the table whose rows are compared, if it is no units that are; `value` what the rule is of.
    """

    node: tree.Node
    unit_type: str | None
    within: tree.Node | None = None
    groups: tuple[tree.Node, ...] = ()
    rows: str | None = None
    is_named: bool = False
    value: str = ""


Reader = Callable[[Policy, Any], Iterator[Beyond]]


def _own_unit(policy: Policy, node: tree.Node) -> Iterator[Beyond]:
    """A word that knows nothing but its own unit, the policy and the document."""
    return iter(())


def _group(policy: Policy, node: tree.FoldUnits | tree.Rank) -> Iterator[Beyond]:
    groups = () if node.within is None else (node.within,)
    yield Beyond(node, policy.types[node].grain.unit, node.within, groups, node.rows)


def _members(policy: Policy, node: tree.RankList) -> Iterator[Beyond]:
    groups = tuple(each.within for each in node.contenders if each.within is not None)
    for within in [each.within for each in node.contenders] if node.across else ():
        yield Beyond(node, policy.types[node].grain.unit, within, groups)


def _named_unit(policy: Policy, node: tree.At) -> Iterator[Beyond]:
    """Of a unit that a column of units names the reader of data sees to it that it is there (D350)."""
    asked = node.unit
    column = policy.tables[asked.table].columns[asked.column] if isinstance(asked, tree.Column) else None
    if column is None or column.unit_type is None:
        yield Beyond(node, node.unit_type, is_named=True)


_OF_ONE_UNIT = (
    tree.Cases,
    tree.If,
    tree.Reading,
    tree.Tiers,
    tree.FoldList,
    tree.FoldRows,
    tree.Number,
    tree.Text,
    tree.Truth,
    tree.Absent,
    tree.Column,
    tree.Ref,
    tree.Key,
    tree.Add,
    tree.Sub,
    tree.Neg,
    tree.Mul,
    tree.Div,
    tree.Mod,
    tree.Min,
    tree.Max,
    tree.Power,
    tree.Root,
    tree.Ln,
    tree.Exp,
    tree.Abs,
    tree.Round,
    tree.Compare,
    tree.And,
    tree.Or,
    tree.Not,
    tree.Present,
    tree.Tally,
    tree.IfAbsent,
    tree.Combination,
    tree.Seats,
    tree.LookUp,
    tree.OtherPeriod,
    tree.SinceYear,
    tree.Step,
)
NODES: Mapping[type[tree.Node], Reader] = total(
    "partitions.compared.NODES",
    tree.CALCULATED,
    dict.fromkeys(_OF_ONE_UNIT, _own_unit),
    {tree.FoldUnits: _group, tree.Rank: _group, tree.RankList: _members, tree.At: _named_unit},
)


def looks_beyond(policy: Policy, readings: Mapping[str, str]) -> list[Beyond]:
    """What the scores, all that they rest on, and the conditions on their tables look at beyond a unit."""
    tables = {table.id for table in with_sources(policy, needed_tables(policy))}
    asked: list[tuple[str, tree.Node | None]] = [
        *((score.name, root) for score in policy.scores for root in (score.rule, score.where)),
        *((condition.text, condition.rule) for condition in policy.conditions if condition.table in tables),
    ]
    found: list[Beyond] = []
    seen: set[tree.Node] = set()
    followed: set[tuple[str, str]] = {(score.owner, score.id) for score in policy.scores}
    while asked:
        name, root = asked.pop(0)
        for node in () if root is None else tree.walk(root, readings):
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, tree.Ref) and (node.unit_type, node.id) not in followed:
                followed.add((node.unit_type, node.id))
                definition = policy.definitions[node.unit_type, node.id]
                asked += [(definition.name, definition.rule), (definition.name, definition.where)]
            if not isinstance(node, tree.Tier):
                found += [replace(beyond, value=name) for beyond in NODES[type(node)](policy, node)]
    return found


def compare_all(policy: Policy, readings: Mapping[str, str]) -> list[Beyond]:
    """The words that compare all units, each once.

    Of units that the policy lists each partition has all, so that a comparison of these is whole anywhere.
    """
    found: dict[tree.Node, Beyond] = {}
    for beyond in looks_beyond(policy, readings):
        if beyond.within is None and not beyond.is_named and _comes_from_data(policy, beyond.unit_type):
            found.setdefault(beyond.node, beyond)
    return list(found.values())


def _comes_from_data(policy: Policy, unit_type: str | None) -> bool:
    return unit_type is None or policy.units[unit_type].source_table is not None


def tell_compare_all(comparisons: Sequence[Beyond], code: str, findings: Findings) -> None:
    """A finding (E601, E610) for each rule that compares all units."""
    for each in {beyond.value: beyond for beyond in reversed(comparisons)}.values():
        findings.add(code, each.node.place, value=each.value)


def groups_compared(policy: Policy, readings: Mapping[str, str], findings: Findings) -> list[Beyond]:
    """The comparisons whose groups must not be in two partitions, each once.

    E602 for a look at a unit by its name, E604 for scores of units that the policy lists.
    """
    for unit_type in dict.fromkeys(score.unit_type for score in policy.scores):
        if policy.units[unit_type].source_table is None:
            findings.add("E604", policy.units[unit_type].place, unit_type=policy.units[unit_type].name)
    whole = {beyond.node for beyond in compare_all(policy, readings)}
    found: dict[tuple[str, str], Beyond] = {}
    told: set[str] = set()
    for beyond in looks_beyond(policy, readings):
        if beyond.node in whole or not _comes_from_data(policy, beyond.unit_type):
            continue
        if beyond.within is not None:
            found.setdefault((_name(policy, beyond), _written(beyond.within)), beyond)
        elif beyond.value not in told:
            told.add(beyond.value)
            findings.add("E602", beyond.node.place, value=beyond.value)
    return list(found.values())


def _name(policy: Policy, beyond: Beyond) -> str:
    """What a comparison is known by in all partitions; two that put units into the same groups have the same name."""
    grain = policy.types[beyond.node].grain
    told = dict.fromkeys(map(_written, beyond.groups))
    return _BETWEEN.join([str(grain.unit), str(grain.period), beyond.rows or "", *told])


def _written(node: tree.Node) -> str:
    if isinstance(node, tree.Step) and node.means is not None:
        return _written(node.means)
    if isinstance(node, tree.Combination):
        return "+".join(map(_written, node.parts))
    if isinstance(node, tree.Key):
        return f"key {node.part}"
    if isinstance(node, tree.Column):
        return f"column {node.table} {node.column}"
    if isinstance(node, tree.Ref):
        return f"value {node.unit_type} {node.id}"
    return f"rule {node.place}"


@dataclass(frozen=True, slots=True)
class Held:
    """What a partition holds that no other may hold too, by digests: its units, with their types, and its groups.

    A group has the name that a finding calls it, and one of its units. `alike` is what has to be the same in all
    partitions: by its id what it is called, and a text to compare.
    """

    units: Mapping[bytes, tuple[str, str]]
    groups: Mapping[bytes, tuple[str, tuple[str, str]]]
    alike: Mapping[str, tuple[Words, str]]


def held(run: Evaluation, comparisons: Sequence[Beyond]) -> Held:
    """What the data of a run hold. Units that differ in their spelling alone are one, as within a partition (D351)."""
    units: dict[bytes, tuple[str, str]] = {}
    for unit_type in run.policy.units.values():
        if unit_type.source_table in run.dataset.tables:
            names = run.dataset.units[unit_type.id]
            for name, same in zip(names, each_in_one_spelling(names), strict=True):
                units[_digest("unit", unit_type.id, same)] = unit_type.id, name
    groups: dict[bytes, tuple[str, tuple[str, str]]] = {}
    for beyond in comparisons:
        groups |= _groups_of(run.apart(), beyond)
    return Held(units, groups, _alike(run))


def _groups_of(run: Evaluation, beyond: Beyond) -> dict[bytes, tuple[str, tuple[str, str]]]:
    """The groups of a comparison; none where what tells them has no value, for then nothing compared them.

    Raises Refused (E603) where they are told by a real.
    """
    policy, within = run.policy, beyond.within
    assert within is not None
    own = run.frames.of(policy.types[beyond.node].grain)
    try:
        values = exact(run.calculated(within, own, ""))
    except NoValue:
        return {}
    spread = ("period",) if beyond.rows is None else policy.tables[beyond.rows].spread
    name, spelt = _name(policy, beyond), any(_is_spelt(policy, each) for each in beyond.groups)
    parts: dict[tuple[Any, ...], str] = {}
    for (unit, period, _), value in zip(own.keys, values, strict=True):
        if any(isinstance(part, Real) for part in (value if isinstance(value, tuple) else (value,))):
            raise Refused([Diagnostic("E603", within.place, {"value": beyond.value})])
        if value is not None:
            apart = (unit if "unit" in spread else None, period if "period" in spread else None)
            parts.setdefault((*apart, value), unit or "")
    found = {}
    for (unit, period, value), one in parts.items():
        texts = [str(part) for part in (value if isinstance(value, tuple) else (value,))]
        told = [in_one_spelling(text) for text in texts] if spelt else texts
        shown = " ".join(filter(None, [*texts, unit, str(period or "")]))
        found[_digest(name, unit or "", str(period or ""), *told)] = (shown, (beyond.unit_type or "", one))
    return found


def _is_spelt(policy: Policy, within: tree.Node) -> bool:
    """Whether a group may be told by a name, which a partition reads in the spelling that most of its rows have."""
    asked, followed = [within], set[tuple[str, str]]()
    while asked:
        for node in tree.walk(asked.pop()):
            if isinstance(node, tree.Column) and policy.tables[node.table].columns[node.column].type == "name":
                return True
            if isinstance(node, tree.Ref) and (node.unit_type, node.id) not in followed:
                followed.add((node.unit_type, node.id))
                asked.append(policy.definitions[node.unit_type, node.id].rule)
    return False


def _alike(run: Evaluation) -> dict[str, tuple[Words, str]]:
    """The periods of each unit type, and the tables that all units share."""
    policy, dataset = run.policy, run.dataset
    found: dict[str, tuple[Words, str]] = {}
    for id_, unit_type in policy.units.items():
        source = dataset.tables.get(unit_type.source_table or "")
        there = [] if source is None else sorted({period for _, period in source.named})
        told = Words(f"“{unit_type.name}”的期间", f"the periods of {unit_type.name}")
        found[f"periods {id_}"] = told, ",".join(map(str, [*dataset.periods[id_], "", *there]))
    for id_, data in dataset.tables.items():
        table = policy.tables[id_]
        is_listed = policy.units[table.unit_type].source_table is None
        if is_listed or "unit" in table.spread:
            told = Words(f"数据表“{table.name}”", f"the table {table.name}")
            shared = data if is_listed else _of_first_unit(data)
            found[f"table {id_}"] = told, digest({id_: table}, {id_: shared})
    return found


def _of_first_unit(data: TableData) -> TableData:
    """The rows of a table that holds for all units as they are for one of them."""
    rows = [row for row, key in enumerate(data.keys) if key[0] == data.keys[0][0]]
    columns = {id_: taken(values, rows) for id_, values in data.columns.items()}
    return TableData(data.table, [("", *data.keys[row][1:]) for row in rows], columns)


def place_of(run: Evaluation, unit_type: str, unit: str) -> Place | None:
    """Where the first row of a unit stands, in the table that its units come from."""
    source = run.dataset.tables.get(run.policy.units[unit_type].source_table or "")
    row = None if source is None else next((row for row, key in enumerate(source.keys) if key[0] == unit), None)
    return None if source is None or row is None else source.place_of(row, UNIT)


def _digest(*parts: str) -> bytes:
    return blake2b(_BETWEEN.join(parts).encode(), digest_size=16).digest()
