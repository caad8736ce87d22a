"""Why a workbook cannot be read."""

from __future__ import annotations


class Trouble(Exception):
    """Raised where reading a workbook cannot go on: a code of the catalogue and what its message is filled with."""

    def __init__(self, code: str, cell: str | None = None, **arguments: object) -> None:
        super().__init__(code)
        self.code = code
        self.cell = cell
        self.arguments = arguments
