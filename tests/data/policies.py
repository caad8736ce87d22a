"""Small policies for the tests of reading data, made from the model's own records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language import nodes
from kaohe.language.measures import NUMBER, Measure, measure
from kaohe.language.periods import Period
from kaohe.policy.model import ColumnSpec, ColumnType, Display, Group, Member, Policy, Table, UnitType
from kaohe.policy.use_and_amends import WholeText
from kaohe.source_places import NOWHERE


def column(id_: str, name: str, type_: ColumnType = "number", of: str = "", **more: Any) -> ColumnSpec:
    """A column; `of` is the word of its measure."""
    known: Measure = measure(of) or NUMBER
    return ColumnSpec(id_, name, type_, NOWHERE, known, **more)


def table(id_: str, name: str, *columns: ColumnSpec, of: str = "district", **more: Any) -> Table:
    """A quarterly keyed table, unless `more` says otherwise."""
    more = {"period": "quarter", "records": False, **more}
    return Table(id_, name, NOWHERE, of, columns={spec.id: spec for spec in columns}, **more)


def members(*names: str) -> dict[str, Member]:
    return {name: Member(name, NOWHERE, "one") for name in names}


def policy(
    *tables: Table,
    units: Iterable[UnitType] | None = None,
    in_force: tuple[Period | None, Period | None] = (None, None),
) -> Policy:
    """A policy of districts 甲区 (alias 甲城区), 乙区, 丙区 and one department, unless `units` are given."""
    listed = members("甲区", "乙区", "丙区")
    listed["甲区"] = Member("甲区", NOWHERE, "one", ("甲城区",))
    groups = {"one": Group("one", "一组")}
    known = units or (
        UnitType("district", "区", "quarter", NOWHERE, None, listed, groups),
        UnitType("department", "部门", "quarter", NOWHERE, None, members("县教育局"), groups),
    )
    return Policy(
        id="p",
        title="某县办法",
        text=WholeText(nodes.Mapping(NOWHERE), (NOWHERE.source,)),
        status="in_force",
        in_force=in_force,
        document={},
        units={unit.id: unit for unit in known},
        tables={each.id: each for each in tables},
        questions={},
        notes=(),
        definitions={},
        conditions=(),
        display=Display(),
        examples=(),
    )


RATE = column("rate", "完成率", of="%")
CUT = column("cut", "扣分", minimum=Fraction(0))
DISTRICT = table("district", "区季报", RATE, CUT)
PROJECT = table(
    "project",
    "项目",
    column("name", "项目名称", "text"),
    column("investment", "投资额", of="亿元"),
    column("kind", "类别", "choice", choices={"new": "新建", "continuing": "续建"}),
    column("reported", "已备案", "truth", default=False),
    records=True,
)
HEADER = "单位,周期,完成率,扣分\n"
BODY = "甲区,2022-Q1,95.5,1\n乙区,2022-Q1,88,0\n丙区,2022-Q1,102.25,2\n"


def read(
    folder: Path, files: Mapping[str, str | bytes], *tables: Table, **more: Any
) -> tuple[Dataset, list[Diagnostic]]:
    """The dataset and the findings for files written into a folder; the default tables are DISTRICT alone."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = Findings()
    known = policy(*(tables or (DISTRICT,)), **more)
    return read_data(known, folder, known.tables, findings), _sayable(findings)


def of_rows(rows: dict[str, list[dict[str, Any]]], *tables: Table, **more: Any) -> tuple[Dataset, list[Diagnostic]]:
    """The same for rows given in Python."""
    findings = Findings()
    return dataset_of_rows(policy(*(tables or (DISTRICT,)), **more), rows, findings), _sayable(findings)


def _sayable(findings: Findings) -> list[Diagnostic]:
    """The findings, once each has said its message and mend in both languages (a gap in either raises)."""
    for diagnostic in findings.all:
        for language in ("zh", "en"):
            assert diagnostic.message(language) and diagnostic.mend(language)
    return findings.all


def codes(found: Iterable[Diagnostic]) -> list[str]:
    return [diagnostic.code for diagnostic in found]
