"""What-if: values worked out by hand, and the same as scoring data that was changed so."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.named_cells import NamesNothing, NamesSeveral
from kaohe.analysis.published_values import published_values_of, read_inputs, reader
from kaohe.analysis.whatif import SaidTwice, Unreadable, what_if
from kaohe.diagnostics import Refused
from kaohe.policy.paths import AmbiguousPath, UnknownPath

from tests import inner
from tests.analysis.comparable import PROJECTS, SCHOOLS, TEXT, TOWNS, data, policy

ROOT = Path(__file__).parents[2]


def moved(folder: Path, **asked: object) -> dict[tuple[str, str], tuple[object, object]]:
    """(unit, value) to what it was and is."""
    found = what_if(policy(), reader(data(folder)), **asked)  # type: ignore[arg-type]
    return {(each.of.unit, each.of.value): (each.old, each.new) for each in found.changes}


def test_a_cell(tmp_path: Path) -> None:
    assert moved(tmp_path, cells=["丙镇.firms=6"]) == {}  # the cap holds
    assert moved(tmp_path, cells=["镇年报.丙镇.2023年.新增企业=2"]) == {
        ("丙镇", "total"): (10, 4),
        ("丙镇", "firms_score"): (10, 4),
    }


def test_a_record_goes_by_its_name_which_may_hold_a_dot_or_by_its_number(tmp_path: Path) -> None:
    expected = {
        ("甲镇", "total"): (Fraction(21, 2), 12),
        ("甲镇", "project_score"): (Fraction(1, 2), 2),
        ("甲镇", "rank"): (2, 1),
        ("乙镇", "rank"): (1, 2),
    }
    assert moved(tmp_path, cells=["project.甲镇.2023[A.1].investment=2"]) == expected
    assert moved(tmp_path, cells=["甲镇[1].投资额=2"]) == expected


def test_a_record_that_is_added(tmp_path: Path) -> None:
    found = moved(tmp_path, records=["project.丙镇.2023: name=D, investment=4"])
    assert found["丙镇", "total"] == (10, 14)
    assert found["丙镇", "rank"] == (3, 1)
    assert found["乙镇", "rank"] == (1, 2)


def test_words_of_the_policy(tmp_path: Path) -> None:
    found = what_if(policy(), reader(data(tmp_path)), words=["Q1.default=uncapped", "firms_score.per_item.firms=3"])
    values = {(each.of.unit, each.of.value): each.new for each in found.changes}
    assert values["甲镇", "firms_score"] == 18
    assert values["丙镇", "firms_score"] == 15
    assert [(word.path, word.old, word.new) for word in found.words] == [
        ("Q1.default", "capped", "uncapped"),
        ("firms_score.per_item.firms", "2", "3"),
    ]


def test_a_new_key_and_one_that_is_taken_away(tmp_path: Path) -> None:
    assert moved(tmp_path, words=["project_score.cap=1"])["乙镇", "project_score"] == (3, 1)
    assert moved(tmp_path, words=["firms_score.cap="])["甲镇", "firms_score"] == (10, 12)


def test_all_together_is_the_same_as_scoring_changed_data(tmp_path: Path) -> None:
    changed = data(
        tmp_path / "changed",
        TOWNS.replace("乙镇,2023,4,2", "乙镇,2023,1,2"),
        PROJECTS.replace("B,2.5", "B,7.25") + "丙镇,2023,E,0.1\n",
    )
    method = policy()
    wanted = published_values_of(method, read_inputs(method, changed), {})
    cells = ["乙镇.firms=1", "乙镇[B].investment=7.25"]
    found = what_if(method, reader(data(tmp_path / "plain")), cells, ["project.丙镇.2023: 项目名称=E, 投资额=0.1"])
    assert found.after.values == wanted.values


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"cells": ["丁镇.firms=1"]}, NamesNothing),
        ({"cells": ["甲镇.firm=1"]}, NamesNothing),
        ({"cells": ["乙镇.investment=1"]}, NamesSeveral),
        ({"cells": ["甲镇.firms"]}, Unreadable),
        ({"cells": ["甲镇.firms=1", "镇年报.甲镇.firms=2"]}, SaidTwice),
        ({"cells": ["甲镇.firms=-1"]}, Refused),
        ({"cells": ["甲镇.firms=1.5"]}, Refused),
        ({"records": ["project.甲镇.2023: investment=1"]}, Refused),
        ({"records": ["project.甲镇.2023: name=X, cost=1"]}, NamesNothing),
        ({"words": ["firms_score.capp=1"]}, UnknownPath),
        ({"words": ["firm_score.cap=1"]}, UnknownPath),
        ({"words": ["town.name=x"]}, AmbiguousPath),
        ({"words": ["firms_score.cap=20", "firms_score.cap=21"]}, SaidTwice),
        ({"words": ["Q1.default=other"]}, UnknownPath),
    ],
)
def test_what_is_not_there_or_not_allowed(tmp_path: Path, asked: dict[str, list[str]], error: type[Exception]) -> None:
    with pytest.raises(error):
        what_if(policy(), reader(data(tmp_path)), **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "part", "near"),
    [
        ({"cells": ["甲镇.2033.firms=1"]}, "2033", "2023"),
        ({"cells": ["甲镇.二〇二三.firms=1"]}, "二〇二三", None),
        ({"cells": ["town.甲镇.2023.firm=1"]}, "firm", "firms"),
        ({"cells": ["twon.甲镇.2023.firms=1"]}, "twon", "town"),
        ({"cells": ["town.甲.2023.firms=1"]}, "甲", "甲镇"),
        ({"cells": ["乙镇.2023[BB].investment=1"]}, "BB", "B"),
        ({"cells": ["project.乙镇.2023[3].investment=1"]}, "3", None),
        ({"records": ["project.甲镇.2024: name=X, investment=1"]}, "2024", "2023"),
        ({"records": ["projct.甲镇.2023: name=X, investment=1"]}, "projct", "project"),
        ({"records": ["town.甲镇.2023: firms=1"]}, "town", None),
        ({"records": ["project.甲.2023: name=X, investment=1"]}, "甲", "甲镇"),
    ],
)
def test_what_names_nothing_is_the_part_that_is_wrong(
    tmp_path: Path, asked: dict[str, list[str]], part: str, near: str | None
) -> None:
    with pytest.raises(NamesNothing) as nothing:
        what_if(policy(), reader(data(tmp_path)), **asked)  # type: ignore[arg-type]
    assert (nothing.value.part, nothing.value.near) == (part, near)


def test_a_name_may_hold_the_sign_behind_it(tmp_path: Path) -> None:
    folder = data(tmp_path, projects=PROJECTS.replace("B,", "B=1,"))
    found = what_if(policy(), reader(folder), ["乙镇.2023[B=1].investment=1"])
    assert [(each.cell.record, each.old, each.new) for each in found.cells] == [(1, Fraction(5, 2), 1)]
    method = policy(TEXT.replace("per_item: {firms: 2}", 'per_item: {"firms >= 5": 2}'))
    moved = what_if(method, reader(folder), words=["firms_score.per_item.firms >= 5=3"])
    assert {each.of.unit: (each.old, each.new) for each in moved.changes if each.of.value == "firms_score"} == {
        "甲镇": (2, 3),
        "丙镇": (2, 3),
    }


def test_decisions_are_checked_as_in_a_file_and_once_all_options_hold() -> None:
    folder = ROOT / "examples" / "leading_group"
    method = inner.load(folder / "leading_group.yaml")
    said = "score=year_points, reason=x, date=2024-01-12"
    for row in (f"set=50, {said}", f"change=1, set=50, {said}"):
        with pytest.raises(Refused):
            what_if(method, reader(folder), records=[f"yearly.南坪乡.2023: {row}"])
    found = what_if(method, reader(folder), ["yearly.南坪乡.2023.change=", "yearly.南坪乡.2023.set=50"])
    assert [change.new for change in found.changes if change.of.value == "year_points"] == [50]


def test_names_of_two_records_change_places(tmp_path: Path) -> None:
    text = TEXT.replace(
        "    columns:\n      - {type: text,", "    identity: [name]\n    columns:\n      - {type: name,"
    )
    found = what_if(policy(text), reader(data(tmp_path)), ["乙镇[1].name=C", "乙镇[2].name=B"])
    assert found.changes == ()
    with pytest.raises(Refused):
        what_if(policy(text), reader(data(tmp_path)), ["乙镇[1].name=C"])


def test_a_unit_is_in_one_group_in_all_its_periods(tmp_path: Path) -> None:
    method = policy(SCHOOLS)
    rows = [f"{unit},{year},小学,{marks}\n" for year in (2022, 2023) for unit, marks in (("甲校", 2), ("乙校", 1))]
    (tmp_path / "list.csv").write_text("学校,期间,学段,分\n" + "".join(rows), encoding="utf-8")
    with pytest.raises(Refused):
        what_if(method, reader(tmp_path), ["乙校.2023.stage=high"])
    found = what_if(method, reader(tmp_path), ["乙校.2022.stage=high", "乙校.2023.stage=high"])
    assert [(each.of.unit, str(each.of.period), each.old, each.new) for each in found.changes] == [
        ("乙校", "2022", 2, 1),
        ("乙校", "2023", 2, 1),
    ]


def test_a_movement_is_told_by_its_indicators_and_their_inputs(tmp_path: Path) -> None:
    found = what_if(policy(), reader(data(tmp_path)), cells=["丙镇.firms=2", "乙镇[1].investment=3"])
    told = {(change.of.unit, change.of.value): against for change, against in found.explained}
    assert set(told) == {("丙镇", "total"), ("乙镇", "total")}  # no place, and no part by itself
    (share,) = [share for share in told["丙镇", "total"].shares if share.difference]
    assert (share.id, share.second, share.first) == ("firms_score", 10, 4)
    (pair,) = [pair for origin in share.origins for pair in origin.pairs]
    assert pair.first is not None and pair.second is not None
    assert (pair.name, pair.second.value.value, pair.first.value.value) == ("新增企业", 5, 2)
    assert pair.first.source is not None and str(pair.first.source.place) == "--set 丙镇.firms=2"


def test_steps_of_two_policies_are_one_by_their_names(tmp_path: Path) -> None:
    text = TEXT.replace(
        "        per_item: {firms: 2}\n", '        formula: "min(firms × 2, 9) + min(growth × 100, 5)"\n'
    )
    found = what_if(policy(text), reader(data(tmp_path)), words=["firms_score.cap.cases.capped=11"])
    shares = {change.of.unit: against.shares for change, against in found.explained}
    # 甲 9 + 1, 乙 8 + 2, 丙 9 + 3: cut at 10, then at 11
    assert [(share.id, share.second, share.first) for share in shares["丙镇"] if share.difference] == [
        ("firms_score", 10, 11)
    ]
    assert list(shares) == ["丙镇"]


CHAINS = ROOT / "policies" / "xiangxiang_chains.yaml", ROOT / "examples" / "xiangxiang_chains"
COUNTY = ROOT / "policies" / "xiangtan_county.yaml", ROOT / "examples" / "xiangtan_county"


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        (CHAINS, {"cells": ["电子信息.2023Q1.output_growth=30"]}),
        (CHAINS, {"cells": ["电子信息.2023Q1.output_growth=-30", "电力电工电器.2023Q2.missing_tools=3"]}),
        (CHAINS, {"words": ["construction_score.cap=2", "X4.default=capped"]}),
        (CHAINS, {"words": ["listing_score.cap=3"], "cells": ["文体旅游休闲.2023Q2.research_activities=0"]}),
        (COUNTY, {"cells": ["易俗河镇.2022Q3.县科工局=20", "杨嘉桥镇.2022Q1.县商务局=1"]}),
    ],
)
def test_the_parts_add_up_to_every_movement(files: tuple[Path, Path], asked: dict[str, list[str]]) -> None:
    method, folder = files
    loaded = inner.load(method)
    found = what_if(loaded, reader(folder), **asked)  # type: ignore[arg-type]
    moved = {change.of: change for change in found.changes}
    wholes = {one.id for one in loaded.scores if one.parent is None and "rank" not in one.id}
    explained = {change.of: against for change, against in found.explained}
    for of, change in moved.items():
        if of.value in wholes and isinstance(change.old, Fraction) and isinstance(change.new, Fraction):
            assert sum(share.first - share.second for share in explained[of].shares) == change.new - change.old
    assert explained.keys() <= moved.keys()
    assert explained


def test_a_record_may_open_a_period_where_records_alone_say_which_there_are(tmp_path: Path) -> None:
    head, _, rest = TEXT.partition("  town:\n    name: 镇年报")
    text = head + rest[rest.index("  project:") :]
    cut = text.index("      - id: firms_score")
    text = text[:cut] + text[text.index("      - id: project_score") :]
    data(tmp_path)
    method = policy(text)
    found = what_if(method, reader(tmp_path), records=["project.丙镇.2024: name=D, investment=4"])
    totals = {each.of.unit: (each.old, each.new) for each in found.changes if each.of.value == "total"}
    assert totals == {"甲镇": (None, 0), "乙镇": (None, 0), "丙镇": (None, 4)}
