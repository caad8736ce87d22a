"""How long the exact evaluation of the chain method takes over many units: python benchmarks/many_units.py [UNITS …]

The policy is policies/xiangxiang_chains.yaml with units and groups (six to a group) taken from the data. The rows
are made up, from a fixed seed.
Reading the rows and calculating are timed apart.
"""

from __future__ import annotations

import random
import re
import sys
import time
from decimal import Decimal
from pathlib import Path

from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import needed_tables, score
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.source_places import Source

CHAINS = Path(__file__).parent.parent / "policies" / "xiangxiang_chains.yaml"


def text_of_many() -> str:
    """The chain policy, with whoever is in the data as units and the column `team` as comparison group."""
    text = CHAINS.read_text(encoding="utf-8")
    text = re.sub(r"    members:.*?\n\n", "    from: chain\n    group: team\n\n", text, count=1, flags=re.DOTALL)
    text = text.replace("within: all", "within: group")
    return text.replace("    columns:\n", "    columns:\n      - {type: text, names: {team: 组别}}\n", 1)


def policy_of_many() -> Policy:
    """That policy."""
    return load_source(Source("chains of many units", text_of_many()))


def rows_of(policy: Policy, units: int) -> dict[str, list[dict[str, object]]]:
    """Made-up rows: one for each unit, and about twelve records."""
    random.seed(7)
    columns = policy.tables["chain"].columns
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in needed_tables(policy)}
    for number in range(units):
        key: dict[str, object] = {"unit": f"链{number:06}", "period": "2023Q1"}
        row: dict[str, object] = {"team": f"组{number // 6:05}", "tools_not_followed": random.random() < 0.1}
        for column in columns.values():
            if column.type == "number":
                row[column.id] = random.randint(0, 3) if column.whole else Decimal(random.randint(0, 4000)) / 100
        rows["chain"].append(key | row)
        for record in range(4):
            money = Decimal(random.randint(1, 400)) / 100
            name = f"第{record}个"
            rows["attracted_project"].append(
                key | {"name": name, "investment": money, "top500": False, "reported": True}
            )
            rows["construction_project"].append(
                key
                | {
                    "name": name,
                    "investment": money,
                    "kind": "new",
                    "completion": random.randint(0, 130),
                    "commissioned": False,
                }
            )
            if record < 2:
                rows["leading_enterprise"].append(key | {"name": name, "annual_output": money * 4})
                rows["platform"].append(key | {"name": name, "level": "city"})
    return rows


def main(sizes: list[int]) -> None:
    policy = policy_of_many()
    for units in sizes:
        rows = rows_of(policy, units)
        findings = Findings()
        start = time.process_time()
        dataset = dataset_of_rows(policy, rows, findings, needed_tables(policy))
        findings.stop_on_errors()
        read = time.process_time()
        score(policy, dataset, {}, findings)
        done = time.process_time()
        print(f"{units:>8} units: rows {read - start:6.2f} s, evaluation {done - read:6.2f} s")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [6, 6000, 60000])
