"""Every word of the language by what a case can show of it: `python -m tests.conformance.matrix [WORD]`.

The words are those of the engine's registers, so that a new one has cells of its own at once. A cell is filled by the
cases that say under `covers` that they show it, or by a reason in `without_a_case.yaml`.

- ordinary: what it gives of plain data;
- border: at a border, of equal ones, of one alone or of nothing at all;
- absent: where something that it rests on has no value;
- error: what is refused, and where it is told.
"""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from kaohe.language.entry import COMPARISONS, FOLD_OPERATORS, KEY_PARTS, TARGET_KINDS, TARGET_TIMES
from kaohe.words import KEYWORDS, WORDS

from tests.conformance.uses import CALLS, COMPARED, FOLD_OPTIONS, OPTIONS, SETS, call, option

FOLDER = Path(__file__).parent
REASONS = FOLDER / "without_a_case.yaml"
KINDS = ("ordinary", "border", "absent", "error")

Cell = tuple[str, str, str]
"""A word, the set that it stands over ("" if none), and what is shown of it."""


def rows() -> list[tuple[str, str]]:
    """Each word over each set where it may stand, in the order of the registers."""
    alone = [word for word in (*KEYWORDS, *WORDS) if word not in (*FOLD_OPERATORS, *COMPARED)]
    return [
        *((word, set_) for word in FOLD_OPERATORS for set_ in SETS),
        *((word, set_) for word in COMPARED for set_ in ("units", "rows", "list")),
        *((word, "") for word in dict.fromkeys(alone)),
        *((call(word), "") for word in CALLS),
        *((word, "") for word in (*COMPARISONS, *KEY_PARTS)),
        *((option(argument, word), "") for argument, words in OPTIONS.items() for word in words),
        *((option("fold", word), "") for word in FOLD_OPTIONS),
        *((option("target", word), "") for word in (*TARGET_KINDS, *TARGET_TIMES)),
    ]


def cells() -> list[Cell]:
    """All of them."""
    return [(word, set_, kind) for word, set_ in rows() for kind in KINDS]


def shown(cell: Cell) -> str:
    """A cell as it is written in reasons: `sum.rows.border`, `tiers.error`."""
    return ".".join(filter(None, cell))


def covered(case: dict[str, Any]) -> Iterator[Cell]:
    """The cells of a case's tags: `sum, mean over rows, units: ordinary, border`, or `every fold over list: error`."""
    for tag in case.get("covers", ()):
        words, _, kinds = tag.rpartition(": ")
        words, _, sets = words.partition(" over ")
        for word in FOLD_OPERATORS if words == "every fold" else words.split(", "):
            for set_ in sets.split(", "):
                yield from ((word, set_, kind) for kind in kinds.split(", "))


def reasons() -> dict[str, str]:
    """Why cells have no case, by the pattern of their names."""
    return dict(yaml.safe_load(REASONS.read_text(encoding="utf-8")))


def reason_of(cell: Cell, given: dict[str, str]) -> str | None:
    """The reason of a cell, if it has one."""
    return next((why for pattern, why in given.items() if fnmatch.fnmatchcase(shown(cell), pattern)), None)


def filled(cases: Iterable[Any]) -> dict[Cell, list[str]]:
    """The numbers of the cases that show each cell."""
    found: dict[Cell, list[str]] = {cell: [] for cell in cells()}
    for case in cases:
        for cell in covered(case.values[0]):
            found.setdefault(cell, []).append(case.id.partition(":")[0])
    return found


def main(asked: list[str]) -> None:
    """Prints the matrix, or the rows of the words that are asked for with the cases by their numbers."""
    from tests.conformance.test_conformance import all_cases

    found, given = filled(all_cases()), reasons()
    print(f"{'':32}" + "".join(f"{kind:>10}" for kind in KINDS))
    for word, set_ in rows():
        if asked and word not in asked:
            continue
        line, told = "", []
        for kind in KINDS:
            cell = (word, set_, kind)
            why = reason_of(cell, given)
            line += f"{len(found[cell]) or ('–' if why else 'EMPTY'):>10}"
            told += [f"    {kind}: {', '.join(found[cell]) or why}"]
        print(f"{word + (f' over {set_}' if set_ else ''):32}{line}")
        for each in told if asked else ():
            print(each)
    print("Numbers of cases; – is a reason in without_a_case.yaml. With words: which cases, and why not.")


if __name__ == "__main__":
    main(sys.argv[1:])
