"""Differences between versions: meaning and not lines, each by a path that what-if takes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.analysis.diff import diff_data, diff_policies
from kaohe.analysis.published_values import reader
from kaohe.analysis.whatif import what_if
from kaohe.diagnostics import Findings
from kaohe.language.composer import compose
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence
from kaohe.policy.differences import differences, flow, meaning
from kaohe.policy.edits import edited, node_of, way_of
from kaohe.policy.paths import Paths, UnknownPath, Way
from kaohe.source_places import Source

from tests import inner
from tests.analysis.comparable import TEXT, TOWNS, data, policy

POLICIES = sorted((Path(__file__).parents[2] / "policies").glob("*.yaml"))


def changed(old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    """Path, old and new of every difference."""
    found = diff_policies(policy(old), policy(new)).changed
    return [(each.path, flow(each.old), flow(each.new)) for each in found]


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_a_policy_does_not_differ_from_itself(file: Path) -> None:
    method = inner.load(file)
    assert diff_policies(method, method).changed == ()


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_every_word_has_a_path_that_leads_back_to_it(file: Path) -> None:
    root = compose(inner.load(file).source, Findings())
    assert root is not None
    paths = Paths(root)
    ways = list(_words(root, ()))
    assert len(ways) > 100
    for way in ways:
        of, what, _ = paths.word(way)
        assert paths.find(".".join(part for part in (of, what) if part)) == way


def _words(node: Node, way: Way) -> list[Way]:
    if isinstance(node, Scalar):
        return [way]
    if isinstance(node, Mapping):
        return [one for key, entry in node.entries.items() for one in _words(entry.value, (*way, key))]
    assert isinstance(node, Sequence)
    return [one for number, item in enumerate(node.items) for one in _words(item, (*way, number))]


def test_meaning_counts_and_spelling_does_not() -> None:
    other = (
        TEXT.replace("per_item: {firms: 2}", "per_item: {firms: 2.0}")
        .replace("investment / 1 亿元, where", "investment/1亿元, where")
        .replace('measure: "%"', "measure: '%'")
        .replace("{unit: town, period: year}", "{period: year, unit: town}", 1)
        .replace("members: [甲镇, 乙镇, 丙镇]", "# 三个\n    members:\n      - 甲镇\n      - 乙镇\n      - 丙镇")
        .replace("town: {name: 镇, period: year,", "town:\n    name: 镇\n    period: year\n   ")
        .replace("- 丙镇}", "- 丙镇")
    )
    assert other != TEXT
    assert changed(TEXT, other) == []


def test_numbers_words_defaults_new_and_gone() -> None:
    other = (
        TEXT.replace("capped: 10, uncapped", "capped: 12, uncapped")
        .replace("name: 企业\n", "name: 企业培育\n")
        .replace("readings: {all: 都计, large: 只计1亿元以上的}", "readings: {large: 只计1亿元以上的, all: 都计}")
        .replace("    name: 项目得分\n", "    name: 项目得分\n        note: 新的说明\n")
        .replace("  Q4: {clause: 四, ask: 没有用到的问题, readings: {this: 这样, that: 那样}}\n", "")
    )
    assert changed(TEXT, other) == [
        ("Q2.default", "all", "large"),
        ("Q4", "{clause: 四, ask: 没有用到的问题, readings: {this: 这样, that: 那样}}", None),
        ("firms_score.name", "企业", "企业培育"),
        ("firms_score.cap.cases.capped", "10", "12"),
        ("project_score.note", None, "新的说明"),
    ]


def test_effects_say_which_change_alone_moves_what(tmp_path: Path) -> None:
    other = TEXT.replace("capped: 10, uncapped", "capped: 12, uncapped").replace(
        "all: 都计, large: 只计1亿元以上的", "large: 大的, all: 都计"
    )
    found = diff_policies(policy(), policy(other), reader(data(tmp_path)))
    assert found.effects is not None
    effects = {(each.change.of.unit, each.change.of.value): (each.change.new, each.by) for each in found.effects}
    assert effects["甲镇", "firms_score"] == (12, ("firms_score.cap.cases.capped",))
    assert effects["甲镇", "total"] == (12, ("Q2.default", "firms_score.cap.cases.capped"))
    assert effects["乙镇", "project_score"] == (Fraction(5, 2), ("Q2.default",))
    # 甲 12, 乙 10.5, 丙 10: 甲 comes first only by both together? With the cap alone 甲 has 12.5 and 乙 11.
    assert effects["甲镇", "rank"] == (1, ("firms_score.cap.cases.capped",))


def test_several_together_are_said_to_be_none_alone(tmp_path: Path) -> None:
    other = TEXT.replace("per_item: {firms: 2}", "per_item: {firms: 4}").replace(
        "capped: 10, uncapped", "capped: 12, uncapped"
    )
    # 丙镇: 5 firms. 10 as it is; 10 with 4 each and the old cap; 10 with the new cap; 12 with both.
    found = diff_policies(policy(), policy(other), reader(data(tmp_path)))
    assert found.effects is not None
    by = {(each.change.of.unit, each.change.of.value): each.by for each in found.effects}
    assert by["丙镇", "firms_score"] == ()


def test_what_if_takes_every_path_and_all_together_are_the_new_policy(tmp_path: Path) -> None:
    new = (
        TEXT.replace("capped: 10, uncapped", "capped: 12, uncapped")
        .replace("readings: {competition: 占名次, dense: 不占名次}", "readings: {dense: 不占名次, competition: 占名次}")
        .replace("where: investment >= 1 亿元", "where: investment >= 2 亿元")
        .replace("max: 5, ", "")
        .replace("min: 0, names: {firms", "min: 0, max: 50, names: {firms")
    )
    found = diff_policies(policy(), policy(new), reader(data(tmp_path)))
    assert len(found.changed) == 4
    words = [f"{each.path}={flow(each.new) or ''}" for each in found.changed]
    together = what_if(policy(), reader(tmp_path), words=words)
    assert found.effects is not None
    assert list(together.changes) == [each.change for each in found.effects]
    for word, one in zip(words, found.changed, strict=True):
        alone = what_if(policy(), reader(tmp_path), words=[word])
        moves = {change.of for change in alone.changes}
        assert all((effect.change.of in moves) == (one.path in effect.by) for effect in found.effects)


def test_two_data_sets(tmp_path: Path) -> None:
    after = data(tmp_path / "after", TOWNS.replace("丙镇,2023,5,3", "丙镇,2023,3,3"))
    found = diff_data(policy(), reader(data(tmp_path / "before")), reader(after))
    assert [(each.cell.path, each.old, each.new) for each in found.changed] == [("town.丙镇.2023.firms", 5, 3)]
    assert [(each.change.of.unit, each.change.of.value, each.change.new) for each in found.effects] == [
        ("丙镇", "total", 6),
        ("丙镇", "firms_score", 6),
    ]
    same = diff_data(policy(), reader(after), reader(after))
    assert (same.changed, same.effects) == ((), ())


def test_new_entries_go_by_where_they_stand_and_several_may_join_one_list(tmp_path: Path) -> None:
    """甲镇 has 10.5, and 1 and 2 more; each of the two alone moves the total, and itself."""
    new = TEXT.replace(
        "  - {id: rank,",
        '      - {id: bonus, name: 加分, clause: 二, points: 1, formula: "1"}\n'
        '      - {id: extra, name: 另加, clause: 二, points: 2, formula: "2"}\n'
        "  - {id: double, name: 两倍, for: town, clause: 三, formula: total * 2}\n"
        "  - {id: rank,",
    )
    found = diff_policies(policy(), policy(new), reader(data(tmp_path)))
    assert [(each.of, each.what, each.old) for each in found.changed] == [
        ("total", "parts.bonus", None),
        ("total", "parts.extra", None),
        (None, "scores.double", None),
    ]
    assert found.effects is not None
    effects = {
        each.change.of.value: (each.change.new, each.by) for each in found.effects if each.change.of.unit == "甲镇"
    }
    assert effects == {
        "total": (Fraction(27, 2), ("total.parts.bonus", "total.parts.extra")),
        "bonus": (1, ("total.parts.bonus",)),
        "extra": (2, ("total.parts.extra",)),
        "double": (27, ("scores.double",)),
    }
    words = [f"{each.path}={flow(each.new)}" for each in found.changed]
    assert list(what_if(policy(), reader(tmp_path), words=words).changes) == [each.change for each in found.effects]


def test_a_list_without_ids_may_grow_by_several(tmp_path: Path) -> None:
    rule = "  - {{id: reward, name: 奖, for: town, points: 10, by_rank: {{rank: rank, shares: [{}]}}}}\n"
    old, new = (TEXT + rule.format(shares) for shares in ("100%, 50%, 0%", "100%, 50%, 0%, 0%, 0%"))
    found = diff_policies(policy(old), policy(new), reader(data(tmp_path)))
    paths = ["reward.by_rank.shares.4", "reward.by_rank.shares.5"]
    assert [each.path for each in found.changed] == paths
    assert found.effects == ()
    assert what_if(policy(old), reader(tmp_path), words=[f"{path}=0%" for path in paths]).changes == ()
    for wrong in ("reward.by_rank.shares.5=0%", "reward.by_rank.shares.4=", "total.parts.bonus=5"):
        with pytest.raises(UnknownPath):
            what_if(policy(old), reader(tmp_path), words=[wrong])


HELD = TEXT.replace("  project:\n", "    must_hold: [firms >= 0, growth < 100%]\n  project:\n", 1)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("firms <= 99, firms >= 0, growth < 100%", [("tables.town.must_hold.+1", None, "firms <= 99")]),
        ("firms >= 0, firms <= 99, growth < 100%", [("tables.town.must_hold.+2", None, "firms <= 99")]),
        ("firms >= 0, growth < 100%, firms <= 99", [("tables.town.must_hold.3", None, "firms <= 99")]),
        ("growth < 100%", [("tables.town.must_hold.1", "firms >= 0", None)]),
        (
            "firms <= 99, firms >= 1, growth < 100%",  # what is like it is the same condition with another number
            [
                ("tables.town.must_hold.+1", None, "firms <= 99"),
                ("tables.town.must_hold.1", "firms >= 0", "firms >= 1"),
            ],
        ),
    ],
)
def test_a_list_without_ids_is_aligned_by_what_stands_in_it(
    held: str, expected: list[tuple[str, str | None, str | None]], tmp_path: Path
) -> None:
    new = HELD.replace("firms >= 0, growth < 100%", held)
    assert changed(HELD, new) == expected
    words = [f"{path}={now or ''}" for path, _, now in expected]
    after = what_if(policy(HELD), reader(data(tmp_path)), words=words).policy
    assert [condition.text for condition in after.conditions] == [
        condition.text for condition in policy(new).conditions
    ]


Lists = st.lists(
    st.sampled_from(["a", "b", "c", "1", "{x: 1, y: 2}", "{x: 1, y: 3}", "{x: 2}"]), min_size=1, max_size=6
)


@given(old=Lists, new=Lists)
def test_every_list_becomes_the_other_by_its_differences_and_by_their_paths(old: list[str], new: list[str]) -> None:
    ours, theirs = (
        Paths(cast(Mapping, compose(Source("list", f"k: {{of: [{', '.join(each)}]}}\n"), Findings())))
        for each in (old, new)
    )
    found = differences(ours, theirs)
    assert (found == []) == (
        [meaning(item) for item in cast(Sequence, ours.at(("k", "of"))).items]
        == [meaning(item) for item in cast(Sequence, theirs.at(("k", "of"))).items]
    )
    by_edits = edited(ours.root, [each.edit for each in found])
    assert differences(Paths(by_edits), theirs) == []
    taken: dict[Way, Node | None] = {}
    for each in found:
        given_ = node_of(flow(each.new) or "", "given")
        taken[way_of(ours, each.path, given_, taken)] = given_
    assert differences(Paths(edited(ours.root, taken.items())), theirs) == []


@given(old=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), at=st.integers(0, 6))
def test_one_element_put_in_is_one_difference(old: list[str], at: int) -> None:
    new = [*old[:at], "新", *old[at:]]
    ours, theirs = (
        Paths(cast(Mapping, compose(Source("list", f"k: [{', '.join(each)}]\n"), Findings()))) for each in (old, new)
    )
    (only,) = differences(ours, theirs)
    assert (only.old, flow(only.new)) == (None, "新")
    back = differences(theirs, ours)
    assert [(flow(each.old), each.new) for each in back] == [("新", None)]
