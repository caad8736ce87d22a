"""A slow model of the Xiangxiang chains method, unit by unit, written from the document and not from the policy."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as F
from typing import Any

from tests.policies.worked import Rows, Values

UNITS = [
    "绿色建材装配式建筑和建工",
    "电力电工电器",
    "电子信息",
    "文体旅游休闲",
    "新能源新材料",
    "绿色食品加工和现代商贸物流",
]
READINGS = {
    "X1": ["full", "base", "middle"],
    "X3": ["tiered", "any"],
    "X4": ["uncapped", "capped"],
    "X5": ["zero", "proportional"],
    "X6": ["replace", "add"],
    "X7": ["full", "proportional"],
    "X8": ["sum", "highest"],
    "X9": ["highest", "each"],
    "X11": ["both", "task_only"],
    "R1": ["competition", "dense"],
}
DEFAULTS = {question: readings[0] for question, readings in READINGS.items()}


def scored(rows: Rows, chosen: Mapping[str, str]) -> Values:
    """All values of every chain and quarter."""
    readings = DEFAULTS | dict(chosen)
    found: Values = {}
    for period in sorted({row["period"] for row in rows["chain"]}):
        chains = {row["unit"]: row for row in rows["chain"] if row["period"] == period}
        for unit in UNITS:
            mine = {
                table: [row for row in rows[table] if (row["unit"], row["period"]) == (unit, period)] for table in rows
            }
            found["chain", unit, period] = _chain(chains[unit], list(chains.values()), mine, readings)
        totals = {unit: found["chain", unit, period]["total"] for unit in UNITS}
        for unit in UNITS:
            better = [total for total in totals.values() if total > totals[unit]]  # type: ignore[operator]
            place = 1 + len(set(better) if readings["R1"] == "dense" else better)
            found["chain", unit, period]["rank"] = F(place)
    return found


def _chain(row: Mapping[str, Any], all_rows: list[dict[str, Any]], mine: Rows, readings: Mapping[str, str]) -> Any:
    r: dict[str, F] = {}
    for name in ("output_growth", "output_share", "tax_growth", "tax_share"):
        everyone = [F(other[name]) for other in all_rows]
        low, high, x = min(everyone), max(everyone), F(row[name])
        if low == high:
            percent = F({"full": 100, "base": 60, "middle": 80}[readings["X1"]])
        else:
            percent = 60 + 40 * (x - low) / (high - low)
        r[f"{name}_score"] = percent * 5 / 100
    r["output_score"] = r["output_growth_score"] + r["output_share_score"]
    r["tax_score"] = r["tax_growth_score"] + r["tax_share_score"]

    r["attraction_task_score"], r["attraction_tier_score"] = _attraction(mine["attracted_project"], readings)
    r["attraction_score"] = r["attraction_task_score"] + r["attraction_tier_score"]
    construction = [
        _construction(project, readings)
        for project in mine["construction_project"]
        if F(project["investment"]) >= F(2, 10)
    ]
    r["construction_score"] = min(F(15), sum(construction, F(0)))
    r["effectiveness"] = r["output_score"] + r["tax_score"] + r["attraction_score"] + r["construction_score"]

    n = {name: F(value) for name, value in row.items() if name not in ("unit", "period")}
    r["scale_score"] = min(F(5), (n["new_scale_enterprises"] + n["new_hightech_enterprises"]) / 2)
    r["giants_score"] = min(F(5), (7 * n["new_national_giants"] + 3 * n["new_provincial_giants"]) / 10)
    listing = 3 * n["new_listed"] + 2 * n["new_ipo_filings"] + n["new_tutoring_filings"]
    r["listing_score"] = min(F(5), listing + n["new_shareholding_quotations"] / 2)
    leaders = [_leader(F(enterprise["annual_output"])) for enterprise in mine["leading_enterprise"]]
    r["leaders_score"] = min(F(5), sum(leaders, F(0)) if readings["X8"] == "sum" else max([F(0), *leaders]))
    r["platforms_score"] = min(F(5), _platforms(mine["platform"], readings))
    r["cultivation"] = (
        r["scale_score"] + r["giants_score"] + r["listing_score"] + r["leaders_score"] + r["platforms_score"]
    )

    promotion = n["promotion_meetings"] + F(7, 10) * n["outbound_trips"] + n["investment_contracts"] / 2
    r["promotion_score"] = min(F(4), promotion)
    matching = 7 * n["matching_meetings"] + 3 * n["purchase_contracts"] + 3 * n["cooperation_activities"]
    r["matching_score"] = min(F(2), matching / 10)
    financing = 7 * n["financing_meetings"] + 3 * n["financing_contracts"] + 3 * n["fund_investments"]
    r["financing_score"] = min(F(2), financing / 10 + 2 * n["industry_funds"])
    r["research_score"] = min(F(2), (7 * n["research_activities"] + 3 * n["research_agreements"]) / 10)
    r["activities"] = r["promotion_score"] + r["matching_score"] + r["financing_score"] + r["research_score"]

    r["tools_score"] = max(F(0), 4 - n["missing_tools"] - n["stale_tools"] - (2 if row["tools_not_followed"] else 0))
    r["duties_score"] = max(F(0), 3 - n["late_reports"] / 2 - n["unfinished_tasks"] / 5)
    r["news_score"] = min(F(3), 3 * n["news_central"] + 2 * n["news_provincial"] + n["news_city"])
    r["groundwork"] = r["tools_score"] + r["duties_score"] + r["news_score"]
    r["total"] = r["effectiveness"] + r["cultivation"] + r["activities"] + r["groundwork"]
    return r


def _attraction(projects: list[dict[str, Any]], readings: Mapping[str, str]) -> tuple[F, F]:
    task, tier = F(0), F(0)
    for project in projects:
        if not project["reported"]:
            continue
        investment = F(project["investment"])
        if investment >= 2:
            task = F(5)
            tier += 6
        elif investment >= F(3, 2):
            tier += 4
        elif investment >= 1:
            tier += 2
        elif investment >= F(1, 2):
            tier += 1
        elif investment >= F(1, 5):
            tier += F(1, 2)
        if project["top500"] and (investment >= F(1, 5) or readings["X3"] == "any"):
            tier += 1
    if task and readings["X11"] == "task_only":
        tier -= 6
    return task, min(F(15), tier) if readings["X4"] == "capped" else tier


def _construction(project: Mapping[str, Any], readings: Mapping[str, str]) -> F:
    new = project["kind"] == "new"
    whole, commissioned = (F(3, 4), F(3, 2)) if new else (F(1, 2), F(1))
    completion = F(project["completion"]) / 100
    if completion >= 1:
        by_plan = whole * (completion if readings["X7"] == "proportional" else 1)
    elif completion >= F(4, 5) or readings["X5"] == "proportional":
        by_plan = whole * completion
    else:
        by_plan = F(0)
    if not project["commissioned"]:
        return by_plan
    return commissioned + (by_plan if readings["X6"] == "add" and completion >= 1 else 0)


def _leader(output: F) -> F:
    for least, points in ((10, 5), (8, 3), (5, 2), (3, 1)):
        if output >= least:
            return F(points)
    return F(0)


def _platforms(platforms: list[dict[str, Any]], readings: Mapping[str, str]) -> F:
    points = {"national": 5, "provincial": 3, "city": 2}
    if readings["X9"] == "each":
        return F(sum(points[platform["level"]] for platform in platforms))
    best: dict[str, int] = {}
    for platform in platforms:
        best[platform["name"]] = max(best.get(platform["name"], 0), points[platform["level"]])
    return F(sum(best.values()))
