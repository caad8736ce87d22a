"""Columns and keys as bytes in the ledger, exactly: whole numbers, fractions, reals as they were made, texts, truths.

They are data and nothing else: whoever reads a file that somebody else could have written runs no code of it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from kaohe.data.tables.dataset import FrameKey, Numbers
from kaohe.evaluate.columns import Column, Ratios
from kaohe.language.periods import Period
from kaohe.language.reals import Real

_LONG = 10_000
"""A whole number of more bits is written in hexadecimal digits: Python reads no decimal ones of such length."""


class Brought(NamedTuple):
    """A column, and the rows that have no value since a calculation has none there."""

    column: Column
    faults: Sequence[int] = ()


def packed(brought: Brought) -> bytes:
    """A column as bytes."""
    column, faults = brought
    if isinstance(column, Numbers):
        body = {"over": _written(column.denominator), "numbers": [*map(_written, column.numerators)]}
    elif isinstance(column, Ratios):
        body = {"ratios": [*map(_written, column.values)]}
    else:
        body = {"values": [*map(_written, column)]}
    return _bytes({**body, "faults": list(faults)})


def unpacked(piece: bytes) -> Brought:
    """The column of these bytes."""
    body = json.loads(zlib.decompress(piece))
    if "numbers" in body:
        column: Column = Numbers([*map(_read, body["numbers"])], _read(body["over"]))
    elif "ratios" in body:
        column = Ratios([*map(_read, body["ratios"])])
    else:
        column = [*map(_read, body["values"])]
    return Brought(column, body["faults"])


def packed_keys(keys: Sequence[FrameKey]) -> bytes:
    """The units and periods of the rows of a frame."""
    number_of: dict[Period | None, int] = {}
    when = [number_of.setdefault(key[1], len(number_of)) for key in keys]
    return _bytes({"units": [key[0] for key in keys], "when": when, "periods": list(number_of)})


def unpacked_keys(piece: bytes) -> list[FrameKey]:
    """The keys of these bytes; rows of a table are known by their unit and period alone."""
    body = json.loads(zlib.decompress(piece))
    periods = [None if each is None else Period(*each) for each in body["periods"]]
    return [(unit, periods[when], None) for unit, when in zip(body["units"], body["when"], strict=True)]


def _bytes(body: object) -> bytes:
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _written(value: Any) -> Any:
    """A value in what JSON has: a fraction as a list of two, anything else that JSON has not under its name."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < _LONG else {"int": hex(value)}
    if isinstance(value, Fraction):
        return [_written(value.numerator), _written(value.denominator)]
    if isinstance(value, Real):
        return {"real": [[_written(product), _written(times)] for product, times in value.terms.items()]}
    return {"tuple": [*map(_written, value)]}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return Fraction(_read(value[0]), _read(value[1]))
    if not isinstance(value, dict):
        return value
    if "int" in value:
        return int(value["int"], 16)
    if "real" in value:
        return Real({_read(product): _read(times) for product, times in value["real"]})
    return tuple(map(_read, value["tuple"]))
