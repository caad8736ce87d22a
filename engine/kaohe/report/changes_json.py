"""Changes as JSON: `whatif`, `diff` and `readings`, whose forms others read. One entry a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kaohe.analysis.diff import CellDiff, DataDiff, Effect, PolicyDiff
from kaohe.analysis.explain.model import Explained, Pair, Share
from kaohe.analysis.named_cells import Cell
from kaohe.analysis.published_values import Change, Published
from kaohe.analysis.readings import QuestionEffects, Readings, Span
from kaohe.analysis.whatif import CellSet, RecordAdded, WhatIf, WordSet
from kaohe.data.replaced_files import Replacement
from kaohe.language.nodes import Node
from kaohe.policy.differences import Difference, flow
from kaohe.report.json_text import line, plain, replaced_entry


def what_if(found: WhatIf) -> str:
    """`set`, `add` and `set_policy` as they were asked for, `changes`, and `explained` of these."""
    parts: dict[str, Iterable[object]] = {
        "set": map(_cell_set, found.cells),
        "add": map(_record, found.records),
        "set_policy": map(_word, found.words),
        "changes": map(change_entry, found.changes),
    }
    head: dict[str, object] = {"policy": found.policy.id}
    if found.other is not None:
        from kaohe.report.whatif_with import as_json, moves_of, origin_entries

        head["with"] = as_json(found.other)
        parts["changes"] = (change_entry(change) | more for change, more in moves_of(found.other))
        parts["explained"] = origin_entries(found.other)
    else:
        parts["explained"] = explained_entries(found)
    return listed(head, parts, found.replaced)


def diff_of_policies(found: PolicyDiff) -> str:
    """`changed`, and with data `effects`."""
    parts: dict[str, Iterable[object]] = {"changed": (_difference(one, found) for one in found.changed)}
    if found.effects is not None:
        parts["effects"] = map(_effect, found.effects)
    return listed({"old": found.old.id, "new": found.new.id}, parts, found.replaced)


def diff_of_data(found: DataDiff) -> str:
    """`changed` cells and `effects`."""
    parts = {"changed": map(_cell_diff, found.changed), "effects": map(_effect, found.effects)}
    return listed({"policy": found.policy.id}, parts, found.replaced)


def readings(found: Readings) -> str:
    """`questions` with all readings, `combinations`, and `spans`."""
    questions = (_question(found, question) for question in found.questions)
    head = {
        "policy": found.policy.id,
        "combinations": {"all": found.combinations, "decided": found.decided},
    }
    return listed(head, {"questions": questions, "spans": map(_span, found.spans)}, found.replaced)


def listed(
    head: Mapping[str, object], lists: Mapping[str, Iterable[object]], replaced: Sequence[Replacement] = ()
) -> str:
    """An object with plain members first, then lists with one entry a line, `replaced` where files of the data are."""
    if replaced:
        lists = {**lists, "replaced": map(replaced_entry, replaced)}
    members = [f'"{key}": {line(value)}' for key, value in head.items()]
    for key, entries in lists.items():
        lines = ",\n  ".join(map(line, entries))
        members.append(f'"{key}": [\n  {lines}]' if lines else f'"{key}": []')
    return "{" + ",\n ".join(members) + "}\n"


def change_entry(change: Change) -> dict[str, object]:
    """One value that moved."""
    return {**_published(change.of, change.group), "from": plain(change.old), "to": plain(change.new)}


def _published(of: Published, group: str | None) -> dict[str, object]:
    return {
        "unit_type": of.unit_type,
        "unit": of.unit,
        "group": group,
        "period": str(of.period),
        "value": of.value,
    }


def cell_entry(cell: Cell) -> dict[str, object]:
    """Where a cell stands; no unit, or no period, where it is one figure for all."""
    entry: dict[str, object] = {
        "table": cell.table,
        "unit": cell.unit,
        "period": None if cell.period is None else str(cell.period),
        "row": cell.record,
        "column": cell.column,
    }
    return entry | ({"key": dict(cell.key)} if cell.key else {})


def _cell_set(one: CellSet) -> dict[str, object]:
    return {**cell_entry(one.cell), "from": plain(one.old), "to": plain(one.new)}


def _record(one: RecordAdded) -> dict[str, object]:
    values = {column: plain(value) for column, value in one.values.items()}
    return {"table": one.table, "unit": one.unit, "period": str(one.period), "values": values}


def _word(one: WordSet) -> dict[str, object]:
    entry: dict[str, object] = {"path": one.path, "from": one.old, "to": one.new, "line": one.line}
    return entry | ({"file": one.file} if one.file else {})


def _difference(one: Difference, found: PolicyDiff) -> dict[str, object]:
    """Its files are named where they are not the policies' own, its amendment where the new policy amends another."""
    entry: dict[str, object] = {
        "what": one.what,
        "of": one.of,
        "clause": one.clause,
        "from": flow(one.old),
        "to": flow(one.new),
        "old_line": _line(one.old),
        "new_line": _line(one.new),
    }
    for key, node, policy in (("old_file", one.old, found.old), ("new_file", one.new, found.new)):
        if node is not None and node.place.source != policy.source:
            entry[key] = node.place.source.file
    if found.new.text.amendments:
        by = found.amendment_of(one)
        entry["amendment"] = None if by is None else {"clause": by.clause, "say": by.say, "line": by.place.line}
    return entry


def _line(node: Node | None) -> int | None:
    return None if node is None else node.place.line


def _effect(effect: Effect) -> dict[str, object]:
    return change_entry(effect.change) | {"by": list(effect.by)}


def _cell_diff(one: CellDiff) -> dict[str, object]:
    return {**cell_entry(one.cell), "from": plain(one.old), "to": plain(one.new)}


def _question(found: Readings, effects: QuestionEffects) -> dict[str, object]:
    question = found.policy.questions[effects.question]
    return {
        "id": question.id,
        "clause": question.clause,
        "readings": [
            {"reading": each.reading, "in_force": each.in_force, "changes": list(map(change_entry, each.changes))}
            for each in effects.readings
        ],
    }


def _span(span: Span) -> dict[str, object]:
    entry = _published(span.of, span.group)
    entry |= {"in_force": plain(span.in_force), "lowest": plain(span.lowest), "highest": plain(span.highest)}
    return entry | dict(_further(span))


def _further(span: Span) -> Iterator[tuple[str, object]]:
    if span.taken is not None:
        yield "taken", list(map(plain, span.taken))
    if span.sampled:
        yield "sampled", True


def explained_entries(found: WhatIf) -> Iterator[dict[str, object]]:
    """For JSON: each value that moved with the shares that its difference is the sum of."""
    for change, against in found.explained:
        yield {
            "unit_type": change.of.unit_type,
            "unit": change.of.unit,
            "group": change.group,
            "period": str(change.of.period),
            "value": change.of.value,
            "difference": plain(against.difference),
            "parts": [_share(share) for share in against.shares if share.difference],
        }


def _share(share: Share) -> dict[str, object]:
    found: dict[str, object] = {
        "id": share.id,
        "name": share.name,
        "clause": share.clause,
        "from": plain(share.second),
        "to": plain(share.first),
        "difference": plain(share.difference),
    }
    inputs = [_pair(pair) for origin in share.origins for pair in origin.pairs]
    return found | ({"inputs": inputs} if inputs else {})


def _pair(pair: Pair) -> dict[str, object]:
    return {"name": pair.name, "unit": pair.unit, "from": _value(pair.second), "to": _value(pair.first)}


def _value(step: Explained | None) -> object:
    return None if step is None else plain(step.value.value)
