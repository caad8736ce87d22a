"""Across a comparison group: figures, places, and the value of a named unit.

Where all of a period or a group that the policy lists are compared, they stand in one block and the figure is that
of a plain range. Where the data says who is compared with whom, the block is the period and each row asks for its
own group; highest, lowest and median are then array formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.language import tree
from kaohe.lazy import dataclass, replace
from kaohe.translations import worded
from kaohe.workbook.code import ABSENT, ONE, Code, Guard, Kind, number, own_text, scaled
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm
from kaohe.workbook.fold_operators import forms_of, no_form, or_of_none
from kaohe.workbook.labels import label
from kaohe.workbook.sheet_rows import Cell, Grid
from kaohe.workbook.sheets import Sheet, Stored


@dataclass(frozen=True, slots=True)
class Group:
    """Who is compared with a row: first and last row, whose flags say who takes part and whose words who is meant.

    `ungrouped` holds where somebody's word is not known, though everybody has to have one.
    """

    first: int
    last: int
    flags: str | None
    same: str | None
    own_flag: Code | None
    own_word: Code | None
    ungrouped: str | None = None

    @property
    def weight(self) -> str | None:
        """1 for those who are compared with this row, 0 for the others of the block; None if all are.

        A flag that is not known is none here, and no error: another condition says that it is missing.
        """
        flags = None if self.flags is None else f"({self.flags}=1)"
        parts = [part for part in (flags, self.same) if part is not None]
        return "*".join(parts) if parts else None

    @property
    def size(self) -> str:
        """How many take part."""
        return str(self.last - self.first + 1) if self.weight is None else f"SUMPRODUCT({self.weight}*1)"


def group_of(compiler: Compilation, node: tree.FoldUnits | tree.Rank, here: Cell) -> Group | None:
    """Who is compared with a cell's row; None for a unit that is in no group."""
    if node.rows is not None:
        raise NoSheetForm(worded("在各条记录之间比，没有写成公式"))
    grid, within = here.grid, bare(compiler, node.within)
    listed = isinstance(within, tree.Key) and within.is_group and grid.unit_type.source_table is None
    fixed = within is None or listed
    if listed and here.same(lambda position: grid.group(position) is None):
        return None
    first, last = here.same(lambda position: grid.block(position, listed))
    flags = own_flag = same = own_word = ungrouped = None
    if node.where is not None:
        own_flag = _flag(compiler, node.where, here)
        flags = span_of(own_flag, first, last, here)
    if not fixed and within is not None:
        own_word = _word(compiler, within, here)
        span = span_of(own_word, first, last, here)
        same = f"EXACT({span},{own_word.text})"
        if not compiler.policy.types[within].absent:
            ungrouped = f'SUMPRODUCT(({span}="")*1)>0'
    return Group(first, last, flags, same, own_flag, own_word, ungrouped)


def bare(compiler: Compilation, node: tree.Node | None) -> tree.Node | None:
    """What a reading, or a word that says no more than one node, comes to."""
    while isinstance(node, tree.Step | tree.Reading):
        inner = node.means if isinstance(node, tree.Step) else dict(node.cases)[compiler.run.readings[node.question]]
        if inner is None:
            break
        node = inner
    return node


def span_of(code: Code, first: int, last: int, here: Cell) -> str:
    assert code.column is not None
    sheet, column = code.column
    assert isinstance(sheet, Sheet)
    return sheet.span(column, first, last, here.host)


def filled(
    compiler: Compilation,
    key: object,
    here: Cell,
    heading: str,
    kind: Kind,
    scale: Fraction,
    made: Callable[[Cell], Made],
) -> Code:
    """A row's cell of a step whose column is filled in all rows."""
    if (key, here.grid) not in compiler.filled:
        grid = here.grid

        def column(there: Cell) -> Code:
            return compiler.column((key, grid), there, heading, kind, scale, False, made)

        compiler.each(grid, grid.steps, grid.order, column, here.branch)
        compiler.filled.add((key, grid))
    return compiler.column((key, here.grid), here, heading, kind, scale, False, made)


def _flag(compiler: Compilation, where: tree.Node, here: Cell) -> Code:
    """1 for a unit that takes part, 0 for one that does not."""

    def made(aside: Cell) -> Made:
        test = compiler.value(where, aside)

        def value(position: int) -> Stored:
            inside = compiler.values.of(where, aside.grid.frame, position)
            return "" if inside is None else float(bool(inside))

        if isinstance(test.const, bool):
            return number(Fraction(int(test.const))), value
        return Code("number", f"IF({test.text},1,0)", ONE, test.hard, test.soft), value

    return filled(
        compiler, (where, "flag"), here, worded("参加：{}", label(compiler.policy, where)), "number", ONE, made
    )


def _word(compiler: Compilation, within: tree.Node, here: Cell) -> Code:
    """The word that those who are compared have in common."""

    def made(aside: Cell) -> Made:
        return _as_text(compiler, within, aside)

    return filled(
        compiler, (within, "word"), here, worded("比较范围：{}", label(compiler.policy, within)), "text", ONE, made
    )


