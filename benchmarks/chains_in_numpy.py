"""The chain method's scores, total and rank as somebody would write them in NumPy by hand, in floating point.

It is what the exact evaluation is measured against: no absent values, no refusals, one reading, and no exact ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from kaohe.data.tables.dataset import Dataset, Numbers
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Inputs = Mapping[str, Mapping[str, NDArray[Any]]]


def inputs_of(dataset: Dataset) -> Inputs:
    """The columns of each table, numbers in floating point; of records the unit that each belongs to (`row`)."""
    row_of = {unit: row for row, unit in enumerate(dataset.units["chain"])}
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for id_, table in dataset.tables.items():
        columns: dict[str, NDArray[Any]] = {"row": np.array([row_of[str(key[0])] for key in table.keys])}
        for name, values in table.columns.items():
            if isinstance(values, Numbers):
                numerators = [np.nan if value is None else value for value in values.numerators]
                columns[name] = np.array(numerators, np.float64) / values.denominator
            elif isinstance(values[0], bool):
                columns[name] = np.array(values, np.bool_)
            else:
                columns[name] = np.unique(np.array(values), return_inverse=True)[1]
        found[id_] = columns
    levels = sorted({str(each) for each in dataset.tables["platform"].columns["level"]})  # type: ignore[union-attr]
    points = np.array([{"national": 5.0, "provincial": 3.0, "city": 2.0}[level] for level in levels])
    found["platform"]["points"] = points[found["platform"]["level"]]
    kinds = sorted({str(each) for each in dataset.tables["construction_project"].columns["kind"]})  # type: ignore[union-attr]
    found["construction_project"]["new"] = np.array([kind == "new" for kind in kinds])[
        found["construction_project"]["kind"]
    ]
    return found


def scores(inputs: Inputs) -> dict[str, Floats]:
    """Every published value of each unit, by id."""
    chain = inputs["chain"]
    count = len(chain["row"])
    team = chain["team"]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(team)) + 1))
    found: dict[str, Floats] = {}

    def efficacy(values: Floats) -> Floats:
        low, high = np.minimum.reduceat(values, starts)[team], np.maximum.reduceat(values, starts)[team]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(high == low, 1.0, 0.6 + 0.4 * (values - low) / (high - low)) * 5

    def per_unit(table: Mapping[str, NDArray[Any]], values: Floats) -> Floats:
        return np.bincount(table["row"], weights=values, minlength=count)

    def steps(values: Floats, tiers: Mapping[float, float]) -> Floats:
        reached = sum((values >= bound).astype(np.int8) for bound in tiers)  # faster than searchsorted or select
        return np.array([0.0, *tiers.values()])[reached]

    for name in ("output_growth", "output_share", "tax_growth", "tax_share"):
        found[f"{name}_score"] = efficacy(chain[name])
    found["output_score"] = found["output_growth_score"] + found["output_share_score"]
    found["tax_score"] = found["tax_growth_score"] + found["tax_share_score"]
    attracted = inputs["attracted_project"]
    size = attracted["investment"]
    tiers = steps(size, {0.2e8: 0.5, 0.5e8: 1, 1e8: 2, 1.5e8: 4, 2e8: 6})
    bonus = np.where(attracted["top500"] & (size >= 0.2e8), 1.0, 0.0)
    reported = attracted["reported"]
    found["attraction_task_score"] = np.where(per_unit(attracted, 1.0 * (reported & (size >= 2e8))) > 0, 5.0, 0.0)
    found["attraction_tier_score"] = per_unit(attracted, np.where(reported, tiers + bonus, 0.0))
    found["attraction_score"] = found["attraction_task_score"] + found["attraction_tier_score"]
    built = inputs["construction_project"]
    done, new = built["completion"], built["new"]
    counted = np.where(done < 0.8, 0.0, np.minimum(done, 1.0)) * np.where(new, 0.75, 0.5)
    points = np.where(built["commissioned"], np.where(new, 1.5, 1.0), counted)
    found["construction_score"] = np.minimum(per_unit(built, np.where(built["investment"] >= 2e7, points, 0.0)), 15)
    effective = ("output_score", "tax_score", "attraction_score", "construction_score")
    found["effectiveness"] = sum(found[name] for name in effective)  # type: ignore[assignment]

    def per_item(cap: float, **weights: float) -> Floats:
        return np.minimum(sum(chain[name] * weight for name, weight in weights.items()), cap)

    found["scale_score"] = per_item(5, new_scale_enterprises=0.5, new_hightech_enterprises=0.5)
    found["giants_score"] = per_item(5, new_national_giants=0.7, new_provincial_giants=0.3)
    found["listing_score"] = per_item(
        5, new_listed=3, new_ipo_filings=2, new_tutoring_filings=1, new_shareholding_quotations=0.5
    )
    leading = inputs["leading_enterprise"]
    output = leading["annual_output"]
    leaders = steps(output, {3e8: 1, 5e8: 2, 8e8: 3, 1e9: 5})
    found["leaders_score"] = np.minimum(per_unit(leading, leaders), 5)
    platform = inputs["platform"]
    names = int(platform["name"].max()) + 1
    best = np.zeros(count * names)
    np.maximum.at(best, platform["row"] * names + platform["name"], platform["points"])
    found["platforms_score"] = np.minimum(best.reshape(count, names).sum(axis=1), 5)
    cultivation = ("scale_score", "giants_score", "listing_score", "leaders_score", "platforms_score")
    found["cultivation"] = sum(found[name] for name in cultivation)  # type: ignore[assignment]
    found["promotion_score"] = per_item(4, promotion_meetings=1, outbound_trips=0.7, investment_contracts=0.5)
    found["matching_score"] = per_item(2, matching_meetings=0.7, purchase_contracts=0.3, cooperation_activities=0.3)
    found["financing_score"] = per_item(
        2, financing_meetings=0.7, financing_contracts=0.3, industry_funds=2, fund_investments=0.3
    )
    found["research_score"] = per_item(2, research_activities=0.7, research_agreements=0.3)
    activities = ("promotion_score", "matching_score", "financing_score", "research_score")
    found["activities"] = sum(found[name] for name in activities)  # type: ignore[assignment]
    tools = chain["missing_tools"] + chain["stale_tools"] + 2 * chain["tools_not_followed"]
    found["tools_score"] = np.maximum(4 - tools, 0)
    found["duties_score"] = np.maximum(3 - 0.5 * chain["late_reports"] - 0.2 * chain["unfinished_tasks"], 0)
    found["news_score"] = per_item(3, news_central=3, news_provincial=2, news_city=1)
    found["groundwork"] = found["tools_score"] + found["duties_score"] + found["news_score"]
    total = found["effectiveness"] + found["cultivation"] + found["activities"] + found["groundwork"]
    found["total"] = total
    order = np.argsort(team * 1000.0 - total)  # a third of the time of lexsort, and no total reaches 1,000
    is_new = np.ones(count, np.bool_)
    is_new[1:] = (np.diff(total[order]) != 0) | (np.diff(team[order]) != 0)
    rank = np.empty(count)
    rank[order] = np.maximum.accumulate(np.where(is_new, np.arange(count), 0)) - starts[team[order]] + 1
    found["rank"] = rank
    return found
