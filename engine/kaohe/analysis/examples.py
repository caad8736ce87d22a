"""A policy's own examples (算例): what is given, and the values that have to come out.

An example gives only what its values rest on: columns that it leaves out are absent, record tables have no rows, and
only the units that its rows name exist (the first of the policy where they name none).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Fix, Refused, Words, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import needed_tables, shown_values
from kaohe.language.measures import Measure
from kaohe.language.nodes import Scalar
from kaohe.language.periods import Period, is_finer, read_period
from kaohe.lazy import replace
from kaohe.policy.declarations import bound_readings
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.infer_shared import shown
from kaohe.policy.load import up_to
from kaohe.policy.model import DATE, REASON, Definition, Example, Policy, Question, UnitType, Vertex
from kaohe.policy.types import ColumnSpec, Table
from kaohe.policy.use_and_amends import Amendment
from kaohe.results import Value
from kaohe.source_places import Place

_WORDS: Mapping[str, Value] = {"yes": True, "是": True, "no": False, "否": False, "none": None}


def failed_examples(policy: Policy) -> list[Diagnostic]:
    """What is wrong with the policy's examples, in their order: E401 for each value that differs, or why not to run.

    K832 for one of the policy that this one amends, with the change that moved it.
    """
    findings = Findings()
    of_base = [] if policy.base is None else [example.place for example in policy.base.examples]
    for example in policy.examples:
        wrong = _errors(policy, example)
        if wrong and example.place in of_base:
            number = of_base.index(example.place) + 1
            changes = tuple(f"{each.clause}（{each.place.in_file}）" for each in _moved_by(policy, example))
            why = Words(*("；".join(each.message(language) for each in wrong) for language in ("zh", "en")))
            findings.add("K832", example.place, why=why, changes=changes, number=number)
            continue
        for found in wrong:
            findings.add(found.code, _place(policy, example, found.place), **found.arguments, fix=found.fix)
    return findings.all


def _errors(policy: Policy, example: Example) -> list[Diagnostic]:
    own = Findings()
    try:
        _check(policy, example, own)
    except Refused as refused:
        own.all = refused.diagnostics
    return own.errors


def _moved_by(policy: Policy, example: Example) -> tuple[Amendment, ...]:
    """The first change with which an example of the base does not hold any more; all it may be where none can be told.

    Only those changes are tried that changed what the example names, or what that rests on.
    """
    named = {Vertex("value", owner, id_) for owner, id_ in policy.definitions if id_ in example.expect}
    rests_on = needed_by(policy.graph, named)
    places = {each.place for vertex in rests_on if (each := _declared(policy, vertex)) is not None}
    words = {*example.expect, *example.given, *example.readings}
    words |= {column for rows in example.given.values() for row in rows for column in row}
    touched = set(policy.text.amending(places))
    touched |= {each for each in policy.text.amendments if words.intersection(each.repealed)}
    touched |= set(policy.text.amending(q.place for q in policy.questions.values() if q.id in example.readings))
    for number, change in enumerate(policy.text.amendments, 1):
        if change in touched:
            with suppress(Refused):
                if _errors(up_to(policy, number), example):
                    return (change,)
    return tuple(each for each in policy.text.amendments if each in touched)


def _declared(policy: Policy, vertex: Vertex) -> Definition | ColumnSpec | Question | None:
    """What a vertex stands for, where that has a place of its own."""
    match vertex.kind:
        case "value":
            return policy.definitions.get(vertex.identity)
        case "column" if vertex.owner in policy.tables:
            return policy.tables[vertex.owner].columns.get(vertex.id)
        case "question":
            return policy.questions.get(vertex.owner)
        case _:
            return None


def _place(policy: Policy, example: Example, place: Place | None) -> Place:
    """The place in the policy: that of the given cell that a finding about data is about, or else of the example."""
    if place is None or place.source in policy.text.files:
        return place or example.place
    row, _, column = (place.cell or "").partition(".")
    rows = example.given.get(place.sheet or "", [])
    cell = rows[int(row) - 1].get(column) if row.isdecimal() and int(row) <= len(rows) else None
    return example.place if cell is None else cell.place


def _check(policy: Policy, example: Example, findings: Findings) -> None:
    readings = bound_readings(policy, example.readings, findings)
    if example.period is not None and read_period(example.period.text) is None:
        findings.add("K247", example.period.place, text=example.period.text)
    rows = {table: _keyed(policy, table, given) for table, given in example.given.items()}
    small = _given_alone(policy, rows)
    dataset = dataset_of_rows(small, rows, findings, needed_tables(policy))
    findings.stop_on_errors()
    run = Evaluation(small, dataset, readings, findings)
    for id_, entry in example.expect.items():
        assert isinstance(entry.value, Scalar)
        written, place = entry.value.text, entry.value.place
        found = list(_values(run, small, dataset, example, id_))
        known = {definition.id for definition in policy.definitions.values() if definition.table is None}
        if id_ not in known:
            findings.add("E402", entry.key.place, id=id_, suggestion=nearest(id_, known))
        elif not found:
            period = None if example.period is None else example.period.text
            who = " ".join(filter(None, (example.unit, period))) or "given"
            findings.add("E404", entry.key.place, id=id_, who=who)
        elif len(found) > 1:
            findings.add("E403", entry.key.place, id=id_)
        elif not _fits(written, _measures(policy, id_)):
            measure = "、".join(dict.fromkeys(str(shown(each)) for each in _measures(policy, id_)))
            fix = Fix(place, written.rstrip("%％")) if place.text == written else None
            findings.add("E405", place, id=id_, text=written, measure=measure, fix=fix)
        elif found[0] != _expected(written, found[0]):
            findings.add("E401", place, id=id_, expected=written, found=_shown(found[0]))


def _measures(policy: Policy, id_: str) -> list[Measure]:
    """What the values of that id are shown in."""
    return [policy.value_types[owner, name].measure for owner, name in policy.definitions if name == id_]


def _fits(written: str, measures: list[Measure]) -> bool:
    """Whether a percent sign is written only for a percentage; a number stands in the measure of the value."""
    return not written.endswith(("%", "％")) or any(measure.kind == "percent" for measure in measures)


def _keyed(policy: Policy, table_id: str, given: list[dict[str, Scalar]]) -> list[dict[str, object]]:
    """The rows with unit and period where they leave them out."""
    table = policy.tables.get(table_id)
    if table is None:
        return [_texts(row) for row in given]
    first = next(iter(policy.units[table.unit_type].members), "单位")
    start = policy.in_force[0] or Period(2022)
    period = start.parts(table.period)[0] if is_finer(table.period, start.level) else start.at(table.period)
    known: dict[str, object] = {"unit": first, "period": str(period)}
    if table_id in policy.adjustments:  # a decision without these is none yet, and an example means one
        known |= {REASON: "—", DATE: f"{period.year}-12-31"}
    return [{**known, **_texts(row)} for row in given]


def _texts(row: Mapping[str, Scalar]) -> dict[str, object]:
    return {column: cell.text for column, cell in row.items()}


def _given_alone(policy: Policy, rows: Mapping[str, list[dict[str, object]]]) -> Policy:
    """The policy with only the units that are given, and nothing required."""
    units: dict[str, UnitType] = {}
    for unit_type in policy.units.values():
        names = {row["unit"] for id_, given in rows.items() if _is_of(policy, id_, unit_type) for row in given}
        members = {name: member for name, member in unit_type.members.items() if names & {name, *member.aliases}}
        units[unit_type.id] = replace(unit_type, members=members)
    return replace(policy, units=units, tables={id_: _lenient(table) for id_, table in policy.tables.items()})


def _is_of(policy: Policy, table: str, unit_type: UnitType) -> bool:
    return table in policy.tables and policy.tables[table].unit_type == unit_type.id


def _lenient(table: Table) -> Table:
    columns = {id_: replace(spec, optional=True) for id_, spec in table.columns.items()}
    return replace(table, columns=columns, optional=True)


def _values(run: Evaluation, policy: Policy, dataset: Dataset, example: Example, id_: str) -> Iterator[Value]:
    """The values of that id, of the unit and period that the example names or of all that it gives."""
    for definition in policy.definitions.values():
        if definition.id == id_ and definition.table is None and dataset.units[definition.unit_type]:
            yield from _of_definition(run, policy, example, definition)


def _of_definition(run: Evaluation, policy: Policy, example: Example, definition: Definition) -> Iterator[Value]:
    frame = run.frames.of(policy.value_types[definition.owner, definition.id].grain)
    period = None if example.period is None else read_period(example.period.text)
    for (unit, when, _), value in zip(frame.keys, shown_values(run, definition), strict=True):
        if example.unit in (None, unit) and (period is None or when is None or period == when):
            yield value


def _expected(written: str, found: Value) -> Value:
    """What is written as a value of the kind that came out; a text stands for itself."""
    if isinstance(found, str):
        return None if written == "none" else written
    if written in _WORDS:
        return _WORDS[written]
    try:
        return Fraction(written.removesuffix("%"))
    except (ValueError, ZeroDivisionError):
        return written


def _shown(found: Value) -> str:
    """A value as it could be written in the example: a number whole, as a decimal or else as a fraction."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if not isinstance(found, Fraction):
        return "none" if found is None else found
    decimal = Decimal(found.numerator) / Decimal(found.denominator)
    return f"{decimal.normalize():f}" if Fraction(decimal) == found else f"{found} (≈ {float(found):.6g})"
