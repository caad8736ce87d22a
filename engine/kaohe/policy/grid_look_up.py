"""Look-ups: which row of a table of the document a name or a call means, part of the key by part of the key."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol, cast

from kaohe.diagnostics import Findings, Words, few, nearest
from kaohe.language.entry import KEY_PARTS, KeyPart
from kaohe.language.formula_scope import Argument
from kaohe.language.periods import LEVELS, PeriodLevel, is_finer
from kaohe.language.tree import Column, Key, LookUp, Node, Number, Step, Text, Unknown
from kaohe.policy.grid import Grid, GridColumn, GridEntry, GridKey, KeyValue
from kaohe.policy.types import ColumnSpec, Table
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import FormulaRoles
from kaohe.words.periods import current_period

LISTED = 8
_KEYS: dict[str, KeyPart] = {part: part for part in KEY_PARTS}


class Surroundings(Protocol):
    """Where a look-up is written (`kaohe.policy.scope.Scope`)."""

    @property
    def findings(self) -> Findings:
        """Where findings go."""

    def known_columns(self, name: str) -> Sequence[tuple[str, ColumnSpec]]:
        """The columns, with their tables, that a part of a key is known by here: the nearest alone."""

    def unit_type_in(self, name: str) -> str | None:
        """The type of the units in the cells of a column that is known here, of whatever member; None for any other."""

    def member_of_cell(self, list_id: str, place: Place) -> Node | None:
        """The member of a list that the row or the unit has, by one way alone; None where there is none, or several."""

    def current_member(self, list_id: str, place: Place) -> Node | None:
        """The member of a list that the rule is read for; None where it is read for all."""

    @property
    def own_unit_type(self) -> str | None:
        """The unit type that the rule is for; None where it is common to all units."""

    @property
    def own_period(self) -> PeriodLevel:
        """The level of periods that the unit type has results for."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables of data."""

    @property
    def grids(self) -> Mapping[str, Grid]:
        """The tables of the document."""


def column_named(grids: Mapping[str, Grid], name: str, qualifier: str | None) -> list[tuple[str, str]]:
    """(table, column) of each column of the document's tables that a name may mean."""
    return [(grid.id, name) for grid in grids.values() if qualifier in (None, grid.id) and name in grid.columns]


def looked_up(grid: Grid, column: str, place: Place, around: Surroundings) -> Node | None:
    """The column's value for the key that is known here; K712 where a part of it is not, with the call to write."""
    return None if grid.fault == "whole" else _with_the_rest(grid, column, {}, place, around)


