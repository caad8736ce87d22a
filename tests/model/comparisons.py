"""Places, grades and coefficients among those that are compared."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

from tests.model import evaluation
from tests.model.amounts import Amount, NoValue, number
from tests.model.data_files import word


def elements(model: Any, written: Any, at: Any, is_comparison: bool = True) -> list[Any] | None:
    """Where those that are compared with one are, itself among them if it takes part; None if it is in no group."""
    from tests.model.slow_model import NOT_APPLICABLE

    everybody = _everybody(model, written, written.get("over") or _own(model, written, at), at)
    within = written.get("within", "all")
    words = [each for each in ([within] if isinstance(within, str) else within) if each != "all"]
    own = [model.formula(each, at) for each in words]
    if None in own:
        return None
    conditions = [written["where"]] if "where" in written else []
    if is_comparison and at.entry is not None and "where" in at.entry.written:
        conditions.append(at.entry.written["where"])
    found = []
    for each in everybody:
        theirs = [model.formula(one, each) for one in words]
        if None in theirs or not all(evaluation.same(a, b) for a, b in zip(own, theirs, strict=True)):
            continue
        if all(model.formula(one, each) for one in conditions) and model.raw(written["of"], each) is not NOT_APPLICABLE:
            found.append(each)
    return found


def _everybody(model: Any, written: Any, over: str | list[str], at: Any) -> list[Any]:
    if isinstance(over, str) and over in model.policy.tables and at.row is not None:
        rows = [of_row(at, row) for row in model.data.rows[over]]
        return [each for each in rows if each.row.period is None or model.has(written["of"], each.row.period, each)]
    sets = over if isinstance(over, list) else [over] if over in model.policy.lists else []
    lists = [each for each in sets if each != "unit"]
    if lists:
        chosen = list(product(*(model.policy.lists[each].names for each in lists)))
        return [
            replace(each, members={**each.members, **dict(zip(lists, members, strict=True))})
            for each in (model.units(at) if "unit" in sets else [at])
            for members in chosen
        ]
    return model.units(at)  # type: ignore[no-any-return]


def _own(model: Any, written: Any, at: Any) -> str:
    """In the values of a table its rows are compared, if what is compared rests on them; else the units."""
    if at.row is None:
        return "unit"
    table = at.row.table
    names = set(re.findall(r"[^\W\d]\w*", str(written)))
    return table.id if _says(table, names) else "unit"


def _says(table: Any, names: set[str]) -> bool:
    """Whether a row says any of the names, by way of its other values too."""
    if names & set(table.columns):
        return True
    others = names & set(table.lets)
    inner = {each for id_ in others for each in re.findall(r"[^\W\d]\w*", str(table.lets[id_]))} - names
    return bool(inner) and _says(table, inner)


def of_row(at: Any, row: Any) -> Any:
    """At a row: of its unit, in its period if that is the shorter one."""
    unit = at.unit if row.unit is None else row.unit
    keeps = row.period is None or (at.period is not None and row.period.contains(at.period))
    return replace(at, unit=unit, period=at.period if keeps else row.period, row=row)


def is_self(each: Any, at: Any) -> bool:
    return bool(each.row is at.row and each.unit == at.unit and each.members == at.members)


def rank(model: Any, written: Any, at: Any) -> Amount | None:
    group = elements(model, written, at)
    if group is None or not any(is_self(each, at) for each in group):
        return None
    signs = _signs(model, written, group)
    if signs is None:
        return None
    own = next(number for number, each in enumerate(group) if is_self(each, at))
    if written["ties"] == "refused" and any(signs[a, b] == 0 for a, b in signs if a != b):
        raise NoValue("two are level")
    ahead = [number for number in range(len(group)) if signs[number, own] > 0]
    if _ties(model, written, at) == "dense":
        ahead = [number for n, number in enumerate(ahead) if all(signs[number, each] != 0 for each in ahead[:n])]
    return Amount(Fraction(1 + len(ahead)))


def _ties(model: Any, written: Any, at: Any) -> str:
    return _word(model, written.get("ties", "competition"), at)


def _word(model: Any, written: Any, at: Any) -> Any:
    from tests.model import rules

    return rules.chosen(model, written, at) if isinstance(written, dict) else written


def _signs(model: Any, written: Any, group: list[Any]) -> dict[tuple[int, int], int] | None:
    """1 where the one is ahead of the other, -1 behind, 0 level; None if a key that is asked is absent."""
    keys: list[dict[str, Any]] = [{written.get("first", "highest"): written["of"]}]
    for each in written.get("then", []):
        keys.append({"highest": each} if isinstance(each, str) else each)
    if any(model.formula(written["of"], each) is None for each in group):
        return None
    found: dict[tuple[int, int], int] = {}
    for one in range(len(group)):
        for other in range(len(group)):
            sign = 0 if one == other else _ahead(model, keys, group[one], group[other])
            if sign is None:
                return None
            found[one, other] = sign
    return found


def _ahead(model: Any, keys: list[dict[str, Any]], one: Any, other: Any) -> int | None:
    for key in keys:
        sign = -1 if "lowest" in key else 1
        formula = key.get("lowest") or key.get("of") or key["highest"]
        places: list[dict[str, Any]] = [{}]
        if "each" in key:
            places = [{key["each"]: member} for member in model.policy.lists[key["each"]].names]
        for members in places:
            mine, its = (
                model.formula(formula, replace(each, members={**each.members, **members})) for each in (one, other)
            )
            if mine is None or its is None:
                return None
            if size := evaluation.order(mine, its):
                return size * sign
    return 0


def last_place(model: Any, written: Any, at: Any) -> bool | None:
    group = elements(model, written, at)
    if group is None or not any(is_self(each, at) for each in group):
        return None
    signs = _signs(model, written, group)
    if signs is None:
        return None
    own = next(number for number, each in enumerate(group) if is_self(each, at))
    return all(signs[own, other] <= 0 for other in range(len(group)))


def efficacy(model: Any, written: Any, at: Any) -> Any:
    from tests.model import rules

    group = elements(model, written, at)
    if group is None or not any(is_self(each, at) for each in group):
        return None
    values = [model.formula(written["of"], each) for each in group]
    if None in values:
        return None
    numbers = [value.n for value in values]
    low, high = min(numbers), max(numbers)
    inner = replace(at, shown=None, results=None)
    if evaluation.compared(low, high) == 0:
        return rules.rule(model, written["when_equal"], inner)
    base, span = (rules.rule(model, written[each], inner) for each in ("base", "span"))
    if base is None or span is None:
        return None
    own = model.formula(written["of"], at).n
    part = (Fraction(own) - Fraction(low)) / (Fraction(high) - Fraction(low))
    return Amount(number(base.n, "+", number(span.n, "*", part)), base.measure)


def quota(model: Any, written: Any, at: Any) -> Any:
    """Grades by places: the seats of each grade in turn, the best first."""
    apart = written.get("except", {})
    if apart and model.formula(apart["when"], at):
        takes = "where" not in written or model.formula(written["where"], at)
        return word(apart["grade"]) if takes and model.formula(written["of"], at) is not None else None
    group = elements(model, written, at)
    if group is None or not any(is_self(each, at) for each in group):
        return None
    if apart:
        group = [each for each in group if not model.formula(apart["when"], each) or _is_counted(model, apart, each)]
    signs = _signs(model, written, group)
    if signs is None:
        return None
    own = next(number for number, each in enumerate(group) if is_self(each, at))
    ahead = [number for number in range(len(group)) if signs[number, own] > 0]
    level = sum(1 for number in range(len(group)) if signs[number, own] == 0)
    if _ties(model, written, at) == "dense":
        ahead = [number for n, number in enumerate(ahead) if all(signs[number, each] != 0 for each in ahead[:n])]
    place = 1 + len(ahead) if _word(model, written["border"], at) == "first" else len(ahead) + level
    taken = 0
    for grade, seats in zip(written["grades"], _seats(model, written, len(group), at), strict=True):
        taken += seats
        if place <= taken:
            return word(grade)
    return word(written["grades"][-1])


def _is_counted(model: Any, apart: Any, at: Any) -> bool:
    from tests.model import rules

    return bool(rules.rule(model, apart["counted"], replace(at, shown=None, results=None)))


def _seats(model: Any, written: Any, number: int, at: Any) -> list[int]:
    if "seats" in written:
        asked = _word(model, written["seats"], at)
        fixed = sum(int(each) for each in asked if each != "rest")
        wanted = [max(number - fixed, 0) if each == "rest" else int(each) for each in asked]
        found = []
        for each in wanted:
            found.append(min(each, number - sum(found)))
        return found
    ratio = [Fraction(each) for each in _word(model, written["ratio"], at).replace("：", ":").split(":")]
    due = [each * number / sum(ratio) for each in ratio]
    rounding = _word(model, written["rounding"], at)
    if rounding == "half_up":
        found = []
        for each in due:
            found.append(min(floor(each + Fraction(1, 2)), number - sum(found)))
    else:
        found = [floor(each) for each in due]
    left = number - sum(found)
    if rounding == "largest_remainder":
        for place in sorted(range(len(due)), key=lambda n: (-(due[n] - floor(due[n])), n))[:left]:
            found[place] += 1
    else:
        found[-1] += left
    return found
