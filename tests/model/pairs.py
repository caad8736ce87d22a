"""Generated pairs of a policy and its data: the engine, its second opinion, and the slow model.

`python -m tests.model.pairs 20000 [--first 0]` runs many, outside of the suite, and prints each pair that disagrees.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.diagnostics import Refused
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner
from tests.model import periods
from tests.model.amounts import NoValue
from tests.model.data_files import Waiting
from tests.model.generated import Maker
from tests.model.slow_model import Model


def pair(seed: int) -> tuple[str, dict[str, str]]:
    """The policy and the files of a seed."""
    made = Maker(seed)
    return made.policy(), made.data()


FILLINGS = 4
"""So many times what has not been sent is made up."""


def run(seed: int, folder: Path) -> str:
    """ "agree", the codes that the policy or its data are refused with, or "no value" where both find none. Raises
    AssertionError where they differ."""
    text, files = pair(seed)
    try:
        policy = inner.load_source(Source("towns.yaml", text))
    except Refused as refused:
        return " ".join(sorted({each.code for each in refused.diagnostics if each.is_error}))
    for name, rows in files.items():
        (folder / name).write_text(rows, encoding="utf-8")
    model = Model({"policy.yaml": text}, files)
    try:
        found = inner.score(policy, folder, verify=True)
    except Refused as refused:
        codes = {each.code for each in refused.diagnostics if each.is_error}
        assert all(code.startswith("E1") for code in codes), (seed, codes)
        return _without_value(model, seed)
    for result in found.results:
        for id_, value in result.values.items():
            expected = model.shown(result.unit_type, result.unit, periods.read(str(result.period)), id_)
            assert _agree(value, expected), (seed, id_, result.unit, str(result.period), value, expected)
    _provisional(seed, text, files, policy, folder)
    return "agree"


def _provisional(seed: int, text: str, files: dict[str, str], policy: Policy, folder: Path) -> None:
    """The same while a few figures have not been sent: what is told stands whatever comes, and what asks for none of
    them is told, or waits for what it might have asked for."""
    made = Maker(seed)
    less = made.unsent(files)
    for name, rows in less.items():
        (folder / name).write_text(rows, encoding="utf-8")
    try:
        found = inner.score(policy, folder, provisional=True, verify=True)
    except Refused as refused:
        assert all(each.code.startswith("E1") for each in refused.diagnostics if each.is_error), (seed, refused)
        return
    waiting = Model({"policy.yaml": text}, less, is_provisional=True)
    come = [Model({"policy.yaml": text}, made.sent(less)) for _ in range(FILLINGS)]
    for result in found.results:
        for id_, value in result.values.items():
            asked = (result.unit_type, result.unit, periods.read(str(result.period)), id_)
            told = (seed, "provisional", id_, result.unit, str(result.period), value)
            if id_ in result.provisional:
                assert value is None, told
                continue
            models = [*come]
            with contextlib.suppress(Waiting):
                waiting.shown(*asked)
                models.append(waiting)
            for model in models:
                try:
                    expected = model.shown(*asked)
                except NoValue:
                    continue  # what comes may be what there is no value of
                assert _agree(value, expected), (*told, expected)


def _without_value(model: Model, seed: int) -> str:
    """The model finds no value either."""
    from tests.model.test_conformance_model import everything

    try:
        everything(model)
    except NoValue:
        return "no value"
    raise AssertionError((seed, "the engine finds no value, and the model does"))


def _agree(value: Any, expected: Any) -> bool:
    """Whether they are one; what is no rational to 40 digits."""
    if isinstance(expected, Decimal) and isinstance(value, Fraction):
        return abs(value - Fraction(expected)) <= Fraction(1, 10**40) * max(1, abs(value))
    return type(value) is type(expected) and value == expected


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("number", type=int)
    asked.add_argument("--first", type=int, default=0)
    given = asked.parse_args()
    outcomes: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.number):
            try:
                outcomes[run(seed, Path(folder))] += 1
            except Exception as fault:
                outcomes["DIFFERS"] += 1
                print(f"seed {seed}: {type(fault).__name__} {str(fault)[:300]}", flush=True)
            if (seed + 1) % 500 == 0:
                print(f"{seed + 1}: {dict(outcomes.most_common(8))} {time.monotonic() - begun:.0f} s", flush=True)
    print(dict(outcomes))


if __name__ == "__main__":
    main()
