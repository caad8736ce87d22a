"""The public face: what it gives is what the inner objects hold, exact, short to look at, and lazily imported."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import typing
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import kaohe
import pyarrow
import pytest

ROOT = Path(__file__).parent.parent.parent
POLICY = """\
kaohe: 2
policy: towns
title: 某县考核办法（虚构）
in_force: {from: 2022, to: 2023}
units: {town: {name: 乡镇, period: year, members: [甲镇, 乙镇, 丙镇]}}
tables:
  data:
    name: 数据
    key: [town, year]
    columns: [{names: {done: 完成数, all: 任务数}, min: 0}, {measure: "%", names: {rate: 满意率}, min: 0%}]
questions: {Q1: {ask: 乘几, readings: {two: 乘二, three: 乘三}}}
scores:
  - {id: share, name: 完成, for: town, formula: done / all * 3}
  - {id: factor, name: 倍数, for: town, reading: Q1, cases: {two: rate * 2, three: rate * 3}}
  - {id: place, name: 名次, for: town, rank: {of: share, within: all, first: highest, ties: competition}}
targets:
  unit: town
  table: goals
  name: 年度目标
  due: 2023
  list: [{id: goal, name: 目标, at_least: 30}]
"""
# 1/3 × 3 = 1, 2/7 × 3 = 6/7, 1 × 3 = 3
ROWS = [
    {"unit": "甲镇", "period": 2022, "done": 1, "all": 3, "rate": Decimal("12.5")},
    {"unit": "乙镇", "period": 2022, "done": 2, "all": 7, "rate": 80},
    {"unit": "丙镇", "period": 2022, "done": 5, "all": 5, "rate": Fraction(1, 3)},
]
UNITS = ("甲镇", "乙镇", "丙镇")
GOALS = [{"unit": unit, "period": year, "goal": 20 + year - 2022} for unit in UNITS for year in (2022, 2023)]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> kaohe.Policy:
    file = tmp_path_factory.mktemp("policy") / "towns.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return kaohe.load(file)


@pytest.fixture(scope="module")
def results(policy: kaohe.Policy) -> kaohe.Results:
    return policy.score(policy.read({"data": ROWS}))


@pytest.fixture(scope="module")
def targets(policy: kaohe.Policy) -> kaohe.Targets:
    return policy.targets(policy.read({"goals": GOALS}))


def test_rows_are_plain_and_exact(results: kaohe.Results) -> None:
    head = {"unit_type": "town", "group": None, "period": "2022"}
    assert results.rows() == [
        {**head, "unit": "甲镇", "share": 1, "factor": Fraction(1, 4), "place": 2},
        {**head, "unit": "乙镇", "share": Fraction(6, 7), "factor": Fraction(8, 5), "place": 3},
        {**head, "unit": "丙镇", "share": 3, "factor": Fraction(1, 150), "place": 1},
    ]
    assert [type(row["share"]) for row in results.rows()] == [int, Fraction, int]


def test_numbers_of_another_kind(results: kaohe.Results, targets: kaohe.Targets) -> None:
    assert [row["share"] for row in results.rows(number=float)] == [1.0, 6 / 7, 3.0]
    assert {type(row["place"]) for row in results.rows(number=float)} == {float}
    assert [row["factor"] for row in results.rows(number=str)] == ["1/4", "8/5", "1/150"]
    assert targets.rows(number=float)[0]["attainment"] == 0.7


def test_results_for_other_libraries(results: kaohe.Results) -> None:
    table = pyarrow.table(results)
    rows = results.rows(number=float)
    assert table.drop_columns(["place"]).to_pylist() == [{k: v for k, v in row.items() if k != "place"} for row in rows]
    assert table.column("place").to_pylist() == [row["place"] for row in results.rows()]
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["period"], kinds["share"], kinds["place"]) == ("string", "double", "int64")


def test_arrow_in_and_arrow_out(policy: kaohe.Policy) -> None:
    rows = [{**row, "rate": Decimal("12.5")} for row in ROWS]
    results = policy.score(policy.read({"data": rows}))
    tables = {"data": pyarrow.Table.from_pylist([{id_: str(value) for id_, value in row.items()} for row in rows])}
    table = policy.score_arrow(tables, verify=True)
    assert table.equals(pyarrow.table(results))
    record = json.loads(table.schema.metadata[b"kaohe"])
    assert (record["policy"], record["verified"], "time" in record) == ("towns", True, False)
    assert record["data_digest"] == results.record["data_digest"]
    batches = {"data": tables["data"].to_batches()[0]}
    assert policy.score_arrow(batches, readings={"Q1": "three"}).column("factor")[0].as_py() == 3 / 8
    with pytest.raises(kaohe.Refused) as refused:
        policy.score_arrow({"data": tables["data"].slice(1)})
    assert {each.code for each in refused.value.diagnostics} == {"D310"}


def test_a_table_of_another_library_is_read_by_itself_where_the_policy_has_one() -> None:
    policy = kaohe.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    with pytest.raises(ValueError, match="which table"):
        policy.read(pyarrow.table({"单位": ["甲镇"]}))


def test_a_reading_a_second_opinion_and_the_record(policy: kaohe.Policy) -> None:
    data = policy.read({"data": ROWS})
    other = policy.score(data, readings={"Q1": "three"}, verify=True)
    assert [row["factor"] for row in other.rows()] == [Fraction(3, 8), Fraction(12, 5), Fraction(1, 100)]
    assert other.record["readings"] == {"Q1": "three"} and other.record["verified"] is True
    assert policy.score(data).record["verified"] is False
    assert policy.questions == {"Q1": {"two": "乘二", "three": "乘三"}}


def test_targets_of_the_last_year_or_another(targets: kaohe.Targets) -> None:
    assert targets.years == [2022, 2023]
    row = {"target": "goal", "unit": "甲镇", "period": "2023", "actual": 21, "required": 30, "attained": False}
    assert targets.rows()[0] == {**row, "attainment": Fraction(7, 10)}
    assert targets.of(2022).rows()[0]["actual"] == 20
    assert targets.of("2022").rows() == targets.of(2022).rows()


def test_each_format_is_that_of_the_command(results: kaohe.Results, targets: kaohe.Targets, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    for given in (results, targets):
        assert json.loads(given.json())["results"]
        assert given.html().startswith("<!DOCTYPE html>") and "甲镇" in given.html()
        assert "甲镇" in given.text() and "甲镇" in given.markdown() and "甲镇" in given.csv()
        given.xlsx(tmp_path / "x.xlsx")
        assert load_workbook(tmp_path / "x.xlsx").sheetnames
    values = {row["unit"]: row["values"]["share"] for row in json.loads(results.json())["results"]}
    assert values == {"甲镇": 1, "乙镇": 6 / 7, "丙镇": 3}
    assert max(map(len, results.text(width=40).splitlines())) <= 40


def test_explanations(results: kaohe.Results, targets: kaohe.Targets) -> None:
    alone, both = results.explain("乙镇", of="share"), results.explain("甲镇", against="乙镇")
    goal = targets.explain("甲镇")
    assert "完成数 ÷ 任务数 × 3" in alone.text()
    for explanation in (alone, both, goal):
        assert explanation.html().startswith("<!DOCTYPE html>")
        assert json.loads(explanation.json())["policy"] == "towns"
        assert explanation.markdown().startswith("# ")


def test_what_is_looked_at_is_short(policy: kaohe.Policy, results: kaohe.Results, targets: kaohe.Targets) -> None:
    data = policy.read({"data": ROWS})
    assert repr(policy) == "<kaohe.Policy towns 某县考核办法（虚构）>"
    assert repr(data) == "<kaohe.Data rows: 1 tables for towns>"
    assert repr(results) == "<kaohe.Results towns: 3 rows, 2022>"
    assert repr(targets) == "<kaohe.Targets towns: 3 rows, 2023>"
    assert repr(results.explain("甲镇")) == "<kaohe.Explanation towns: 甲镇 2022>"


def raised(call: Callable[[], object]) -> kaohe.KaoheError:
    with pytest.raises(kaohe.KaoheError) as error:
        call()
    assert str(error.value).count("\n") <= 10
    return error.value


def test_all_errors_have_one_root(policy: kaohe.Policy, results: kaohe.Results, targets: kaohe.Targets) -> None:
    floats = [{**ROWS[0], "done": 1.5}, *ROWS[1:]]
    for kind, code, call in (
        (kaohe.Refused, "K101", lambda: kaohe.load("nowhere.yaml")),
        (kaohe.Refused, "D101", lambda: policy.read("nowhere")),
        (kaohe.Refused, "D135", lambda: policy.read({})),
        (kaohe.Refused, "D214", lambda: policy.read({"data": floats})),
        (kaohe.Refused, "C202", lambda: policy.score(policy.read({"data": ROWS}), readings={"Q1": "ten"})),
        (kaohe.NotThere, "C171", lambda: results.explain("丁镇")),
        (kaohe.NotThere, "C172", lambda: targets.explain("甲镇", of="nothing")),
        (kaohe.NotThere, "C114", lambda: results.of("2023")),
        (kaohe.NotThere, "C113", lambda: results.of("soon")),
        (kaohe.NotThere, "C114", lambda: targets.of(2029)),
        (kaohe.NotThere, "C113", lambda: policy.gap(policy.read({"data": ROWS}), period="soon")),
    ):
        error = raised(call)
        assert type(error) is kind
        assert error.diagnostics[0].code == code
        assert code in str(error)


def test_a_side_that_cannot_be_calculated_is_refused_when_it_is_asked_for(policy: kaohe.Policy) -> None:
    goals, scores = policy.read({"goals": GOALS}), policy.read({"data": ROWS})
    assert policy.targets(goals).rows() and policy.score(scores).rows()
    for call in (lambda: policy.score(goals), lambda: policy.targets(scores)):
        assert raised(call).diagnostics[0].code == "D135"


def test_wrong_targets_beside_scores_are_refused_and_missing_ones_are_not(policy: kaohe.Policy) -> None:
    wrong = policy.read({"data": ROWS, "goals": [*GOALS[:-1], {**GOALS[-1], "goal": "许多"}]})
    assert raised(lambda: policy.readings(wrong)).diagnostics[0].code == "D211"
    assert policy.whatif(policy.read({"data": ROWS}), set=["甲镇.rate=50"]).rows()[0]["new"] == 1


def test_a_policy_of_targets_alone_has_no_scores() -> None:
    method = kaohe.load("hengdong")
    assert method.score(method.read(ROOT / "examples" / "hengdong")).rows() == []


def test_what_has_not_been_sent_is_absent(policy: kaohe.Policy) -> None:
    late = policy.read({"data": ROWS[:2]}, provisional=True)
    rows = policy.score(late).rows()
    assert [row["share"] for row in rows] == [1, Fraction(6, 7), None]
    assert [row["place"] for row in rows] == [None, None, None]


def test_data_belong_to_the_policy_that_has_read_them(policy: kaohe.Policy) -> None:
    data = kaohe.load("xiangxiang_chains").read(ROOT / "examples" / "xiangxiang_chains")
    with pytest.raises(ValueError, match="xiangxiang_chains"):
        policy.score(data)


def test_importing_loads_nothing_heavy() -> None:
    heavy = ("yaml", "networkx", "rich", "kaohe.api")
    code = f"import sys, kaohe; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "engine", check=True)
    assert done.stdout == "[]\n"
    with pytest.raises(AttributeError):
        kaohe.nothing  # noqa: B018


CLASSES = [value for name in kaohe.__all__ if inspect.isclass(value := getattr(kaohe, name))]


@pytest.mark.parametrize("kind", [c for c in CLASSES if c.__module__.startswith("kaohe.api")], ids=lambda c: c.__name__)
def test_options_go_by_name_and_every_type_is_exported(kind: type) -> None:
    seen = 0
    for name, member in inspect.getmembers(kind):
        call = member.fget if isinstance(member, property) else member
        if (
            name.startswith("_")
            or not inspect.isfunction(call)
            or (kind.__name__, name) in (("Data", "of"), ("Data", "inputs"))
        ):
            continue
        seen += 1
        types = typing.get_type_hints(call)
        parameters = inspect.signature(call).parameters.values()
        assert len([each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]) <= 2, "self and the matter"
        assert [each for found in types.values() for each in own(found) if each not in CLASSES] == []
    assert seen


def own(annotation: Any) -> list[type]:
    """The classes of kaohe that an annotation names."""
    inner = [found for each in typing.get_args(annotation) if each is not ... for found in own(each)]
    return [annotation, *inner] if getattr(annotation, "__module__", "").startswith("kaohe") else inner
