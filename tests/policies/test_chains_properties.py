"""What the chains' scores do when one figure changes: the rest of the world stays as it is."""

from __future__ import annotations

import random
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import inner
from tests.policies.chains_model import UNITS
from tests.policies.test_models import _readings, chains_rows
from tests.policies.worked import Case, Rows, Values, policy, values

EFFICACY = ("output_growth", "output_share", "tax_growth", "tax_share")
GOOD = (
    "new_", "promotion", "outbound", "investment", "matching", "purchase", "cooperation", "financing", "industry",
    "fund", "research", "news",
)  # fmt: skip
SUBJECT = UNITS[2]
PERIOD = "2023Q1"
FEW = settings(max_examples=10, deadline=None)
readings_of_chains = _readings("xiangxiang_chains")


def scored(rows: Rows, readings: dict[str, str] | None = None) -> Values:
    return values(inner.score_rows(policy("xiangxiang_chains"), rows, readings))


def of(found: Values, unit: str = SUBJECT) -> dict[str, Any]:
    return found["chain", unit, PERIOD]


def changed(rows: Rows, **figures: Any) -> Rows:
    """The same rows, but for some figures of the subject."""
    copy = deepcopy(rows)
    next(row for row in copy["chain"] if row["unit"] == SUBJECT).update(figures)
    return copy


@FEW
@given(chains_rows(), readings_of_chains, st.integers())
def test_order_of_rows_and_columns_does_not_matter(rows: Rows, readings: dict[str, str], seed: int) -> None:
    chance = random.Random(seed)
    shuffled = {
        table: [dict(chance.sample(sorted(row.items()), len(row))) for row in chance.sample(listed, len(listed))]
        for table, listed in chance.sample(sorted(rows.items()), len(rows))
    }
    assert list(scored(shuffled, readings).items()) == list(scored(rows, readings).items())


@pytest.mark.parametrize("case", [Case("xiangxiang_chains", "edges"), Case("xiangtan_county", "unqualified")])
def test_order_of_lines_and_columns_of_files_does_not_matter(case: Case, tmp_path: Path) -> None:
    chance = random.Random(1)
    for file in case.folder.glob("*.csv"):
        header, *lines = [line.split(",") for line in file.read_text(encoding="utf-8").split()]
        order = chance.sample(range(len(header)), len(header))
        moved = [header, *chance.sample(lines, len(lines))]
        text = "\n".join(",".join(cells[column] for column in order) for cells in moved)
        (tmp_path / file.name).write_text(text + "\n", encoding="utf-8")
    here, there = (inner.score(policy(case.policy), folder) for folder in (case.folder, tmp_path))
    assert here.results == there.results


@FEW
@given(chains_rows(), readings_of_chains, st.sampled_from(EFFICACY), st.integers(1, 300), st.integers(0, 40))
def test_efficacy_does_not_change_under_a_positive_line(
    rows: Rows, readings: dict[str, str], indicator: str, slope: int, offset: int
) -> None:
    moved = deepcopy(rows)
    for row in moved["chain"]:
        row[indicator] = Fraction(row[indicator]) * slope / 1000 + offset
    assert scored(moved, readings) == scored(rows, readings)


@FEW
@given(chains_rows(), readings_of_chains, st.sampled_from(EFFICACY), st.integers(0, 50))
def test_better_figure_never_lowers_the_own_score(
    rows: Rows, readings: dict[str, str], indicator: str, more: int
) -> None:
    before = next(row for row in rows["chain"] if row["unit"] == SUBJECT)[indicator]
    most = 100 if indicator.endswith("share") else 1000
    after = min(Decimal(most), before + more)
    found, better = of(scored(rows, readings)), of(scored(changed(rows, **{indicator: after}), readings))
    assert better[f"{indicator}_score"] >= found[f"{indicator}_score"]
    assert better["total"] >= found["total"]


@settings(max_examples=25, deadline=None)
@given(chains_rows(), readings_of_chains, st.data())
def test_total_rises_or_stays_with_every_good_count(rows: Rows, readings: dict[str, str], data: st.DataObject) -> None:
    column = data.draw(st.sampled_from([id_ for id_ in rows["chain"][0] if id_.startswith(GOOD)]))
    more = data.draw(st.integers(1, 9))
    before = next(row for row in rows["chain"] if row["unit"] == SUBJECT)[column]
    found, better = scored(rows, readings), scored(changed(rows, **{column: before + more}), readings)
    assert of(better)["total"] >= of(found)["total"]
    for unit in UNITS:  # nobody else's total moves
        assert unit == SUBJECT or of(better, unit)["total"] == of(found, unit)["total"]


