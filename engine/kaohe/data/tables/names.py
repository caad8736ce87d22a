"""Names in cells: whose row it is, and names of records in one spelling each.

Names of units are matched exactly but for the blanks around them. What a column of `type: name` holds is the same
however a bureau wrote it: width, blanks, quotes, the kind of brackets and dashes, capitals, # for 号 and numerals (二,
2, ２, ②, Ⅱ) tell no two names apart. All cells of a name are read in the spelling that the policy's formulas have, else
in the one that most cells have, so that whatever compares names later compares equal texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import cast

from kaohe.data.numbers import NOTHING_BEGINS, MarkedCell, Refusal, says_nothing
from kaohe.data.raw import UNIT, TableCells
from kaohe.data.sheets.totals_and_notes import (
    heads_no_unit,
    is_everybody,
    is_note,
    is_total,
    may_be_remarks,
    names_no_record,
    names_several,
    without_number,
)
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.diagnostics import Words, few, nearest
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, without_blanks
from kaohe.language.tree import Column, FoldRows, Node, Text, walk
from kaohe.lazy import pattern
from kaohe.policy.model import Member, Policy, UnitType

_CODE = pattern(r"[A-Za-z]+|\.+")
"""What may be a unit's name though it stands for nothing elsewhere: null, NA."""
_NUMBERED = pattern(r"(?:[(（]?[一二三四五六七八九十0-9]+[)）]?[、.．:：]?\s*)?(.*?)[:：]?")
_LISTED = 8


class UnitNames:
    """Reads the unit cells of one unit type."""

    def __init__(self, policy: Policy, unit_type: UnitType) -> None:
        self.unit_type = unit_type
        self.known = _names(unit_type.members)
        self.groups = {group.name for group in unit_type.groups.values()}
        self.elsewhere = {
            name: other.name
            for other in policy.units.values()
            if other.id != unit_type.id
            for name in _names(other.members)
        }

    def read_each(self, cells: Collection[object]) -> list[str | Refusal]:
        """What each cell names; most of a million names are told by their first and last characters."""
        if self.known or self.groups or self.unit_type.source_table is None or set(map(type, cells)) != {str}:
            return self._each(cells)
        texts = list(map(without_blanks, cast("Collection[str]", cells)))
        if UNSEEN_IN_CELLS.search("".join(texts)):
            return self._each(cells)
        odd = may_be_remarks(texts) | {text for text in texts if text[:1] in NOTHING_BEGINS}
        return [self.read(text, len(texts)) if not text or text in odd else text for text in texts]

    def _each(self, cells: Collection[object]) -> list[str | Refusal]:
        return [self.read(cell, len(cells)) for cell in cells]

    def read(self, cell: object, among: int = 1) -> str | Refusal:
        """The unit's own name (an alias gives the name it stands for), or why the cell names none.

        `among` so many names as its table has.
        """
        if cell is not None and not isinstance(cell, str):
            return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__, "column": "单位", "row": ""})
        text = without_blanks(cell or "")
        if not text:
            return Refusal("D303", {})
        if name := self.known.get(text):
            return name
        if found := UNSEEN_IN_CELLS.search(text):
            return Refusal("D306", {"text": text, "character": code_point(found[0])})
        if is_total(text):
            return Refusal("D305", {"text": text})
        says_none = says_nothing(text) and _CODE.fullmatch(text) is None
        if is_note(text) or says_none or self._is_group(text):
            return Refusal("D304", {"text": text})
        if self.unit_type.source_table is not None:
            if heads_no_unit(text) and (among > 1 or not is_everybody(text)):
                return Refusal("D304", {"text": text})
            if (meant := without_number(text)) or names_no_record(text):
                return Refusal("D304", {"text": text, "suggestion": meant})
            return text
        if text in self.elsewhere:
            return Refusal("D302", {"text": text, "other": self.elsewhere[text], "type": self.unit_type.name})
        listed = few(self.unit_type.members, _LISTED)
        near = near_unit(text, self.known)
        return Refusal("D301", {"text": text, "type": self.unit_type.name, "known": listed, "suggestion": near})

    def _is_group(self, text: str) -> bool:
        """Whether the name of a group stands there as a title, with a number before it or not."""
        counted = _NUMBERED.fullmatch(text) if self.groups else None
        return not self.groups.isdisjoint({text, counted[1] if counted else text})


