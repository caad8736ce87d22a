"""What may head the columns of a table, and what a header therefore names."""

from __future__ import annotations

import re
import unicodedata

from kaohe.data.raw import PERIOD, UNIT
from kaohe.language.measures import Measure, measure
from kaohe.policy.model import ColumnSpec, Table, UnitType

UNIT_WORDS = ("unit", "单位")
PERIOD_WORDS = ("period", "期间", "周期")
_WITH_MEASURE = re.compile(r"(.+?)\s*[(（]\s*([^()（）]+?)\s*[)）]")
_LINE_END = re.compile(r"\s*[\r\n]+\s*")


class Names:
    """What may head the columns of a table: words to column ids, `unit` and `period` among them."""

    def __init__(self, table: Table, unit_type: UnitType) -> None:
        self.table = table
        self.units = {name for member in unit_type.members.values() for name in (member.name, *member.aliases)}
        taken = {word for spec in table.columns.values() for word in (spec.id, spec.name)}
        self.exact = {word: UNIT for word in (*UNIT_WORDS, unit_type.id, unit_type.name) if word not in taken}
        self.exact |= {word: PERIOD for word in PERIOD_WORDS if word not in taken}
        for spec in table.columns.values():
            self.exact[spec.name] = spec.id
        # An id is certain; where a column's name is another column's id, the id has it.
        self.exact |= {id_: id_ for id_ in table.columns}
        alike: dict[str, set[str]] = {}
        for word, id_ in self.exact.items():
            alike.setdefault(folded(word), set()).add(id_)
        self.folded = {word: ids.pop() for word, ids in alike.items() if len(ids) == 1}

    def find(self, header: str) -> str | None:
        """The id of what a header names; None where it names nothing."""
        word = in_one_line(header)
        return self.exact.get(word) or self.folded.get(folded(word))

    def find_measured(self, header: str) -> tuple[ColumnSpec, Measure, str] | None:
        """The column, the measure and its word, where a header is a column's name with a measure behind it."""
        found = _WITH_MEASURE.fullmatch(in_one_line(header))
        spec = self.table.columns.get(self.find(found[1]) or "") if found else None
        behind = measure(folded(found[2])) if found else None
        return (spec, behind, found[2]) if found and spec and behind else None


def in_one_line(header: str) -> str:
    """A header without the line ends that make it fit its column: 新增规模\\n企业."""
    return _LINE_END.sub("", header.strip())


def folded(word: str) -> str:
    """A header without the width of its letters."""
    return unicodedata.normalize("NFKC", word).strip()
