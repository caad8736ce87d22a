"""Where the cells of one CSV line stand, for the places of findings."""

from __future__ import annotations


def spans(line: str, delimiter: str) -> tuple[list[tuple[int, int]], bool]:
    """(column from 1, width) of each cell with its quotes, and whether every quote is closed.

    Where a closing quote is followed by something else, the cell with that fault is the last one given.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while True:
        end = start
        if line.startswith('"', start):
            end = _closing(line, start + 1)
            if end < 0:
                return [*found, (start + 1, len(line) - start)], False
            if end < len(line) and line[end] != delimiter:
                return [*found, (start + 1, end - start)], True
        else:
            stop = line.find(delimiter, start)
            end = len(line) if stop < 0 else stop
        found.append((start + 1, max(end - start, 1)))
        if end >= len(line):
            return found, True
        start = end + 1


def _closing(line: str, at: int) -> int:
    """The index after the quote that closes a cell whose text begins at `at`; -1 where none does."""
    while (quote := line.find('"', at)) >= 0:
        if not line.startswith('""', quote):
            return quote + 1
        at = quote + 2
    return -1
