"""What a formula comes to: one node at a time, None where something is absent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.model import amounts, folds, grids, rules
from tests.model.amounts import BARE, Amount, NoValue, calculated, compared
from tests.model.data_files import Word, word
from tests.model.formulas import Node
from tests.model.policy_text import PERIODS, Column, Domain, Entry, spelling


def raw(model: Any, node: Node, at: Any) -> Any:
    """The value of a formula; a name alone, or a call, may not apply."""
    from tests.model.slow_model import Unknown

    if node[0] == "group":
        return raw(model, node[1], at)
    if node[0] == "name":
        try:
            return model.name(node[1], at)
        except Unknown:
            if model.is_name(node[1], at):
                raise
            return word(node[1])
    if node[0] == "call":
        return _call(model, node, at)
    return evaluate(model, node, at)


def evaluate(model: Any, node: Node, at: Any) -> Any:
    from tests.model.slow_model import NOT_APPLICABLE

    match node:
        case ("name" | "call" | "group", *_):
            found = raw(model, node, at)
            return None if found is NOT_APPLICABLE else found
        case ("number", n, measure):
            made = model.policy.measures.of(measure)
            return Amount(n * made.scale, made)
        case ("text", text):
            return word(text)
        case ("if", condition, then, otherwise):
            held = evaluate(model, condition, replace(at, shown=None))
            return None if held is None else evaluate(model, then if held else otherwise, at)
    at = replace(at, shown=None)
    match node:
        case ("or" | "and" as sort, *terms):
            held = None
            for each in terms:
                held = evaluate(model, each, at)
                if held is None or held is (sort == "or"):
                    return held
            return held
        case ("not", inner):
            held = evaluate(model, inner, at)
            return None if held is None else not held
        case ("compare", first, *rest):
            left = evaluate(model, first, at)
            for sign, other in rest:
                right = evaluate(model, other, at)
                if left is None or right is None:
                    return None
                if not holds(left, sign, right):
                    return False
                left = right
            return True
        case ("-", inner):
            value = evaluate(model, inner, at)
            return None if value is None else replace(value, n=-value.n)
        case ("^", base, exponent):
            return _power(evaluate(model, base, at), evaluate(model, exponent, at))
        case (sign, one, other):
            left, right = evaluate(model, one, at), evaluate(model, other, at)
            return None if left is None or right is None else calculated(left, sign, right)
    raise AssertionError(node)


def holds(left: Any, sign: str, right: Any) -> bool:
    """A comparison of two values that are there."""
    if sign in ("==", "!="):
        return same(left, right) is (sign == "==")
    size = order(left, right)
    return {"<": size < 0, "<=": size <= 0, ">": size > 0, ">=": size >= 0}[sign]


def same(left: Any, right: Any) -> bool:
    if isinstance(left, Amount) and isinstance(right, Amount):
        return compared(left.n, right.n) == 0
    if isinstance(left, Word) and isinstance(right, Word):
        if left.is_name or right.is_name:
            return spelling(left) == spelling(right)
        for one, other in ((left, right), (right, left)):
            if one.domain is not None and other.domain is None:
                return one.domain.find(str(other)) == str(one)
    return bool(left == right)


def order(left: Any, right: Any) -> int:
    """1 if the left is greater, or better of an ordered list; -1, or 0."""
    if isinstance(left, Amount):
        if left.n != 0 and right.n != 0:
            assert (left.measure.dims, left.measure.percent) == (right.measure.dims, right.measure.percent) or _ratios(
                left, right
            ), (left, right)
        return compared(left.n, right.n)
    domain = next((each.domain for each in (left, right) if getattr(each, "domain", None)), None)
    if isinstance(domain, Domain):
        places = [domain.position(domain.find(str(each)) or str(each)) for each in (left, right)]
        return (places[0] < places[1]) - (places[0] > places[1])
    return (left > right) - (left < right)


def _ratios(left: Amount, right: Amount) -> bool:
    """A ratio meets percent and bare numbers."""
    return not left.measure.dims and not right.measure.dims


def _power(base: Amount | None, exponent: Amount | None) -> Amount | None:
    if base is None or exponent is None:
        return None
    if isinstance(exponent.n, Fraction):
        return Amount(amounts.power(base.n, exponent.n), BARE)
    if base.n <= 0:
        raise NoValue("a power that is no rational of what is not above nought")
    return Amount(amounts.exponential(amounts.number(exponent.n, "*", amounts.logarithm(base.n))), BARE)


# Calls


def _call(model: Any, node: Node, at: Any) -> Any:
    _, name, arguments = node
    plain = [each for _, each in arguments]
    if name in model.policy.methods and name not in at.given:
        return method(model, name, plain, at)
    others = [type_ for each in plain if (type_ := _unit_type(model, each, at)) not in (None, at.type)]
    if others:
        there = replace(at, type=others[0], row=None)
        thing = model.policy.entry(name, others[0]) or model.policy.column(name, others[0])
        return None if thing is None else filled(model, thing, arguments, there, at)
    thing = model.policy.entry(name.split(".")[-1], at.type) or _column(model, name, at)
    if thing is not None and arguments and (name not in FUNCTIONS or axes(model, thing, at)):
        return filled(model, thing, arguments, at)
    if name == "present":
        from tests.model.slow_model import NOT_APPLICABLE

        return raw(model, plain[0], at) not in (None, NOT_APPLICABLE)
    if name == "if_absent":
        value = evaluate(model, plain[0], at)
        return evaluate(model, plain[1], at) if value is None else value
    if name in ("previous", "last_year", "years_ago"):
        return _earlier(model, name, plain, at)
    if name == "of_unit":
        unit = evaluate(model, plain[1], at)
        return evaluate(model, plain[0], replace(at, unit=str(unit)))
    if name in folds.OPERATORS and name not in ("highest", "lowest"):
        elements = [(evaluate(model, each, at), Amount(Fraction(1))) for each in plain]
        return None if any(value is None for value, _ in elements) else folds.figure(name, elements, {})
    values = [evaluate(model, each, replace(at, shown=None)) for each in plain]
    if name in ("position", "lower") and isinstance(values[0], Amount):
        return _of_numbers(model, plain[0], name, values, at)
    return None if None in values else FUNCTIONS[name](values, at)


def _of_numbers(model: Any, node: Node, name: str, values: list[Any], at: Any) -> Amount:
    """The place of a number in its list, or the number so many places on."""
    assert node[0] == "name"
    thing = model.policy.entry(node[1], at.type) or _column(model, node[1], at)
    domain = model.policy.lists[node[1] if thing is None else thing.written["list"]]
    place = domain.position(values[0].n)
    if name == "position":
        return Amount(Fraction(place))
    return Amount(sorted(domain.names, key=domain.position)[min(place - 1 + int(values[1].n), len(domain.names) - 1)])


def method(model: Any, name: str, arguments: list[Node], at: Any) -> Any:
    written = model.policy.methods[name]
    given = {id_: (each, at) for id_, each in zip(written["parameters"], arguments, strict=True)}
    row = at.row if "for" in written else None
    return rules.rule(model, written["means"], replace(at, given=given, row=row, shown=None, results=None))


def _unit_type(model: Any, argument: Node, at: Any) -> str | None:
    """The type of the units in a column, if the argument is one of units."""
    column = _column(model, argument[1], at) if argument[0] == "name" and argument[1] not in at.given else None
    return None if column is None else column.written.get("unit")


def _column(model: Any, name: str, at: Any) -> Column | None:
    owner, _, id_ = name.rpartition(".")
    if owner:
        return model.policy.tables[owner].columns.get(id_)  # type: ignore[no-any-return]
    if at.row is not None and id_ in at.row.table.columns:
        return at.row.table.columns[id_]  # type: ignore[no-any-return]
    return model.policy.column(id_, at.type)  # type: ignore[no-any-return]


def axes(model: Any, thing: Entry | Column, at: Any) -> dict[str, Domain | None]:
    """The axes of an entry or a column by which calls may fill it, each with its words where they are known."""
    lists = model.policy.lists
    if isinstance(thing, Entry):
        return {each: lists[each] for each in thing.each}
    table = model.policy.tables[thing.table]
    if "grid" in table.written:
        return grids.parts_of(model, table, thing, at)
    return {each: lists[each] for each in (thing.lists if table.is_rows else table.lists_of(thing))}


def filled(model: Any, thing: Entry | Column, arguments: Any, at: Any, caller: Any = None) -> Any:
    """A value at other members: each argument fills the axis that it is a member of. Absent if it is of none.

    The arguments are read where the call stands (`caller`), which may be a rule of another type of units.
    """
    known = axes(model, thing, at)
    is_grid = isinstance(thing, Column) and "grid" in model.policy.tables[thing.table].written
    found: dict[str, Any] = {}
    unit = at.unit
    for named, node in arguments:
        value = evaluate(model, node, replace(caller or at, shown=None))
        if value is None:
            return None
        if getattr(value, "unit_type", None) == at.type:
            unit = str(value)
            if unit not in [each.unit for each in model.units(at)]:
                return None
            continue
        places = [named] if named else [axis for axis in known if axis not in found]
        tag = getattr(value, "domain", None)
        axis = next((axis for axis in places if tag is not None and known.get(axis) is tag), None)
        axis = axis or next((axis for axis in places if _fits(known.get(axis), value)), None)
        if (
            axis is None
            and isinstance(value, Word)
            and value in (model.policy.listed(at.type or "") or [each.unit for each in model.units(at)])
        ):
            unit = str(value)
            continue
        if axis is None:
            opened = [each for each in places if each not in PERIODS and (known.get(each) is None or is_grid)]
            if not opened:
                return None
            axis = opened[0]
        found[axis] = value
    if is_grid:
        return grids.look_up(model, thing, found, replace(at, unit=unit))
    members = {}
    for axis, value in found.items():
        words = known[axis]
        member = words.find(value.n if isinstance(value, Amount) else str(value)) if words else None
        if member is None:
            return None
        members[axis] = member
    here = replace(at, unit=unit, members={**at.members, **members}, shown=None)
    if isinstance(thing, Entry):
        return model.value(thing, here)
    if at.row is not None and model.policy.tables[thing.table] is at.row.table:
        return model.row_cell(thing, here)
    return model.cell(thing, here)


def _fits(words: Domain | None, value: Any) -> bool:
    if words is None:
        return False
    return words.find(value.n if isinstance(value, Amount) else str(value)) is not None


def _earlier(model: Any, name: str, arguments: list[Node], at: Any) -> Any:
    period = at.period.up(model.level(arguments[0], at))
    if name == "previous":
        then = period.before()
    else:
        years = evaluate(model, arguments[1], at).n if name == "years_ago" else 1
        then = period.years_ago(int(years))
    if then is None or not model.has(arguments[0], then, at):
        return None
    return evaluate(model, arguments[0], replace(at, period=then, shown=None))


def _round(values: list[Any], at: Any) -> Amount:
    value, *places = values
    measure = at.shown or value.measure
    made = amounts.rounded(value.shown(measure), int(places[0].n) if places else 0, "half_up")
    return Amount(made * measure.scale, value.measure)


def _mod(values: list[Any], at: Any) -> Amount:
    a, b = values
    if b.n == 0:
        raise NoValue("a remainder of a division by zero")
    return replace(a, n=a.n - b.n * (a.n // b.n))


def _end(sign: int) -> Callable[[list[Any], Any], Any]:
    def end(values: list[Any], at: Any) -> Any:
        best = values[0]
        for each in values[1:]:
            if order(each, best) * sign > 0:
                best = each
        domain = next((each.domain for each in values if getattr(each, "domain", None)), None)
        return best if domain is None else word(domain.find(str(best)), domain)

    return end


def _position(values: list[Any], at: Any) -> Amount:
    (value,) = values
    return Amount(Fraction(value.domain.position(str(value))))


def _lower(values: list[Any], at: Any) -> Word:
    value, steps = values
    worst_last = sorted(value.domain.names, key=value.domain.position)
    place = worst_last.index(str(value)) + int(steps.n)
    return word(worst_last[min(place, len(worst_last) - 1)], value.domain)


FUNCTIONS: dict[str, Callable[[list[Any], Any], Any]] = {
    "min": _end(-1),
    "max": _end(1),
    "abs": lambda values, at: replace(values[0], n=abs(values[0].n)),
    "mod": _mod,
    "round": _round,
    "sqrt": lambda values, at: Amount(amounts.root(values[0].n, 2)),
    "root": lambda values, at: Amount(amounts.root(values[0].n, int(values[1].n))),
    "power": lambda values, at: _power(*values),
    "ln": lambda values, at: Amount(amounts.logarithm(values[0].n)),
    "exp": lambda values, at: Amount(amounts.exponential(values[0].n)),
    "position": _position,
    "lower": _lower,
    **dict.fromkeys(("present", "if_absent", "previous", "last_year", "years_ago", "of_unit"), lambda values, at: None),
    **dict.fromkeys(folds.OPERATORS, lambda values, at: None),
}
"""Of values that are all there."""
