"""Partitions give what the whole data give, and go on after an interruption; no group is compared in parts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kaohe
import pyarrow
import pytest
from kaohe.diagnostics import Refused
from kaohe.partitions import stream as module
from kaohe.partitions.ledger import FILE, InUse, NoLedger
from kaohe.partitions.partition import digest_of, digest_of_file, partitions_at
from kaohe.partitions.stream import RECORD, Outcome, Stream
from pyarrow import parquet

from tests import inner
from tests.partitions.towns import OPERATORS, Tables, folds, places, policy, rows_of, tables_of, write

AREAS = {
    "山区": ["甲镇", "乙镇", "丙镇", "丁镇", "戊镇"],
    "平原": ["己镇", "庚镇", "辛镇"],
    "湖区": ["壬镇", "癸镇", "子镇", "丑镇"],
    "城区": ["寅镇"],
}
PARTS = (["山区", "城区"], ["平原"], ["湖区"])
EVERY_WORD = places() + folds()
PLACES = places()


def parts() -> list[Tables]:
    return [rows_of({area: AREAS[area] for area in areas}) for areas in PARTS]


def written(folder: Path, rows: Sequence[Tables]) -> Path:
    for number, each in enumerate(rows):
        write(folder / f"part-{number}", each)
    return folder


def stream(
    tmp_path: Path, scores: str = PLACES, *, text: str | None = None, readings: dict[str, str] | None = None
) -> Stream:
    (tmp_path / "towns.yaml").write_text(text or policy(scores), encoding="utf-8")
    partitions, others = partitions_at(str(tmp_path / "in"))
    assert others == []
    return Stream(inner.load(tmp_path / "towns.yaml"), partitions, tmp_path / "out", readings or {}, False)


def run(tmp_path: Path, scores: str = PLACES, **options: Any) -> list[Outcome]:
    found = stream(tmp_path, scores, **options)
    try:
        found.open()
        outcomes = list(found)
        if all(each.done for each in outcomes):
            found.complete()
        return outcomes
    finally:
        found.close()


def codes(outcomes: Sequence[Outcome]) -> list[list[str]]:
    return [[each.code for each in outcome.findings if each.is_error] for outcome in outcomes]


def results(folder: Path) -> list[dict[str, Any]]:
    found = sorted((folder / "out").glob("*/scores.parquet"))
    return [row for file in found for row in parquet.read_table(file).to_pylist()]


def together(rows: Sequence[Tables]) -> Tables:
    return {id_: [row for each in rows for row in each[id_]] for id_ in rows[0]}


@pytest.mark.parametrize("seed", range(4))
def test_partitions_give_what_the_whole_data_give_by_every_word_that_compares(seed: int, tmp_path: Path) -> None:
    rows = [rows_of({area: AREAS[area] for area in areas}, seed=seed) for areas in PARTS]
    written(tmp_path / "in", rows)
    assert codes(run(tmp_path, EVERY_WORD)) == [[], [], []]
    whole = kaohe.load(tmp_path / "towns.yaml").score_arrow(tables_of(together(rows))).to_pylist()
    assert results(tmp_path) == whole
    assert {f"{each}_of" for each in OPERATORS} | {"place", "grade", "last", "coefficient"} <= set(whole[0])


def test_the_record_lists_partitions_with_their_digests(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    run(tmp_path)
    record = json.loads((tmp_path / "out" / RECORD).read_text(encoding="utf-8"))
    assert record["policy"] == "towns" and record["verified"] is False
    assert [each["partition"] for each in record["partitions"]] == ["part-0", "part-1", "part-2"]
    for each in record["partitions"]:
        file = tmp_path / "out" / each["file"]
        assert each["output_digest"] == digest_of_file(file)
        assert each["input_digest"] == digest_of(tmp_path / "in" / each["partition"])
        own = json.loads(parquet.read_schema(file).metadata[b"kaohe"])
        assert own["data_digest"] == each["data_digest"] and own["policy_digest"] == record["policy_digest"]
        assert each["rows"] == parquet.read_metadata(file).num_rows


def test_a_unit_in_two_partitions_is_refused_with_both(tmp_path: Path) -> None:
    first, second = rows_of({"山区": ["甲镇"]}, [2022]), rows_of({"平原": ["甲镇", "乙镇"]}, [2022])
    written(tmp_path / "in", [first, second])
    kept, refused = run(tmp_path)
    assert kept.done is not None and refused.done is None
    (finding,) = refused.findings
    assert finding.code == "E605" and "part-1/town.parquet[town!1.unit]" in str(finding.place)
    told = finding.message("en")
    assert told == "1 units of the partition part-1 are also in the partition part-0: 甲镇"
    assert [row["unit"] for row in results(tmp_path)] == ["甲镇"]
    assert not (tmp_path / "out" / RECORD).exists()


def test_a_group_in_two_partitions_is_refused_with_both(tmp_path: Path) -> None:
    first, second = rows_of({"山区": ["甲镇"]}, [2022]), rows_of({"平原": ["乙镇"], "山区": ["丙镇"]}, [2022])
    written(tmp_path / "in", [first, second])
    _, refused = run(tmp_path)
    (finding,) = refused.findings
    assert finding.code == "E606" and "part-1/town.parquet[town!2.unit]" in str(finding.place)
    told = finding.message("en")
    assert told == "1 comparison groups of the partition part-1 are also in the partition part-0: 山区 2022"


def test_groups_that_are_compared_by_no_word_may_be_in_two_partitions(tmp_path: Path) -> None:
    written(tmp_path / "in", [rows_of({"山区": ["甲镇"]}), rows_of({"山区": ["丙镇"]})])
    assert codes(run(tmp_path, "  - {id: s, name: 总分, for: town, formula: v}")) == [[], []]


def test_what_tells_groups_may_be_a_value_and_several_together(tmp_path: Path) -> None:
    scores = "  - {id: size, name: 规模, for: town, formula: \"'大' if done > 100 else '小'\"}\n" + places(
        "[size, group]"
    )
    written(tmp_path / "in", [rows_of({"山区": ["甲镇"]}), rows_of({"平原": ["丙镇"]})])
    assert codes(run(tmp_path, scores)) == [[], []]
    other = scores.replace("[size, group]", "size")
    assert codes(run(tmp_path, other)) == [[], ["E606"]]


def test_names_that_are_spelt_otherwise_are_one_group(tmp_path: Path) -> None:
    text = policy(places("area")).replace("type: text, names: {area", "type: name, names: {area")
    written(tmp_path / "in", [rows_of({"东（一）片": ["甲镇"]}), rows_of({"东(1)片": ["丙镇"]})])
    text = text.replace("from: town, group: area", "from: town")
    assert codes(run(tmp_path, text=text)) == [[], ["E606"]]


def test_units_that_are_spelt_otherwise_are_one_unit(tmp_path: Path) -> None:
    written(tmp_path / "in", [rows_of({"山区": ["东（一）镇"]}), rows_of({"平原": ["东(1)镇", "乙镇"]})])
    assert codes(run(tmp_path)) == [[], ["E605"]]


def test_members_that_are_compared_with_each_other_are_one_group_whatever_tells_it(tmp_path: Path) -> None:
    rank = "rank: {of: v, over: [unit, half], within: zone, ties: dense}"
    text = f"""\
