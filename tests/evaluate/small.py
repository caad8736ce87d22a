"""Policies of a few lines: what stands above the rules is always the same."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent, indent
from typing import Any

from kaohe.diagnostics import Diagnostic, Refused
from kaohe.evaluate.rank_and_ties import places, stages
from kaohe.language.entry import Extreme
from kaohe.language.tree import Absent, RankKey
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.source_places import Place, Source

from tests import inner

HEAD = """\
kaohe: 2
policy: small
title: 小办法
"""
SHOPS = """\
units:
  shop: {name: 门店, period: year, members: [甲, 乙, 丙, 丁]}
tables:
  figures:
    name: 数据
    key: [shop, year]
    columns:
      - {measure: 分, names: {x: 某数, y: 又一数, z: 再一数}, optional: yes}
      - {type: yes/no, names: {p: 是非, q: 非是}, optional: yes}
      - {type: text, names: {word: 文字}, optional: yes}
  sale:
    name: 销售
    records_of: [shop, year]
    columns:
      - {type: text, names: {name: 名称}}
      - {measure: 分, names: {amount: 数额}, optional: yes}
      - {type: yes/no, names: {counted: 计入}, default: yes}
"""
YEAR = "2023"


def policy(rules: str, above: str = SHOPS) -> Policy:
    """The policy of these sections."""
    return inner.load_source(Source("small.yaml", HEAD + above + dedent(rules)))


def shops(rule: str, values: str = "") -> Policy:
    """Shops with one score, `s`, of this rule (the lines of its entry)."""
    entry = f"- id: s\n  name: 得分\n  for: shop\n{indent(dedent(rule).strip(), '  ')}\n"
    above = f"values:\n{indent(dedent(values).strip(), '  ')}\n" if values else ""
    return policy(f"{above}scores:\n{indent(entry, '  ')}")


def figures(**columns: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """The two tables: 甲, 乙, 丙, 丁 in turn have these figures; no sales."""
    rows = [{"unit": unit, "period": YEAR} for unit in "甲乙丙丁"]
    for name, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    return {"figures": rows, "sale": []}


def sales(*listed: tuple[Any, ...]) -> dict[str, list[dict[str, Any]]]:
    """Both tables: (unit, name, amount[, counted]) for each sale."""
    tables = figures()
    for unit, name, amount, *counted in listed:
        row = {"unit": unit, "period": YEAR, "name": name, "amount": amount}
        tables["sale"].append(row | ({"counted": counted[0]} if counted else {}))
    return tables


def scored(read: Policy, rows: dict[str, list[dict[str, Any]]], id_: str = "s") -> list[Value]:
    """One value of every unit and period, in their order; calculated twice, independently."""
    results = inner.score_rows(read, rows, verify=True).results
    return [result.values[id_] for result in results if id_ in result.values]


def refused(read: Policy, rows: dict[str, list[dict[str, Any]]]) -> Diagnostic:
    """The one thing that stands against these rows."""
    try:
        inner.score_rows(read, rows)
    except Refused as error:
        (found,) = [finding for finding in error.diagnostics if finding.is_error]
        return found
    raise AssertionError("nothing was refused")


def findings(rules: str, above: str = SHOPS) -> list[str]:
    """The codes of what is wrong with a policy, warnings included, in order."""
    try:
        read = policy(rules, above)
    except Refused as error:
        return [finding.code for finding in error.diagnostics]
    return [finding.code for finding in read.warnings]


def placed(keys: Sequence[Sequence[Any]], dense: bool, first: Extreme = "highest") -> list[tuple[int, int]]:
    """For each unit its place and how many share it, by each of the keys in turn; nothing where nobody has a place."""
    nowhere = Place(Source("nowhere.yaml", ""), 1, 1)
    asked = [RankKey(Absent(place=nowhere), first) for _ in keys]
    values = {key.of: dict(enumerate(listed)) for key, listed in zip(asked, keys, strict=True)}
    rows = list(range(len(keys[0]) if keys else 0))
    if not keys:
        return []
    *_, (levels,) = stages([rows], asked, lambda key, rows: {row: values[key.of][row] for row in rows})
    found = {row: (place, len(level)) for place, level in places(levels, dense) for row in level}
    return [found[row] for row in sorted(found)]
