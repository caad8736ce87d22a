"""A value or column at members of lists or another unit: by a call, `growth(投资)`, or by what the unit knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kaohe.diagnostics import few
from kaohe.language.formula_scope import Argument
from kaohe.language.tree import Absent, At, Cases, Column, LookUp, Node, Number, Step, Text, Unknown
from kaohe.places import Place
from kaohe.policy.grid import GridKey
from kaohe.policy.grid_look_up import LISTED, Surroundings, bare_node, member_named, placed, sample, spec_of
from kaohe.policy.lists import ClosedList, Members
from kaohe.policy.model import UnitType
from kaohe.words.formula_and_parts import MEMBER, MemberRoles


def called_at(
    name: str,
    axes: Sequence[ClosedList],
    unit_type: UnitType | None,
    value: Callable[[Members], Node],
    arguments: Sequence[Argument],
    place: Place,
    around: Surroundings,
    named: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> Node | None:
    """What `name` is at the members that the arguments say, and at another unit of `unit_type` if one is named.

    `value` gives it at one member of each list. A list that no argument fills has the member that is known here: of
    the entry's `each`, or in the one column of the row or the unit whose cells are members of it. K712 where none is,
    K711 for what is no member, K616 for a unit that is neither named nor what a column of such units says.
    """
    keys = [GridKey(known.id, known.name, "number" if known.is_numeric else "word", known.members) for known in axes]
    of_units = [] if unit_type is None else _unit_key(unit_type, keys, arguments)
    parts = placed([*keys, *of_units], name, arguments, around, named, means)
    if parts is None:
        return None
    unit = parts.get(len(keys))
    if unit is not None and unit_type is not None and not _is_unit(unit, unit_type, around):
        around.findings.add("K616", unit.place, name=name, text=unit.place.text, unit_type=unit_type.id)
        return None
    chosen: list[Node] = []
    missing: list[GridKey] = []
    for at, key in enumerate(keys):
        node = parts.get(at) or around.current_member(key.id, place) or around.member_of_cell(key.id, place)
        if node is None:
            missing.append(key)
        else:
            chosen.append(node)
    if missing:
        call = f"{name}({', '.join(sample(key) for key in missing)})"
        around.findings.add("K712", place, name=name, missing=tuple(key.id for key in missing), write=call)
        return None
    if any(isinstance(node, Unknown) for node in chosen):
        return Unknown(place=place)
    if unit is None or unit_type is None:
        return _at(name, axes, chosen, {}, value, place, around)
    there: Callable[[Members], Node] = lambda members: At(value(members), unit, unit_type.id, place=place)  # noqa: E731
    return _at(name, axes, chosen, {unit_type.id: unit}, there, place, around)


def _is_unit(node: Node, unit_type: UnitType, around: Surroundings) -> bool:
    """Whether a node is the name of a unit, or a column whose cells are units of this type."""
    bare = bare_node(node)
    if isinstance(bare, Column | LookUp):
        return spec_of(bare, around).unit_type == unit_type.id
    return isinstance(bare, Text)


def unit_type_of(argument: Argument, around: Surroundings) -> str | None:
    """The type of the units that an argument of a call says, which a column with `unit` alone does."""
    if argument.word is not None:
        return around.unit_type_in(argument.word)
    bare = None if argument.node is None else bare_node(argument.node)
    return spec_of(bare, around).unit_type if isinstance(bare, Column | LookUp) else None


def _unit_key(unit_type: UnitType, keys: Sequence[GridKey], arguments: Sequence[Argument]) -> list[GridKey]:
    """The unit as a part of the key, where a call may name one.

    Units of data are any texts in quotes, but for those that are members of one of the lists.
    """
    listed = {name: name for name in unit_type.members} if unit_type.source_table is None else None
    texts = [
        bare.value for argument in arguments if argument.node and isinstance(bare := bare_node(argument.node), Text)
    ]
    if (
        listed is None
        and texts
        and all(any(member_named(key, text, True) is not None for key in keys) for text in texts)
    ):
        return []
    return [GridKey(unit_type.id, unit_type.name, "word", listed)]


def _at(
    name: str,
    axes: Sequence[ClosedList],
    chosen: Sequence[Node],
    at_unit: Mapping[str, Node],
    value: Callable[[Members], Node],
    place: Place,
    around: Surroundings,
) -> Node | None:
    """The value at members, some of which are known when the policy is read, and others row by row."""
    fixed: dict[str, str] = {}
    varied: list[tuple[ClosedList, Node]] = []
    for known, node in zip(axes, chosen, strict=True):
        bare = bare_node(node)
        if not isinstance(bare, Text | Number):
            varied.append((known, node))
            continue
        word = bare.value if isinstance(bare, Text) else str(bare.value)
        if word not in known.members:
            near = known.nearest(word)
            around.findings.add("K711", bare.place, word=word, known=few(known.members, LISTED), suggestion=near)
            return None
        fixed[known.id] = word
    body = _by_member(axes, varied, fixed, value, place, around)
    said = {known.id: node for known, node in zip(axes, chosen, strict=True) if node.place != place}
    arguments = {**said, **at_unit}
    return Step(MEMBER, MemberRoles(body, arguments), body, place=place) if arguments else body


def _by_member(
    axes: Sequence[ClosedList],
    varied: Sequence[tuple[ClosedList, Node]],
    fixed: Mapping[str, str],
    value: Callable[[Members], Node],
    place: Place,
    around: Surroundings,
) -> Node:
    if not varied:
        return value(tuple((known.id, fixed[known.id]) for known in axes))
    (known, of), *rest = varied
    cases = tuple(
        (
            int(member) if known.is_numeric else member,
            _by_member(axes, rest, {**fixed, known.id: member}, value, place, around),
        )
        for member in known.members
    )
    bare = bare_node(of)
    is_member = isinstance(bare, Column | LookUp) and spec_of(bare, around).list == known.id
    otherwise = None if is_member and not known.is_numeric else Absent(place=place)
    return Cases(of, cases, otherwise, place=place)
