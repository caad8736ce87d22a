"""Rules: a formula, or a mapping with one keyword, and what limits and rounds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from tests.model import comparisons, evaluation, folds, periods
from tests.model.amounts import Amount, Exact, NoValue, calculated, literal, rounded
from tests.model.data_files import Word, word

ONE = Amount(Fraction(1))


def entry(model: Any, written: Any, at: Any) -> Any:
    """The rule of an entry, where it applies."""
    from tests.model.slow_model import NOT_APPLICABLE

    if isinstance(written, dict) and "where" in written and not model.formula(written["where"], at):
        return NOT_APPLICABLE
    return rule(model, written, at)


def rule(model: Any, written: Any, at: Any) -> Any:
    """First the floor, then the cap, then the rounding."""
    if isinstance(written, str):
        if at.results is not None and (member := at.results.find(written)) is not None:
            return member_of(at.results, member)
        value = evaluation.evaluate(model, model.parsed(written), at)
        if at.results is None or value is None:
            return value
        known = at.results.find(value.n if isinstance(value, Amount) else str(value))
        return value if known is None else member_of(at.results, known)
    (keyword,) = (each for each in written if each in WORDS)
    value = WORDS[keyword](model, written, at)
    inner = at if isinstance(value, Word) else replace(at, results=None)
    for limit, sign in (("floor", 1), ("cap", -1)):
        if limit in written and isinstance(value, Amount | Word):
            bound = rule(model, written[limit], inner)
            if bound is not None and evaluation.order(bound, value) * sign > 0:
                value = bound
    if "round" in written and isinstance(value, Amount):
        measure = at.shown or value.measure
        places, mode = int(written["round"]["decimals"]), written["round"].get("mode", "half_up")
        value = Amount(rounded(value.shown(measure), places, mode) * measure.scale, value.measure)
    return value


def member_of(domain: Any, member: Any) -> Any:
    """A member of a list by its id: a number, or a word of the list."""
    return Amount(member) if isinstance(member, Fraction) else word(member, domain)


def _inner(model: Any, written: Any, at: Any) -> Any:
    """A rule inside of another that is not its result."""
    return rule(model, written, replace(at, shown=None, results=None))


def points(model: Any, written: Any, at: Any) -> Amount | None:
    """What the entry prints, also of a rule inside of its rule."""
    printed = written if "points" in written else at.entry.written
    return _inner(model, printed["points"], at)  # type: ignore[no-any-return]


# Choices


def tiers(model: Any, written: Any, at: Any) -> Any:
    asked = written["tiers"]
    value = _inner(model, asked["of"], at)
    if value is None:
        return None
    rising = "above" in asked
    if "over" in asked:
        return _tiers_of_members(model, asked, value, rising, at)
    borders = [
        (_border(model, border, value, at), strict, each)
        for word_, strict in (("at_least", 0), ("more_than", 1), ("at_most", 1), ("less_than", 0))
        for border, each in asked.get(word_, {}).items()
    ]
    for border, strict, each in _in_order(borders, rising):
        size = evaluation.order(value, border)
        met = (size <= 0 if strict else size < 0) if rising else (size > 0 if strict else size >= 0)
        if met:
            return rule(model, each, at)
    return rule(model, asked["above" if rising else "below"], at)


def _tiers_of_members(model: Any, asked: Any, value: Any, rising: bool, at: Any) -> Any:
    """The tier of the member whose border is the nearest that is met; a border that is blank is none."""
    (word_,) = (each for each in ("at_least", "more_than", "at_most", "less_than") if each in asked)
    places = [replace(at, members={**at.members, asked["over"]: m}) for m in model.policy.lists[asked["over"]].names]
    borders = [(border, each) for each in places if (border := model.formula(asked[word_], each)) is not None]
    if not borders:
        return None
    met = []
    for border, each in borders:
        size = evaluation.order(value, border) * (-1 if rising else 1)
        if size > 0 or (size == 0 and word_ in ("at_least", "at_most")):
            met.append((border, each))
    if not met:
        return rule(model, asked["above" if rising else "below"], at)
    nearest = met[0]
    for border, each in met:
        if evaluation.order(border, nearest[0]) * (-1 if rising else 1) > 0:
            nearest = (border, each)
    return rule(model, asked["give"], nearest[1])


def _border(model: Any, border: str, value: Any, at: Any) -> Any:
    """A border as it is written; of members of a list one of these."""
    if isinstance(value, Word) and value.domain is not None:
        return word(value.domain.find(border), value.domain)
    return model.formula(border, at)


def _in_order(borders: list[Any], rising: bool) -> list[Any]:
    """From the narrowest tier on; of one border that with fewer values first."""
    ordered: list[Any] = []
    for each in borders:
        place = 0
        while place < len(ordered) and _before(ordered[place], each, rising):
            place += 1
        ordered.insert(place, each)
    return ordered


def _before(one: Any, other: Any, rising: bool) -> bool:
    size = evaluation.order(one[0], other[0])
    return (size < 0 if rising else size > 0) or (size == 0 and (one[1] < other[1] if rising else one[1] > other[1]))


def first(model: Any, written: Any, at: Any) -> Any:
    for line in written["first"]:
        if "otherwise" in line:
            return rule(model, line["otherwise"], at)
        held = _inner(model, line["when"], at)
        if held is None:
            return None
        if held:
            return rule(model, line["give"], at)
    raise AssertionError("a list ends with otherwise")


def chosen(model: Any, written: Mapping[str, Any], at: Any) -> Any:
    """The case of a word or of a reading that is written; None if the word is absent."""
    if "reading" in written:
        reading = model.policy.reading(written["reading"])
        return written["cases"][reading] if "cases" in written else reading
    value = model.formula(written["by"], at)
    if value is None:
        return None
    for label, case in written["cases"].items():
        if _is(value, label):
            return case
    if "otherwise" not in written:
        raise NoValue(f"{value} has no case")
    return written["otherwise"]


def _is(value: Any, label: str) -> bool:
    if isinstance(value, Amount):
        return value.n == Fraction(label)
    return evaluation.same(value, word(label))


def cases(model: Any, written: Any, at: Any) -> Any:
    case = chosen(model, written, at)
    return None if case is None else rule(model, case, at)


def since(model: Any, written: Any, at: Any) -> Any:
    dated = [(periods.read(date), each) for date, each in written["since"].items()]
    reached = [(date, each) for date, each in dated if date and date.begin <= at.period.begin]
    if not reached:
        raise NoValue("before the first date")
    return rule(model, max(reached, key=lambda each: each[0].begin)[1], at)


# Points


def parts(model: Any, written: Any, at: Any) -> Any:
    from tests.model.slow_model import NOT_APPLICABLE

    elements = []
    for part in written["parts"]:
        entry_ = next(each for each in model.policy.entries[part["id"]] if each.written is part)
        value = model.value(entry_, at)
        if value is not NOT_APPLICABLE:
            elements.append((value, _inner(model, part["weight"], at) if "weight" in part else ONE))
    if not elements:
        return NOT_APPLICABLE
    if any(value is None or weight is None for value, weight in elements):
        return None
    return folds.figure(written.get("combine", "sum"), elements, {})


def items(model: Any, each: Mapping[str, Any], at: Any) -> Amount | None:
    """So many points for each of a column; a yes counts once."""
    total = Amount(Fraction(0))
    for counted, worth in each.items():
        value, own = model.formula(counted, at), _inner(model, worth, at)
        if value is None or own is None:
            return None
        number = Amount(Fraction(value)) if isinstance(value, bool) else Amount(value.n)
        total = calculated(total, "+", calculated(number, "*", own))
    return total


def deduct(model: Any, written: Any, at: Any) -> Any:
    asked = written["deduct"]
    start, lost = _inner(model, asked["from"], at), items(model, asked["each"], at)
    if start is None or lost is None:
        return None
    left = calculated(start, "-", lost)
    least = _inner(model, asked["floor"], at) if "floor" in asked else None
    return least if least is not None and evaluation.order(least, left) > 0 else left


def full_if(model: Any, written: Any, at: Any) -> Any:
    held = _inner(model, written["full_if"], at)
    return None if held is None else points(model, written, at) if held else Amount(Fraction(0))


def pro_rata(model: Any, written: Any, at: Any) -> Any:
    asked = written["pro_rata"] if isinstance(written["pro_rata"], dict) else {"of": written["pro_rata"]}
    full = points(model, written, at)
    done, whole = _inner(model, asked["of"], at), _inner(model, asked.get("full_at", "100%"), at)
    if done is None or whole is None or full is None:
        return None
    if "zero_below" in asked:
        gate = _inner(model, asked["zero_below"], at)
        if gate is None:
            return None
        if evaluation.order(done, gate) < 0:
            return Amount(Fraction(0))
    if whole.n == 0:
        raise NoValue("all of nought")
    if whole.n < 0 or done.n < 0:
        return Amount(Fraction(0))
    if evaluation.order(done, whole) >= 0:
        return full
    return calculated(full, "*", Amount(calculated(done, "/", whole).n))


def by_rank(model: Any, written: Any, at: Any) -> Any:
    asked = written["by_rank"]
    place, full = _inner(model, asked["rank"], at), points(model, written, at)
    shares = asked["shares"] if isinstance(asked["shares"], list) else chosen(model, asked["shares"], at)
    if place is None or shares is None:
        return None
    if not 1 <= place.n <= len(shares):
        raise NoValue("a place beyond the list")
    share = literal(shares[int(place.n) - 1], model.policy.measures)
    return calculated(full, "*", Amount(share.n))  # type: ignore[arg-type,union-attr]


# Lines


def steps(model: Any, written: Any, at: Any) -> Any:
    asked = written["steps"]
    value, border = _inner(model, asked["of"], at), _inner(model, asked["from"], at)
    start = _inner(model, asked.get("start", "0"), at)
    if value is None or border is None or start is None:
        return None
    part_step = asked["part_step"] if isinstance(asked["part_step"], str) else chosen(model, asked["part_step"], at)
    for side, away in (("above", 1), ("below", -1)):
        lines = asked.get(side, [])
        gained = _walked(model, lines if isinstance(lines, list) else [lines], part_step, value.n, border.n, away, at)
        if gained is None:
            return None
        start = calculated(start, "+", gained)
    return start


def _walked(model: Any, lines: Any, part_step: str, value: Exact, border: Exact, away: int, at: Any) -> Amount | None:
    """What the lines of a side come to, walking away from its border step by step. Lines beyond the value are not
    asked for what they add."""
    gained = Amount(Fraction(0))
    if (value - border) * away <= 0:  # type: ignore[operator]
        return gained
    for line in lines:
        each, until = _inner(model, line["each"], at), _inner(model, line["until"], at) if "until" in line else None
        if each is None or ("until" in line and until is None):
            return None
        reached = value if until is None or (value - until.n) * away < 0 else until.n
        whole = max((reached - border) * away, Fraction(0)) / each.n  # type: ignore[operator,type-var]
        counted = {"ignored": floor, "counted": lambda n: n, "rounded_up": ceil}[part_step](whole)
        worth = _inner(model, line["take" if "take" in line else "add"], at)
        if worth is None:
            return None
        sign = -1 if "take" in line else 1
        gained = calculated(
            gained,
            "+",
            calculated(
                Amount(counted * sign if not isinstance(counted, int) else Fraction(counted * sign)), "*", worth
            ),
        )
        if "most" in line:
            most = _inner(model, line["most"], at)
            if most is None:
                return None
            if gained.n * sign > most.n:
                gained = replace(most, n=most.n * sign)
        if until is not None and (until.n - border) * away > 0:
            border = until.n
    return gained


def interpolate(model: Any, written: Any, at: Any) -> Any:
    asked = written["interpolate"]
    value = _inner(model, asked["of"], at)
    if value is None:
        return None
    if "over" in asked:
        places = [
            replace(at, members={**at.members, asked["over"]: m}) for m in model.policy.lists[asked["over"]].names
        ]
        read = [(model.formula(asked["at"], each), asked["give"], each) for each in places]
        knots = [(x, y, each) for x, y, each in read if x is not None and model.formula(y, each) is not None]
        if not knots:
            return None
    else:
        knots = [(model.formula(x, at), y, at) for x, y in asked["through"].items()]
    falling = len(knots) > 1 and evaluation.order(knots[0][0], knots[-1][0]) > 0
    for word_, (x, y, there), side in (("below", knots[0], -1), ("above", knots[-1], 1)):
        if evaluation.order(value, x) * side * (-1 if falling else 1) > 0:
            return _inner(model, y, there) if asked[word_] == "end" else _inner(model, asked[word_], at)
    around = [pair for pair in pairwise(knots) if min(pair[0][0].n, pair[1][0].n) <= value.n]
    if around:  # a point belongs to the line that goes up from it, the last one to the line before it
        (x, y, there), (next_x, next_y, next_there) = max(around, key=lambda pair: min(pair[0][0].n, pair[1][0].n))
        low, high = _inner(model, y, there), _inner(model, next_y, next_there)
        if low is None or high is None:
            return None
        part = (value.n - x.n) / (next_x.n - x.n)
        return calculated(low, "+", calculated(calculated(high, "-", low), "*", Amount(part)))
    return _inner(model, knots[0][1], knots[0][2])


def efficacy(model: Any, written: Any, at: Any) -> Any:
    return comparisons.efficacy(model, written["efficacy"], at)


def _fold(model: Any, written: Any, at: Any) -> Any:
    (operator,) = (each for each in written if each in folds.OPERATORS)
    return folds.fold(model, operator, written[operator], at)


WORDS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "formula": lambda model, written, at: rule(model, written["formula"], at),
    "tiers": tiers,
    "first": first,
    "by": cases,
    "reading": cases,
    "since": since,
    "parts": parts,
    "per_item": lambda model, written, at: items(model, written["per_item"], at),
    "deduct": deduct,
    "full_if": full_if,
    "pro_rata": pro_rata,
    "by_rank": by_rank,
    "steps": steps,
    "interpolate": interpolate,
    "efficacy": efficacy,
    "rank": lambda model, written, at: comparisons.rank(model, written["rank"], at),
    "last_place": lambda model, written, at: comparisons.last_place(model, written["last_place"], at),
    "quota": lambda model, written, at: comparisons.quota(model, written["quota"], at),
    **dict.fromkeys(folds.OPERATORS, _fold),
}
