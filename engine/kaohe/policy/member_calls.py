"""Values and columns at members of lists: by a call, `month_growth(固定资产投资)`, or by what is known of the unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kaohe.diagnostics import few
from kaohe.language.formula import Argument
from kaohe.language.tree import Absent, Cases, Column, Node, Number, Step, Text, Unknown
from kaohe.places import Place
from kaohe.policy.grid import GridKey
from kaohe.policy.inputs import ColumnSpec
from kaohe.policy.lists import ClosedList, Members
from kaohe.policy.look_up import Surroundings, bare_node, placed, sample
from kaohe.words.formula_and_parts import MEMBER, MemberRoles

_LISTED = 8


def called_at(
    name: str,
    axes: Sequence[ClosedList],
    value: Callable[[Members], Node],
    arguments: Sequence[Argument],
    place: Place,
    around: Surroundings,
    named: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> Node | None:
    """What `name` is at the members that the arguments say; `value` gives it at one member of each list.

    A list that no argument fills has the member that is known here: of the entry's `each`, or in the one column of the
    row or the unit whose cells are members of it. K712 where none is, K711 for a number that is no member.
    """
    keys = [GridKey(known.id, known.name, "number" if known.is_numeric else "word", known.members) for known in axes]
    parts = placed(keys, name, arguments, around, named, means)
    if parts is None:
        return None
    chosen: list[Node] = []
    missing: list[GridKey] = []
    for at, key in enumerate(keys):
        node = parts.get(at) or around.current_member(key.id, place) or _of_the_row(key.id, place, around)
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
    return _at(name, axes, chosen, value, place, around)


def _of_the_row(list_: str, place: Place, around: Surroundings) -> Node | None:
    """The member in the one column of that list; None where there is none, or several."""
    known = around.columns_of_list(list_)
    return Column(known[0][0], known[0][1].id, place=place) if len(known) == 1 else None


def _at(
    name: str,
    axes: Sequence[ClosedList],
    chosen: Sequence[Node],
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
            around.findings.add("K711", bare.place, word=word, known=few(known.members, _LISTED), suggestion=near)
            return None
        fixed[known.id] = word
    body = _by_member(axes, varied, fixed, value, place, around)
    arguments = {known.id: node for known, node in zip(axes, chosen, strict=True) if node.place != place}
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
    is_member = isinstance(bare, Column) and _spec(bare, around).list == known.id
    otherwise = None if is_member and not known.is_numeric else Absent(place=place)
    return Cases(of, cases, otherwise, place=place)


def _spec(column: Column, around: Surroundings) -> ColumnSpec:
    return around.tables[column.table].columns[column.column]
