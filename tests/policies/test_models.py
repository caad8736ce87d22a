"""The policies against slow models of their documents, under every pair of readings and on random data."""

from __future__ import annotations

import random
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import inner
from tests.policies import chains_model, county_model
from tests.policies.worked import Case, Rows, cases, pairwise, policy, values

MODELS = {"xiangxiang_chains": chains_model, "xiangtan_county": county_model}


def _model(case: Case) -> ModuleType:
    return MODELS[case.policy]


def _compare(name: str, rows: Rows, readings: dict[str, str]) -> None:
    found = values(inner.score_rows(policy(name), rows, readings))
    expected = MODELS[name].scored(rows, readings)
    assert found.keys() == expected.keys()
    differing = [(key, id_) for key in found for id_ in expected[key] if found[key][id_] != expected[key][id_]]
    assert not differing, (readings, [(*where, found[where[0]][where[1]]) for where in differing[:5]])
    assert all(found[key].keys() == expected[key].keys() for key in found)
    assert all(type(value) is type(expected[key][id_]) for key in found for id_, value in found[key].items())


def combinations(name: str) -> list[dict[str, str]]:
    """Every pair of readings, and some combinations at random."""
    readings = MODELS[name].READINGS
    chance = random.Random(name)
    some = [{question: chance.choice(words) for question, words in readings.items()} for _ in range(12)]
    return pairwise(readings) + some


@pytest.mark.parametrize("name", MODELS)
def test_model_knows_all_readings(name: str) -> None:
    assert {q.id: list(q.readings) for q in policy(name).questions.values()} == MODELS[name].READINGS


@pytest.mark.parametrize("name", MODELS)
def test_every_pair_of_readings_is_tried(name: str) -> None:
    readings = MODELS[name].READINGS
    tried = combinations(name)
    for one in readings:
        for other in readings:
            met = {(chosen[one], chosen[other]) for chosen in tried}
            assert one == other or met == {(a, b) for a in readings[one] for b in readings[other]}


@pytest.mark.parametrize("case", cases(*MODELS), ids=lambda case: f"{case.policy}-{case.name}")
def test_worked_case_under_many_readings(case: Case) -> None:
    rows = case.rows
    for readings in combinations(case.policy):
        _compare(case.policy, rows, readings)


@pytest.mark.parametrize("case", cases(*MODELS), ids=lambda case: f"{case.policy}-{case.name}")
def test_model_agrees_with_the_worked_case(case: Case) -> None:
    """The model itself is held to values that were worked out without it."""
    found = _model(case).scored(case.rows, case.readings)
    for entry in case.written["expected"]:
        mine = found[entry["unit_type"], entry["unit"], entry["period"]]
        for id_, value in entry["values"].items():
            if isinstance(value, bool | str) or value is None:
                assert mine[id_] == value, (entry["unit"], id_)
            else:
                assert abs(mine[id_] - value) < 1e-9, (entry["unit"], id_)


# Random data for the chains: values on the borders of tiers, ties, equal maxima


def _readings(name: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({q: st.sampled_from(words) for q, words in MODELS[name].READINGS.items()})


def _of(*texts: str) -> st.SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(text) for text in texts])


COUNT = st.sampled_from([0, 0, 1, 2, 3, 7, 12])
TOOLS = st.sampled_from([(0, 0), (0, 1), (2, 1), (3, 3), (6, 0), (0, 6), (1, 0)])
NEVER_COUNTED = {"output_growth", "output_share", "tax_growth", "tax_share", "missing_tools", "stale_tools"}


@st.composite
def chains_rows(draw: st.DrawFn, periods: tuple[str, ...] = ("2023Q1",)) -> Rows:
    """The five tables, for all chains in these quarters; sometimes two chains have the very same figures."""
    columns = policy("xiangxiang_chains").tables["chain"].columns
    counts = [id_ for id_ in columns if id_ not in NEVER_COUNTED and id_ != "tools_not_followed"]
    growth, share = _of("-12.3", "0", "6.5", "6.50", "99.99"), _of("0", "4.71", "12.99", "100")
    rows: Rows = {table: [] for table in policy("xiangxiang_chains").tables}
    for period in periods:
        rows_of: list[dict[str, Any]] = []
        for unit in chains_model.UNITS:
            if rows_of and draw(st.integers(0, 3)) == 0:
                rows_of.append(rows_of[draw(st.integers(0, len(rows_of) - 1))] | {"unit": unit})
                continue
            missing, stale = draw(TOOLS)
            row: dict[str, Any] = {id_: draw(COUNT) for id_ in counts}
            row |= {"unit": unit, "period": period, "missing_tools": missing, "stale_tools": stale}
            row |= {"output_growth": draw(growth), "tax_growth": draw(growth)}
            row |= {"output_share": draw(share), "tax_share": draw(share)}
            rows_of.append(row | {"tools_not_followed": draw(st.booleans())})
        rows["chain"] += rows_of
        for table, fields in RECORDS.items():
            for unit in chains_model.UNITS:
                for number, record in enumerate(draw(st.lists(st.fixed_dictionaries(fields), max_size=4))):
                    name = {"name": f"{number}"} if table != "platform" else {}
                    rows[table].append({"unit": unit, "period": period, **name, **record})
    return rows


RECORDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "attracted_project": {
        "investment": _of("0", "0.19", "0.2", "0.4999", "0.5", "1", "1.49", "1.5", "1.9999", "2", "20"),
        "top500": st.booleans(),
        "reported": st.sampled_from([True, True, False]),
    },
    "construction_project": {
        "investment": _of("0.1999", "0.2", "0.20", "5"),
        "kind": st.sampled_from(["new", "continuing"]),
        "completion": _of("0", "79.99", "80", "80.0", "99.99", "100", "100.01", "333"),
        "commissioned": st.booleans(),
    },
    "leading_enterprise": {"annual_output": _of("2.9999", "3", "4.99", "5", "7.999", "8", "9.99", "10", "11")},
    "platform": {
        "name": st.sampled_from(["甲中心", "乙中心"]),
        "level": st.sampled_from(["national", "provincial", "city"]),
    },
}


@settings(max_examples=30, deadline=None)
@given(chains_rows(), _readings("xiangxiang_chains"))
def test_chains_on_random_data(rows: Rows, readings: dict[str, str]) -> None:
    _compare("xiangxiang_chains", rows, readings)


@settings(max_examples=6, deadline=None)
@given(chains_rows(("2022Q4", "2023Q1", "2023Q2")), _readings("xiangxiang_chains"))
def test_chains_over_several_quarters(rows: Rows, readings: dict[str, str]) -> None:
    _compare("xiangxiang_chains", rows, readings)


# Random data for the county: few different scores, so that ties are common, across the borders of grades too


def county_rows(chance: random.Random, quarters: dict[str, list[str]]) -> Rows:
    """The three tables; `quarters` are those of each unit type."""
    rows: Rows = {"township": [], "department": [], "unqualified": []}
    levels = [Decimal(chance.randint(0, 100)) / 100 for _ in range(chance.choice([1, 2, 3, 8, 40]))]
    steady = chance.random() < 0.7  # the same scores in every quarter: the whole year is level
    for unit_type, groups in county_model.GROUPS.items():
        level_of: dict[str, Decimal] = {}
        for period in quarters[unit_type]:
            for unit in (unit for units in groups.values() for unit in units):
                if not steady or unit not in level_of:
                    level_of[unit] = chance.choice(levels)
                given_ = {name: level_of[unit] * most for name, most in county_model.MAXIMA[unit_type].items()}
                rows[unit_type].append({"unit": unit, "period": period, **given_})
    units = [unit for units in county_model.DEPARTMENTS.values() for unit in units]
    for year in sorted({period[:4] for period in quarters["department"]}):
        for unit in chance.sample(units, chance.choice([0, 0, 1, 2, 9, 36])):
            rows["unqualified"].append({"unit": unit, "period": year, "reason": "领导小组认定"})
    return rows


WHOLE_YEAR = ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**64), _readings("xiangtan_county"))
def test_county_on_random_data(seed: int, readings: dict[str, str]) -> None:
    rows = county_rows(random.Random(seed), {"township": WHOLE_YEAR, "department": WHOLE_YEAR})
    _compare("xiangtan_county", rows, readings)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**64), st.integers(1, 7), st.integers(1, 7), _readings("xiangtan_county"))
def test_county_while_quarters_are_missing(seed: int, towns: int, offices: int, readings: dict[str, str]) -> None:
    both_years = [*WHOLE_YEAR, *(period.replace("2022", "2023") for period in WHOLE_YEAR)]
    chance = random.Random(seed)
    quarters = {"township": sorted(chance.sample(both_years, towns)), "department": both_years[:offices]}
    rows = county_rows(chance, quarters)
    _compare("xiangtan_county", rows, readings)


def test_last_place_of_level_units_under_dense_rank() -> None:
    """县发改局 alone first, then 6 level: dense rank 2, and the last place they fill is 2 + 6 − 1 = 7.

    5 seats are 优秀 and 16 are 优秀 or 良好, so under `worse` the six are 良好.
    """
    rows = county_rows(random.Random(1), {"township": WHOLE_YEAR, "department": WHOLE_YEAR})
    rows["unqualified"] = []
    promotion = county_model.DEPARTMENTS["promotion"]
    for row in rows["department"]:
        place = promotion.index(row["unit"]) if row["unit"] in promotion else 17
        row["project_office"] = Decimal(70 if place == 0 else 60 if place <= 6 else 50 - place)
        row["science_industry"] = Decimal(30 if row["unit"] == county_model.POWER or place == 0 else 20)
    for border, grade in (("better", "优秀"), ("worse", "良好")):
        found = values(inner.score_rows(policy("xiangtan_county"), rows, {"R1": "dense", "G5": border}))
        year = {unit: found["department", unit, "2022"] for unit in promotion}
        assert [year[unit]["rank"] for unit in promotion[:8]] == [1, 2, 2, 2, 2, 2, 2, 3]
        assert [year[unit]["grade"] for unit in promotion[:7]] == ["优秀", *[grade] * 6]
