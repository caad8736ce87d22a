"""Which table a file or a sheet is called after: by its id or Chinese name, with more behind it or not.

Bureaus write their own name behind that of the form: 乡镇_县商务局. What follows has to be set off by a sign, as
乡镇打分 is another word, and may be another form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kaohe.policy.model import Table

_LONGEST_SHEET_NAME = 31
_SEPARATORS = frozenset("_-–—－＿ \u3000(（[【·.、")


class TableNames:
    """The names of all tables to their ids; those too long for the tab of a sheet also as it cuts them."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.words: dict[str, str] = {}
        for table in tables.values():
            for word in (normal(table.name)[:_LONGEST_SHEET_NAME], normal(table.name)):
                self.words.setdefault(word, table.id)
        self.words |= {id_: id_ for id_ in tables}

    def find(self, name: str) -> str | None:
        """The id of the table that a name is."""
        return self.words.get(normal(name))

    def find_part(self, name: str) -> str | None:
        """The id of the table that a name begins with, the longest where several do, and has more behind it."""
        plain = normal(name)
        begun = [word for word in self.words if plain.startswith(word) and plain[len(word) :][:1] in _SEPARATORS]
        found = max(begun, key=len, default=None)
        return None if found is None or found == plain else self.words[found]


def normal(name: str) -> str:
    """A name as it is compared; some systems hand names back decomposed."""
    return unicodedata.normalize("NFC", name).strip()
