"""The exact calculation of many units beside NumPy written by hand: python benchmarks/against_numpy.py [UNITS …]

The chain method over made-up data that lies in memory as arrays, from a fixed seed: 16 scores, their wholes, the total
and the rank in groups of six. `chains_in_numpy.py` calculates the same in floating point. Both take turns in one run;
times are the processor's, medians. The worst cases: all units alike, the inputs of four scores absent for everybody,
amounts of 10^12, and one group of all units.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from chains_in_numpy import Inputs, inputs_of, scores
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values, WholeArray
from kaohe.diagnostics import Findings
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import needed_tables, score
from kaohe.language.periods import Period
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.source_places import Source
from many_units import text_of_many

CASES = ("ordinary", "all alike", "absent", "amounts of 10^12", "one group")
RECORDS = {"attracted_project": 4, "construction_project": 4, "leading_enterprise": 2, "platform": 2}
COMPARED = ("output_growth", "output_share", "tax_growth", "tax_share")
RUNS = 7


def policy_of(case: str) -> Policy:
    text = text_of_many()
    if case == "absent":
        for name in COMPARED:
            text = text.replace(f"names: {{{name}:", f"optional: yes, names: {{{name}:")
    return load_source(Source("chains of many units", text))


def dataset_of(policy: Policy, units: int, case: str) -> Dataset:
    """Made-up tables, as they lie in memory once they are read."""
    made = np.random.default_rng(7)
    names = [f"链{number:06}" for number in range(units)]
    period = Period(2023, 1, "quarter")
    tables: dict[str, TableData] = {}
    for id_ in needed_tables(policy):
        each = RECORDS.get(id_, 1)
        rows = units * each
        keys: list[tuple[object, ...]] = [(name, period) for name in names for _ in range(each)]
        if id_ in RECORDS:
            keys = [(*key, number) for number, key in enumerate(keys, 1)]
        columns: dict[str, Values] = {}
        for column in policy.tables[id_].columns.values():
            if column.type == "number":
                most = 4 if column.whole else 4001
                drawn = np.full(rows, 2) if case == "all alike" else made.integers(0, most, rows)
                if case == "amounts of 10^12" and column.id in ("investment", "annual_output"):
                    drawn = drawn * 10**4
                unit = column.measure.scale / (1 if column.whole else 100)
                absent = np.ones(rows, np.bool_) if case == "absent" and column.id in COMPARED else None
                values = drawn * unit.numerator if absent is None else np.zeros(rows, np.int64)
                columns[column.id] = Numbers(WholeArray(values.astype(np.int64), absent), unit.denominator)
            elif column.type == "truth":
                columns[column.id] = (made.random(rows) < 0.1).tolist() if case != "all alike" else [False] * rows
            elif column.id == "team":
                size = units if case == "one group" else 6
                columns[column.id] = [f"组{row // size:05}" for row in range(rows)]
            elif column.type == "choice":
                columns[column.id] = ["new" if column.id == "kind" else "city"] * rows
            else:
                columns[column.id] = [f"第{row % each}个" for row in range(rows)]
        tables[id_] = TableData(id_, keys, columns)
    team = tables["chain"].columns["team"]
    assert isinstance(team, list)
    groups = {"chain": {name: str(group) for name, group in zip(names, team, strict=True)}, "city": {}}
    return Dataset(tables, {"chain": names, "city": []}, groups, {"chain": [period], "city": []})


def measured(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


def check(policy: Policy, run: Evaluation, inputs: Inputs) -> None:
    """Raises AssertionError where the two differ by more than floating point may."""
    by_hand = scores(inputs)
    for definition in policy.scores:
        exact = run.value((definition.owner, definition.id))
        values = exact.numerators if isinstance(exact, Numbers) else getattr(exact, "values", exact)  # or all absent
        unit = Fraction(1, exact.denominator) if isinstance(exact, Numbers) else Fraction(1)
        found = np.array([np.nan if value is None else float(value * unit) for value in values])
        if definition.id != "rank":  # equal totals may be apart in floating point
            assert np.allclose(found, by_hand[definition.id], rtol=0, atol=1e-9, equal_nan=True), definition.id


def compared(units: int, case: str) -> None:
    policy = policy_of(case)
    dataset = dataset_of(policy, units, case)
    inputs = inputs_of(dataset)
    found = Findings()
    _, run = score(policy, dataset, {}, found)
    check(policy, run, inputs)
    by_hand, exact = [], []
    for _ in range(RUNS):
        by_hand.append(measured(lambda: scores(inputs)))
        exact.append(measured(lambda: score(policy, dataset, {}, Findings())))
    over_arrays, by_lists = run.counts or (0, 0)
    times = statistics.median(by_hand), statistics.median(exact)
    lists = f"{by_lists / (over_arrays + by_lists):.1%}" if over_arrays else "all"
    print(
        f"{units:>8} {case:<18} {times[0] * 1000:>9.1f} ms {times[1] * 1000:>9.1f} ms {times[1] / times[0]:>6.2f} ×"
        f" {units / times[1] / 1e6:>6.2f} M units/s, {lists} by lists",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    print("   units case                 by hand        exact   ratio")
    for units in sizes:
        for case in CASES:
            compared(units, case)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [60000, 600000])
