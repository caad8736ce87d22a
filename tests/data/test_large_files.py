"""Large CSV files are read all at once: the same data set and the same findings as with care, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaohe.data.read_data import read_data
from kaohe.data.sheets import csv_reader
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Findings
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.source_places import Source

POLICY = """\
kaohe: 2
policy: both_ways
title: 两种读法
in_force: {from: 2023Q1}
units:
  town: {name: 乡镇, period: quarter, from: report, group: team}
  office: {name: 部门, period: year, members: [甲局, 乙局, 丙局]}
tables:
  report:
    name: 乡镇季报
    key: [town, quarter]
    columns:
      - {type: text, names: {team: 组别}}
      - {measure: 万元, names: {invested: 完成投资}}
      - {measure: "%", min: -100%, max: 300%, names: {growth: 增长率}}
      - {measure: 家, whole: yes, min: 0, names: {firms: 企业数}}
      - {measure: 亿元, optional: yes, names: {debt: 债务}}
      - {measure: 亿元, default: 0, names: {loan: 贷款}}
      - {names: {index: 指数}, usual: 0..5000}
      - {type: choice, choices: {hill: 山区, plain: 平原}, names: {land: 地形}}
      - {type: yes/no, names: {open: 是否公开}}
  project:
    name: 项目
    records_of: [town, quarter]
    optional: yes
    columns:
      - {type: name, names: {name: 项目名称}}
      - {measure: 万元, names: {cost: 总投资}}
      - {measure: 万元, optional: yes, names: {paid: 已付}}
scores:
  - {id: total, name: 总分, for: town, formula: invested / 1 万元 + growth * 100 + firms / 1 家 + loan / 1 万元 + index}
"""
HEADS = ["乡镇", "季度", "组别", "完成投资", "增长率", "企业数", "债务", "贷款", "指数", "地形", "是否公开"]
FAULTS = [
    "", " ", "\u3000", "+5", "5.", ".5", "-", "-.5", "-0", '"1,000"', "1,000", "１２", "12%", "abc", "1e3", "007",
    "0.10", "12345678901234567", "1234567890123.25", "9" * 30, "无", "合计", " 12", "12 ", "a\u200bb", "\x01", "\x85", 
    "1.2.3", "--5", "5/2", "0.5", "500", "1000000", "-0.004", "#N/A", "12\t", "\ufffd", "注：见说明", "山区 ", "是",
    "2024Q2", "2024年二季度", "一季度", "12.345678", "0.000000001", "x" * 30, "'", '"', '""', '"a"', "\r", "\u2028",
]  # fmt: skip
ROWS_OF_OTHERS = [
    "", ",,,,,,,,,,", " , ,,,,,,,,", "合计,,,,,,,,,,", "注：数据来源于统计局", "2024年一季度乡镇季报", 
    "单位：万元,,,,,,,,,,",    ",".join(HEADS), "填表人：张三,,,,,,,,,,", "甲,2024Q1", "sep=,", "一,二,三",
]  # fmt: skip


def both(policy: Policy, folder: Path) -> tuple[tuple[Dataset, list[object]], tuple[Dataset, list[object]]]:
    """What is read with care, and what all at once, however small the files are."""
    found = []
    for least in (1 << 60, 0):
        findings = Findings()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_reader, "LARGE", least)
            dataset = read_data(policy, folder, policy.tables, findings)
        told = [(each.code, each.place, each.message("zh"), each.mend("en"), each.fix) for each in findings.all]
        found.append((dataset, told))
    return found[0], found[1]


def assert_same(policy: Policy, folder: Path) -> Dataset:
    (careful, told), (quick, quickly) = both(policy, folder)
    assert quickly == told
    assert quick.digest == careful.digest
    assert (quick.units, quick.groups, quick.periods) == (careful.units, careful.groups, careful.periods)
    for id_, table in careful.tables.items():
        other = quick.tables[id_]
        assert (other.keys, other.columns, other.fields) == (table.keys, table.columns, table.fields)
        assert (other.sent, other.incomplete, other.named) == (table.sent, table.incomplete, table.named)
        for row in {0, len(table.keys) - 1} if table.keys else ():
            for column in ("unit", "period", *table.columns):
                assert other.place_of(row, column) == table.place_of(row, column)
    return quick


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_source(Source("both_ways.yaml", POLICY))


def rows_of(draw: st.DrawFn) -> list[list[str]]:
    number = st.integers(-(10**5), 10**6).map(lambda n: f"{n / 100:.2f}".rstrip("0").rstrip("."))
    figure = st.one_of(st.integers(1, 2000).map(str), number, st.sampled_from(["1", "20", "300"]))
    count = draw(st.integers(1, 12))
    rows = []
    for at in range(count):
        unit, period = draw(st.sampled_from(["甲", "乙", f"乡{at}"])), draw(st.sampled_from(["2024Q1", "2024Q2"]))
        growth = draw(st.one_of(st.integers(-100, 300), st.sampled_from([0, 0.5, 12.25, 0.125])))
        rows.append(
            [
                unit,
                period,
                draw(st.sampled_from(["一组", "二组"])),
                draw(figure),
                str(growth),
                str(draw(st.integers(0, 500))),
                draw(st.one_of(st.just(""), figure)),
                draw(st.one_of(st.just(""), figure)),
                draw(figure),
                draw(st.sampled_from(["山区", "plain"])),
                draw(st.sampled_from(["是", "0"])),
            ]
        )
    return rows


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A report: clean, or with a fault or two put in."""
    rows = rows_of(draw)
    if draw(st.booleans()):
        rows = [row for at, row in enumerate(rows) if row[:2] not in [other[:2] for other in rows[:at]]]
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        row, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(HEADS) - 1))
        rows[row][column] = draw(st.sampled_from(FAULTS))
    lines = [",".join(row) for row in [HEADS, *rows]]
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(ROWS_OF_OTHERS)))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = end.join(lines) + draw(st.sampled_from([end, end, "", end * 3]))
    written = text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig"])), "replace")
    return draw(st.sampled_from([written, written, written, text.encode("gb18030", "replace")]))


