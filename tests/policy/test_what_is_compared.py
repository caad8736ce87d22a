"""A slip in what a comparison goes over: what the finding proposes, once it is written, makes the policy pass."""

from __future__ import annotations

from textwrap import dedent

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests.analysis.test_fixes import applied

POLICY = dedent("""
    kaohe: 2
    policy: teams
    title: 专班
    lists: {pollutant: {name: 污染物, members: [so2, pm25]}}
    units: {team: {name: 专班, period: year, members: [甲班, 乙班]}}
    tables:
      project:
        name: 项目
        records_of: [team, year]
        columns: [{names: {share: 份额}}]
        let: {place: {rank: {of: share, over: ROWS, within: all, ties: dense}}}
      air: {name: 空气, key: [team, year], columns: [{each: pollutant, names: {c: 浓度}}]}
    scores:
      - {id: firsts, name: 第一, for: team, count: {over: project, where: place == 1}}
      - {id: worst, name: 首要, for: team, each: pollutant, rank: {of: c, over: LIST, within: all, ties: dense}}
      - {id: units, name: 名次, for: team, rank: {of: firsts, UNITS within: all, ties: dense}}
    """)
RIGHT = {"ROWS": "project", "LIST": "pollutant", "UNITS ": ""}


def policy(**slips: str) -> str:
    text = POLICY
    for place, right in {**RIGHT, **slips}.items():
        text = text.replace(place, right)
    return text


def errors(text: str) -> list[Diagnostic]:
    return [each for each in check(Source("policy.yaml", text))[1] if each.is_error]


def test_as_it_should_be_nothing_is_found() -> None:
    assert errors(policy()) == []


@pytest.mark.parametrize(("place", "slip"), [("ROWS", "projct"), ("LIST", "polutant")])
def test_the_name_that_is_proposed_makes_the_policy_pass(place: str, slip: str) -> None:
    """In a `let` the table itself, in an entry with `each` its list."""
    text = policy(**{place: slip})
    (found,) = errors(text)
    assert (found.code, found.arguments["suggestion"]) == ("K293", RIGHT[place])
    assert found.fix is not None
    assert errors(applied(text, found.fix)) == []


@pytest.mark.parametrize("over", ["[unit, {}]", "[{}]"])
def test_a_slip_among_several_lists_is_told_once_with_the_list_that_is_meant(over: str) -> None:
    text = policy(LIST=over.format("polutant"))
    (found,) = check(Source("policy.yaml", text))[1]
    assert (found.code, found.arguments["suggestion"]) == ("K295", "pollutant")
    assert found.fix is not None
    assert applied(text, found.fix) == policy(LIST=over.format("pollutant"))


def test_each_way_that_the_mend_names_makes_the_policy_pass() -> None:
    """The rows of a table that are compared where no row is known: without `over` units are."""
    text = policy(**{"UNITS ": "over: project, "})
    (found,) = errors(text)
    assert (found.code, found.arguments.get("suggestion")) == ("K293", None)
    for language, words in (
        ("zh", ("each 里的清单", "写在表的 let 里", "不写 over")),
        ("en", ("entry's each", "its own let", "leave over out")),
    ):
        assert all(word in found.mend(language) for word in words)
    assert errors(text.replace("over: project, within", "within")) == []
    members = text.replace(
        "for: team, rank: {of: firsts, over: project", "for: team, each: pollutant, rank: {of: c, over: pollutant"
    )
    assert errors(members) == []
