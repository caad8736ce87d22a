"""Every conformance case that has values, by the slow model: it agrees, or a reason says why it cannot."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from tests.conformance.test_conformance import all_cases
from tests.model import periods
from tests.model.amounts import NoValue
from tests.model.slow_model import Model

BEYOND: dict[str, str] = {
    "measures_physical-1": "天 is a count beside numbers and a time beside 小时; the model has one sort for a word",
    **dict.fromkeys(("known_with-1", "known_with-2", "known_with-3"), "the model does not know members by members"),
    "ids_and_units-6": "the model does not know that percentages weighted by points are points",
    "reals-5": "equal reals made in different ways are equal to 200 digits; the engine refuses to guess",
}
"""Why the model does not calculate a case, by its number in its file."""


def _expected(text: str) -> Any:
    words: dict[str, Any] = {"yes": True, "no": False, "absent": None}
    if text in words:
        return words[text]
    try:
        return Fraction(text)
    except ValueError:
        return text


def _cases() -> list[Any]:
    return [case for case in all_cases() if _is_calculated(case.values[0]["expect"])]


def _is_calculated(expected: Any) -> bool:
    """Whether the data come to values, or to a refusal of the calculation itself."""
    return "values" in expected or all(each.startswith("E") for each in expected.get("refused", ["targets alone"]))


@pytest.mark.parametrize("case", _cases())
def test_the_slow_model_agrees(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.id.split(":")[0]
    if name in BEYOND:
        pytest.skip(BEYOND[name])
    files = {"policy.yaml": case["policy"], **case.get("files", {})}
    model = Model(files, case.get("data", {}), case.get("readings", {}))
    if "refused" in case["expect"]:
        with pytest.raises(NoValue):
            everything(model)
        return
    for type_, unit, period, id_, text in case["expect"]["values"]:
        found = model.shown(type_, unit, periods.read(period), id_)
        if isinstance(found, Decimal):
            found = Fraction(found).limit_denominator(10**30)
        assert (found, type(found)) == (_expected(text), type(_expected(text))), (unit, period, id_)


def everything(model: Model) -> None:
    """All values of all units in all periods of the data."""
    from tests.model.slow_model import At

    spoken = {row.period for rows in model.data.rows.values() for row in rows}
    for entries in model.policy.entries.values():
        for entry in entries:
            for type_ in entry.types:
                for period in spoken:
                    for at in model.units(At(type_, None, period)):
                        for chosen in product(*(model.policy.lists[each].names for each in entry.each)):
                            model.value(entry, replace(at, members=dict(zip(entry.each, chosen, strict=True))))