@st.composite
def projects(draw: st.DrawFn) -> str:
    """Records, of which some may be the same, or spelt in several ways."""
    name = st.sampled_from(["一号桥", "1号桥", "1#桥", "学校（二期）", "学校(二期)", "路", "合计", "x"])
    row = st.tuples(st.sampled_from(["甲", "乡1"]), st.just("2024Q1"), name, st.sampled_from(["1", "2.50", "300", "2"]))
    return "乡镇,季度,项目名称,总投资\n" + "".join(f"{','.join(each)}\n" for each in draw(st.lists(row, max_size=6)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=files(), records=projects())
def test_clean_files_and_faulty_ones_are_read_alike(
    policy: Policy, tmp_path: Path, written: bytes, records: str
) -> None:
    (tmp_path / "乡镇季报.csv").write_bytes(written)
    (tmp_path / "项目.csv").write_text(records, encoding="utf-8")
    assert_same(policy, tmp_path)


PLAIN = (
    ",".join(HEADS)
    + "\n"
    + "".join(
        f"乡{at:02},2024Q1,{at // 6}组,{at * 3 + 900}.{at:02},{at + 20},{at},{at + 1}.5,{at + 2},{at + 7},山区,是\n"
        for at in range(40)
    )
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("column", [0, 3, 4])
def test_one_fault_in_a_clean_file(policy: Policy, tmp_path: Path, fault: str, column: int) -> None:
    lines = PLAIN.split("\n")
    cells = lines[20].split(",")
    cells[column] = fault
    lines[20] = ",".join(cells)
    (tmp_path / "report.csv").write_bytes("\n".join(lines).encode())
    assert_same(policy, tmp_path)


@pytest.mark.parametrize("at", [0, 1, 20, 41])
@pytest.mark.parametrize("line", ROWS_OF_OTHERS)
def test_a_line_of_another_kind(policy: Policy, tmp_path: Path, line: str, at: int) -> None:
    lines = PLAIN.split("\n")
    lines.insert(at, line)
    (tmp_path / "report.csv").write_bytes("\r\n".join(lines).encode())
    assert_same(policy, tmp_path)


def test_a_header_with_a_column_that_no_row_has(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(PLAIN.replace("公开\n", "公开,备注\n"), encoding="utf-8")
    assert_same(policy, tmp_path)
    (tmp_path / "report.csv").write_text(PLAIN.replace("公开\n", "公开,,\n"), encoding="utf-8")
    assert_same(policy, tmp_path)


def test_a_column_that_numbers_the_rows(policy: Policy, tmp_path: Path) -> None:
    lines = [f"{at or '序号'},{line}" for at, line in enumerate(PLAIN.splitlines())]
    (tmp_path / "report.csv").write_text("\n".join(lines), encoding="utf-8")
    assert columns_in_arrays(assert_same(policy, tmp_path)) == ALL
    lines[20] = "20" + "," * len(HEADS)
    (tmp_path / "report.csv").write_text("\n".join(lines), encoding="utf-8")
    assert_same(policy, tmp_path)


ALL = ["invested", "growth", "firms", "debt", "loan", "index"]


def columns_in_arrays(dataset: Dataset) -> list[str]:
    columns = dataset.tables["report"].columns
    return [id_ for id_, values in columns.items() if isinstance(values, Numbers) and values.array is not None]


def test_clean_columns_are_arrays_and_others_are_read_with_care(policy: Policy, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text(PLAIN, encoding="utf-8")
    assert columns_in_arrays(assert_same(policy, tmp_path)) == ALL
    lines = PLAIN.split("\n")
    cells = lines[20].split(",")
    lines[20] = ",".join([*cells[:3], f" {cells[3]}", *cells[4:]])
    file.write_text("\n".join(lines), encoding="utf-8")
    assert columns_in_arrays(assert_same(policy, tmp_path)) == ALL[1:]


def test_rows_in_another_order_have_the_same_digest(policy: Policy, tmp_path: Path) -> None:
    head, *rows = PLAIN.splitlines(keepends=True)
    (tmp_path / "report.csv").write_text(PLAIN, encoding="utf-8")
    first = assert_same(policy, tmp_path)
    (tmp_path / "report.csv").write_text("".join([head, *reversed(rows)]), encoding="utf-8")
    assert assert_same(policy, tmp_path).digest == first.digest


def test_the_digest_of_records_does_not_rest_on_their_order(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(PLAIN, encoding="utf-8")
    rows = [
        "乡01,2024Q1,桥,3,\n",
        "乡01,2024Q1,桥,3,2\n",
        "乡01,2024Q1,桥,20,\n",
        "乡01,2024Q1,路,3,1\n",
        "乡00,2024Q1,路,3,1\n",
    ]
    found = set()
    for order in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        (tmp_path / "项目.csv").write_text(
            "乡镇,季度,项目名称,总投资,已付\n" + "".join(rows[at] for at in order), encoding="utf-8"
        )
        found.add(assert_same(policy, tmp_path).digest)
    assert len(found) == 1
    (tmp_path / "项目.csv").write_text(
        "乡镇,季度,项目名称,总投资,已付\n" + "".join(rows).replace("20,", "3,").replace("桥,3,2", "桥,20,2"),
        encoding="utf-8",
    )
    assert assert_same(policy, tmp_path).digest not in found


CORPUS = sorted((Path(__file__).parent.parent / "corpus" / "csv").rglob("*.csv"))


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_the_corpus_is_read_alike(file: Path, tmp_path: Path) -> None:
    policy = load_source(
        Source(
            "corpus.yaml",
            "kaohe: 2\npolicy: corpus\ntitle: 测试办法\nin_force: {from: 2022Q1}\n"
            "units: {district: {name: 区, period: quarter, members: [甲区, 乙区, 丙区]}}\n"
            "tables:\n  data:\n    name: 数据\n    key: [district, quarter]\n    columns:\n"
            '      - {names: {rate: 完成率}, measure: "%", min: 0%, max: 2000%}\n      - {names: {cut: 扣分}, min: 0}\n'
            "scores: [{id: total, name: 总分, for: district, formula: rate / 100% * 100 - cut}]\n",
        )
    )
    (tmp_path / "data.csv").write_bytes(file.read_bytes())
    assert_same(policy, tmp_path)
