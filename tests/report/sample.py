"""A small policy and results made by hand: what reports get, without anything that calculates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kaohe.diagnostics import Diagnostic
from kaohe.language import nodes
from kaohe.language.measures import Measure
from kaohe.language.periods import Period
from kaohe.language.tree import Key, Number, Rank, Step, Text
from kaohe.policy.model import Definition, Display, Group, Policy, Question, UnitType
from kaohe.policy.use_and_amends import WholeText
from kaohe.results import Record, Result, Results, Value
from kaohe.source_places import Place, Source
from kaohe.words.rank_and_ties import RANK, RankRoles

PLACE = Place(Source("sample.yaml", "policy: sample\n"), 1, 1)
QUARTER = Period(2023, 1, "quarter")


def score(id_: str, name: str, unit_type: str = "chain", **more: object) -> Definition:
    """A published value whose rule nobody asks for."""
    rule = Number(Fraction(1), place=PLACE)
    return Definition(id_, unit_type, name, rule, PLACE, published=True, **more)  # type: ignore[arg-type]


def rank(unit_type: str = "chain", grouped: bool = False) -> Definition:
    """A published rank."""
    of = Number(Fraction(1), place=PLACE)
    within = Key("group", place=PLACE) if grouped else None
    body = Rank(of, within, None, "highest", Text("competition", place=PLACE), Text("first", place=PLACE), place=PLACE)
    rule = Step(RANK, RankRoles(body), body, place=PLACE)
    return Definition("rank", unit_type, "排名", rule, PLACE, published=True)


def unit_type(id_: str = "chain", name: str = "产业链", groups: Mapping[str, str] | None = None) -> UnitType:
    """A unit type whose units come from wherever the results say."""
    known = {group: Group(group, words) for group, words in (groups or {}).items()}
    return UnitType(id_, name, "quarter", PLACE, None, {}, known)


def policy(
    definitions: Sequence[Definition], units: Sequence[UnitType] = (), title: str = "某县考核办法", **more: object
) -> Policy:
    """A policy with these values."""
    questions = {
        "X1": Question("X1", "都相等时取多少", {"full": "取100%", "base": "取60%"}, PLACE, "三（一）1"),
        "R1": Question("R1", "并列如何排名", {"competition": "占名次", "dense": "不占名次"}, PLACE),
    }
    settings: dict[str, object] = {
        "status": "in_force",
        "document": {"number": "某发〔2022〕9号"},
        "questions": questions,
        "display": Display(),
    }
    return Policy(
        id="sample",
        title=title,
        text=WholeText(nodes.Mapping(PLACE), (PLACE.source,)),
        in_force=(None, None),
        units={each.id: each for each in units or [unit_type()]},
        tables={},
        notes=(),
        definitions={(each.unit_type, each.id): each for each in definitions},
        conditions=(),
        examples=(),
        **{**settings, **more},  # type: ignore[arg-type]
    )


def result(
    unit: str, values: Mapping[str, Value], group: str | None = None, period: Period = QUARTER, owner: str = "chain"
) -> Result:
    """One unit's values."""
    return Result(owner, unit, group, period, values)


def results(
    of: Policy,
    members: Sequence[Result],
    readings: Mapping[str, str] | None = None,
    warnings: Sequence[Diagnostic] = (),
    verified: bool = False,
) -> Results:
    """Results with a record that is always the same."""
    bound = {question.id: question.default for question in of.questions.values()} | dict(readings or {})
    record = Record(
        "a" * 64, "b" * 64, "0.1.0", bound, frozenset(readings or {}), "2023-05-01T00:00:00+00:00", verified
    )
    return Results(of, list(members), record, list(warnings))


def named(unit: str) -> Results:
    """Results of one unit with that name, and of one that is called 乙区."""
    values: dict[str, Value] = {"total": Fraction(95), "rank": Fraction(1)}
    last: dict[str, Value] = {"total": Fraction(-5, 2), "rank": Fraction(2)}
    scored = policy([score("total", "总分", points=Fraction(100)), rank()])
    return results(scored, [result(unit, values), result("乙区", last)])


PERCENT = Measure("%", "percent", Fraction(1, 100))
