"""A slow model of the common words: plain fractions, one value at a time, from the YAML text and nothing of the engine.

It is written from docs/language alone. One unit type, one keyed table and one table of records; None is absent.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

import yaml

from tests.model import slow_folds
from tests.model.slow_folds import fold

Value = Fraction | bool | str | None
Row = Mapping[str, str]
_SCALES = {"": 1, "%": Fraction(1, 100), "万元": 10**4, "亿元": 10**8, "个": 1, "分": 1}
_TOKEN = re.compile(r'\s*("[^"]*"|\d+(?:\.\d+)?(?:%| ?(?:万元|亿元))?|\w+|[<>=!]=|[-+*/<>(),])')


@dataclass(frozen=True)
class At:
    """Where a rule is asked: a unit in a period, a row of records, the arguments of a method, the points printed, and
    under which condition there is such a value at all."""

    unit: str
    period: str
    row: Row | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    full_points: Value = None
    where: str | None = None


class Model:
    """A policy's text and its data: rows of the keyed table and of the records, as they are written."""

    def __init__(self, text: str, rows: Sequence[Row], records: Sequence[Row]) -> None:
        policy = yaml.load(text, yaml.BaseLoader)
        ((_, self.type),) = policy["units"].items()
        groups = self.type.get("groups")
        self.group_of = {unit: id_ for id_, group in (groups or {}).items() for unit in group["members"]}
        self.units = list(self.group_of) if groups else list(self.type["members"])
        (self.table, *finer) = policy["tables"].values()
        self.records = finer[0] if finer else {"columns": []}
        self.lets = self.records.get("let", {})
        self.columns = self._columns(self.table)
        self.row_columns = self._columns(self.records)
        self.rows = {(row["unit"], row["period"]): row for row in rows}
        self.of_unit: dict[tuple[str, str], list[Row]] = {}
        for row in records:
            self.of_unit.setdefault((row["unit"], row["period"]), []).append(row)
        self.methods = policy.get("methods", {})
        self.entries = {entry["id"]: entry for entry in self._all(policy)}
        self.periods = sorted({period for _, period in self.rows})
        self.known: dict[tuple[str, str, str], Value] = {}

    def _all(self, policy: Any) -> list[Any]:
        scores = policy.get("scores", [])
        return [*policy.get("values", []), *scores, *(part for each in scores for part in each.get("parts", []))]

    @staticmethod
    def _columns(table: Any) -> dict[str, Any]:
        return {id_: column for column in table["columns"] for id_ in column["names"]}

    def value(self, id_: str, unit: str, period: str) -> Value:
        """A named value, in base measure; of the half-year around a quarter, if it is per half-year."""
        if self.entries[id_].get("per") == "half_year":
            period = f"{period[:4]}H{1 if period[5] in '12' else 2}"
        if (id_, unit, period) not in self.known:
            self.known[id_, unit, period] = self.rule(self.entries[id_], At(unit, period))
        return self.known[id_, unit, period]

    def shown(self, id_: str, unit: str, period: str) -> Value:
        """The same in the measure that its entry says."""
        value = self.value(id_, unit, period)
        return value / _SCALES[self.entries[id_].get("measure", "")] if isinstance(value, Fraction) else value

    # Rules

    def rule(self, rule: Any, at: At) -> Value:
        """A formula, or a mapping with one keyword; first the floor, then the cap, then the rounding."""
        if isinstance(rule, str):
            return self.formula(rule, at)
        (word,) = [word for word in rule if word in _WORDS]
        if "where" in rule:
            if not self.formula(rule["where"], at):
                return None
            at = replace(at, where=rule["where"])
        if "points" in rule:
            at = replace(at, full_points=Fraction(rule["points"]))
        value = _WORDS[word](self, rule, at)
        for limit, least in (("floor", max), ("cap", min)):
            if limit in rule and value is not None and (bound := self.rule(rule[limit], at)) is not None:
                value = least(value, bound)  # type: ignore[type-var]
        if "round" in rule and isinstance(value, Fraction):
            value = _rounded(value, int(rule["round"]["decimals"]), rule["round"].get("mode", "half_up"))
        return value

    def tiers(self, rule: Any, at: At) -> Value:
        written = rule["tiers"]
        value = self.rule(written["of"], at)
        if value is None:
            return None
        if "above" in written:
            borders = [(self.formula(bound, at), 1, each) for bound, each in written.get("at_most", {}).items()]
            borders += [(self.formula(bound, at), 0, each) for bound, each in written.get("less_than", {}).items()]
            for bound, inclusive, each in sorted(borders, key=lambda border: border[:2]):
                if value < bound or (inclusive and value == bound):  # type: ignore[operator]
                    return self.rule(each, at)
            return self.rule(written["above"], at)
        steps = [(self.formula(bound, at), 1, each) for bound, each in written.get("at_least", {}).items()]
        steps += [(self.formula(bound, at), 0, each) for bound, each in written.get("more_than", {}).items()]
        for bound, inclusive, each in sorted(steps, key=lambda step: step[:2], reverse=True):
            if value > bound or (inclusive and value == bound):  # type: ignore[operator]
                return self.rule(each, at)
        return self.rule(written["below"], at)

    def first(self, rule: Any, at: At) -> Value:
        for line in rule["first"]:
            if "otherwise" in line:
                return self.rule(line["otherwise"], at)
            held = self.formula(line["when"], at)
            if held is None:
                return None
            if held:
                return self.rule(line["give"], at)
        raise AssertionError("a list ends with otherwise")

    def cases(self, rule: Any, at: At) -> Value:
        word = self.formula(rule["by"], at)
        return None if word is None else self.rule(rule["cases"].get(word, rule.get("otherwise")), at)

    def fold(self, rule: Any, at: At) -> Value:
        (word,) = set(rule) & set(slow_folds.WORDS)
        if rule[word]["over"] == "quarter":
            return self.fold_quarters(word, rule[word], at)
        return fold(self, word, rule[word], at)

    def fold_quarters(self, word: str, written: Any, at: At) -> Value:
        """Over the quarters of a half-year, or with `so_far` up to this one; absent while one is missing."""
        last = int(at.period[5])
        numbers = range(1, last + 1) if "so_far" in written else range(2 * last - 1, 2 * last + 1)
        parts = [replace(at, period=f"{at.period[:4]}Q{number}") for number in numbers]
        weights = [Fraction(each.rstrip("%")) / 100 for each in written.get("weight", ["100%"] * len(parts))]
        values: list[Value] = []
        for part, weight in zip(parts, weights, strict=True):
            known = part.period in self.periods
            if known and "where" in written and self.formula(written["where"], part) is False:
                continue
            value = self.formula(written["of"], part) if known else None
            values.append(value * weight if isinstance(value, Fraction) else None)
        return _figure(word, values) if values or word == "sum" else None

    def compared(self, written: Any, at: At) -> dict[str, Value] | None:
        """The values of those that take part in a unit's group, by unit; None for a unit in no group."""
        within = [written["within"]] if isinstance(written["within"], str) else written["within"]
        word = {
            unit: [True if each == "all" else self.formula(each, replace(at, unit=unit)) for each in within]
            for unit in self.units
        }
        if None in word[at.unit]:
            return None
        group = [replace(at, unit=unit) for unit in self.units if word[unit] == word[at.unit]]
        applies = self.entries.get(written["of"], {}).get("where") if isinstance(written["of"], str) else None
        conditions = [at.where, applies, written.get("where", written.get("among"))]
        taking = [each for each in group if all(one is None or self.formula(one, each) for one in conditions)]
        return {
            each.unit: None if written.get("take") == "count" else self.rule(written["of"], each) for each in taking
        }

    def across(self, rule: Any, at: At) -> Value:
        group = self.compared(rule["across"], at)
        if group is None:
            return None
        take = rule["across"]["take"]
        return Fraction(len(group)) if take == "count" else _figure(take, list(group.values())) if group else None

    def rank(self, rule: Any, at: At) -> Value:
        written = rule["rank"]
        group = self.compared(written, at)
        if group is None or at.unit not in group or None in group.values():
            return None
        keys = [{written.get("first", "highest"): written["of"]}]
        keys += [{"highest": each} if isinstance(each, str) else each for each in written.get("then", [])]
        against = {(one, other): self.ahead(keys, one, other, at) for one in group for other in group if one != other}
        if None in against.values():
            return None
        better = [unit for unit in group if unit != at.unit and against[unit, at.unit] > 0]  # type: ignore[operator]
        if written["ties"] == "dense":
            better = [
                unit for number, unit in enumerate(better) if all(against[unit, each] != 0 for each in better[:number])
            ]
        return Fraction(1 + len(better))

    def ahead(self, keys: list[Any], one: str, other: str, at: At) -> int | None:
        """1 where the one unit is ahead, -1 where it is behind, 0 level; None where a key that is asked is absent."""
        for key in keys:
            ((first, formula),) = key.items()
            mine, its = (self.rule(formula, replace(at, unit=unit)) for unit in (one, other))
            if mine is None or its is None:
                return None
            if mine != its:
                return 1 if (mine > its) == (first == "highest") else -1  # type: ignore[operator]
        return 0

    def last_place(self, rule: Any, at: At) -> Value:
        group = self.compared(rule["last_place"], at)
        if group is None or at.unit not in group or None in group.values():
            return None
        return group[at.unit] == min(group.values())  # type: ignore[type-var]

    def efficacy(self, rule: Any, at: At) -> Value:
        written = rule["efficacy"]
        group = self.compared(written, at)
        if group is None or at.unit not in group or None in group.values():
            return None
        low, high = min(group.values()), max(group.values())  # type: ignore[type-var]
        if low == high:
            return self.rule(written["when_equal"], at)
        base, span = (self.formula(written[word], at) for word in ("base", "span"))
        return base + span * (group[at.unit] - low) / (high - low)  # type: ignore[operator,no-any-return]

    def parts(self, rule: Any, at: At) -> Value:
        return _figure("sum", [self.value(part["id"], at.unit, at.period) for part in rule["parts"]])

    def per_item(self, rule: Any, at: At) -> Value:
        return self._items(rule["per_item"], at)

    def pro_rata(self, rule: Any, at: At) -> Value:
        written, points = rule["pro_rata"], Fraction(rule["points"])
        written = {"of": written} if isinstance(written, str) else written
        done, full = self.formula(written["of"], at), self.formula(written.get("full_at", "100%"), at)
        if done is None or full is None:
            return None
        if "zero_below" in written:
            gate = self.formula(written["zero_below"], at)
            if gate is None or done < gate:  # type: ignore[operator]
                return None if gate is None else Fraction(0)
        return points if done >= full else max(points * done / full, Fraction(0))  # type: ignore[operator]

    def steps(self, rule: Any, at: At) -> Value:
        written = rule["steps"]
        value, border = self.formula(written["of"], at), self.formula(written["from"], at)
        start = self.rule(written.get("start", "0"), at)
        if value is None or border is None or start is None:
            return None
        for side, away in (("above", 1), ("below", -1)):
            lines = written.get(side, [])
            start += self._walked(
                lines if isinstance(lines, list) else [lines], written["part_step"], value, border, away, at
            )  # type: ignore
        return start

    def _walked(self, lines: Any, part_step: str, value: Any, border: Any, away: int, at: At) -> Any:
        """What the lines of a side come to, walking away from its border step by step."""
        gained = Fraction(0)
        for line in lines:
            each, until = self.rule(line["each"], at), self.formula(line["until"], at) if "until" in line else None
            reached = value if until is None or (value - until) * away < 0 else until
            steps = max((reached - border) * away, Fraction(0)) / each  # type: ignore[operator]
            steps = {"ignored": floor, "counted": Fraction, "rounded_up": ceil}[part_step](steps)
            worth = self.rule(line["take" if "take" in line else "add"], at)
            gained += steps * worth * (-1 if "take" in line else 1)  # type: ignore[operator]
            if "most" in line:
                most = self.rule(line["most"], at)
                gained = min(gained, most) if "add" in line else max(gained, -most)  # type: ignore[type-var,operator]
            if until is not None and (until - border) * away > 0:
                border = until
        return gained

    def interpolate(self, rule: Any, at: At) -> Value:
        written = rule["interpolate"]
        value = self.formula(written["of"], at)
        if value is None:
            return None
        points = [(self.formula(x, at), y) for x, y in written["through"].items()]
        for word, (_, y), beyond in (
            ("below", points[0], value < points[0][0]),  # type: ignore[operator]
            ("above", points[-1], value > points[-1][0]),  # type: ignore[operator]
        ):
            if beyond:
                return self.rule(y if written[word] == "end" else written[word], at)
        for (x, y), (next_x, next_y) in pairwise(points):
            if value <= next_x:  # type: ignore[operator]
                low, high = self.rule(y, at), self.rule(next_y, at)
                part = (value - x) / (next_x - x)  # type: ignore[operator]
                return None if low is None or high is None else low + (high - low) * part  # type: ignore
        raise AssertionError("a value that is not above the last point lies between two")

    def deduct(self, rule: Any, at: At) -> Value:
        written, lost = rule["deduct"], self._items(rule["deduct"]["each"], at)
        if lost is None:
            return None
        left = Fraction(written["from"]) - lost
        return max(left, Fraction(written["floor"])) if "floor" in written else left

    def _items(self, each: Mapping[str, str], at: At) -> Fraction | None:
        counted = [(self.formula(name, at), Fraction(points)) for name, points in each.items()]
        if any(value is None for value, _ in counted):
            return None
        return sum((Fraction(value) * points for value, points in counted), Fraction(0))  # type: ignore[arg-type]

    # Formulas

    def formula(self, text: str, at: At) -> Value:
        """A formula, in Python's grammar once its literals stand for themselves."""
        literals: list[Value] = []

        def token(found: re.Match[str]) -> str:
            word = found[1]
            if word[0] == '"':
                literals.append(word[1:-1])
            elif word[0].isdigit():
                number, unit = re.fullmatch(r"([\d.]+) ?(.*)", word).groups()  # type: ignore[union-attr]
                literals.append(Fraction(number) * _SCALES[unit])
            elif word in ("yes", "no", "none"):
                literals.append({"yes": True, "no": False, "none": None}[word])
            else:
                return f" {word} "
            return f" _literal[{len(literals) - 1}] "

        return self._of(ast.parse(_TOKEN.sub(token, text).strip(), mode="eval").body, at, literals)

    def _of(self, node: ast.expr, at: At, literals: list[Value]) -> Value:
        def of(each: ast.expr) -> Value:
            return self._of(each, at, literals)

        match node:
            case ast.Subscript(slice=ast.Constant(value=number)):
                return literals[number]  # type: ignore[index]
            case ast.Name(id=name):
                return self.name(name, at)
            case ast.IfExp():
                held = of(node.test)
                return None if held is None else of(node.body if held else node.orelse)
            case ast.BoolOp():
                for each in node.values:
                    held = of(each)
                    if held is None or held is isinstance(node.op, ast.Or):
                        return held
                return held
            case ast.UnaryOp():
                value = of(node.operand)
                return None if value is None else not value if isinstance(node.op, ast.Not) else -value  # type: ignore[operator]
            case ast.Compare():
                left = of(node.left)
                for op, each in zip(node.ops, node.comparators, strict=True):
                    right = of(each)
                    if left is None or right is None:
                        return None
                    if not _COMPARED[type(op)](left, right):
                        return False
                    left = right
                return True
            case ast.BinOp():
                left, right = of(node.left), of(node.right)
                return None if left is None or right is None else _BINARY[type(node.op)](left, right)
            case ast.Call(func=ast.Name(id="present")):
                return of(node.args[0]) is not None
            case ast.Call(func=ast.Name(id="if_absent")):
                value = of(node.args[0])
                return of(node.args[1]) if value is None else value
            case ast.Call(func=ast.Name(id="previous" | "last_year" | "years_ago" as name), args=[back, *years]):
                ago = Fraction(1) if name == "last_year" else of(years[0]) if years else Fraction(0)
                then = replace(at, period=_earlier(at.period, int(ago)))  # type: ignore[arg-type]
                return None if then.period not in self.periods else self._of(back, then, literals)
            case ast.Call(func=ast.Name(id=name)):
                values = [of(each) for each in node.args]
                if name in self.methods:
                    own = self.methods[name]
                    given = dict(zip(own["parameters"], values, strict=True))
                    return self.rule(own["means"], replace(at, given=given))
                if any(value is None for value in values):
                    return None
                if name == "round":
                    (inside, *_), (value, *places) = node.args, values
                    scale = self.scale(inside, at)
                    return _rounded(value / scale, int(places[0]) if places else 0, "half_up") * scale  # type: ignore
                return {"min": min, "max": max, "abs": abs}[name](*values)  # type: ignore[operator,no-any-return]
        raise AssertionError(ast.dump(node))

    def scale(self, node: ast.expr, at: At) -> Fraction:
        """What a column that is rounded is shown in; of anything else here one is one."""
        columns = self.row_columns | self.columns if at.row is not None else self.columns
        known = columns.get(node.id, {}) if isinstance(node, ast.Name) else {}
        return Fraction(_SCALES[known.get("measure", "")])

    def name(self, name: str, at: At) -> Value:
        """An argument, a column of the row or of the unit, a part of the key, or a named value."""
        if name == "full_points":
            return at.full_points
        if name in at.given:
            return at.given[name]
        if at.row is not None and name in self.row_columns:
            return _cell(at.row.get(name, ""), self.row_columns[name])
        if at.row is not None and name in self.lets:
            return self.rule(self.lets[name], at)
        if name in self.columns:
            return _cell(self.rows[at.unit, at.period].get(name, ""), self.columns[name])
        if name in ("unit", "group"):
            return at.unit if name == "unit" else self.group_of[at.unit]
        return self.value(name, at.unit, at.period)


