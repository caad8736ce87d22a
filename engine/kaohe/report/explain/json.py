"""An explanation as JSON: every step with its value exact, its texts, its cells and its parts."""

from __future__ import annotations

from fractions import Fraction

from kaohe.analysis.explain.model import (
    Against,
    Amount,
    Explained,
    Explanation,
    Listing,
    Origin,
    Share,
    Source,
    Used,
)
from kaohe.policy.model import Display
from kaohe.report.adjustments import decision_entry
from kaohe.report.explain import words
from kaohe.report.json_text import document, number, plain
from kaohe.report.results.targets import state_of
from kaohe.results import TargetResult

Object = dict[str, object]


def render(explanation: Explanation) -> str:
    """The whole document."""
    display = explanation.policy.display
    of: Object = {"unit_type": explanation.unit_type, "unit": explanation.unit, "group": explanation.group or None}
    of["period"] = str(explanation.period)
    if explanation.against is None:
        return document(explanation, {"explained": [of | _step(step, display) for step in explanation.steps]})
    return document(explanation, {"against": [of | _against(explanation.against, display)]})


def _step(step: Explained, display: Display) -> Object:
    """What is empty is left out."""
    found: Object = {"kind": step.kind, "id": step.id, "name": step.name, "keyword": step.keyword}
    found |= {"unit": step.unit, "period": str(step.period) if step.period else ""}
    found |= {"clause": step.clause, "assessor": list(step.assessor)}
    found = {name: value for name, value in found.items() if value not in ("", [])}
    found |= _amount(step.value)
    if step.keyword == "root":  # cut off after many decimals
        found.pop("exact", None)
    if step.target is not None:
        found |= _target(step.target)
    more: Object = {
        "points": None if step.points is None else number(step.points),
        "formula": words.phrase(step.words, display),
        "filled": words.phrase(step.filled, display),
        "result": _amount(step.result) if step.result is not None else None,
        "acts": [{"kind": act.kind, "said": words.act(act, display)} for act in step.acts],
        "readings": [_used(used) for used in step.readings],
        "listings": [_listing(listing) for listing in step.listings],
        "decision": None if step.decision is None else decision_entry(step.decision),
        "source": None if step.source is None else _source(step.source),
        "parts": [_step(part, display) for part in step.parts],
    }
    found |= {name: value for name, value in more.items() if value not in (None, "", [])}
    if step.kind == "row":
        found["counts"] = step.counts
    marks = {"again": step.again, "deeper": step.deeper}
    return found | {name: True for name, marked in marks.items() if marked}


def _target(result: TargetResult) -> Object:
    """How a target stands, in its own measure."""
    numbers = {"actual": result.actual, "required": result.required, "upper": result.upper, "pace": result.pace}
    state = state_of(result)
    found: Object = {"state": state, "attained": result.attained, "early": state == "early", "due": result.target.due}
    found |= {name: plain(value) for name, value in numbers.items()}
    found["attainment"] = plain(result.attainment)
    return {name: value for name, value in found.items() if value is not None}


def _amount(given: Amount) -> Object:
    """A value; where no decimal number is exactly it, as a fraction too."""
    found: Object = {"value": plain(given.value)}
    value = given.value
    if isinstance(value, Fraction) and not isinstance(value, bool) and not words.is_short(value):
        found["exact"] = f"{value.numerator}/{value.denominator}"
    found |= {"measure": given.label} if given.label else {}
    found |= {"waiting": True} if given.is_provisional else {}
    return found | ({} if given.applies else {"not_applicable": True})


def _used(used: Used) -> Object:
    return {
        "question": used.question,
        "reading": used.reading,
        "clause": used.clause,
        "ask": used.ask,
        "words": used.words,
        "default": used.is_default,
    }


def _listing(listing: Listing) -> Object:
    rows = [[plain(cell.value) if isinstance(cell, Amount) else cell for cell in row.cells] for row in listing.rows]
    own = next((at for at, row in enumerate(listing.rows) if row.own), None)
    return {"title": listing.title, "headings": list(listing.headings), "rows": rows, "own": own}


def _source(source: Source) -> Object:
    place = source.place
    found: Object = {"file": place.source.name, "line": place.line or None, "column": place.column or None}
    found |= {"sheet": place.sheet, "cell": place.cell, "header": source.header, "written": source.written}
    found |= {"stored": source.stored, "filled": source.filled, "unit": source.unit}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _against(against: Against, display: Display) -> Object:
    difference = against.difference
    return {
        "other": against.other,
        "id": against.id,
        "name": against.name,
        "first": _amount(against.first),
        "second": _amount(against.second),
        "difference": None if difference is None else _amount(Amount(difference, against.first.label)),
        "standing": [words.phrase(said, display) for said in against.standing],
        "missing": list(against.missing),
        "absent": [words.phrase(said, display) for said in against.absent],
        "sum": _amount(Amount(against.sum, against.first.label)) if against.shares else None,
        "shares": [_share(share, display) for share in against.shares],
    }


def _origin(each: Origin, display: Display) -> Object:
    """Both sides as steps, and the inputs that differ."""
    found: Object = {"period": None if each.period is None else str(each.period)}
    for side, step, weight in zip(("first", "second"), (each.first, each.second), each.weights, strict=True):
        found[side] = None if step is None else _step(step, display) | {"weight": number(weight)}
    found["inputs"] = [
        {
            "name": pair.name,
            "unit": pair.unit or None,
            "first": None if pair.first is None else _step(pair.first, display),
            "second": None if pair.second is None else _step(pair.second, display),
        }
        for pair in each.pairs
    ]
    return found


def _share(share: Share, display: Display) -> Object:
    found: Object = {"id": share.id, "name": share.name, "clause": share.clause}
    if share.points is not None:
        found["points"] = number(share.points)
    found |= {"first": _amount(Amount(share.first)), "second": _amount(Amount(share.second))}
    found["difference"] = _amount(Amount(share.difference))
    if share.origins:
        found["beneath"] = [_origin(each, display) for each in share.origins]
    if share.periods:
        found["periods"] = [
            {"period": str(period), "first": number(first), "second": number(second)}
            for period, first, second in share.periods
        ]
    return found
