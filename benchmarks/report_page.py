"""How long the report page takes over many units: python benchmarks/report_page.py [UNITS …]

Policy and rows are those of many_units.py: once with six units to a group, once with all of them in one ranking.
The calculation is not timed.
"""

from __future__ import annotations

import sys
import time

from kaohe.analysis.scores_and_targets import Appraisal
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import needed_tables, score
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.report.page.page import render
from kaohe.source_places import Source
from many_units import policy_of_many, rows_of


def policy_of_one_group() -> Policy:
    """The same policy with all units in one ranking."""
    text = policy_of_many().source.text.replace("    group: team\n", "").replace("within: group", "within: all")
    return load_source(Source("chains of one group", text))


def main(sizes: list[int]) -> None:
    for policy in (policy_of_many(), policy_of_one_group()):
        for units in sizes:
            findings = Findings()
            dataset = dataset_of_rows(policy, rows_of(policy, units), findings, needed_tables(policy))
            findings.stop_on_errors()
            results, run = score(policy, dataset, {}, findings)
            start = time.perf_counter()
            page = render(Appraisal(policy, results, run))
            took = time.perf_counter() - start
            print(f"{policy.source.name}, {units} units: {took:.2f} s, {len(page) / 1e6:.1f} million characters")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [500, 2000])
