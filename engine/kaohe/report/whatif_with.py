"""What-if under another policy's rule: what corresponds to what, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe.analysis.explain.model import Explained
from kaohe.analysis.mapping.compared import Move, OtherRule
from kaohe.analysis.mapping.model import Compared, RuleMapping, Substitute, UnitPair
from kaohe.analysis.published_values import Change, Published
from kaohe.analysis.whatif import WhatIf
from kaohe.language.tree import Step
from kaohe.policy.model import Definition, Policy
from kaohe.report.explain.words import texts_of
from kaohe.report.json_text import plain
from kaohe.report.values import Speaker, in_short
from kaohe.text_width import visible
from kaohe.translations import worded
from kaohe.words.rank_and_ties import MemberRankRoles, RankRoles

ZH = {
    "under": "假如用《{title}》（{id}）的规则",
    "mapping": "怎样对应（左边是它的，右边是自己的；{file}）",
    "all_in": "全部在{group}组",
    "group": "{theirs}组 ← {ours}",
    "member": "{theirs} ← {ours}",
    "nobody": "没有这样的单位",
    "quarter": "取第{quarter}季度",
    "per_year": "按季度的规则每年用一次",
    "factor": "乘 {factor} 折算",
    "constant": "{value}（{note}）",
    "nothing": "没有（{note}）",
    "compared": "比什么",
    "with": "{theirs} 与 {ours}",
    "points": "（满分{points}）",
    "alone": "自己没有的：{names}",
    "reading": "它的待释事项取的读法",
    "left": "没有算：{names}",
    "places": "谁的名次变",
    "no_places": "谁的名次都不变",
    "nothing_to_compare": "没有名次可以比",
    "joint": "、",
}
EN = {
    "under": "What if the rules of {title} ({id}) held",
    "mapping": "What corresponds to what (theirs to the left, yours to the right; {file})",
    "all_in": "all in {group}",
    "group": "{theirs} ← {ours}",
    "member": "{theirs} ← {ours}",
    "nobody": "nobody",
    "quarter": "of quarter {quarter}",
    "per_year": "their rules for a quarter once a year",
    "factor": "times {factor}",
    "constant": "{value} ({note})",
    "nothing": "nothing ({note})",
    "compared": "What is compared",
    "with": "{theirs} with {ours}",
    "points": " (out of {points})",
    "alone": "Results that you do not have: {names}",
    "reading": "Readings of their open questions",
    "left": "Not calculated: {names}",
    "places": "Whose place changes",
    "no_places": "Nobody's place changes",
    "nothing_to_compare": "There are no places to compare",
    "joint": ", ",
}
assert ZH.keys() == EN.keys(), ZH.keys() ^ EN.keys()


class OtherSpeaker(Speaker):
    """Names of both policies: a result that is compared bears ours, with theirs behind it where that is another."""

    def __init__(self, policy: Policy, other: OtherRule) -> None:
        super().__init__(policy)
        self.other = other
        self.own = ZH if policy.language == "zh" else EN
        self._compared = {
            (other.mapping.pair(each.theirs.unit_type).ours, each.name): each for each in other.mapping.compared
        }

    def name(self, of: Published) -> str:
        """What a result is called."""
        each = self._compared[of.unit_type, of.value]
        theirs = visible(each.theirs.name)
        if each.ours is None:
            return theirs
        ours = visible(each.ours.name)
        return ours if ours == theirs else worded("{}（{}）", ours, theirs)

    def is_rank(self, of: Published) -> bool:
        """Whether a result is a place."""
        return is_place(self._compared[of.unit_type, of.value])


def is_place(each: Compared) -> bool:
    """Whether a value of theirs is a place."""
    return isinstance(each.theirs.rule, Step) and isinstance(each.theirs.rule.roles, RankRoles | MemberRankRoles)


def _is_replaced(definition: Definition, mapping: RuleMapping) -> bool:
    """Whether it is a part of a value that is given."""
    parents = {id_ for type_, id_ in mapping.values if type_ == definition.unit_type}
    while definition.parent is not None and definition.id not in parents:
        definition = mapping.other.definitions[definition.owner, definition.parent]
    return definition.id in parents


def lines(found: WhatIf, other: OtherRule, say: OtherSpeaker) -> Iterator[tuple[str, str]]:
    """Each line with its style: what corresponds, what is compared, and whose place changes."""
    mapping, words = other.mapping, say.own
    theirs = mapping.other
    yield words["under"].format(title=visible(theirs.title), id=theirs.id), "bold"
    if mapping.title:
        yield visible(mapping.title), ""
    yield "", ""
    yield words["mapping"].format(file=visible(mapping.source.file)), "bold"
    for pair in mapping.pairs:
        yield from ((f"  {line}", "") for line in _pair(pair, found.policy, theirs, words))
    for identity, substitute in mapping.values.items():
        yield f"  {visible(theirs.definitions[identity].name)} ← {_substitute(substitute, found.policy, words)}", ""
    for (table, column), substitute in mapping.columns.items():
        spec = theirs.tables[table]
        name = f"{spec.name}.{spec.columns[column].name}"
        yield f"  {visible(name)} ← {_substitute(substitute, found.policy, words)}", ""
    for table, substitute in mapping.empty.items():
        yield f"  {visible(theirs.tables[table].name)} ← {_substitute(substitute, found.policy, words)}", ""
    yield "", ""
    yield words["compared"], "bold"
    for each in mapping.compared:
        if each.ours is not None:
            yield f"  {_compared(each, each.ours, words)}", ""
    if alone := [each.theirs.name for each in mapping.compared if each.ours is None]:
        yield f"  {words['alone'].format(names=words['joint'].join(map(visible, alone)))}", ""
    if left := [each.name for each in mapping.not_calculated if not _is_replaced(each, mapping)]:
        yield f"  {words['left'].format(names=words['joint'].join(map(visible, left)))}", ""
    if mapping.asked:
        yield "", ""
        yield words["reading"], "bold"
        for id_, reading in mapping.readings.items():
            if id_ not in mapping.asked:
                continue
            yield visible(worded("  {}：{}", id_, theirs.questions[id_].readings[reading])), ""
    yield "", ""
    places = [change for change in found.changes if say.is_rank(change.of) and change.old is not None]
    compared = any(is_place(each) for each in mapping.compared if each.ours is not None)
    yield words["places" if places else "no_places" if compared else "nothing_to_compare"], "bold"
    yield from ((f"  {line}", "") for line in in_short(say, places))


def _pair(pair: UnitPair, ours: Policy, theirs: Policy, words: Mapping[str, str]) -> Iterator[str]:
    more = ""
    if pair.everyone is not None:
        more = worded("，") + words["all_in"].format(group=theirs.group_name(pair.theirs, pair.everyone))
    if pair.per_year:
        more = worded("，{}{}", words["per_year"], more)
    yield visible(f"{theirs.units[pair.theirs].name} ← {ours.units[pair.ours].name}{more}")
    for own, group in pair.groups.items():
        named = {"theirs": theirs.group_name(pair.theirs, group), "ours": ours.group_name(pair.ours, own)}
        yield visible("  " + words["group"].format(**named))
    for name, unit in pair.members.items():
        yield visible("  " + words["member"].format(theirs=name, ours=words["nobody"] if unit is None else unit))


def _substitute(substitute: Substitute, ours: Policy, words: Mapping[str, str]) -> str:
    if substitute.is_constant:
        kind = "nothing" if substitute.constant is None else "constant"
        return visible(words[kind].format(value=substitute.written, note=substitute.note))
    if substitute.value is not None:
        name = ours.definitions[substitute.value].name
    else:
        assert substitute.column is not None
        table = ours.tables[substitute.column[0]]
        name = f"{table.name}.{table.columns[substitute.column[1]].name}"
    parts = [name]
    if substitute.quarter is not None:
        parts.append(words["quarter"].format(quarter=substitute.quarter))
    if substitute.factor != 1:
        parts.append(words["factor"].format(factor=substitute.factor))
    return visible(worded("，").join(parts))


def _compared(each: Compared, ours: Definition, words: Mapping[str, str]) -> str:
    quarter = (
        "" if each.quarter is None else worded("（") + words["quarter"].format(quarter=each.quarter) + worded("）")
    )
    points = ["", ""]
    if each.theirs.points != ours.points:
        points = [words["points"].format(points=of) if of else "" for of in (each.theirs.points, ours.points)]
    names = {"theirs": visible(each.theirs.name) + points[0], "ours": visible(ours.name) + points[1] + quarter}
    return words["with"].format(**names)


def origins(other: OtherRule, moved: Sequence[Change]) -> Iterator[str]:
    """How each of these came about under their rules, where that is told."""
    known = {move.change: step for move, step in other.explained}
    for change in moved:
        if said := _origin(other, known[change]) if change in known else []:
            yield visible(worded("{}：{}", known[change].name, worded("；").join(said)))


def _origin(other: OtherRule, step: Explained) -> list[str]:
    """The formula with its values put in, and what decided something on the way."""
    lines = texts_of(step, other.mapping.other.display).lines_under_it
    return [text for kind, text in lines if kind not in ("words", "reading")]


def origin_entries(other: OtherRule) -> Iterator[dict[str, object]]:
    """For JSON: the same, in the words of their policy."""
    for move, step in other.explained:
        of = move.change.of
        where = {"unit_type": of.unit_type, "unit": of.unit, "group": move.change.group, "period": str(of.period)}
        yield {**where, "value": of.value, "with": move.compared.theirs.id, "says": _origin(other, step)}


def as_json(other: OtherRule) -> dict[str, object]:
    """What corresponds to what."""
    mapping = other.mapping
    scores = [{"unit_type": type_, "value": id_} | _entry(each) for (type_, id_), each in mapping.values.items()]
    inputs = [{"table": table, "column": column} | _entry(each) for (table, column), each in mapping.columns.items()]
    inputs += [{"table": table, "column": None} | _entry(each) for table, each in mapping.empty.items()]
    return {
        "policy": mapping.other.id,
        "mapping": mapping.source.file,
        "title": mapping.title or None,
        "readings": {id_: reading for id_, reading in mapping.readings.items() if id_ in mapping.asked},
        "units": [_pair_entry(pair) for pair in mapping.pairs],
        "scores": scores,
        "inputs": inputs,
        "values": [_compared_entry(each) for each in mapping.compared],
        "not_calculated": [f"{each.id}@{each.unit_type}" for each in mapping.not_calculated],
    }


def _pair_entry(pair: UnitPair) -> dict[str, object]:
    groups: dict[str, object] = {pair.everyone: "all"} if pair.everyone is not None else {}
    for own, group in pair.groups.items():
        known = groups.setdefault(group, [])
        assert isinstance(known, list)
        known.append(own)
    return {
        "unit_type": pair.theirs,
        "of": pair.ours,
        "per": "year" if pair.per_year else None,
        "groups": groups,
        "members": dict(pair.members),
    }


def _entry(substitute: Substitute) -> dict[str, object]:
    """`of` is a value or TABLE.COLUMN of ours by its ids, null for a constant."""
    if substitute.is_constant:
        return {"of": None, "value_stated": plain(substitute.constant), "note": substitute.note}
    of = ".".join(substitute.column) if substitute.column is not None else (substitute.value or ("", ""))[1]
    if substitute.value is not None and substitute.value[0].endswith("[]"):
        of = f"{substitute.value[0].removesuffix('[]')}.{of}"
    return {
        "of": of,
        "quarter": substitute.quarter,
        "times": plain(substitute.factor),
        "choices": dict(substitute.choices),
    }


def _compared_entry(each: Compared) -> dict[str, object]:
    own = None if each.ours is None else each.ours.id
    entry = {"unit_type": each.theirs.unit_type, "value": each.theirs.id, "of": own, "quarter": each.quarter}
    return {
        **entry,
        "points": plain(each.theirs.points),
        "own_points": plain(None if each.ours is None else each.ours.points),
    }


def move_keys(move: Move) -> dict[str, object]:
    """What an entry of `changes` has more: which value of theirs it is, and our own period where that is another."""
    return {"with": move.compared.theirs.id, "from_period": None if move.own_period is None else str(move.own_period)}


def moves_of(other: OtherRule) -> Iterator[tuple[Change, dict[str, object]]]:
    """Every change with its further keys."""
    yield from ((move.change, move_keys(move)) for move in other.moves)