def near_unit(text: str, known: Collection[str]) -> str | None:
    """The known name that a text may be meant for: with a number before it, 1、甲镇, or a slip of the pen."""
    meant = without_number(text) or text
    return meant if meant in known else nearest(meant, known) or _one_character_off(meant, known)


def _one_character_off(text: str, known: Iterable[str]) -> str | None:
    """The one short name that differs in a character, as 甲區 from 甲区; None where several do."""
    near = [name for name in known if len(name) == len(text) and sum(map(str.__ne__, name, text)) == 1]
    return near[0] if len(near) == 1 else None


def _names(members: Mapping[str, Member]) -> dict[str, str]:
    """Every name and alias of the members, to the name."""
    names = {alias: member.name for member in members.values() for alias in member.aliases}
    return names | {member.name: member.name for member in members.values()}


def groups_of(unit_type: UnitType, source: TableData | None, report: TableReport | None) -> dict[str, str]:
    """Unit to group id. A unit that stands in two groups is reported at its second."""
    if unit_type.source_table is None:
        return {member.name: member.group for member in unit_type.members.values() if member.group is not None}
    if source is None or report is None or unit_type.group_column is None:
        return {}
    values = source.columns[unit_type.group_column]
    if isinstance(values, Numbers):
        raise AssertionError("the policy's checks let only texts and choices name groups")
    units = [str(key[0]) for key in source.keys]
    if len(set(units)) == len(units):
        if set(map(type, values)) == {str}:
            return dict(zip(units, cast("list[str]", values), strict=True))
        return {unit: str(value) for unit, value in zip(units, values, strict=True) if value is not None}
    groups: dict[str, str] = {}
    reported: set[str] = set()
    for row, value in enumerate(values):
        unit = units[row]
        if value is None:
            continue
        if groups.setdefault(unit, str(value)) != value and unit not in reported:
            reported.add(unit)
            place = source.place_of(row, unit_type.group_column)
            report.add("D317", place, unit=unit, first=groups[unit], text=str(value))
    return groups


def tell_units_alike(source: TableData, units: Sequence[str], report: TableReport) -> None:
    """D351 for units of the data that differ in their spelling alone, at the second: 湘机厂 and 湘机 厂."""
    if len(set(each_in_one_spelling(units))) == len(units):
        return
    for first, *others in _alike(units).values():
        for other in others:
            row = next(row for row, key in enumerate(source.keys) if key[0] == other)
            report.add("D351", source.place_of(row, UNIT), text=other, first=first)


_HEADING = pattern(r"[一-鿿]{1,6}(?:行业|制造业|服务业|建筑业|采矿业|板块|领域|大类)|[一-鿿]{1,4}(?:产业|类)")


_OF_KINDS = pattern("行业|产业|板块|领域|[大门]类|类别")


def tell_headings(unit_type: UnitType, source: TableData, units: Sequence[str], report: TableReport) -> None:
    """D353 for units of the data that seem to head others: 机械行业 among firms, where few are called so."""
    found = [unit for unit in units if unit[-1:] in "业块域类" and _HEADING.fullmatch(unit)]
    if 3 * len(found) > len(units) or _OF_KINDS.search(unit_type.name):
        return
    for unit in found:
        row = next(row for row, key in enumerate(source.keys) if key[0] == unit)
        report.add("D353", source.place_of(row, UNIT), text=unit)