kaohe: 2
policy: towns
title: 某县乡镇考核办法（虚构）
units: {{town: {{name: 乡镇, period: year, from: town}}}}
lists: {{half: {{name: 半, members: {{a: 上, b: 下}}}}}}
tables:
  town:
    name: 乡镇年报
    key: [town, year]
    columns: [{{type: text, each: half, names: {{zone: 区}}}}, {{each: half, names: {{v: 数}}}}]
scores: [{{id: s, name: 名次, for: town, each: half, {rank}}}]
"""
    for number, (unit, zones) in enumerate((("甲镇", "东西"), ("乙镇", "西东"))):
        (tmp_path / "in" / str(number)).mkdir(parents=True)
        row = {"unit": unit, "period": "2022", "区上": zones[0], "区下": zones[1], "数上": 1, "数下": 2}
        parquet.write_table(pyarrow.Table.from_pylist([row]), tmp_path / "in" / str(number) / "town.parquet")
    _, refused = run(tmp_path, text=text)
    assert [(each.code, each.arguments["count"]) for each in refused.findings] == [("E606", 2)]


def test_names_of_partitions_may_be_of_another_encoding_and_none_has_the_result_of_another(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    names = [b"\xb6\xab".decode("utf-8", "surrogateescape"), "西区", "a", "a.parquet"]
    for name, each in zip(names, [*parts(), rows_of({"洲区": ["卯镇"]})], strict=True):
        write(tmp_path / "made", each).rename(tmp_path / "in" / name)
    assert codes(run(tmp_path)) == [[]] * 4
    record = json.loads((tmp_path / "out" / RECORD).read_text(encoding="utf-8"))
    listed = [each["file"] for each in record["partitions"]]
    assert [f"{name}/scores.parquet" for name in (r"\udcb6\udcab", "a.parquet", "a", "西区")] == sorted(listed)
    assert sum(each["rows"] for each in record["partitions"]) == len(results(tmp_path)) == 28


def test_all_partitions_have_the_same_periods_and_shared_tables(tmp_path: Path) -> None:
    first, second = rows_of({"山区": ["甲镇"]}), rows_of({"平原": ["乙镇"]}, [2022])
    written(tmp_path / "in", [first, second])
    _, refused = run(tmp_path)
    (finding,) = refused.findings
    assert (finding.code, finding.message("en")) == (
        "E607",
        "the periods of 乡镇 differs between the partitions part-1 and part-0",
    )
    second = rows_of({"平原": ["乙镇"]})
    for rows, figures in ((first, (5, 6)), (second, (5, 7))):
        rows["common"] = [{"period": str(2022 + at), "county_figure": figure} for at, figure in enumerate(figures)]
    written(tmp_path / "in", [first, second])
    scores = "  - {id: s, name: 总分, for: town, formula: v / county_figure}"
    assert codes(run(tmp_path, scores)) == [[], ["E607"]]
    second["common"] = first["common"]
    written(tmp_path / "in", [first, second])
    assert codes(run(tmp_path, scores)) == [[], []]


def test_one_partition_alone_compares_all_units(tmp_path: Path) -> None:
    written(tmp_path / "in", parts()[:1])
    assert codes(run(tmp_path, places("all") + folds("all"))) == [[]]


def test_what_was_compared_alone_is_compared_again_beside_others(tmp_path: Path) -> None:
    rows = [rows_of({"山区": ["甲镇"]}), rows_of({"山区": ["乙镇"]})]
    written(tmp_path / "in", rows[:1])
    assert codes(run(tmp_path)) == [[]]
    written(tmp_path / "in", rows)
    assert codes(run(tmp_path)) == [[], ["E606"]]


def test_another_unit_is_asked_where_a_column_names_it_and_refused_where_a_formula_does(tmp_path: Path) -> None:
    rows = [rows_of({"山区": ["甲镇", "乙镇"]}, [2022]), rows_of({"平原": ["丙镇"]}, [2022])]
    rows[0]["town"][0]["partner"] = "乙镇"
    written(tmp_path / "in", rows)
    scores = "  - {id: s, name: 得分, for: town, formula: v(partner) if present(partner) else 0}"
    assert codes(run(tmp_path, scores)) == [[], []]
    rows[1]["town"][0]["partner"] = "乙镇"
    written(tmp_path / "in", rows)
    assert codes(run(tmp_path, scores)) == [[], ["D350"]]


def test_units_that_the_policy_lists_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    listed = ", ".join(town for towns in AREAS.values() for town in towns)
    with pytest.raises(Refused) as refused:
        run(tmp_path, text=policy("  - {id: s, name: 得分, for: town, formula: v}", f"members: [{listed}]"))
    assert [each.code for each in refused.value.diagnostics] == ["E604"]


def test_groups_told_by_roots_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    scores = "  - {id: size, name: 规模, for: town, formula: sqrt(v + 1)}\n" + places("size")
    (first, *_) = run(tmp_path, scores)
    assert [each.code for each in first.findings] == ["E603"]
    rounded = scores.replace("sqrt(v + 1)", "sqrt(v + 1), round: {decimals: 1}")
    assert codes(run(tmp_path, rounded))[0] == []


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path, read: list[str]) -> None:
    written(tmp_path / "in", parts())
    begun = stream(tmp_path)
    begun.open()
    next(iter(begun))
    begun.close()
    assert not (tmp_path / "out" / RECORD).exists()
    first = (tmp_path / "out" / "part-0" / "scores.parquet").read_bytes()
    outcomes = run(tmp_path)
    assert read == ["part-0", "part-1", "part-2"]
    assert [each.was_done for each in outcomes] == [True, False, False]
    assert (tmp_path / "out" / "part-0" / "scores.parquet").read_bytes() == first
    assert (tmp_path / "out" / RECORD).exists()
    assert (
        results(tmp_path) == kaohe.load(tmp_path / "towns.yaml").score_arrow(tables_of(together(parts()))).to_pylist()
    )


def test_interrupted_while_a_result_is_written_it_is_made_again(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "in", parts())

    def killed(path: Path, content: bytes) -> None:
        path.write_bytes(content[:100])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module, "write_file", killed)
        run(tmp_path)
    assert codes(run(tmp_path)) == [[], [], []]
    assert read == ["part-0", "part-0", "part-1", "part-2"]
    assert len(results(tmp_path)) == 26


def test_what_changed_is_scored_again_and_nothing_else(tmp_path: Path, read: list[str]) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    run(tmp_path)
    rows[1]["town"][0]["v"] = 7.25
    written(tmp_path / "in", rows)
    result = tmp_path / "out" / "part-2" / "scores.parquet"
    result.write_bytes(result.read_bytes()[:-1] + b"x")
    del read[:]
    run(tmp_path)
    assert read == ["part-1", "part-2"]
    del read[:]
    run(tmp_path)
    assert read == []
    run(tmp_path, places() + "  - {id: more, name: 另一项, for: town, formula: v}")
    assert read == ["part-0", "part-1", "part-2"]
    assert "more" in results(tmp_path)[0]


def test_another_reading_is_another_way(tmp_path: Path, read: list[str]) -> None:
    text = policy("  - {id: s, name: 得分, for: town, reading: Q1, cases: {one: v, two: v * 2}}")
    text = text.replace("scores:\n", "questions: {Q1: {ask: 几倍, readings: {one: 一倍, two: 两倍}}}\nscores:\n")
    written(tmp_path / "in", parts())
    run(tmp_path, text=text)
    before = results(tmp_path)
    run(tmp_path, text=text, readings={"Q1": "two"})
    assert [row["s"] for row in results(tmp_path)] == [row["s"] * 2 for row in before]
    assert len(read) == 6


def test_a_partition_that_is_gone_takes_its_result_and_its_units_along(tmp_path: Path, read: list[str]) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    run(tmp_path)
    (tmp_path / "in" / "part-1").rename(tmp_path / "in" / "part-3")
    assert codes(run(tmp_path)) == [[], [], []]
    assert read[3:] == ["part-3"]
    assert sorted(each.name for each in (tmp_path / "out").glob("*/*.parquet")) == ["scores.parquet"] * 3
    assert len(results(tmp_path)) == 26


def test_a_changed_partition_is_held_against_those_that_were_kept(tmp_path: Path) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    run(tmp_path)
    written(tmp_path / "in", [together([rows[0], rows_of({"洲区": ["癸镇"]})]), *rows[1:]])
    first, *others = run(tmp_path)
    assert [each.code for each in first.findings] == ["E605"]
    assert all(each.was_done for each in others)


def test_a_fault_is_told_with_its_file_and_row_and_the_others_are_scored(tmp_path: Path, read: list[str]) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    run(tmp_path)
    del read[:]
    spoilt = tables_of(rows[1])["town"].to_pylist()
    spoilt[2]["v"] = None
    parquet.write_table(pyarrow.Table.from_pylist(spoilt), tmp_path / "in" / "part-1" / "town.parquet")
    outcomes = run(tmp_path)
    assert [each.done is not None for each in outcomes] == [True, False, True]
    assert str(outcomes[1].findings[0].place).endswith("in/part-1/town.parquet[town!3.v]")
    assert len(results(tmp_path)) == 20  # and none of what part-1 came to before
    written(tmp_path / "in", rows)
    del read[:]
    assert codes(run(tmp_path)) == [[], [], []]
    assert read == ["part-1"]


def test_a_partition_may_be_a_file_where_one_table_is_needed(tmp_path: Path) -> None:
    (tmp_path / "in" / "year=2022").mkdir(parents=True)
    files = []
    for number, each in enumerate(parts()):
        files.append(tmp_path / "in" / "year=2022" / f"{number}.parquet")
        parquet.write_table(tables_of(each)["town"], files[-1])
    (tmp_path / "in" / "year=2022" / "_SUCCESS").write_text("")
    scores = "  - {id: s, name: 得分, for: town, formula: v}"
    found, _ = partitions_at(str(tmp_path / "in" / "*" / "*.parquet"))
    assert [each.name for each in found] == ["year=2022/0.parquet", "year=2022/1.parquet", "year=2022/2.parquet"]
    assert [each.result for each in found] == [each.name for each in found]
    alone = (
        policy(scores)
        .replace("values:", "")
        .replace("  - {id: done, name: 项目数, for: town, count: {over: project}}", "")
    )
    for text, expected in ((alone, [[], [], []]), (policy(scores), [["E608"]] * 3)):
        (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
        made = Stream(inner.load(tmp_path / "towns.yaml"), found, tmp_path / "out", {}, False)
        made.open()
        outcomes = list(made)
        made.close()
        assert codes(outcomes) == expected
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_partitions_that_are_elsewhere_are_fetched_and_named_by_their_address(tmp_path: Path) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    run(tmp_path)
    here, address = results(tmp_path), (tmp_path / "in").as_uri()
    (tmp_path / "in" / "part-1" / "project.parquet").unlink()
    for where in (address, f"{address}/part-*"):
        found, others = partitions_at(where)
        assert ([each.name for each in found], others) == (["part-0", "part-1", "part-2"], [])
        made = Stream(inner.load(tmp_path / "towns.yaml"), found, tmp_path / "out", {}, False)
        made.open()
        kept, faulty, other = made
        made.close()
        assert kept.was_done and other.was_done
        assert str(faulty.findings[0].place) == f"{address}/part-1"
    written(tmp_path / "in", rows)
    made.open()
    assert codes(list(made)) == [[], [], []]
    made.close()
    assert results(tmp_path) == here
    with pytest.raises(OSError):
        partitions_at("nosuch://bucket/in")


def test_a_file_that_is_elsewhere_is_named_by_its_address(tmp_path: Path) -> None:
    text = policy("  - {id: s, name: 得分, for: town, formula: v}").replace("values:", "")
    text = text.replace("  - {id: done, name: 项目数, for: town, count: {over: project}}", "")
    (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "in" / "a").mkdir(parents=True)
    spoilt = tables_of(parts()[0])["town"].to_pylist()
    spoilt[1]["v"] = None
    file = tmp_path / "in" / "a" / "one.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(spoilt), file)
    found, _ = partitions_at(f"{(tmp_path / 'in').as_uri()}/*/*.parquet")
    made = Stream(inner.load(tmp_path / "towns.yaml"), found, tmp_path / "out", {}, False)
    made.open()
    (outcome,) = made
    made.close()
    assert str(outcome.findings[0].place) == f"{file.as_uri()}[one!2.v]"


def test_a_folder_with_other_things_and_a_damaged_account_are_left_alone(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(NoLedger):
        run(tmp_path)
    (tmp_path / "out" / "mine.txt").rename(tmp_path / "out" / FILE)
    with pytest.raises(NoLedger):
        run(tmp_path)
    assert (tmp_path / "out" / FILE).read_text() == "mine"


def test_two_do_not_write_into_one_folder(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    first = stream(tmp_path)
    first.open()
    with pytest.raises(InUse):
        stream(tmp_path).open()
    first.close()
    assert codes(run(tmp_path)) == [[], [], []]


def test_what_was_removed_meanwhile_is_told(tmp_path: Path) -> None:
    written(tmp_path / "in", parts())
    made = stream(tmp_path)
    made.open()
    (tmp_path / "in" / "part-2").rename(tmp_path / "part-2")
    assert codes(list(made)) == [[], [], ["D102"]]
    made.close()
