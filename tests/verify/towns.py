"""Four towns in two groups, with figures and projects, and a policy of rules made by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

from kaohe.data.tables.dataset import Dataset, Numbers, TableData
from kaohe.diagnostics import Findings
from kaohe.language import nodes, tree
from kaohe.language.measures import NUMBER, measure
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import dependencies
from kaohe.policy.infer import infer
from kaohe.policy.model import ColumnSpec, Definition, Display, Group, Member, Policy, Question, Table, UnitType
from kaohe.policy.use_and_amends import WholeText
from kaohe.results import Value
from kaohe.source_places import NOWHERE
from kaohe.verify.keys import Key
from kaohe.verify.second_opinion import Naive

Q1, Q2, Q3, Q4 = (Period(2022, quarter, "quarter") for quarter in (1, 2, 3, 4))
TOWNS = ["甲镇", "乙镇", "丙镇", "丁镇"]
N = tree.Node


def num(value: object, of: str = "") -> N:
    return tree.Number(F(str(value)), measure(of) or NUMBER, place=NOWHERE)


def word(value: str) -> N:
    return tree.Text(value, place=NOWHERE)


def col(id_: str, table: str = "figures") -> N:
    return tree.Column(table, id_, place=NOWHERE)


def node(kind: Callable[..., N], *arguments: object) -> N:
    return kind(*arguments, place=NOWHERE)


def over(op: str, of: N, within: N | None = None, among: N | None = None) -> N:
    return node(tree.FoldUnits, op, of, within, among)


def rank(
    of: N,
    within: N | None = None,
    among: N | None = None,
    first: str = "highest",
    ties: str = "competition",
    edge: str = "first",
) -> N:
    return node(tree.Rank, of, within, among, first, word(ties), word(edge))


def fold(op: str, **more: object) -> N:
    return tree.FoldRows(op, "projects", **more, place=NOWHERE)  # type: ignore[arg-type]


def spec(id_: str, kind: str = "number", of: str = "", **more: Any) -> ColumnSpec:
    return ColumnSpec(id_, id_, kind, NOWHERE, measure(of) or NUMBER, **more)  # type: ignore[arg-type]


def policy_of(rules: Mapping[str, N]) -> Policy:
    """Towns in two groups, with figures for each quarter and any number of projects."""
    members = {name: Member(name, NOWHERE, "one") for name in TOWNS}
    town = UnitType(
        "town", "镇", "quarter", NOWHERE, None, members, {"one": Group("one", "一"), "two": Group("two", "二")}
    )
    figures = [
        spec("x"),
        spec("gap", optional=True),
        spec("share", of="%"),
        spec("flag", "truth"),
        spec("level", "text"),
    ]
    projects = [spec("size"), spec("name", "text"), spec("done", "truth"), spec("late", optional=True)]
    tables = {
        "figures": Table("figures", "数", NOWHERE, "town", "quarter", False, {each.id: each for each in figures}),
        "projects": Table("projects", "项目", NOWHERE, "town", "quarter", True, {each.id: each for each in projects}),
    }
    questions = {"Q": Question("Q", "？", {"one": "一", "two": "二"}, NOWHERE)}
    definitions = {("town", id_): Definition(id_, "town", id_, rule, NOWHERE, True) for id_, rule in rules.items()}
    policy = Policy(
        "p",
        "p",
        WholeText(nodes.Mapping(NOWHERE), (NOWHERE.source,)),
        "draft",
        (None, None),
        {},
        {"town": town},
        tables,
        questions,
        (),
        definitions,
        (),
        Display(),
        (),
    )
    policy = replace(policy, dependencies=dependencies(policy), order=tuple(definitions))
    inferred = infer(policy, Findings())
    return replace(policy, types=inferred.nodes, value_types=inferred.definitions)


def dataset(quarters: Sequence[Period] = (Q1,)) -> Dataset:
    """x is 10, 20, 20, 30 (and as much more as the quarter's number), gap is absent for the last town."""
    keys: list[tuple[object, ...]] = [(town, quarter) for quarter in quarters for town in TOWNS]
    figures = TableData(
        "figures",
        keys,
        {
            "x": Numbers([x + q.number - 1 for q in quarters for x in (10, 20, 20, 30)]),
            "gap": Numbers([1, 2, 3, None] * len(quarters), 2),
            "share": Numbers([12345, 5, 5, 5] * len(quarters), 100000),
            "flag": [True, True, False, False] * len(quarters),
            "level": ["高", "低", "低", "高"] * len(quarters),
        },
    )
    rows: list[tuple[object, ...]] = [("甲镇", Q1, 1), ("甲镇", Q1, 2), ("甲镇", Q1, 3), ("乙镇", Q1, 4)]
    projects = TableData(
        "projects",
        rows,
        {
            "size": Numbers([15, 25, 40, 70], 10),
            "name": ["A", "A", "B", "C"],
            "done": [True, False, True, True],
            "late": Numbers([1, None, 3, 4]),
        },
    )
    groups = {"甲镇": "one", "乙镇": "one", "丙镇": "one", "丁镇": "two"}
    return Dataset(
        {"figures": figures, "projects": projects}, {"town": TOWNS}, {"town": groups}, {"town": list(quarters)}
    )


def values(
    rule: N, period: Period = Q1, quarters: Sequence[Period] = (Q1,), readings: Mapping[str, str] | None = None
) -> list[Value]:
    """The rule's values for all towns, naively."""
    naive = Naive(policy_of({"v": rule}), dataset(quarters), readings or {"Q": "one"})
    return [naive.value(("town", "v"), Key("town", town, period)) for town in TOWNS]


X, GAP, FLAG = col("x"), col("gap"), col("flag")
GROUP = node(tree.Key, "group")
HIGH = node(tree.Compare, ">", GAP, num(1))
SIZE, NAME, DONE, LATE = (col(id_, "projects") for id_ in ("size", "name", "done", "late"))
