"""A slow model of the Xiangtan county method, unit by unit, written from the document and not from the policy."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as F

from kaohe.results import Value

from tests.policies.worked import Rows, Values

TOWNSHIPS = {
    "park": ["易俗河镇", "杨嘉桥镇", "河口镇", "青山桥镇", "茶恩寺镇", "花石镇"],
    "industry": ["谭家山镇", "中路铺镇", "射埠镇", "云湖桥镇", "石潭镇"],
    "ecology": ["白石镇", "锦石乡", "排头乡", "乌石镇", "石鼓镇", "分水乡"],
}
DEPARTMENTS = {
    "promotion": [
        "县发改局",
        "县科工局",
        "县商务局",
        "县住建局",
        "县市场监管局",
        "县农业农村局",
        "县文旅广体局",
        "县政府金融办",
        "县人社局",
        "县自然资源局",
        "市生态环境县分局",
        "县财政局",
        "县行政审批局",
        "县税务局",
        "县优居中心",
        "天易经开区经济发展局",
        "天易经开区招商和商务局",
        "县优化营商环境协调事务中心",
    ],
    "service": [
        "县委组织部",
        "县委统战部",
        "县总工会",
        "县工商联",
        "县人民法院",
        "县教育局",
        "县公安局",
        "县卫健局",
        "县交通局",
        "县民政局",
        "县林业局",
        "县应急局",
        "县城管执法局",
        "县信访局",
        "县司法局",
        "县水利局",
        "县审计局",
        "县供电公司",
    ],
}
GROUPS = {"township": TOWNSHIPS, "department": DEPARTMENTS}
POWER = "县供电公司"
MAXIMA = {
    "township": {
        "science_industry": 35,
        "development_reform": 20,
        "commerce": 10,
        "market_regulation": 5,
        "finance_office": 5,
        "culture_tourism": 5,
        "administrative_approval": 5,
        "project_office": 15,
    },
    "department": {"project_office": 70, "science_industry": 30},
}
READINGS = {
    "G1": ["both", "only_blend"],
    "G2": ["per_group", "overall"],
    "G3": ["largest_remainder", "half_up", "floor"],
    "G4": ["outside", "inside"],
    "G5": ["better", "worse"],
    "G6": ["zero"],
    "G7": ["grade_only", "points"],
    "G8": ["incomplete"],
    "G9": ["excluded", "included"],
    "R1": ["competition", "dense"],
}
DEFAULTS = {question: readings[0] for question, readings in READINGS.items()}
SHARES = {
    "park": [100, 90, 80, 80, 80, 70],
    "industry": [100, 90, 80, 80, 70],
    "ecology": [100, 90, 80, 80, 80, 70],
}


def scored(rows: Rows, chosen: Mapping[str, str]) -> Values:
    """All values of every unit, by quarter and by year."""
    readings = DEFAULTS | dict(chosen)
    found: Values = {}
    for unit_type, groups in GROUPS.items():
        finals = _quarters(unit_type, groups, rows, readings, found)
        for year in sorted({period[:4] for _, period in finals}):
            unqualified = {row["unit"] for row in rows.get("unqualified", []) if row["period"] == year}
            for group, units in groups.items():
                _year(unit_type, group, units, year, finals, unqualified, readings, found)
    return found


def _quarters(
    unit_type: str, groups: Mapping[str, list[str]], rows: Rows, readings: Mapping[str, str], found: Values
) -> dict[tuple[str, str], F]:
    assessors = MAXIMA[unit_type]
    own = {(row["unit"], row["period"]): sum(F(row[name]) for name in assessors) for row in rows[unit_type]}
    finals = {}
    for (unit, period), score in own.items():
        finals[unit, period] = score
        if unit == "县发改局":
            finals[unit, period] = F(85, 100) * score + F(15, 100) * own[POWER, period]
    for (unit, period), score in own.items():
        group = next(id_ for id_, units in groups.items() if unit in units)
        compared = groups[group] if readings["G2"] == "per_group" else [u for units in groups.values() for u in units]
        takes_part = [other for other in compared if not _only_blended(other, readings)]
        lowest = min(finals[other, period] for other in takes_part)
        found[unit_type, unit, period] = {
            "quarterly_score": F(score),
            "final_quarterly_score": finals[unit, period],
            "written_explanation": None if _only_blended(unit, readings) else finals[unit, period] == lowest,
        }
    return finals


def _only_blended(unit: str, readings: Mapping[str, str]) -> bool:
    return unit == POWER and readings["G1"] == "only_blend"


def _year(
    unit_type: str,
    group: str,
    units: list[str],
    year: str,
    finals: Mapping[tuple[str, str], F],
    unqualified: set[str],
    readings: Mapping[str, str],
    found: Values,
) -> None:
    department = unit_type == "department"
    ids = ["annual_score", "rank", "points", "awarded"] + ["grade"] * department
    quarters = [f"{year}Q{number}" for number in (1, 2, 3, 4)]
    if any((units[0], quarter) not in finals for quarter in quarters):
        for unit in units:
            found[unit_type, unit, year] = dict.fromkeys(ids)
        return
    weights = [15, 25, 30, 30] if group == "service" else [15, 25, 25, 35]
    annual = {unit: sum(F(w, 100) * finals[unit, q] for w, q in zip(weights, quarters, strict=True)) for unit in units}
    ranked = {unit: annual[unit] for unit in units if not _only_blended(unit, readings)}
    ranks = _ranks(ranked, readings)
    grades = _grades(ranked, unqualified, readings) if department else {}
    for unit in units:
        values: dict[str, Value] = {**dict.fromkeys(ids), "annual_score": F(annual[unit])}
        if unit in ranked:
            values["rank"] = F(ranks[unit])
            if department:
                values["grade"] = grades[unit]
                if group == "promotion" or readings["G7"] == "points":
                    values["points"] = F(5) * {"优秀": 100, "良好": 90, "合格": 80, "不合格": 0}[grades[unit]] / 100
                values["awarded"] = ranks[unit] <= 5 and (unit not in unqualified or readings["G9"] == "included")
            else:
                values["points"] = F(5 * SHARES[group][ranks[unit] - 1], 100)
                values["awarded"] = ranks[unit] <= 2
        found[unit_type, unit, year] = values


def _ranks(scores: Mapping[str, F], readings: Mapping[str, str]) -> dict[str, int]:
    ranks = {}
    for unit, score in scores.items():
        better = [other for other in scores.values() if other > score]
        ranks[unit] = 1 + len(set(better) if readings["R1"] == "dense" else better)
    return ranks


def _grades(ranked: Mapping[str, F], unqualified: set[str], readings: Mapping[str, str]) -> dict[str, str]:
    """By rank against the cumulative quota; under G5=worse by the last place that level units fill."""
    counted = {unit: score for unit, score in ranked.items() if readings["G4"] == "inside" or unit not in unqualified}
    ranks = _ranks(counted, readings)
    first, second, _ = quota(len(counted), readings["G3"])
    grades = {}
    for unit in ranked:
        if unit in unqualified:
            grades[unit] = "不合格"
            continue
        place = ranks[unit]
        if readings["G5"] == "worse":
            place += sum(score == counted[unit] for score in counted.values()) - 1
        grades[unit] = "优秀" if place <= first else "良好" if place <= first + second else "合格"
    return grades


def quota(n: int, rounding: str) -> tuple[int, int, int]:
    """The seats of 3:6:1 among n units."""
    exact = [F(3 * n, 10), F(6 * n, 10), F(n, 10)]
    if rounding == "largest_remainder":
        given = [share.numerator // share.denominator for share in exact]
        while sum(given) < n:
            rests = [share - seats for share, seats in zip(exact, given, strict=True)]
            given[rests.index(max(rests))] += 1  # of equal remainders the first, which is the better grade
        return given[0], given[1], given[2]
    add = F(1, 2) if rounding == "half_up" else F(0)
    first = min(n, int(exact[0] + add))
    second = min(n - first, int(exact[1] + add))
    return first, second, n - first - second
