"""Tables of the document and rules that hold since a date: what nothing looks up, what begins too late, what bends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from kaohe.diagnostics import Findings
from kaohe.language.numerals import exact_digits
from kaohe.language.tree import LookUp, Number, Step, Text, walk
from kaohe.places import Place
from kaohe.policy.checks.unused_and_questions import rules_of
from kaohe.policy.grid import Grid, GridEntry, KeyValue
from kaohe.policy.model import Policy, Vertex
from kaohe.words.efficacy_coefficient_and_interpolation import InterpolateRoles
from kaohe.words.since import SinceRoles


def check_unused_grids(policy: Policy, findings: Findings) -> None:
    """K717 a table of the document that nothing looks up, K718 one of its columns."""
    for grid in policy.grids.values():
        unused = [id_ for id_ in grid.columns if not policy.graph.out_degree(Vertex("grid", grid.id, id_))]
        if len(unused) == len(grid.columns):
            findings.add("K717", grid.place, id=grid.id)
            continue
        for id_ in unused:
            findings.add("K718", grid.columns[id_].spec.place, table=grid.name, id=id_)


def check_since(policy: Policy, findings: Findings) -> None:
    """K720 for rules that begin later than the policy is in force."""
    begins = policy.in_force[0]
    told: set[Place] = set()
    for node in (node for rule in rules_of(policy) for node in walk(rule)):
        if not isinstance(node, Step) or not isinstance(node.roles, SinceRoles) or begins is None:
            continue
        if begins.first_day < node.roles.first and node.place not in told:
            told.add(node.place)
            findings.add("K720", node.place, from_=begins, since=node.roles.rules[0][0])


def check_points(policy: Policy, findings: Findings) -> None:
    """K723 for rows of a table of the document whose points, of an interpolation, neither rise nor fall throughout."""
    told: set[tuple[str, str]] = set()
    for node in (node for rule in rules_of(policy) for node in walk(rule)):
        if not isinstance(node, Step) or not isinstance(node.roles, InterpolateRoles) or not node.roles.of_members:
            continue
        points = [part for x, _ in node.roles.points for part in walk(x) if isinstance(part, LookUp)]
        if len(points) == len(node.roles.points) and (points[0].table, points[0].column) not in told:
            told.add((points[0].table, points[0].column))
            _check_points(policy.grids[points[0].table], points, findings)


def _check_points(grid: Grid, points: Sequence[LookUp], findings: Findings) -> None:
    """The points of each row, in the order of the list."""
    column = grid.columns[points[0].column]
    for at in range(len(column.keys)):
        keys = [point.keys[at] for point in points]
        members = [key.value for key in keys if isinstance(key, Text | Number)]
        if len(set(members)) < len(points):
            continue  # it is not the part of the key that the list is
        rows: dict[tuple[KeyValue, ...], dict[KeyValue, GridEntry]] = {}
        for entry in column.entries:
            rows.setdefault((*entry.key[:at], *entry.key[at + 1 :]), {})[entry.key[at]] = entry
        for row in rows.values():
            entries = [row[member] for member in members if member in row]
            values = [entry.value for entry in entries if isinstance(entry.value, Fraction)]
            steps = {low < high if low != high else None for low, high in pairwise(values)}
            if len(steps) > 1 or None in steps:
                named = enumerate(zip(column.keys, entries[0].key, strict=True))
                words = " ".join(key.shown(value) for place, (key, value) in named if place != at)
                scale = column.spec.measure.scale if column.spec.measure.kind in ("percent", "unit") else Fraction(1)
                shown = tuple(exact_digits(value / scale) for value in values)
                findings.add("K723", entries[0].place, table=grid.name, key=words, points=shown)