def _as_text(compiler: Compilation, node: tree.Node, here: Cell) -> Made:
    """A value as a text to tell groups by; numbers are rounded as in any comparison.

    Of several values the texts stand one after the other, each behind its length: 甲 and 乙丙 are not 甲乙 and 丙.
    """
    if isinstance(node, tree.Combination):
        parts = [_as_text(compiler, part, here) for part in node.parts]
        text = "&".join(f'LEN({code.text})&":"&{code.text}' for code, _ in parts)
        joined = Code("text", text, binds=1).at(*(code for code, _ in parts))

        def together(position: int) -> Stored:
            texts = [str(value(position)) for _, value in parts]
            return "".join(f"{len(each)}:{each}" for each in texts) if all(texts) else ""

        return joined, together
    found = compiler.value(node, here)
    if found.kind != "number":
        return own_text(found) if found.kind == "text" else found, compiler.stored(node, here.grid)
    number_ = scaled(found, ONE)

    def shown(position: int) -> Stored:
        value = compiler.values.of(node, here.grid.frame, position)
        return f"{float(value):.10g}" if isinstance(value, Fraction) else ""

    return replace(number_, kind="text", text=f'TEXT(ROUND({number_.text},8),"0.########")', words=None), shown


def compared_values(compiler: Compilation, node: tree.FoldUnits | tree.Rank, here: Cell) -> Code:
    """What is compared, in a column without gaps: that of an input or a value where all of its cells will do."""
    type_ = compiler.policy.types[node.of]
    scale = type_.measure.scale
    if node.where is None and _in_one_column(compiler, node.of, here):
        return compiler.value(node.of, here)

    def made(aside: Cell) -> Made:
        found = scaled(compiler.value(node.of, aside), scale)
        if node.where is None:
            return found, compiler.stored(node.of, aside.grid, scale)
        flag = _flag(compiler, node.where, aside)
        text = f'IF({flag.text}=1,{found.text},"")'
        return Code("number", text, scale, flag.hard, found.guards), of_those(compiler, node, aside.grid, scale)

    key = (node.of, node.where, "compared")
    return filled(compiler, key, here, worded("参加比较：{}", label(compiler.policy, node.of)), "number", scale, made)


def of_those(
    compiler: Compilation, node: tree.FoldUnits | tree.Rank, grid: Grid, scale: Fraction
) -> Callable[[int], Stored]:
    """What is stored beside a compared value: nothing for a unit that takes no part."""
    value, frame = compiler.stored(node.of, grid, scale), grid.frame
    return lambda at: value(at) if node.where is None or compiler.values.of(node.where, frame, at) else ""


def _in_one_column(compiler: Compilation, node: tree.Node, here: Cell) -> bool:
    """Whether the cells that a node comes to stand under each other anyway."""
    same = compiler.uniform.get((node, here.grid))
    if same is None:
        codes = compiler.each(
            here.grid, here.host, here.grid.order, lambda there: compiler.value(node, there), here.branch
        )
        same = codes[0].column is not None and len({(code.column, code.scale) for code in codes}) == 1
        compiler.uniform[node, here.grid] = same
    return same


def _fold_units(compiler: Compilation, node: tree.FoldUnits, here: Cell) -> Code:
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    forms = forms_of(node, compiler.policy)
    if node.weight is not None or (forms.units is None and not forms.is_size):
        raise no_form()
    group = group_of(compiler, node, here)
    if group is None:
        return ABSENT
    guards = known(group)
    form = forms.units
    if form is None:
        return Code("number", group.size, ONE, soft=guards)
    of = compared_values(compiler, node, here)
    span = span_of(of, group.first, group.last, here)
    guards += complete(group, span)
    if group.same is None:
        plain = of.plain and form.is_one_of_them
        found = Code("number", f"{form.function}({span})", of.scale, soft=guards, plain=plain)
    else:
        text = form.weighted(group.weight or "1", span, group.size)
        found = Code("number", text, of.scale, soft=guards, array=form.is_array)
    return found if group.flags is None else or_of_none(compiler, node, here, found, group.size)


def known(group: Group) -> tuple[Guard, ...]:
    """That everybody's taking part and the own group are known."""
    found: tuple[Guard, ...] = ()
    if group.flags is not None:
        found += (Guard("condition", f"COUNT({group.flags})<{group.last - group.first + 1}"),)
    if group.own_word is not None:
        found += group.own_word.guards
    if group.ungrouped is not None:
        found += (Guard("condition", group.ungrouped),)
    return found


def complete(group: Group, span: str) -> tuple[Guard, ...]:
    """That the value of each is known: nobody's place is sure before."""
    if group.weight is None:
        return (Guard("condition", f"COUNT({span})<{group.size}"),)
    there = f"SUMPRODUCT({group.weight}*ISNUMBER({span}))"
    return (Guard("condition", f"{there}<{group.size}"),)


def _at(compiler: Compilation, node: tree.At, here: Cell) -> Code:
    unit = compiler.value(node.unit, here)
    if not isinstance(unit.const, str):
        raise NoSheetForm(worded("看哪个单位要看数据"))
    own = compiler.layout.grid(compiler.policy.types[node].grain)
    if own is not here.grid:
        return compiler.elsewhere(here, own, lambda there: compiler.step(node, there), (node, "from"), node)
    name = unit.const
    there = here.to(own, lambda position: own.find((name, own.key(position)[1], None)))
    return ABSENT if there is None else replace(compiler.atom(node.of, there), column=None)


def _combination(compiler: Compilation, node: tree.Combination, here: Cell) -> Code:
    return _word(compiler, node, here)


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.FoldUnits: _fold_units,
    tree.At: _at,
    tree.Combination: _combination,
}
