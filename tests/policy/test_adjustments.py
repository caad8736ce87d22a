"""What adjustments are to the checks of a policy: printed points stay what the rules give, and limits stay honest."""

from __future__ import annotations

from fractions import Fraction

from kaohe.language.ranges import Range
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import Policy, calculated
from kaohe.source_places import Source

from tests import inner
from tests.policy.closely import AROUND, TABLES, UNITS, found

ADJUSTED = "adjustments: {decision: {records_of: [town, quarter], scores: [s]%s}}\n"


def _load(text: str) -> Policy:
    return inner.load_source(Source("small.yaml", AROUND + UNITS + TABLES + text))


def _range(bounds: str) -> tuple[Range, Range]:
    """That of a score from 0 to 10 with the decisions, and without them."""
    policy = _load("scores: [{id: s, for: town, formula: x}]\n" + ADJUSTED % bounds)
    return Ranges(policy).of_value(("town", "s")), Ranges(policy, decided=False).of_value(("town", "s"))


def test_a_decision_may_go_anywhere_unless_bounds_are_declared() -> None:
    by_rule = Range(Fraction(0), Fraction(10))
    assert _range("") == (Range(None, None), by_rule)
    assert _range(", min: 0") == (Range(Fraction(0), None), by_rule)
    assert _range(", min: 2, max: 8") == (by_rule, by_rule)  # a score that nobody adjusts stays what it is
    assert _range(", min: -5, max: 20") == (Range(Fraction(-5), Fraction(20)), by_rule)


def test_printed_points_are_compared_with_what_the_rules_give() -> None:
    assert found("scores: [{id: s, for: town, points: 10, formula: x}]\n" + ADJUSTED % "", "K508", "K509") == []
    assert found("scores: [{id: s, for: town, points: 9, formula: x}]\n" + ADJUSTED % "", "K508", "K509") == ["K508"]
    whole = "scores: [{id: s, for: town, points: %s, parts: [{id: a, points: 10, formula: x}]}]\n" + ADJUSTED % ""
    assert found(whole % 10, "K503", "K508", "K509") == []
    assert found(whole % 12, "K503", "K508", "K509") == ["K503"]
    part = "scores: [{id: t, for: town, points: 10, parts: [{id: s, points: 10, formula: x}]}]\n" + ADJUSTED % ""
    assert found(part, "K503", "K508", "K509") == []


def test_a_cap_on_what_is_adjusted_may_act() -> None:
    capped = "scores: [{id: s, for: town, formula: x}, {id: t, for: town, formula: s + 1, cap: 11}]\n"
    assert found(capped, "K506") == ["K506"]
    assert found(capped + ADJUSTED % "", "K506") == []
    assert found(capped + ADJUSTED % ", min: 0, max: 10", "K506") == ["K506"]


def test_weights_of_what_is_adjusted_still_have_to_add_up() -> None:
    weighed = (
        "scores:\n"
        "  - {id: a, for: town, points: 10, formula: x}\n"
        "  - {id: s, for: town, points: 10, formula: a * 70%% + a * %s}\n"
    )
    assert found(weighed % "30%" + ADJUSTED % "", "K505") == []
    assert found(weighed % "20%" + ADJUSTED % "", "K505") == ["K505"]


def test_nothing_that_it_declares_is_called_unused() -> None:
    text = "scores: [{id: s, for: town, formula: x}]\n" + ADJUSTED % ""
    told = found(text, "K516", "K517", "K518")
    assert told == ["K516"] * 4 + ["K517"]  # those of the tables around, and none of the decisions'


def test_bounds_that_are_turned_round() -> None:
    assert found("scores: [{id: s, for: town, formula: x}]\n" + ADJUSTED % ", min: 9, max: 1", "K523") == ["K523"]


def test_a_decided_score_cites_the_clause_of_the_decisions() -> None:
    text = "scores: [{id: s, clause: 一, for: town, formula: x}]\n" + ADJUSTED % ", clause: 二"
    assert found(text + "clauses: {一: encoded, 二: encoded}\n", "K525", "K526") == []
    assert found(text + "clauses: {一: encoded}\n", "K525", "K526") == ["K525"]


def test_the_value_before_is_a_value_of_its_own() -> None:
    policy = _load("scores: [{id: s, name: 总分, for: town, formula: x}]\n" + ADJUSTED % "")
    assert [definition.id for definition in policy.scores] == ["s"]
    before = calculated(policy, policy.definitions["town", "s"])
    assert (before.id, before.name, before.published) == ("s.calculated", "总分（调整前）", False)
    assert calculated(policy, before) is before


def test_two_scores_of_one_name_are_told_apart_by_their_ids() -> None:
    policy = _load(
        "scores: [{id: s, name: 加分, for: town, formula: x}, {id: t, name: 加分, for: town, formula: x * 2}]\n"
        "adjustments: {decision: {records_of: [town, quarter], scores: [s, t]}}\n"
    )
    assert policy.tables["decision"].columns["score"].choices == {"s": "s", "t": "t"}


def test_the_columns_speak_the_language_of_the_policy() -> None:
    policy = _load("language: en\nscores: [{id: s, for: town, formula: x}]\n" + ADJUSTED % "")
    names = [column.name for column in policy.tables["decision"].columns.values()]
    assert names == ["score", "change", "set to", "reason", "date", "document"]
