"""Lists that are too long for one formula: a column for each part of them, and one formula over these.

A formula takes 8,192 characters and a function 255 arguments; every operand is named twice, as it may be blank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe.language import tree
from kaohe.results import Value
from kaohe.workbook.book import stored
from kaohe.workbook.code import Code, Kind, scaled
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.grid import Cell
from kaohe.workbook.labels import label
from kaohe.workbook.sheets import Stored

ROOM = 5000
"""Characters that operands and the conditions that they are there may have in one formula."""

MOST = 200
"""Operands of one formula."""

List = tree.Add | tree.Min | tree.Max | tree.And | tree.Or


def parts(
    compiler: Compilation,
    node: List,
    codes: Sequence[Code],
    here: Cell,
    joined: Callable[[Sequence[tree.Node], Cell], Code],
    value: Callable[[Sequence[Value]], Value],
) -> list[Code] | None:
    """A cell for each part of the list, which `joined` makes and whose engine's `value` is; None for a short list."""
    step = compiler.remembered(("part", node, here.grid), lambda: _length_of_parts(codes))
    if not step:
        return None
    type_ = compiler.policy.types[node]
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

    def part(start: int) -> Code:
        some = node.terms[start : start + step]

        def made(aside: Cell) -> Made:
            def there(position: int) -> Stored:
                known = [compiler.values.of(term, aside.grid.frame, position) for term in some]
                return stored(value(known), scale)

            return scaled(joined(some, aside), scale), there

        heading = f"{label(compiler.policy, node)}（第 {start // step + 1} 段）"
        kind: Kind = "truth" if type_.kind == "truth" else "number"
        return compiler.column((node, here.grid, "part", start), here, heading, kind, scale, type_.absent, made)

    return [part(start) for start in range(0, len(node.terms), step)]


def _length_of_parts(codes: Sequence[Code]) -> int:
    """How many operands one formula takes; 0 if it takes all."""
    size = sum(len(code.text) + sum(len(guard.text) for guard in code.guards) for code in codes)
    if size <= ROOM and len(codes) <= MOST:
        return 0
    return max(2, min(MOST, len(codes) * ROOM // (2 * size)))
