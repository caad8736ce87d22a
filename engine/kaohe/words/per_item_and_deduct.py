"""`per_item`: so many points for each (每个计 0.5 分). `deduct` (扣分制): a base less so many points for each fault."""

from __future__ import annotations

from kaohe.language.entry import Doc, Meaning
from kaohe.language.nodes import Mapping
from kaohe.language.tree import Add, Mul, Node, Step, Sub, Tally
from kaohe.lazy import dataclass
from kaohe.words.cap_floor_round import FLOOR, limit
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class PerItemRoles(Meaning):
    """The counts (a yes counts once) and the points for each, line by line."""

    counts: tuple[Node, ...]
    points: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DeductRoles(Meaning):
    """What is deducted from, the counts of faults and the points for each, and the floor, if there is one."""

    base: Node
    counts: tuple[Node, ...]
    points: tuple[Node, ...]
    floor: Node | None


def lower_per_item(rule: Mapping, context: Context) -> Node:
    """The sum over all counts of count × points."""
    entry = rule.entries["per_item"]
    assert isinstance(entry.value, Mapping)
    counts, points, products = _lines(entry.value, context)
    body = Add(products, place=entry.key.place)
    return Step(PER_ITEM, PerItemRoles(body, counts, points), body, context.clause, place=entry.key.place)


def lower_deduct(rule: Mapping, context: Context) -> Node:
    """from − Σ count × points, not below `floor`, which is 扣完为止."""
    entry = rule.entries["deduct"]
    written = entry.value
    assert isinstance(written, Mapping)
    faults = written.entries["each"].value
    assert isinstance(faults, Mapping)
    counts, points, products = _lines(faults, context)
    base = context.formula(written.entries["from"].value)
    body: Node = Sub(base, Add(products, place=written.entries["each"].key.place), place=entry.key.place)
    floor = written.entries.get("floor")
    bound = None
    if floor is not None:
        bound = context.formula(floor.value)
        body = limit(FLOOR, body, bound, floor.key.place)
    roles = DeductRoles(body, base, counts, points, bound)
    return Step(DEDUCT, roles, body, context.clause, place=entry.key.place)


def _lines(written: Mapping, context: Context) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...]]:
    """The counts, the points for each, and their products, line by line."""
    counts, points, products = [], [], []
    for entry in written.entries.values():
        place = entry.key.place
        counts.append(context.formula(entry.key))
        points.append(context.formula(entry.value))
        products.append(Mul(Tally(counts[-1], place=place), points[-1], place=place))
    return tuple(counts), tuple(points), tuple(products)


PER_ITEM = Keyword(
    "per_item",
    "按个计分",
    "points per item",
    PerItemRoles,
    "count",
    "carried",
    lower=lower_per_item,
    doc=Doc(
        zh="每一项计几分：计数的列 → 分值",
        en="So many points for each: a column that counts, and its points",
        written="per_item: {列: 分值, …}",
        more_zh="“是”计一次。左边可以是算式，不能是金额、百分数",
        more_en="A yes counts once. On the left a formula may stand, but no money and no percent",
        formula="Σ n × p",
        known_zh="每个计 0.5 分",
        known_en="每个计 0.5 分",
        example="per_item: {x: 0.5, met: 3}",
        gives=("4", "2", "7"),
    ),
)
DEDUCT = Keyword(
    "deduct",
    "扣分制",
    "deduction",
    DeductRoles,
    "deduction",
    "carried",
    lower=lower_deduct,
    doc=Doc(
        zh="扣分制：从基数里逐项扣",
        en="Deductions from a base",
        written="deduct: {from: 4, each: {列: 分值}, floor: 0}",
        more_zh="“是”计一次；`floor` 是扣完为止，可以不写",
        more_en="A yes counts once; `floor` is 扣完为止 and may be left out",
        formula="from − Σ n × p",
        known_zh="扣分制，扣完为止",
        known_en="扣分制，扣完为止",
        example="deduct: {from: 10, each: {x: 1.5}, floor: 0}",
        gives=("7", "4", "0"),
    ),
)