@settings(max_examples=25, deadline=None)
@given(chains_rows(), readings_of_chains, st.data())
def test_total_rises_or_stays_with_every_record(rows: Rows, readings: dict[str, str], data: st.DataObject) -> None:
    """More investment, completion or output, a yes, a higher level, another row: none of it costs a point.

    Commissioning is left out: when completion counts beyond 100 % (X7), a project can be worth more before it.
    """
    table, column = data.draw(
        st.sampled_from(
            [
                ("attracted_project", "investment"),
                ("attracted_project", "top500"),
                ("attracted_project", "reported"),
                ("construction_project", "investment"),
                ("construction_project", "completion"),
                ("leading_enterprise", "annual_output"),
                ("platform", "level"),
                ("platform", None),
            ]
        )
    )
    mine = [number for number, row in enumerate(rows[table]) if row["unit"] == SUBJECT]
    copy = deepcopy(rows)
    if not mine or column is None:
        copy["platform"].append({"unit": SUBJECT, "period": PERIOD, "name": "甲中心", "level": "provincial"})
    else:
        row = copy[table][data.draw(st.sampled_from(mine))]
        better: Any = {"level": "national"}.get(column, True)
        if isinstance(row[column], Decimal):
            better = row[column] + Decimal(data.draw(st.integers(1, 300))) / 100
        row[column] = better
    assert of(scored(copy, readings))["total"] >= of(scored(rows, readings))["total"]


@FEW
@given(chains_rows(), st.sampled_from(["late_reports", "unfinished_tasks"]), st.integers(1, 4), st.booleans())
def test_deduction_lowers_by_exactly_its_amount(rows: Rows, fault: str, times: int, few: bool) -> None:
    """Until nothing is left to deduct from."""
    base = changed(rows, late_reports=1, unfinished_tasks=2 if few else 11)
    before = of(scored(base))
    assert before["duties_score"] == (Fraction("2.1") if few else Fraction("0.3"))
    worse = of(scored(changed(base, **{fault: base["chain"][_subject(base)][fault] + times})))
    lost = times * Fraction("0.5" if fault == "late_reports" else "0.2")
    assert worse["duties_score"] == max(Fraction(0), before["duties_score"] - lost)
    assert worse["total"] - before["total"] == worse["duties_score"] - before["duties_score"]


def _subject(rows: Rows) -> int:
    return next(number for number, row in enumerate(rows["chain"]) if row["unit"] == SUBJECT)


@FEW
@given(chains_rows(), readings_of_chains, st.sampled_from([unit for unit in UNITS if unit != SUBJECT]))
def test_equal_units_get_equal_results(rows: Rows, readings: dict[str, str], twin: str) -> None:
    copy = {
        table: [row for row in listed if row["unit"] != twin]
        + [row | {"unit": twin} for row in listed if row["unit"] == SUBJECT]
        for table, listed in rows.items()
    }
    found = scored(copy, readings)
    assert of(found, twin) == of(found)


@FEW
@given(chains_rows(), readings_of_chains, st.sampled_from(EFFICACY), st.integers(1, 99))
def test_unit_inside_the_range_changes_nobodys_efficacy(
    rows: Rows, readings: dict[str, str], indicator: str, part: int
) -> None:
    rows["chain"] = rows["chain"][_subject(rows) :] + rows["chain"][: _subject(rows)]
    low, high = Fraction(5), Fraction(50)
    rows["chain"][1][indicator], rows["chain"][2][indicator] = low, high
    for row in rows["chain"][3:]:
        row[indicator] = min(high, max(low, Fraction(row[indicator])))
    at_the_low_end = scored(changed(rows, **{indicator: low}), readings)
    inside = scored(changed(rows, **{indicator: low + (high - low) * part / 100}), readings)
    for unit in UNITS:
        assert unit == SUBJECT or of(inside, unit)["total"] == of(at_the_low_end, unit)["total"]
    rise = of(inside)[f"{indicator}_score"] - of(at_the_low_end)[f"{indicator}_score"]
    assert rise == Fraction(2 * part, 100)  # of 40 % of 5 points
