"""The words that head a form's columns: in Chinese, with the measure, and read back as the very column they head."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.sheets.header_names import Names
from kaohe.language.characters import UNSEEN_IN_CELLS
from kaohe.policy.model import ColumnSpec

_LONGEST = 200  # a heading that is longer is no heading any more


def heading(spec: ColumnSpec, names: Names) -> str:
    """产值增长率（%）; the id where names do not tell the columns of the table apart."""
    label = spec.measure.label if spec.type == "number" else ""
    behind = f"（{label}）" if label else ""
    return _first(spec.id, (f"{spec.name}{behind}", spec.name, f"{spec.id}{behind}"), names)


def unit_heading(name: str, names: Names) -> str:
    """The name of the unit type, or 单位 where that name is a column's."""
    return _first(UNIT, (name, "单位"), names)


def period_heading(names: Names) -> str:
    """期间, or another word for it where that is a column's name."""
    return _first(PERIOD, ("期间", "周期"), names)


def _first(id_: str, words: Iterable[str], names: Names) -> str:
    return next((word for word in words if _read_as(word, names) == id_), id_)


def _read_as(word: str, names: Names) -> str | None:
    """The id that a reader takes a heading for."""
    if len(word) > _LONGEST or "\n" in word or UNSEEN_IN_CELLS.search(word) or word != word.strip():
        return None
    found = names.find(word)
    if found is None and (measured := names.find_measured(word)):
        return measured[0].id
    return found
