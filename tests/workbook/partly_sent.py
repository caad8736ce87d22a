"""Data files of which some has not been sent yet: whole tables of records, rows, and single cells."""

from __future__ import annotations

import csv
import random
from fractions import Fraction
from pathlib import Path

from kaohe.policy.model import Policy

from tests.workbook.generated import Rows


def send_some(policy: Policy, rows: Rows, folder: Path, chance: random.Random) -> None:
    """Writes the rows as files, without a part of them."""
    folder.mkdir()
    sources = {unit_type.source_table for unit_type in policy.units.values()}
    for id_, listed in rows.items():
        table = policy.tables[id_]
        if table.records and chance.random() < 0.3:
            continue
        kept = [row for row in listed if table.is_finer or id_ in sources or chance.random() < 0.97]
        with (folder / f"{id_}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unit", "period", *table.columns])
            for row in kept:
                cells = [_cell(row.get(name), chance, name in table.further_keys) for name in table.columns]
                writer.writerow([row["unit"], row["period"], *cells])


def _cell(value: object, chance: random.Random, is_key: bool) -> str:
    if value is None or (chance.random() < 0.02 and not is_key):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{float(value):.12g}" if isinstance(value, Fraction) else str(value)