def tell_odd_names(data: TableData, report: TableReport) -> None:
    """D352 for names of records that have their number in a list before them, or say that they are several."""
    for id_ in report.table.naming:
        names = data.columns[id_]
        if report.table.columns[id_].type != "name" or isinstance(names, Numbers):
            continue
        odd = may_be_remarks(name for name in names if isinstance(name, str))
        for looks, are in _ODD.items() if odd else ():
            rows = [row for row, name in enumerate(names) if isinstance(name, str) and name in odd and are(name)]
            if rows:
                cells = cells_in(rows, lambda row, id_=id_: data.place_of(row, id_))  # type: ignore[misc]
                told = {"count": len(rows), "cells": cells, "text": names[rows[0]], "looks": looks}
                report.add("D352", data.place_of(rows[0], id_), column=report.table.columns[id_].name, **told)


_ODD: dict[Words, Callable[[str], object]] = {
    Words("前面有编号，编号也算名称的一部分", "have a number before them, which counts as a part of the name"): (
        without_number
    ),
    Words("像是几条合在一起，按一条计", "seem to be several together, and count as one"): names_several,
}

_ONE = str.maketrans(
    {"#": "号", "號": "号"}
    | dict.fromkeys("〔[【{〈《", "(")
    | dict.fromkeys("〕]】}〉》", ")")
    | dict.fromkeys("—–－‐‑―−~～", "-")
    | dict.fromkeys("•・‧∙●", "·")
    | dict.fromkeys("“”„\"‘’'「」『』", None)
)
_OF_ONE = pattern(f"[{re.escape(''.join(map(chr, _ONE)))}]")
_ROMAN = pattern("[Ⅰ-Ⅻ]")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NUMERAL = pattern("(?<![0-9])[0-9]*+[〇零一二三四五六七八九十百][0-9〇零一二三四五六七八九十百]*+")
"""Not one of 0 to 9 alone, which is written so already."""
_COUNTED = pattern(r"(?:([1-9])百)?0?(?:([1-9]?)十)?([0-9]?)")
_BETWEEN = "\x00"
"""Stands in no cell, so that a million names can be put in one spelling at once."""


def in_one_spelling(name: str) -> str:
    """What all spellings of a name have in common; nothing to be shown."""
    text = unicodedata.normalize("NFKC", _ROMAN.sub(lambda sign: str(ord(sign[0]) - ord("Ⅰ") + 1), name))
    if _OF_ONE.search(text):
        text = text.translate(_ONE)
    return _NUMERAL.sub(_in_digits, "".join(text.split())).casefold()


def each_in_one_spelling(names: Sequence[str]) -> list[str]:
    """The same for many names at once, in their order."""
    return in_one_spelling(_BETWEEN.join(names)).split(_BETWEEN) if names else []


def _in_digits(numeral: re.Match[str]) -> str:
    """十二 as 12, 二〇二三 as 2023; 百十 is no number and stays."""
    text = numeral[0].translate(_DIGITS)
    if text.isdigit():
        return text
    counted = _COUNTED.fullmatch(text)
    if counted is None:
        return numeral[0]
    hundreds, tens, ones = counted.groups()
    return str(int(hundreds or 0) * 100 + (int(tens or 1) * 10 if tens is not None else 0) + int(ones or 0))


def as_known(name: str, known: Iterable[str | None]) -> str:
    """A name in the spelling in which it is known already, if it is."""
    found = _alike(dict.fromkeys(each for each in known if each)).get(in_one_spelling(name))
    return found[0] if found else name


