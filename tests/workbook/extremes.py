"""Made-up policies at the edges of what a sheet takes: long lists, long texts, deep conditions, many units."""

from __future__ import annotations

from kaohe.source_places import Source

MANY = 300
HOSTILE = ['O\'Brien "甲"', "=1+1", "+1", "-1", "@SUM(A1)", "很长的名称" * 60, "TRUE", "1e5", "a&b<c>", "%d{0}"]


def wide_lists() -> Source:
    """Hundreds of numbers and flags in one formula, a hundred conditions in a row, and texts beyond any literal."""
    numbers = [f"n{number}" for number in range(MANY)]
    flags = [f"f{number}" for number in range(MANY)]
    name = "名称长得在三十一个字以内分不出彼此的一张数据表"
    listed = "\n".join(
        f'      - {{when: n{number} > {number + 1}, give: "{number} + n{number}"}}' for number in range(100)
    )
    nested = "n0"
    for number in range(1, 40):
        nested = f"(n{number} if f{number} else {nested} + 1)"
    listed_parts = ", ".join(f"{{id: p{number}, name: 项{number}, formula: n{number}}}" for number in range(MANY))
    long_text = "很长的话" * 100
    return Source(
        "lists.yaml",
        f"""\
kaohe: 2
policy: lists
title: 很长的各种列表
units: {{town: {{name: 镇, period: quarter, members: [甲, 乙, 丙]}}}}
tables:
  one:
    name: {name}{name}甲
    key: [town, quarter]
    columns:
      - {{names: {{{", ".join(f"{each}: 数{each}" for each in numbers)}}}}}
    must_hold:
      - {" + ".join(numbers[:100])} > -1000000
  two:
    name: {name}{name}乙
    key: [town, quarter]
    columns:
      - {{type: yes/no, names: {{{", ".join(f"{each}: 是否{each}" for each in flags)}}}}}
      - {{type: text, names: {{words: 话}}}}
scores:
  - {{id: added, name: 相加, for: town, formula: "{" + ".join(numbers)}"}}
  - {{id: times, name: 加权, for: town, per_item: {{{", ".join(f"{each}: 0.5" for each in numbers)}}}}}
  - {{id: largest, name: 最大, for: town, formula: "max({", ".join(numbers)})"}}
  - {{id: least, name: 最小, for: town, formula: "min({", ".join(f"{each}+1" for each in numbers[:230])})"}}
  - {{id: every, name: 都是, for: town, formula: "{" and ".join(flags[:220])}"}}
  - {{id: some, name: 有的是, for: town, formula: "{" or ".join(flags[:230])}"}}
  - {{id: compared, name: 都大, for: town, formula: "{" and ".join(f"{each}>-1" for each in numbers[:150])}"}}
  - {{id: nested, name: 套叠, for: town, formula: "{nested}"}}
  - id: first
    name: 依次
    for: town
    first:
{listed}
      - {{otherwise: 0}}
  - {{id: said, name: 说的, for: town, formula: 'words == "{long_text}"'}}
  - {{id: parts_total, name: 合计, for: town, parts: [{listed_parts}]}}
  - {{id: place, name: 名次, for: town, rank: {{of: parts_total, within: all, ties: competition}}}}
""",
    )


def many_units(count: int) -> Source:
    """More units than anybody has, with names that a sheet would misread among them."""
    members = [*HOSTILE, *(f"第{number}号单位" for number in range(count - len(HOSTILE)))]
    half = count // 2
    groups = [("one", members[:half]), ("two", members[half:])]
    written = "\n".join(
        f"      {id_}: {{name: 组{id_}, members: [{', '.join(map(_quoted, names))}]}}" for id_, names in groups
    )
    return Source(
        "units.yaml",
        f"""\
kaohe: 2
policy: units
title: 很多单位
units:
  town:
    name: 镇
    period: quarter
    groups:
{written}
tables:
  figures:
    name: 数
    key: [town, quarter]
    columns: [{{names: {{x: 数甲, y: 数乙}}}}]
  projects:
    name: 项目
    records_of: [town, quarter]
    columns: [{{names: {{amount: 规模}}}}]
scores:
  - {{id: amounts, name: 规模, for: town, sum: {{over: projects, of: amount}}}}
  - {{id: total, name: 总分, for: town, formula: x + y × 2 + amounts}}
  - {{id: annual, name: 年度, for: town, per: year, sum: {{over: quarter, of: total, weight: [25%, 25%, 25%, 25%]}}}}
  - {{id: place, name: 名次, for: town, rank: {{of: total, within: group, ties: competition}}}}
  - {{id: other, name: 某镇, for: town, formula: 'x + x("=1+1")'}}
""",
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