def called(
    grid: Grid,
    column: str,
    arguments: Sequence[Argument],
    place: Place,
    around: Surroundings,
    name: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> Node | None:
    """The column's value for the members of a call; the parts of the key that it leaves out are those known here."""
    if grid.fault == "whole":
        return None
    keys = grid.columns[column].keys
    parts = placed(keys, column, arguments, around, name, means)
    return None if parts is None else _with_the_rest(grid, column, parts, place, around)


def placed(
    keys: Sequence[GridKey],
    column: str,
    arguments: Sequence[Argument],
    around: Surroundings,
    name: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> dict[int, Node] | None:
    """The part of the key that each argument of a call is; None after a finding.

    `name` gives what a word stands for that is no member, and `means` says whether a word is a name at all.
    K711 what is no member, K713 what may be several parts of the key, K714 a part that there is not or twice.
    """
    parts: dict[int, Node] = {}
    open_: list[tuple[Argument, Node, list[int]]] = []
    failed = False
    for argument in arguments:
        node, fitting = _placed(keys, argument, around, name, means)
        if node is None:
            failed = True
        elif argument.name is not None:
            at = next((at for at, key in enumerate(keys) if argument.name in (key.id, key.name)), None)
            if at is None or at in parts:
                known = [key.id for key in keys]
                near = None if at is not None else nearest(argument.name, known)
                around.findings.add("K714", argument.place, name=argument.name, known=tuple(known), suggestion=near)
                failed = True
            else:
                parts[at] = _as_member(keys[at], node)
        elif len(free := [at for at in fitting if at not in parts]) == 1 and not isinstance(node, Unknown):
            parts[free[0]] = _as_member(keys[free[0]], node)
        else:
            open_.append((argument, node, fitting))
    for argument, node, fitting in open_ if not failed else ():
        free = [at for at, key in enumerate(keys) if at not in parts and not key.is_period]
        # Of a formula nobody knows yet what it gives: it is the one part that is not known here anyway.
        rest = [at for at in free if at in fitting]
        if not isinstance(node, Text):
            rest = rest or [at for at in free if known_here(keys[at], argument.place, around) is None] or free
        if len(rest) != 1:
            if isinstance(node, Unknown):
                return {at: Unknown(place=argument.place) for at in range(len(keys))}
            choices = tuple(keys[at].id for at in rest) or tuple(key.id for key in keys)
            write = f"{column}({choices[0]} = {argument.place.text})"
            around.findings.add(
                "K713" if rest else "K714", argument.place, name=argument.place.text, known=choices, write=write
            )
            failed = True
        else:
            parts[rest[0]] = _as_member(keys[rest[0]], node)
    if not failed:
        return parts
    for key in keys:
        around.current_member(key.id, arguments[0].place)  # it is asked for, though the call is wrong
    return None


def _placed(
    keys: Sequence[GridKey],
    argument: Argument,
    around: Surroundings,
    name: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> tuple[Node | None, list[int]]:
    """What an argument stands for, and the parts of the key that it may be; None after a finding."""
    asked = [at for at, key in enumerate(keys) if argument.name is None or argument.name in (key.id, key.name)] or [
        *range(len(keys))
    ]
    if argument.word is not None:
        members = [at for at in asked if member_named(keys[at], argument.word) is not None]
        is_name = argument.word in _KEYS or means(argument.word)
        if members and is_name:
            quoted, named = f'"{argument.word}"', f"({argument.word})"
            around.findings.add("K715", argument.place, word=argument.word, quoted=quoted, named=named)
            return None, []
        if members:
            return Text(argument.word, place=argument.place), members
        if not is_name:
            _tell_no_member([keys[at] for at in asked], argument.word, argument.place, around.findings)
            return None, []
        part = _KEYS.get(argument.word)
        node = name(argument.word, argument.place) if part is None else Key(part, place=argument.place)
    else:
        node = argument.node
    if node is None:
        return None, []
    if argument.word is not None and (own := [at for at in asked if keys[at].id == argument.word]):
        return node, own
    bare = bare_node(node)
    if isinstance(bare, Text):
        members = [
            at for at in asked if keys[at].kind == "word" and member_named(keys[at], bare.value, True) is not None
        ]
        if not members:
            _tell_no_member([keys[at] for at in asked], bare.value, bare.place, around.findings)
            return None, []
        return Text(bare.value, place=bare.place), members
    if isinstance(bare, Number):
        numeric = [keys[at] for at in asked if keys[at].kind == "number"]
        if numeric and not any(key.words is None or bare.value in key.members for key in numeric):
            _tell_no_member(numeric, argument.place.text, argument.place, around.findings)
            return None, []
    return node, [at for at in asked if _may_be(keys[at], bare, around)] or (asked if len(asked) == 1 else [])


def bare_node(node: Node) -> Node:
    while isinstance(node, Step) and isinstance(node.roles, FormulaRoles):
        node = node.roles.means
    return node


def _as_member(key: GridKey, node: Node) -> Node:
    """A word as the id of the member that it names in this part of the key; any other node itself."""
    if not isinstance(node, Text):
        return node
    return Text(member_named(key, node.value, True) or node.value, place=node.place)


def member_named(key: GridKey, word: str, is_text: bool = False) -> str | None:
    """The id of the member that a word names; any text where the members are not known."""
    if key.kind != "word":
        return None
    if key.words is None:
        return word if is_text else None
    return word if word in key.words else {name: id_ for id_, name in key.words.items()}.get(word)


def _may_be(key: GridKey, node: Node, around: Surroundings) -> bool:
    """Whether a name or number is certain to be a value of this part of the key."""
    if isinstance(node, Number):
        return key.kind == "number"
    if isinstance(node, Key):
        return key.id == node.part or (node.part == "unit" and key.id == around.own_unit_type)
    if isinstance(node, Column | LookUp):
        spec = spec_of(node, around)
        if key.id in (spec.id, spec.list, spec.unit_type):
            return True
        return spec.type == "choice" and key.words is not None and set(spec.choices) == set(key.words)
    return False


def _tell_no_member(keys: Sequence[GridKey], word: str, place: Place, findings: Findings) -> None:
    """K711: a word that no part of the key has for a member; where any text may stand, it needs its quotes."""
    names = [name for key in keys for pair in (key.words or {}).items() for name in pair]
    members = [member for key in keys for member in key.words or ()]
    members += [f'"{word}"' for key in keys if key.kind == "word" and key.words is None][:1]
    findings.add("K711", place, word=word, known=few(members, LISTED), suggestion=nearest(word, names))


def _with_the_rest(
    grid: Grid, column: str, parts: Mapping[int, Node], place: Place, around: Surroundings
) -> Node | None:
    """The look-up, its other parts of the key known from where it is written; K712 where one is not."""
    found: list[Node] = []
    missing: list[GridKey] = []
    keys = grid.columns[column].keys
    for at, key in enumerate(keys):
        node = parts[at] if at in parts else known_here(key, place, around)
        if key.is_period and is_finer(key.level, around.own_period):
            told = {"table": grid.name, "level": _level(key.level), "own": _level(around.own_period)}
            around.findings.add("K726", place, **told)
            return None
        if node is None:
            missing.append(key)
        else:
            found.append(node)
    if not missing:
        return LookUp(grid.id, column, tuple(found), place=place)
    call = f"{column}({', '.join(sample(key) for key in missing)})"
    around.findings.add("K712", place, name=column, missing=tuple(key.id for key in missing), write=call)
    return None


def is_blank_cell(column: GridColumn, node: LookUp) -> bool | None:
    """Whether the cell that is looked up has no value; None where its row is known by the data alone."""
    bare = [bare_node(key) for key in node.keys]
    words = {at: key.value for at, key in enumerate(bare) if isinstance(key, Text | Number)}
    if len(words) == len(bare):
        found = column.at(tuple(words.values()))
        return found is None or found.value is None
    blank = [entry.value is None for entry in column.entries if all(entry.key[at] == words[at] for at in words)]
    rest = column.some if column.otherwise is None else column.otherwise.value is None
    return None if any(blank) or rest else False


def rows_of_members(column: GridColumn, asked: Sequence[LookUp]) -> Iterator[tuple[str, list[GridEntry | None]]]:
    """What a column has for each of the members of a list that are looked up, row by row of the rest of its key.

    With what the rest of the key is in people's words. None stands for a member that has neither a row nor what holds
    otherwise. Nothing at all where the members are no part of the key. Under `since` once for each date.
    """
    keys = [[bare_node(key) for key in node.keys] for node in asked]
    known = [
        [key.value if isinstance(key, Text | Number) else None for key in parts] for parts in zip(*keys, strict=True)
    ]
    at = next((at for at, words in enumerate(known) if len({*words} - {None}) == len(asked)), None)
    if at is None or not asked:
        return
    members = cast("list[KeyValue]", known[at])
    fixed = {part: words[0] for part, words in enumerate(known) if part != at and words[0] is not None}
    rests: dict[tuple[KeyValue, ...], None] = {}
    for entry in column.entries:
        if all(entry.key[part] == word for part, word in fixed.items()):
            rests.setdefault((*entry.key[:at], *entry.key[at + 1 :]))
    shown = [key for part, key in enumerate(column.keys) if part != at]
    for rest in rests:
        words = " ".join(key.shown(value) for key, value in zip(shown, rest, strict=True))
        yield words, [column.at((*rest[:at], member, *rest[at:])) for member in members]


def direction(values: Sequence[Fraction]) -> bool | None:
    """Whether numbers rise throughout (True), or fall (False); None where they do neither. A single one rises."""
    steps = {low < high if low != high else None for low, high in itertools.pairwise(values)}
    return None if len(steps) > 1 or None in steps else next(iter(steps), True)


def sample(key: GridKey) -> str:
    """A part of a key as a call might say it."""
    return f'"{next(iter(key.words))}"' if key.words else key.id


def known_here(key: GridKey, place: Place, around: Surroundings) -> Node | None:
    """A part of the key as it is known where the look-up is written; None where it is not, or not by one way alone."""
    if key.is_period:
        return _period(key, place)
    member = around.current_member(key.id, place)
    if member is not None:
        return member
    if key.id == "group" and around.own_unit_type is not None:
        return Key("group", place=place)
    if key.id == around.own_unit_type:
        return Key("unit", place=place)
    known = around.known_columns(key.id)
    if not known:
        return around.member_of_cell(key.id, place)
    return Column(known[0][0], known[0][1].id, place=place) if len(known) == 1 else None


def _period(key: GridKey, place: Place) -> Node:
    """The period of the rule, as the key numbers it (`GridKey.running`)."""
    return Key(_KEYS[key.level], place=place) if key.kind == "part" else current_period(key.level, place)


def _level(level: PeriodLevel) -> Words:
    return Words(LEVELS[level].zh, LEVELS[level].en)


def spec_of(column: Column | LookUp, around: Surroundings) -> ColumnSpec:
    """What a column of data or of the document is declared as."""
    if isinstance(column, LookUp):
        return around.grids[column.table].columns[column.column].spec
    return around.tables[column.table].columns[column.column]