def unify_names(policy: Policy, parts: Mapping[str, Sequence[TableCells]], reports: Mapping[str, TableReport]) -> None:
    """Writes each name in one spelling throughout the sheets of all tables, parts[table id]; D343 tells which.

    D344 for texts of which a policy counts each once and that would be one as names: a `text` is what it says.
    """
    sheets = [part for id_ in parts for part in parts[id_]]
    columns = [(part, id_) for part in sheets for id_, spec in part.table.columns.items() if id_ in part.cells]
    names = [(part, id_) for part, id_ in columns if part.table.columns[id_].type == "name"]
    rules = _rules(policy)
    said = {in_one_spelling(text): text for text in sorted(_texts_in(rules) | _keys_of_grids(policy))} if names else {}
    chosen: dict[str, str] = {}
    written = _written(names)
    for same, alike in _alike(written).items():
        best = said.get(same) or min(alike, key=lambda name: (-written[name], name))
        chosen.update((name, best) for name in alike if name != best)
    for part, id_ in names if chosen else ():
        _write(part, id_, chosen, reports[part.table.id])
    counted = _counted_once(rules)
    for part, id_ in columns:
        if part.table.columns[id_].type == "text" and (part.table.id, id_) in counted:
            _tell_alike(part, id_, reports[part.table.id])


def _written(columns: Sequence[tuple[TableCells, str]]) -> Counter[str]:
    """How often each text is written; what has signs in it that nobody sees is refused when it is typed."""
    found = Counter(cell.strip() for part, id_ in columns for cell in part.cells[id_] if isinstance(cell, str))
    return Counter({text: n for text, n in found.items() if text and not UNSEEN_IN_CELLS.search(text)})


def _alike(texts: Iterable[str]) -> dict[str, list[str]]:
    """The spellings of each name."""
    names = list(texts)
    found: dict[str, list[str]] = {}
    for name, same in zip(names, each_in_one_spelling(names), strict=True):
        found.setdefault(same, []).append(name)
    return found


def _rules(policy: Policy) -> list[Node]:
    values = [definition.rule for definition in policy.definitions.values()]
    return values + [condition.rule for condition in policy.conditions]


def _texts_in(rules: Iterable[Node]) -> set[str]:
    """The texts that formulas compare with."""
    return {node.value for rule in rules for node in walk(rule) if isinstance(node, Text)}


def _keys_of_grids(policy: Policy) -> set[str]:
    """The texts by which tables of the document are looked up."""
    entries = (entry for grid in policy.grids.values() for column in grid.columns.values() for entry in column.entries)
    return {part for entry in entries for part in entry.key if isinstance(part, str)}


def is_named_by(policy: Policy, text: str) -> bool:
    """Whether the policy itself names a text: a formula compares with it, or a table of the document has it."""
    return text in _texts_in(_rules(policy)) or text in _keys_of_grids(policy)


def _counted_once(rules: Iterable[Node]) -> set[tuple[str, str]]:
    """The columns of tables of which each text counts once."""
    kept = [node.once_per for rule in rules for node in walk(rule) if isinstance(node, FoldRows) and node.once_per]
    return {(node.table, node.column) for each in kept for node in walk(each) if isinstance(node, Column)}


def _tell_alike(part: TableCells, id_: str, report: TableReport) -> None:
    several = [names for names in _alike(_written([(part, id_)])).values() if len(names) > 1]
    if several:
        rows = [row for row, cell in enumerate(part.cells[id_]) if str(cell).strip() in several[0]]
        named = tuple("＝".join(f"“{name}”" for name in names) for names in several)
        report.add("D344", part.locate(rows[1], id_), column=part.table.columns[id_].name, id=id_, names=named)


def _write(part: TableCells, id_: str, chosen: Mapping[str, str], report: TableReport) -> None:
    cells = part.cells[id_]
    rows = [row for row, cell in enumerate(cells) if isinstance(cell, str) and cell.strip() in chosen]
    if not rows:
        return
    other = list(cells)
    for row in rows:
        cell, name = cells[row], chosen[str(cells[row]).strip()]
        other[row] = MarkedCell(name, *cell.marks, detail=cell.detail) if isinstance(cell, MarkedCell) else name
    part.cells[id_] = other
    said = dict.fromkeys(f"“{str(cells[row]).strip()}”→“{other[row]}”" for row in rows)
    column = part.table.columns[id_].name
    report.add("D343", part.locate(rows[0], id_), column=column, names=tuple(said), count=len(rows))
