"""Tables of the document: their rows, and what stands in them for a key."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.model import periods
from tests.model.amounts import Amount, NoValue
from tests.model.data_files import Word
from tests.model.policy_text import PERIODS, Column, Domain, Table, spelling


def known_here(model: Any, column: Column, at: Any) -> Any:
    """A column of the document where its key is known. Raises Unknown."""
    return look_up(model, column, {}, at)


def parts_of(model: Any, table: Table, column: Column, at: Any) -> dict[str, Domain | None]:
    """The parts of the key and of the column, each with its words where they are known."""
    key = table.written["key"]
    names = [*(key.values() if isinstance(key, dict) else key), *column.lists]
    return {name: domain(model, table, name, at) for name in names}


def domain(model: Any, table: Table, name: str, at: Any) -> Domain | None:
    policy = model.policy
    if name in table.columns and table.columns[name].domain:
        return table.columns[name].domain
    if name in policy.lists:
        return policy.lists[name]  # type: ignore[no-any-return]
    if name in policy.types:
        return Domain(name, {unit: unit for unit in policy.listed(name) or {}})
    if name == "group":
        types = [each for each in policy.types if "groups" in policy.types[each]]
        if at.type in types or types:
            return policy.groups(at.type if at.type in types else types[0])  # type: ignore[no-any-return]
        for type_ in policy.types.values():
            if "group" in type_:
                return policy.tables[type_["from"]].columns[type_["group"]].domain  # type: ignore[no-any-return]
    return next((t.columns[name].domain for t in policy.tables.values() if name in t.columns), None)


def look_up(model: Any, column: Column, filled: Mapping[str, Any], at: Any) -> Any:
    """The cell of the row with this key; what is not filled is known where the rule is. Raises NoValue, Unknown."""
    table = model.policy.tables[column.table]
    key: dict[str, Any] = {}
    for part, words in parts_of(model, table, column, at).items():
        value = filled[part] if part in filled else _known(model, part, at)
        if value is None:
            return None
        key[part] = _plain(words, value, model)
    rows = [row for row in _rows(model, table, column, at) if all(_same(row[0][part], key[part]) for part in row[0])]
    dated = [row for row in rows if row[1] is not None]
    if dated:
        period = at.period
        reached = [row for row in dated if row[1].begin <= period.begin]
        rows = [max(reached, key=lambda row: row[1].begin)] if reached else []
    cell = rows[-1][2] if rows else None
    if cell not in (None, "", "none"):
        return model.data.typed(column, cell)
    if "otherwise" in column.written:
        text = column.written["otherwise"]
        return None if text == "none" else model.data.typed(column, text)
    if not rows:
        raise NoValue(f"{column.id}: no row has {key}")
    return model.data.cell(column, "")


def _known(model: Any, part: str, at: Any) -> Any:
    if part in model.policy.lists:
        member = model.member(part, at)
        return None if member is None else model.of_member(part, member)
    if part in model.policy.types:
        return Word(at.unit)
    if part in PERIODS:
        return model.up(at.period, part)
    return model.name(part, replace(at, given={}))


def _plain(words: Domain | None, value: Any, model: Any) -> Any:
    if isinstance(value, Amount):
        return Fraction(value.n)
    if words is not None and isinstance(value, str):
        member = words.find(value)
        return value if member is None else member
    if isinstance(value, Word) and value.is_name:
        return ("name", spelling(value))
    return value


def _same(written: Any, asked: Any) -> bool:
    if written is None:
        return True
    if isinstance(asked, tuple) and isinstance(written, str):
        return ("name", spelling(written)) == asked
    return bool(written == asked)


def _rows(model: Any, table: Table, column: Column, at: Any) -> list[tuple[dict[str, Any], Any, str | None]]:
    """Each row: its key by part, from when it holds, and the cell of the column; one more for each member of a list."""
    heads, *lines = table.written["grid"]
    parts = parts_of(model, table, column, at)
    found: list[tuple[dict[str, Any], Any, str | None]] = []
    where = [_part_of(model, table, head, list(parts)) for head in heads]
    for line in lines:
        cells = [*line, *[None] * (len(heads) - len(line))]
        keys = [each if isinstance(each, list) else [each] for each, part in zip(cells, where, strict=True) if part]
        named = [part for part in where if part]
        for words in itertools.product(*keys):
            key: dict[str, Any] = {}
            since = None
            for part, text in zip(named, words, strict=True):
                if part == "since":
                    since = periods.read(text)
                else:
                    key[part] = _key(parts[part], part, text)
            for member, number in _cells(column, parts, heads, where):
                found.append(({**key, **member}, since, cells[number]))
    return found


def _cells(column: Column, parts: Any, heads: list[str], where: list[str | None]) -> Any:
    """Which heads have the column's cells, and at which member."""
    for number, head in enumerate(heads):
        if where[number]:
            continue
        if not column.lists:
            if head in (column.id, column.name):
                yield {}, number
            continue
        (each,) = column.lists
        if parts[each] is not None:
            texts = [
                head,
                *(head.removeprefix(name).strip() for name in (column.name, column.id) if head.startswith(name)),
            ]
            member = next((m for text in texts if (m := parts[each].find(text)) is not None), None)
            if member is not None:
                yield {each: member}, number
        else:
            yield {each: _key(None, each, head)}, number


def _key(words: Domain | None, part: str, text: str) -> Any:
    if part in PERIODS:
        return periods.read(text)
    if words is not None:
        return words.find(text)
    try:
        return Fraction(text)
    except ValueError:
        return text


def _part_of(model: Any, table: Table, head: str, parts: list[str]) -> str | None:
    """Which part of the key a head is, by id or name; "since" is one too."""
    if head == "since" and "since" not in table.columns:
        return "since"
    own = table.written["key"]
    for part in own.values() if isinstance(own, dict) else own:
        names = {part}
        if part in model.policy.lists:
            names.add(model.policy.written["lists"][part].get("name", part))
        if part in model.policy.types:
            names |= {model.policy.types[part]["name"], "unit", "单位"}
        if part in PERIODS:
            names |= {"period", "期间"}
        names |= {t.columns[part].name for t in model.policy.tables.values() if part in t.columns}
        if head in names:
            return part  # type: ignore[no-any-return]
    return None