def _cell(text: str, column: Any) -> Value:
    if not text:
        return None
    if column.get("type") == "yes/no":
        return text == "是"
    return text if column.get("type") == "choice" else Fraction(text) * _SCALES[column.get("measure", "")]


def _figure(word: str, values: Sequence[Value]) -> Fraction | None:
    if any(value is None for value in values):
        return None
    numbers: list[Fraction] = sorted(values)  # type: ignore[arg-type,type-var]
    if word in ("sum", "total"):
        return sum(numbers, Fraction(0))
    if word == "median":
        return (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    return {"highest": numbers[-1], "lowest": numbers[0], "mean": sum(numbers, Fraction(0)) / len(numbers)}[word]


def _earlier(period: str, years: int) -> str:
    """The quarter so many years before, or the one before if 0."""
    year, quarter = int(period[:4]), int(period[5])
    if years:
        return f"{year - years}Q{quarter}"
    return f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4"


def _rounded(value: Fraction, places: int, mode: str) -> Fraction:
    steps = abs(value) * 10**places
    half = Fraction(1, 2)
    size = {"half_up": floor(steps + half), "half_even": round(steps), "down": floor(steps), "up": ceil(steps)}[mode]
    return Fraction(size, 10**places) * (1 if value >= 0 else -1)


_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_WORDS: dict[str, Callable[[Model, Any, At], Value]] = {
    "formula": lambda model, rule, at: model.formula(rule["formula"], at),
    "tiers": Model.tiers,
    "first": Model.first,
    "by": Model.cases,
    **dict.fromkeys(slow_folds.WORDS, Model.fold),
    "across": Model.across,
    "rank": Model.rank,
    "last_place": Model.last_place,
    "efficacy": Model.efficacy,
    "parts": Model.parts,
    "per_item": Model.per_item,
    "pro_rata": Model.pro_rata,
    "steps": Model.steps,
    "interpolate": Model.interpolate,
    "deduct": Model.deduct,
}
