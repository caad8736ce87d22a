"""Every place of the schema where a number may stand asks for the right measure.

The places are found by walking the schema, so that a new one without a case here is a failing test. In each a right
text raises no error there, and each wrong one a finding at that very place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests.policy import closely
from tests.policy.closely import AROUND, QUESTION, TABLES, UNITS

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/policy.schema.json").read_text(encoding="utf-8"))
HERE = "⟨⟩"


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _holds_number(schema: Mapping[str, Any]) -> bool:
    """Whether a number or a condition may stand there."""
    types = _resolved(schema).get("type", [])
    named = {types} if isinstance(types, str) else set(types)
    return bool(named & {"number", "integer"}) or named == {"string", "boolean"}


def _places(path: str, schema: Mapping[str, Any]) -> Iterator[str]:
    inside = {f"{path}.{key}": value for key, value in schema.get("properties", {}).items()}
    inside |= {
        f"{path}.*": schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)
    }
    for name, value in inside.items():
        if _holds_number(value):
            yield name
        if "$ref" not in value:
            yield from _places(name, value)
    for branch in ("then", "else"):
        if isinstance(schema.get(branch), dict):
            yield from _places(path, schema[branch])


PLACES = {place for name, schema in {**SCHEMA["$defs"], "": SCHEMA}.items() for place in _places(name, schema)}
# The bounds of tiers are keys, which the schema does not type, and what is usual is a text of two numbers.
PLACES |= {
    "tiers.at_least",
    "tiers.more_than",
    "tiers.at_most",
    "tiers.less_than",
    "interpolate.through",
    "columns.usual",
}


def score(rule: str) -> str:
    return f"scores:\n  - {{id: s, for: town, {rule}}}\n"


def row(rule: str) -> str:
    head, columns, money = TABLES.rpartition("names: {money: 投资额}}\n")
    return f"{head}{columns}{money}    let: {{v: {rule}}}\n" + score("sum: {over: project, of: v}")


def column(words: str) -> str:
    return "tables:\n  town:\n    key: [town, quarter]\n    columns:\n      - {" + words + "}\n"


def grid(cell: str, words: str = "optional: yes", key: str = "plain") -> str:
    columns = f"{{measure: 万元/亩, names: {{g: 数}}, {words}}}"
    rows = f"[[group, g], [[{key}], {cell}]]"
    return TABLES + f"  g: {{key: [group], some: [group], columns: [{columns}], grid: {rows}}}\n" + score("formula: x")


def spread_grid(words: str) -> str:
    columns = f"{{each: group, optional: yes, measure: 万元/亩, names: {{g: 数}}, {words}}}"
    rows = "[[since, plain], [2020, 2]]"
    return TABLES + f"  g: {{key: [year], columns: [{columns}], grid: {rows}}}\n" + score("formula: x")


def target(words: str, measure: str = '"%"', due: str = "2025") -> str:
    return score("formula: x") + (
        f"targets:\n  unit: town\n  table: goals\n  due: {due}\n  list:\n"
        f"    - {{id: g, name: 目标, measure: {measure}, {words}}}\n"
    )


def by(word: str) -> str:
    return f"by: '{HERE}', cases: {{plain: {word}}}, otherwise: {word}"


def example(words: str) -> str:
    return score("formula: x * 1") + f"examples: [{{{words}}}]\n"


def members(numbers: str) -> str:
    return f"lists: {{m: {{numbers: {numbers}}}}}\n" + score("each: m, formula: x * m")


BY = ("group", ["5", "3 亿元", "rate"])
GIVEN = "given: {town: [{x: 4}]}, expect: {s: 4}"
RANK = "of: x, within: all"
QUOTA = "within: all, grades: [优, 良], ratio: '1:2', rounding: floor, border: first, ties: dense"
SEATS = "within: all, grades: [优, 良], border: first, ties: dense, "
COMPARED = {
    "rank": f"rank: {{{RANK}, ties: dense}}",
    "last_place": f"last_place: {{{RANK}}}",
    "efficacy": "efficacy: {of: rate, within: all, base: 60%, span: 40%, when_equal: 100%}",
    "quota": f"quota: {{of: x, {QUOTA}}}",
    "highest": "highest: {over: unit, of: x}",
}
BREAKS = (
    "lists: {b: {numbers: [1, 2]}}\n"
    + TABLES
    + """\
  breaks:
    key: [b]
    columns: [{measure: "%", names: {reached: 到}}, {measure: 分, names: {gained: 得}}]
    grid: [[b, reached, gained], [1, 60%, 0], [2, 100%, 5]]
