"""A fingerprint of what the data says, whatever file, order, encoding or number of zeros it was written in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from math import gcd

from kaohe.data.tables.dataset import Numbers, TableData, Values
from kaohe.policy.model import Table

# Neither can stand in a cell, so that no two contents give one text.
_BETWEEN, _ABSENT = "\x1f", "\x00"


def digest(tables: Mapping[str, Table], data: Mapping[str, TableData]) -> str:
    """SHA-256 over tables, columns, keys and values, in canonical order; numbers in lowest terms of a column."""
    whole = hashlib.sha256()
    for id_ in sorted(data):
        columns = data[id_].columns
        names = sorted(columns)
        texts = [_texts(columns[name]) for name in names]
        units = [str(key[0]) for key in data[id_].keys]
        periods = [str(key[1]) for key in data[id_].keys]
        rows = sorted(map(_BETWEEN.join, zip(units, periods, *(text for text, _ in texts), strict=True)))
        heads = [f"{name}/{denominator}" for name, (_, denominator) in zip(names, texts, strict=True)]
        named = [id_, tables[id_].period, *heads, *([] if data[id_].sent else [_ABSENT])]
        whole.update("\n".join([_BETWEEN.join(named), *rows, "\x1e"]).encode())
    return whole.hexdigest()


def _texts(values: Values) -> tuple[list[str], int]:
    if not isinstance(values, Numbers):
        shown: dict[object, str] = {None: _ABSENT, True: "1", False: "0"}
        return [shown.get(value) or str(value) for value in values], 1
    divisor = gcd(values.denominator, *(n for n in values.numerators if n is not None))
    known = {n: _ABSENT if n is None else str(n // divisor) for n in set(values.numerators)}
    return [known[n] for n in values.numerators], values.denominator // divisor
