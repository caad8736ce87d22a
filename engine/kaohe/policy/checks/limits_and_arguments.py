"""What is written for a word of the language and is hardly meant.

Limits that never act or always do, printed maxima that the rule passes or cannot reach; shares of nought, scales that
are no whole, signs of points; a rule that begins too late, points that neither rise nor fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice, product

from kaohe.diagnostics import EveryUse, Findings, Words
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import is_day
from kaohe.language.ranges import ANY, exactly, union
from kaohe.language.tree import Column, LookUp, Node, Ref, Step, Text, walk
from kaohe.policy.checks.unused_and_questions import rules_of
from kaohe.policy.dependency_graph import questions_of
from kaohe.policy.grid import Grid
from kaohe.policy.grid_look_up import direction, rows_of_members
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Definition, Policy
from kaohe.source_places import Place
from kaohe.words.cap_floor_round import LimitRoles, chosen_bounds
from kaohe.words.efficacy_coefficient_and_interpolation import EfficacyRoles, InterpolateRoles
from kaohe.words.per_item_and_deduct import DeductRoles, PerItemRoles
from kaohe.words.periods import SinceRoles
from kaohe.words.quota import QuotaRoles

_MOST_WAYS = 64  # groups times readings that are tried one by one
_ENDLESS = Words("不封顶", "without limit")


def check_limits(policy: Policy, findings: Findings) -> None:
    """K506 a cap, K507 a floor that never acts, K527 one that always does; K508 a maximum passed, K509 out of reach."""
    ranges, uses = Ranges(policy, members=True), EveryUse()
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Step) and isinstance(node.roles, LimitRoles):
                for bound in chosen_bounds(node.roles.bound):
                    _check_limit(node, node.roles.of, bound, ranges, uses)
    uses.tell(findings)
    # A whole passes its maximum, or falls short of it, because a part does: it is said of the part.
    found_at = {definition.place for definition in policy.scores if _has_wrong_sum(definition, findings)}
    by_rule = Ranges(policy, decided=False)  # what the document prints is what its rules give
    for definition in reversed(policy.scores):
        if definition.points is not None and _check_maximum(definition, by_rule, found_at, findings):
            whole = policy.definitions.get((definition.unit_type, definition.parent or ""))
            found_at.update([] if whole is None else [whole.place])


_FAULTS: dict[str, tuple[str, str]] = {"cap": ("K506", "K527"), "floor": ("K527", "K507")}
"""Of each limit, what is wrong where all values lie below its bound, and where all lie above it."""


def _check_limit(limit: Step, of: Node, by: Node, ranges: Ranges, uses: EveryUse) -> None:
    faults, value, bound = _FAULTS[limit.entry.word], ranges.of(of), ranges.of(by)
    if isinstance(by, Text) and (rising := ranges.members_of(by)):
        bound = exactly(Fraction(rising.index(by.value)))  # this member, which no other stands for here
    if value.high is not None and bound.low is not None and value.high <= bound.low:
        uses.add(by.place, faults[0], high=_size(of, value.high, ranges), limit=_size(by, bound.low, ranges))
    elif value.low is not None and bound.high is not None and value.low >= bound.high:
        uses.add(by.place, faults[1], low=_size(of, value.low, ranges), limit=_size(by, bound.high, ranges))
    else:
        uses.add(by.place)


def _size(node: Node, end: Fraction, ranges: Ranges) -> Fraction | str:
    """The end of a range, of members of a list the name of the one that stands there."""
    rising, list_ = ranges.members_of(node), ranges.policy.types[node].list
    return end if not rising or list_ is None else ranges.policy.lists[list_].members[rising[int(end)]]


def _has_wrong_sum(definition: Definition, findings: Findings) -> bool:
    return any(found.code == "K503" and found.place == definition.place for found in findings.all)


def _check_maximum(definition: Definition, ranges: Ranges, found_at: set[Place], findings: Findings) -> bool:
    """Whether the rule passes the printed points, or cannot reach them."""
    points = definition.points or Fraction(0)
    high = ranges.of(definition.rule).high
    if high is None or high > points:
        high = _highest(definition, ranges)
    if high == points or (high is None and _rests_on_the_boundless(definition.rule, ranges)):
        return False
    if definition.place not in found_at:
        known = {"id": definition.id, "points": points}
        if high is not None and high < points:
            findings.add("K509", definition.place, **known, high=high)
        else:
            most = _ENDLESS if high is None else Words(f"最多 {float(high):.12g}", f"up to {float(high):.12g}")
            findings.add("K508", definition.place, **known, most=most)
    return True


def _highest(definition: Definition, ranges: Ranges) -> Fraction | None:
    """The highest that the rule can give, group by group and reading by reading.

    What differs by group differs everywhere at once: 60% and 40% here, 40% and 60% there, never 60% twice.
    """
    policy = ranges.policy
    asked = questions_of(policy.graph, [definition.vertex])
    readings = [[(question, word) for word in policy.questions[question].readings] for question in sorted(asked)]
    groups: list[str | None] = [*policy.units[definition.unit_type].groups] or [None]
    ways = [(group, dict(chosen)) for group in groups for chosen in islice(product(*readings), _MOST_WAYS + 1)]
    if len(ways) > _MOST_WAYS:
        return ranges.of(definition.rule).high
    one_by_one = (Ranges(policy, ranges.decided, chosen, group) for group, chosen in ways)
    return union(way.of(definition.rule) for way in one_by_one).high


def _rests_on_the_boundless(rule: Node, ranges: Ranges) -> bool:
    """Whether a number may be anything because an input that it rests on has no bounds: then nothing is known of it."""
    to_visit, seen = [rule], {rule}
    while to_visit:
        for node in walk(to_visit.pop()):
            if isinstance(node, Column) and ranges.of(node) == ANY and ranges.is_number(node):
                return True
            if isinstance(node, Ref) and (node.unit_type, node.id) in ranges.policy.definitions:
                known = ranges.policy.definitions[node.unit_type, node.id].rule
                if known not in seen and ranges.of(known).high is None:
                    seen.add(known)
                    to_visit.append(known)
    return False


def check_bounds(policy: Policy, findings: Findings) -> None:
    """K523 for an input whose bounds are turned round, K532 for a default that no cell could be."""
    for table in policy.tables.values():
        for column in table.columns.values():
            _check_column(column, findings)


def check_due(policy: Policy, findings: Findings) -> None:
    """K539 for each target that is due before the policy is in force, or after."""
    first, last = policy.in_force
    for target in policy.targets:
        early = first is not None and target.due < first.year
        late = last is not None and target.due > last.year
        if target.due_place is not None and (early or late):
            force = f"{first or ''}—{last or ''}"
            findings.add("K539", target.due_place, name=target.name, due=target.due, force=force)


def _check_column(column: ColumnSpec, findings: Findings) -> None:
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        findings.add("K523", column.place, name=column.name)
    elif not _may_be_default(column, column.default):
        findings.add("K532", column.place, name=column.name)


def _may_be_default(column: ColumnSpec, default: Fraction | bool | str | None) -> bool:
    """Whether a blank cell may stand for it: rules know a choice by its id alone, and a day in one way of writing."""
    if isinstance(default, Fraction):
        low, high = column.minimum, column.maximum
        inside = (low is None or low <= default) and (high is None or default <= high)
        return inside and not (column.whole and (default / column.measure.scale).denominator > 1)
    if isinstance(default, str) and column.type in ("choice", "date"):
        return default in column.choices if column.type == "choice" else is_day(default)
    return True


_MOST_OF_SHARES = Fraction(2)  # base and span above this are points, as in 60 and 40, and no shares


def check_arguments(policy: Policy, findings: Findings) -> None:
    """What can be said of each use of a word, and is told where it holds of every use of what is written."""
    ranges, uses = Ranges(policy), EveryUse()
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            match node.roles if isinstance(node, Step) else None:
                case QuotaRoles() as quota:
                    _check_quota(quota, findings)
                case EfficacyRoles() as efficacy:
                    _check_scale(efficacy, definition.points, ranges, uses)
                case PerItemRoles() as items:
                    _check_points("K537", items.points, ranges, uses)
                case DeductRoles() as faults:
                    _check_points("K540", faults.points, ranges, uses)
                    _check_counts(faults.counts, ranges, uses)
    uses.tell(findings)


def _check_quota(roles: QuotaRoles, findings: Findings) -> None:
    """K531 for each grade whose share is nought; the last grade takes what is left, and may have none of its own."""
    for ratio in roles.ratios:
        for grade, share in list(zip(roles.grades, ratio, strict=True))[:-1]:
            if not share:
                findings.add("K531", grade.place, grade=grade.value)


def _check_scale(roles: EfficacyRoles, points: Fraction | None, ranges: Ranges, uses: EveryUse) -> None:
    """K536 where base and span are shares that do not add up to 100%: the best then has another coefficient.

    Where they add up to the printed points, they are points.
    """
    whole = ranges.of(roles.base) + ranges.of(roles.span)
    if whole.low is None or whole.low != whole.high or whole.low > _MOST_OF_SHARES or whole.low == points:
        return
    uses.add(roles.span.place, None if whole.low == 1 else "K536", total=whole.low * 100)


def _check_points(code: str, points: Iterable[Node], ranges: Ranges, uses: EveryUse) -> None:
    """K537 for what per_item takes away, K540 for what deduct adds."""
    for each in points:
        high = ranges.of(each).high
        uses.add(each.place, code if high is not None and high < 0 else None)


def _check_counts(counts: Iterable[Node], ranges: Ranges, uses: EveryUse) -> None:
    """K538 for each count of faults that may be negative, and would then add points."""
    for count in counts:
        low = ranges.of(count).low
        uses.add(count.place, "K538" if low is None or low < 0 else None, text=count.place.text)


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
        if points and len(points) == len(node.roles.points) and (points[0].table, points[0].column) not in told:
            told.add((points[0].table, points[0].column))
            _check_rows_of_points(policy.grids[points[0].table], points, findings)


def _check_rows_of_points(grid: Grid, points: Sequence[LookUp], findings: Findings) -> None:
    """The points of each row, in the order of the list."""
    column = grid.columns[points[0].column]
    for words, row in rows_of_members(column, points):
        entries = [entry for entry in row if entry is not None and isinstance(entry.value, Fraction)]
        values = [entry.value for entry in entries if isinstance(entry.value, Fraction)]
        if direction(values) is None:
            scale = column.spec.measure.scale if column.spec.measure.kind in ("percent", "unit") else Fraction(1)
            shown = tuple(exact_digits(value / scale) for value in values)
            findings.add("K723", entries[0].place, table=grid.name, key=words, points=shown)