"""
)
YEARS = "average: {from: 2021, to: 2025}"
POINTS = ["5 亿元", "5%"]
STEP = "{each: 1%, add: 0.1}"

# Of each place: a policy with HERE in it, what is right there, and what is wrong.
# Operators of any measure and of none, with the options that they need.
MONEY = {"median": "", "percentile": ", at: 25%", "harmonic_mean": "", "deviation": ", kind: sample"}
BARE = {"geometric_mean": "", "product": "", "skewness": "", "kurtosis": ""}
OF = {"count": ""}

CASES: dict[str, tuple[str, str, list[str]]] = {
    "requirement.at_least": (
        QUESTION + target(f"reading: Q, cases: {{a: {{at_least: {HERE}}}, b: {{at_least: 9%}}}}"),
        "8.5%",
        ["8.5", "8 亿元"],
    ),
    "requirement.more_than": (
        QUESTION + target(f"{YEARS}, reading: Q, cases: {{a: {{more_than: 8%}}, b: {{more_than: {HERE}}}}}"),
        "8.5%",
        ["8.5", "8 亿元"],
    ),
    "range.from": (target(f"range: {{from: {HERE}, to: 9%}}"), "5%", ["5", "0.05", "5 亿元"]),
    "range.to": (target(f"range: {{from: 5%, to: {HERE}}}"), "9%", ["9", "9 亿元"]),
    "about.value": (target(f"about: {{value: {HERE}, below: 0.5%}}"), "9%", ["9", "9 亿元"]),
    "about.below": (target(f"about: {{value: 9%, below: {HERE}}}"), "0.5%", ["0.5", "9 亿元"]),
    "target.at_least": (target(f"{YEARS}, at_least: {HERE}"), "8.5%", ["8.5", "8 亿元"]),
    "target.more_than": (target(f"more_than: {HERE}", "亿元"), "8.5 亿元", ["8.5", "8%", "1050 万元", "85000 亩"]),
    "target.due": (target(f"at_least: 5%, due: {HERE}"), "2024", ["2024%", "5 亿元"]),
    "target.average.from": (target(f"at_least: 5%, average: {{from: {HERE}, to: 2025}}"), "2021", ["5%", "5 亿元"]),
    "target.average.to": (target(f"at_least: 5%, average: {{from: 2021, to: {HERE}}}"), "2025", ["5%", "5 亿元"]),
    "ties.by": (
        score(f"rank: {{{RANK}, ties: {{by: '{HERE}', cases: {{plain: dense}}, otherwise: dense}}}}"),
        "group",
        [],
    ),
    "rounding_of_seats.by": (
        score(
            "quota: {of: x, "
            + QUOTA.replace("floor", f"{{by: '{HERE}', cases: {{plain: floor}}, otherwise: floor}}")
            + "}"
        ),
        "group",
        [],
    ),
    "border.by": (
        score(
            "quota: {of: x, "
            + QUOTA.replace("border: first", f"border: {{by: '{HERE}', cases: {{plain: first}}, otherwise: first}}")
            + "}"
        ),
        "group",
        [],
    ),
    "formulas.by": (
        score(f"points: 5, by_rank: {{rank: n, shares: {{by: '{HERE}', cases: {{plain: [1, 0.9]}}, otherwise: [1]}}}}"),
        *BY,
    ),
    "formulas.*": (score(f"points: 5, by_rank: {{rank: n, shares: [100%, {HERE}]}}"), "90%", ["90", "5 亿元"]),
    "points_map.*": (score(f"points: 5, per_item: {{n: {HERE}}}, cap: 5"), "2", POINTS),
    "tiers.of": (
        score(f"tiers: {{of: '{HERE}', at_least: {{80%: 5}}, below: 0}}"),
        "rate",
        ["rate + 5", "rate + 5 亿元"],
    ),
    "tiers.at_least": (score(f"tiers: {{of: rate, at_least: {{{HERE}: 5}}, below: 0}}"), "80%", ["80", "8 亿元"]),
    "tiers.more_than": (score(f"tiers: {{of: rate, more_than: {{{HERE}: 5}}, below: 0}}"), "80%", ["80", "8 亿元"]),
    "tiers.at_least.*": (
        score(f"points: 5, tiers: {{of: rate, at_least: {{80%: 5, 60%: {HERE}}}, below: 0}}"),
        "3",
        POINTS,
    ),
    "tiers.more_than.*": (score(f"points: 5, tiers: {{of: rate, more_than: {{80%: {HERE}}}, below: 0}}"), "5", POINTS),
    "tiers.at_most": (score(f"tiers: {{of: rate, at_most: {{{HERE}: 5}}, above: 0}}"), "80%", ["80", "8 亿元"]),
    "tiers.less_than": (score(f"tiers: {{of: rate, less_than: {{{HERE}: 5}}, above: 0}}"), "80%", ["80", "8 亿元"]),
    "tiers.at_most.*": (score(f"points: 5, tiers: {{of: rate, at_most: {{80%: {HERE}}}, above: 0}}"), "5", POINTS),
    "tiers.less_than.*": (score(f"points: 5, tiers: {{of: rate, less_than: {{80%: {HERE}}}, above: 0}}"), "5", POINTS),
    "tiers.give": (
        "lists: {band: {name: 档次, members: {low: 低档, high: 高档}}}\n"
        + TABLES
        + "  g: {name: 分档表, key: [band], columns: [{measure: '%', names: {border: 界线}}], "
        + "grid: [[band, border], [low, 60%], [high, 90%]]}\n"
        + score(f"points: 5, tiers: {{of: rate, over: band, at_least: border, give: {HERE}, below: 0}}"),
        "5",
        POINTS,
    ),
    "tiers.above": (score(f"points: 5, tiers: {{of: rate, at_most: {{80%: 5}}, above: {HERE}}}"), "1", POINTS),
    "pro_rata.of": (
        score(f"points: 5, pro_rata: {{of: '{HERE}', full_at: 80%}}"),
        "rate",
        ["rate + 5", "money"],
    ),
    "pro_rata.full_at": (score(f"points: 5, pro_rata: {{of: rate, full_at: {HERE}}}"), "80%", ["80", "8 亿元"]),
    "pro_rata.zero_below": (
        score(f"points: 5, pro_rata: {{of: rate, zero_below: {HERE}}}"),
        "60%",
        ["60", "0.6", "8 亿元"],
    ),
    "steps.of": (
        score(f"steps: {{of: '{HERE}', from: 8%, above: {{each: 1%, add: 0.1}}, part_step: ignored}}"),
        "rate",
        ["rate + 5", "money"],
    ),
    "steps.from": (
        score(f"steps: {{of: rate, from: {HERE}, above: {{each: 1%, add: 0.1}}, part_step: ignored}}"),
        "8%",
        ["8", "0.08", "8 亿元"],
    ),
    "steps.start": (
        score(f"points: 5, steps: {{of: rate, from: 8%, start: {HERE}, above: {STEP}, part_step: ignored}}, cap: 5"),
        "3",
        POINTS,
    ),
    "slope.each": (
        score(
            f"points: 5, steps: {{of: rate, from: 8%, above: {{each: {HERE}, add: 0.1}}, part_step: ignored}}, cap: 5"
        ),
        "1%",
        ["1", "0.01", "1 亿元"],
    ),
    "slope.add": (
        score(
            f"points: 5, steps: {{of: rate, from: 8%, above: {{each: 1%, add: {HERE}}}, part_step: ignored}}, cap: 5"
        ),
        "0.1",
        POINTS,
    ),
    "slope.take": (
        score(
            f"points: 5, steps: {{of: rate, from: 8%, start: 5, below: {{each: 1%, take: {HERE}}}, part_step: counted}}"
        ),
        "0.1",
        POINTS,
    ),
    "slope.until": (
        score(
            f"points: 5, steps: {{of: rate, from: 8%, above: {{each: 1%, add: 1, until: {HERE}}}, part_step: ignored}}"
        ),
        "12%",
        ["12", "0.12", "8 亿元"],
    ),
    "slope.most": (
        score(
            f"points: 5, steps: {{of: rate, from: 8%, above: {{each: 1%, add: 1, most: {HERE}}}, part_step: ignored}}"
        ),
        "5",
        POINTS,
    ),
    "interpolate.of": (
        score(f"interpolate: {{of: '{HERE}', through: {{60%: 0, 100%: 5}}, below: end, above: end}}"),
        "rate",
        ["rate + 5", "money"],
    ),
    "interpolate.through": (
        score(f"interpolate: {{of: rate, through: {{{HERE}: 0, 100%: 5}}, below: end, above: end}}"),
        "60%",
        ["0.6", "8 亿元"],
    ),
    "interpolate.through.*": (
        score(f"points: 5, interpolate: {{of: rate, through: {{60%: 0, 100%: {HERE}}}, below: end, above: end}}"),
        "5",
        POINTS,
    ),
    "interpolate.below": (
        score(f"points: 5, interpolate: {{of: rate, through: {{60%: 2, 100%: 5}}, below: {HERE}, above: end}}"),
        "1",
        POINTS,
    ),
    "interpolate.above": (
        score(f"points: 5, interpolate: {{of: rate, through: {{60%: 2, 100%: 5}}, below: end, above: {HERE}}}"),
        "4",
        POINTS,
    ),
    "tiers.below": (score(f"points: 5, tiers: {{of: rate, at_least: {{80%: 5}}, below: {HERE}}}"), "1", POINTS),
    "row.when": (
        score(f"points: 5, first: [{{when: '{HERE}', give: 5}}, {{otherwise: 0}}]"),
        "rate >= 80%",
        ["rate >= 80", "5", "80 <= rate"],
    ),
    "row.give": (
        score(
            f"points: 5, first: [{{when: rate > 80%, give: 5}}, {{when: rate > 50%, give: {HERE}}}, {{otherwise: 0}}]"
        ),
        "3",
        POINTS,
    ),
    "row.otherwise": (score(f"points: 5, first: [{{when: rate > 80%, give: 5}}, {{otherwise: {HERE}}}]"), "3", POINTS),
    "cases.*": (score(f"points: 5, by: group, cases: {{hill: 5, plain: {HERE}}}"), "3", POINTS),
    "sum.of": (score(f"measure: 亿元, sum: {{over: project, of: '{HERE}'}}"), "money", ["money + 5", "5", "5%"]),
    "count.of": (
        score(f"count: {{over: project, of: '{HERE}', once_per: project, keep: highest}}"),
        "money",
        ["money + 5"],
    ),
    "any.of": (
        score(f"points: 5, full_if: {{any: {{over: project, of: '{HERE}'}}}}"),
        "money >= 2 亿元",
        ["money >= 2", "money + 5"],
    ),
    "all.of": (
        score(f"points: 5, full_if: {{all: {{over: project, of: '{HERE}'}}}}"),
        "money >= 2 亿元",
        ["money >= 2", "money"],
    ),
    "share.of": (score(f"share: {{over: project, of: '{HERE}'}}"), "money >= 2 亿元", ["money >= 2", "money"]),
    "names_keyword.of": (score(f"names: {{over: unit, of: '{HERE}'}}"), "unit", ["rate + 5"]),
    "value.weight": (
        score(f"parts: [{{id: p1, weight: {HERE}, formula: n}}, {{id: p2, weight: 50%, formula: n}}]"),
        "50%",
        ["5 亿元"],
    ),
    **{
        f"fold_drop.{end}": (score(f"mean: {{over: [n, n + 1], drop: {{{end}: {HERE}}}}}"), "1", ["5%", "1 家"])
        for end in ("highest", "lowest")
    },
    **{
        f"fold_years.{end}": (
            score(f"count: {{over: year, years: {{{end}: {HERE}, {other}: 2022}}, where: n > 3}}"),
            "2022",
            ["5%", "2022 亿元"],
        )
        for end, other in (("from", "to"), ("to", "from"))
    },
    "fold_over.*": (score(f"mean: {{over: [rate, '{HERE}']}}"), "80%", ["5", "5 亿元"]),
    "percentile.at": (score(f"percentile: {{over: [rate], at: {HERE}}}"), "25%", ["25", "0.25", "125%"]),
    "highest.of": (
        score(f"measure: 亿元, highest: {{over: project, of: '{HERE}', if_none: 0}}"),
        "money",
        ["money + 5", "5%"],
    ),
    "lowest.of": (
        score(f"measure: 亿元, lowest: {{over: project, of: '{HERE}', if_none: 0}}"),
        "money",
        ["money + 5", "5%"],
    ),
    "mean.of": (
        score(f"measure: 亿元, mean: {{over: project, of: '{HERE}', if_none: 0}}"),
        "money",
        ["money + 5", "5%"],
    ),
    **{
        f"{op}.if_none": (
            score(f"measure: 亿元, {op}: {{over: project, of: money, if_none: {HERE}}}"),
            "5 亿元",
            ["5", "5%"],
        )
        for op in ("sum", "highest", "lowest", "mean", "median", "harmonic_mean")
    },
    **{
        f"{op}.of": (
            score(f"measure: 亿元, {op}: {{over: project, of: '{HERE}'{more}, if_none: 0}}"),
            "money",
            ["money + 5", "5%"],
        )
        for op, more in MONEY.items()
    },
    **{
        f"{op}.of": (
            score(f"{op}: {{over: project, of: '{HERE}', if_none: 1}}"),
            "money / 1 亿元",
            ["money + 5", "money"],
        )
        for op in ("geometric_mean", "product")
    },
    **{
        f"{op}.of": (score(f"{op}: {{over: project, of: '{HERE}'}}"), "money", ["money + 5"])
        for op in ("skewness", "kurtosis")
    },
    **{
        f"{op}.if_none": (score(f"{op}: {{over: project, of: money / 1 亿元{more}, if_none: {HERE}}}"), "5", ["5 亿元"])
        for op, more in {**BARE, **MONEY}.items()
        if op not in ("median", "harmonic_mean")
    },
    "share.if_none": (score(f"share: {{over: project, of: money > 2 亿元, if_none: {HERE}}}"), "5%", ["5 亿元"]),
    **{
        f"{op}.where": (
            score(f"{op}: {{over: project{OF.get(op, ', of: money / 1 亿元')}{more}, where: '{HERE}'}}"),
            "money >= 2 亿元",
            ["money >= 2", "money >= 2%", "5"],
        )
        for op, more in {**BARE, **MONEY, **dict.fromkeys(("sum", "count", "highest", "lowest", "mean"), "")}.items()
    },
    **{
        f"{op}.where": (
            score(f"{op}: {{over: project, of: {of}, where: '{HERE}'}}"),
            "money >= 2 亿元",
            ["money >= 2", "5"],
        )
        for op, of in {"share": "money > 2 亿元", "names_keyword": "project"}.items()
        if op != "names_keyword"
    },
    "names_keyword.where": (
        score(f"names: {{over: project, of: project, where: '{HERE}'}}"),
        "money >= 2 亿元",
        ["money >= 2", "5"],
    ),
    "all.where": (
        score(f"points: 5, full_if: {{all: {{over: project, of: money > 0, where: '{HERE}'}}}}"),
        "money >= 2 亿元",
        ["money >= 2", "5"],
    ),
    **{
        f"{op}.best": (score(f"{op}: {{over: [n, n + 1]{more}, best: {HERE}}}"), "2", ["5%", "2 亿元"])
        for op, more in {**BARE, **MONEY, **dict.fromkeys(("sum", "highest", "lowest", "mean"), "")}.items()
    },
    **{
        f"{op}.weight": (score(f"{op}: {{over: unit, of: n, weight: '{HERE}'}}"), "rate", ["5 亿元"])
        for op in ("sum", "mean", "geometric_mean", "harmonic_mean")
    },
    "share.weight": (score(f"share: {{over: unit, of: n > 1, weight: '{HERE}'}}"), "rate", ["5 亿元"]),
    **{
        f"{op}.at_least": (
            score(f"{op}: {{over: [n, n + 1]{more}, absent: left_out, at_least: {HERE}}}"),
            "80%",
            ["0.8", "5 亿元", "120%"],
        )
        for op, more in {**BARE, **MONEY, **dict.fromkeys(("sum", "highest", "lowest", "mean"), "")}.items()
    },
    **{
        f"{op}.at_least": (
            score(f"points: 5, full_if: {{{op}: {{over: [n > 1], absent: left_out, at_least: {HERE}}}}}"),
            "80%",
            ["0.8", "5 亿元"],
        )
        for op in ("any", "all")
    },
    "share.at_least": (score(f"share: {{over: [n > 1], absent: left_out, at_least: {HERE}}}"), "3", ["0.8"]),
    "names_keyword.at_least": (score(f"names: {{over: [unit], absent: left_out, at_least: {HERE}}}"), "3", ["0.8"]),
    "any.where": (
        score(f"points: 5, full_if: {{any: {{over: project, where: '{HERE}'}}}}"),
        "money >= 2 亿元",
        ["money >= 2", "5"],
    ),
    "per_item.*": (score(f"points: 5, per_item: {{n: {HERE}, p: 1}}, cap: 5"), "2", POINTS),
    "deduct.from": (score(f"points: 5, deduct: {{from: {HERE}, each: {{n: 1}}, floor: 0}}"), "5", POINTS),
    "deduct.each.*": (score(f"points: 5, deduct: {{from: 5, each: {{n: {HERE}}}, floor: 0}}"), "1", POINTS),
    "deduct.floor": (score(f"points: 5, deduct: {{from: 5, each: {{n: 2}}, floor: {HERE}}}"), "1", POINTS),
    "efficacy.of": (
        score(f"efficacy: {{of: '{HERE}', within: all, base: 60%, span: 40%, when_equal: 100%}}"),
        "rate",
        ["rate + 5", "p"],
    ),
    **{
        f"{word}.where": (score(rule.replace("of:", f"where: '{HERE}', of:", 1)), "rate > 5%", ["rate > 5", "5"])
        for word, rule in COMPARED.items()
    },
    "value.where": (score(f"where: '{HERE}', formula: rate"), "rate > 5%", ["rate > 5", "5"]),
    "row_value.where": (
        row(f"{{where: '{HERE}', formula: money}}"),
        "money > 5 亿元",
        ["money > 5", "money > 5%"],
    ),
    "place_keys.*": (score(f"rank: {{{RANK}, ties: dense, then: ['{HERE}']}}"), "rate", ["rate + 5"]),
    **{
        f"place_keys.*.{end}": (
            score(f"rank: {{{RANK}, ties: dense, then: [{{{end}: '{HERE}'}}]}}"),
            "rate",
            ["rate + 5"],
        )
        for end in ("highest", "lowest")
    },
    "place_keys.*.of": (
        "lists: {m: {numbers: [1, 2]}}\n" + score(f"rank: {{{RANK}, ties: dense, then: [{{each: m, of: '{HERE}'}}]}}"),
        "rate * m",
        ["rate + 5 * m"],
    ),
    "since.*": (score(f"points: 5, since: {{2020: {HERE}}}"), "3", POINTS),
    "printed_points.by": (score(f"points: {{by: '{HERE}', cases: {{plain: 5}}, otherwise: 4}}, full_if: p"), *BY),
    "printed_points.cases.*": (
        score(f"points: {{by: group, cases: {{plain: {HERE}}}, otherwise: 4}}, full_if: p"),
        "5",
        ["5%", "5 亿元"],
    ),
    "printed_points.otherwise": (
        score(f"points: {{by: group, cases: {{plain: 5}}, otherwise: {HERE}}}, full_if: p"),
        "4",
        ["5%", "5 亿元"],
    ),
    "seats.by": (
        score(f"quota: {{of: x, {SEATS}seats: {{by: '{HERE}', cases: {{plain: [1, rest]}}, otherwise: [2, rest]}}}}"),
        *BY,
    ),
    "seats.*": (score(f"quota: {{of: x, {SEATS}seats: [{HERE}, rest]}}"), "1", ["5%", "1 亿元"]),
    "ratio.by": (
        score(
            f"quota: {{of: x, {SEATS}rounding: floor, "
            f"ratio: {{by: '{HERE}', cases: {{plain: '1:2'}}, otherwise: '1:3'}}}}"
        ),
        *BY,
    ),
    "interpolate.at": (
        BREAKS + score(f"interpolate: {{of: rate, over: b, at: '{HERE}', give: gained, below: end, above: end}}"),
        "reached",
        ["reached + 5", "gained"],
    ),
    "interpolate.give": (
        BREAKS
        + score(f"points: 5, interpolate: {{of: rate, over: b, at: reached, give: '{HERE}', below: end, above: end}}"),
        "gained",
        ["gained + 5%", "gained * 5 亿元"],
    ),
    "table.earlier": (
        TABLES.replace("key: [town, quarter]", f"key: [town, quarter]\n    earlier: {HERE}", 1) + score("formula: x"),
        "2",
        ["5%", "5 亿元"],
    ),
    "efficacy.where": (
        score(f"efficacy: {{of: x, where: '{HERE}', within: all, base: 60%, span: 40%, when_equal: 100%}}"),
        "rate > 5%",
        ["rate > 5", "5"],
    ),
    "efficacy.base": (
        score(f"efficacy: {{of: rate, within: all, base: {HERE}, span: 40%, when_equal: 100%}}"),
        "60%",
        ["60", "60 亿元"],
    ),
    "efficacy.span": (
        score(f"efficacy: {{of: rate, within: all, base: 60%, span: {HERE}, when_equal: 100%}}"),
        "40%",
        ["40", "40 亿元"],
    ),
    "efficacy.when_equal": (
        score(f"efficacy: {{of: rate, within: all, base: 60%, span: 40%, when_equal: {HERE}}}"),
        "100%",
        ["100", "5 亿元"],
    ),
    **{
        f"{op}.of": (score(f"{rule.replace('OF', HERE)}"), "rate", ["rate + 5", "rate > 5"])
        for op, rule in {
            "mean": "mean: {over: unit, of: 'OF'}",
            "rank": "rank: {of: 'OF', within: all, ties: dense}",
            "last_place": "points: 5, full_if: {last_place: {of: 'OF', within: all}}",
            "quota": "quota: {of: 'OF', " + QUOTA + "}",
        }.items()
    },
    **{
        f"{op}.where": (score(f"{rule.replace('WHO', HERE)}"), "rate > 5%", ["rate > 5", "5"])
        for op, rule in {
            "mean": "mean: {over: unit, of: x, where: 'WHO'}",
            "rank": "rank: {of: x, where: 'WHO', within: all, ties: dense}",
            "last_place": "points: 5, full_if: {last_place: {of: x, where: 'WHO', within: all}}",
            "quota": "quota: {of: x, where: 'WHO', " + QUOTA + "}",
        }.items()
    },
    "quota.except.when": (
        score(f"quota: {{of: x, {QUOTA}, except: {{when: '{HERE}', grade: 良, counted: yes}}}}"),
        "rate < 5%",
        ["rate < 5", "5"],
    ),
    "quota.except.counted": (
        score(f"quota: {{of: x, {QUOTA}, except: {{when: p, grade: 良, counted: '{HERE}'}}}}"),
        "rate < 5%",
        ["rate < 5", "5"],
    ),
    "round.decimals": (score(f"formula: x / 3, round: {{decimals: {HERE}}}"), "2", ["2%", "2 亿元"]),
    "rule_keywords.formula": (
        score(f"points: 5, by: group, cases: {{plain: 5, hill: {{formula: {HERE}}}}}"),
        "3",
        POINTS,
    ),
    "rule_keywords.otherwise": (
        score(f"points: 5, full_if: {{by: group, cases: {{plain: rate > 5%}}, otherwise: '{HERE}'}}"),
        "rate > 8%",
        ["rate > 8"],
    ),
    "rule_keywords.full_if": (
        score(f"points: 5, by: group, cases: {{plain: 5, hill: {{full_if: '{HERE}'}}}}"),
        "rate > 8%",
        ["rate > 8", "5"],
    ),
    "rule_keywords.cap": (
        score(f"points: 5, by: group, cases: {{plain: 5, hill: {{formula: x, cap: {HERE}}}}}"),
        "5",
        POINTS,
    ),
    "rule_keywords.floor": (
        score(f"points: 5, by: group, cases: {{plain: 5, hill: {{formula: x - 5, floor: {HERE}}}}}, cap: 5"),
        "-1",
        POINTS,
    ),
    "value.points": (score(f"points: {HERE}, full_if: p"), "5", ["5%", "5 亿元"]),
    "value.formula": (score(f"measure: 亿元, formula: {HERE}").replace("scores", "values"), "5 亿元", ["5", "5%"]),
    "value.otherwise": (score(f"points: 5, by: group, cases: {{plain: 5}}, otherwise: {HERE}"), "3", POINTS),
    "value.full_if": (score(f"points: 5, full_if: '{HERE}'"), "rate > 8%", ["rate > 8", "5"]),
    "value.cap": (score(f"formula: rate, cap: {HERE}"), "80%", ["80", "0.8", "8 亿元"]),
    "value.floor": (score(f"formula: rate, floor: {HERE}"), "80%", ["80", "0.8", "8 亿元"]),
    "row_value.points": (row(f"{{points: {HERE}, full_if: money > 2 亿元}}"), "5", ["5%", "5 亿元"]),
    "row_value.formula": (row(f"{{points: 5, formula: '{HERE}', cap: 5}}"), "money / 1 亿元", ["money + 5", "5 亿元"]),
    "row_value.otherwise": (row(f"{{points: 5, by: group, cases: {{plain: 5}}, otherwise: {HERE}}}"), "3", POINTS),
    "row_value.full_if": (row(f"{{points: 5, full_if: '{HERE}'}}"), "money > 2 亿元", ["money > 2", "5"]),
    "row_value.cap": (row(f"{{formula: money / 1 亿元, cap: {HERE}}}"), "4", ["4 亿元"]),
    "row_value.floor": (row(f"{{formula: money / 1 亿元, floor: {HERE}}}"), "4", ["4 亿元"]),
    "table.must_hold.*": (
        TABLES + f"    must_hold: ['{HERE}']\n" + score("sum: {over: project, of: money / 1 亿元}"),
        "money < 5 亿元",
        ["money < 5", "5"],
    ),
    "table.let.*": (row(HERE), "money / 1 亿元", ["money + 5"]),
    "adjustments.min": (
        score("formula: x * 1") + f"adjustments: {{a: {{records_of: [town, quarter], scores: [s], min: {HERE}}}}}\n",
        "0.5",
        POINTS,
    ),
    "adjustments.max": (
        score("formula: x * 1") + f"adjustments: {{a: {{records_of: [town, quarter], scores: [s], max: {HERE}}}}}\n",
        "9",
        POINTS,
    ),
    "columns.min": (column(f"measure: 亿元, min: {HERE}, names: {{x: 数}}"), "2 亿元", ["2", "2%", "200 万元"]),
    "columns.max": (column(f'measure: "%", max: {HERE}, names: {{x: 数}}'), "80%", ["80", "2 亿元"]),
    "columns.usual": (
        column(f"measure: 亿元, usual: {HERE}, names: {{x: 数}}"),
        "0..5 亿元",
        ["0..5", "0..5%", "0..500 万元"],
    ),
    "columns.default": (
        column(f"measure: 万元/亩, default: {HERE}, names: {{x: 数}}"),
        "25 万元/亩",
        ["25", "25 亿元/亩", "25 万元"],
    ),
    "columns.otherwise": (grid("2", f"otherwise: {HERE}"), "25 万元/亩", ["25 亿元", "25%"]),
    "columns.adds_up_to": (spread_grid(f"adds_up_to: {HERE}"), "2 万元/亩", ["2 亿元", "2%"]),
    "table.grid.*.*": (grid(HERE), "25", ["25 亿元", "25%"]),
    "table.grid.*.*.*": (grid("2", key=HERE), "plain", ["5", "5%"]),
    "method.means": (
        f"methods: {{m: {{parameters: [r], means: '{HERE}'}}}}\n" + score("formula: m(rate)"),
        "r * 5",
        ["r + 5"],
    ),
    ".in_force.from": (f"in_force: {{from: {HERE}}}\n" + score("formula: x"), "2022", ["5%", "5 亿元"]),
    ".in_force.to": (f"in_force: {{to: {HERE}}}\n" + score("formula: x"), "2022", ["5%", "5 亿元"]),
    ".targets.due": (target("at_least: 5%", due=HERE), "2025", ["5%", "5 亿元"]),
    "list.numbers.from": (members(f"{{from: {HERE}, to: 9}}"), "2", ["2%", "2 亿元"]),
    "list.numbers.to": (members(f"{{from: 2, to: {HERE}}}"), "9", ["9%", "9 亿元"]),
    "list.numbers.*": (members(f"[{HERE}, 9]"), "2", ["2%", "2 亿元"]),
    "by_member.*": (
        members("[1, 2]") + f"examples: [{{given: {{town: [{{x: 4}}]}}, expect: {{s: {{1: 4, 2: {HERE}}}}}}}]\n",
        "8",
        ["8%", "8 亿元"],
    ),
    ".measures.*.times": (
        f"measures: {{箱子: {{}}, 标箱: {{of: 箱子, times: {HERE}}}}}\n" + score("formula: x"),
        "2",
        ["2%", "2 箱子"],
    ),
    ".display.decimals": (f"display: {{decimals: {HERE}}}\n" + score("formula: x"), "2", ["2%", "5 亿元"]),
    ".examples.*.period": (example(f"period: {HERE}, {GIVEN}"), "2022Q1", ["5%", "5 亿元"]),
    ".examples.*.given.*.*.*": (example(GIVEN.replace("x: 4", f"x: {HERE}")), "4", ["4%", "4 亿元"]),
    ".examples.*.expect.*": (example(GIVEN.replace("s: 4", f"s: {HERE}")), "4", ["4%", "4 亿元"]),
}
# Words by group, of which one holds for a whole group of units: `by` is refused there whatever stands in it.
REFUSED = {"ties.by", "rounding_of_seats.by", "border.by"}


def _found(template: str, text: str) -> tuple[list[Diagnostic], int, int]:
    """What is found, and line and column of the place."""
    sections = {line.partition(":")[0] for line in template.splitlines()}
    whole = AROUND + "".join(each for each in (UNITS, TABLES) if each.partition(":")[0] not in sections) + template
    before = whole.partition(HERE)[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    return check(Source("p.yaml", whole.replace(HERE, text)))[1], line, column


def test_every_place_has_a_case() -> None:
    assert set(CASES) == PLACES


@pytest.mark.parametrize("place", sorted(set(CASES) - REFUSED))
def test_what_is_right_is_not_refused(place: str) -> None:
    template, right, _ = CASES[place]
    found, *_ = _found(template, right)
    assert not [finding.code for finding in found if finding.is_error or finding.code in ("K429", "K435")]


@pytest.mark.parametrize(("place", "wrong"), [(place, wrong) for place, case in CASES.items() for wrong in case[2]])
def test_what_is_wrong_is_found_there(place: str, wrong: str) -> None:
    found, line, column = _found(CASES[place][0], wrong)
    at = [each.place for each in found if each.place is not None and each.place.line == line]
    covered = range(column - 1, column + len(wrong) + 1)  # a quote around it belongs to it
    assert any(each.column in covered for each in at), [(str(each.place), each.code) for each in found]


@pytest.mark.parametrize(
    ("template", "wrong", "text"),
    [
        (target(f"{YEARS}, at_least: {HERE}"), "8.5", "8.5%"),
        (target(f"range: {{from: 5%, to: {HERE}}}"), "12.50", "12.50%"),
        (target(f"at_least: {HERE}", "亿元"), "10.5", "10.5 亿元"),
        (target(f"at_least: {HERE}", "亿元"), "1050 万元", "0.105 亿元"),
        (column(f"measure: 万元/亩, min: {HERE}, names: {{x: 数}}"), "0.0025 亿元/亩", "25 万元/亩"),
        (score(f"points: 5, full_if: 'rate >= {HERE}'"), "80", "80%"),
        (column(f"measure: 亿元, usual: {HERE}, names: {{x: 数}}"), "0..5", "0..5 亿元"),
        (column(f"measure: 亿元, usual: {HERE}, names: {{x: 数}}"), "-50..500 万元", "-0.005..0.05 亿元"),
        (score(f"points: 5, full_if: '{HERE} <= rate'"), "80", "80%"),
        # What may be meant in two ways is not decided.
        (score(f"points: 5, full_if: 'rate >= {HERE}'"), "0.8", None),
        (score(f"points: 5, full_if: 'rate >= {HERE}'"), "8 亿元", None),
    ],
)
def test_the_mend_is_a_text_where_there_is_no_doubt(template: str, wrong: str, text: str | None) -> None:
    found, line, column_ = _found(template, wrong)
    (finding,) = [each for each in found if each.code in ("K410", "K411", "K429")]
    assert finding.place is not None and (finding.place.line, finding.place.column) == (line, column_)
    assert (finding.fix and (finding.fix.place.text, finding.fix.text)) == (text and (wrong, text))


def test_the_innocent_list_is_not_blamed() -> None:
    text = score("formula: 'rate', cap: {by: group, cases: {plain: 80%, hill: 5}}")
    found, *_ = _found(text, "")
    (finding,) = [each for each in found if each.code == "K410"]
    assert finding.place is not None and finding.place.text == "5"


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        (f"formula: 'n * 5 亿元 + {HERE}'", True),
        (f"formula: '5 亿元 if n > 2 else {HERE}'", True),
        (f"tiers: {{of: rate, at_least: {{80%: {HERE}}}, below: 0}}", True),
        (f"formula: n * 5 亿元, cap: {HERE}", True),
        # For each of something, and what only chooses: a document says so, and shows the total in a larger measure.
        (f"formula: 'n * {HERE}'", False),
        (f"first: [{{when: 'n * 5 亿元 >= {HERE}', give: 5 亿元}}, {{otherwise: 0}}]", False),
    ],
)
def test_an_amount_in_another_measure_than_its_entry_declares_is_told(rule: str, is_told: bool) -> None:
    found, line, column_ = _found(score(f"measure: 亿元, {rule}"), "1050 万元")
    told = [(each.place.line, each.place.column) for each in found if each.code == "K429" and each.place is not None]
    assert told == ([(line, column_)] if is_told else [])
    assert not [each.code for each in found if each.is_error]


EFFICACY = "efficacy: {of: rate, within: all, base: 60%, span: 40%, when_equal: 100%}"
METHOD = f"methods: {{share: {{name: 系数, parameters: [v], means: {{{EFFICACY.replace('rate', 'v')}}}}}}}\n"


@pytest.mark.parametrize(
    ("rule", "points", "place", "mend"),
    [
        (EFFICACY, 40, "60%", "60% 写成 24，40% 写成 16，100% 写成 40"),
        (EFFICACY, 2, "60%", "60% 写成 1.2，40% 写成 0.8，100% 写成 2"),
        ("formula: share(rate)", 40, "share(rate)", "share(rate) 写成 share(rate) * 40"),
        ("formula: rate * rate - 5%", 10, "rate * rate", "rate * rate 写成 rate * rate * 10，5% 写成 0.5"),
        ("tiers: {of: x, at_least: {5: 100%, 2: 50%}, below: 0%}", 8, "100%", "100% 写成 8，50% 写成 4"),
        ("by: group; cases: {plain: rate, hill: 5%}", 10, "rate", "rate 写成 rate * 10，5% 写成 0.5"),
        ("formula: money_sum", 10, "money_sum", "money_sum / 1 亿元"),
    ],
)
def test_a_measure_where_points_are_printed_is_told_once(rule: str, points: int, place: str, mend: str) -> None:
    """With its mend written as it says, nothing is told any more."""
    value = "values: [{id: money_sum, for: town, measure: 亿元, sum: {over: project, of: money}}]\n"
    text = METHOD + value + closely.score(f"points: {points}; {rule}")
    (finding,) = closely.findings(text, "K435")
    assert finding.place is not None and finding.place.text == place
    assert mend in finding.mend("zh")
    mended = text
    for each in mend.split("，"):
        wrong, right = each.split(" 写成 ") if " 写成 " in each else ("money_sum", each)
        head, _, rest = mended.rpartition("scores:")
        mended = head + "scores:" + rest.replace(wrong, right, 1)
    assert not closely.findings(mended, "K410", "K435", "K536")


def part(id_: str, rule: str, points: int | None = None) -> str:
    return f"{{id: {id_}, {'' if points is None else f'points: {points}, '}{rule}}}"


@pytest.mark.parametrize(
    ("points", "parts", "odd"),
    [
        (20, [part("a", "formula: rate", 10), part("b", "formula: x", 10)], ["a"]),
        (20, [part("a", "formula: x", 10), part("b", "formula: rate", 10)], ["b"]),
        (20, [part("a", "formula: rate"), part("b", "formula: x")], ["a"]),
        (None, [part("a", "formula: rate", 10), part("b", "tiers: {of: x, at_least: {5: 10}, below: 0}", 10)], ["a"]),
        (30, [part("a", "formula: rate", 10), part("b", EFFICACY, 10), part("c", "formula: x", 10)], ["a", "b"]),
        (None, [part("a", "formula: rate"), part("b", "formula: x"), part("c", "formula: x")], ["a"]),
        (None, [part("a", "formula: rate"), part("b", EFFICACY), part("c", "formula: x")], ["c"]),
    ],
)
def test_of_parts_the_odd_one_is_told(points: int | None, parts: list[str], odd: list[str]) -> None:
    printed = "" if points is None else f"points: {points}; "
    text = closely.score(printed + "parts: [" + ", ".join(parts) + "]")
    found = closely.findings(text, "K410", "K435")
    assert [each.code for each in found] == ["K410"] * len(odd)
    assert [each.place.text for each in found if each.place is not None] == odd
