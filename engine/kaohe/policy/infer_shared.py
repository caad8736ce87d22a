"""What the rules of inference share: what they may ask, what a condition sees to, and measures that must agree.

In `present(x) and x > 3` the second term may rely on x. Where numbers meet, their measures have to agree: a bare 80
never meets a percentage, nor money a number. The finding stands at the number that is at fault: not at the list or the
rule that it is written in, and at a bare number sooner than at the input that it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Protocol

from kaohe.diagnostics import EveryUse, Findings, Fix, Words
from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.language.measures import NUMBER, PERCENT, RATIO, Measure, agreed
from kaohe.language.numerals import exact_digits
from kaohe.lazy import fields, pattern, replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy
from kaohe.policy.types import Type
from kaohe.source_places import Place
from kaohe.words.fold_operators import OPERATORS


class Inferring(Protocol):
    """The inference under way (`kaohe.policy.infer.Inference`), as its rules see it."""

    policy: Policy
    findings: Findings
    uses: EveryUse
    unit_type: str
    points: Fraction | None
    told_measures: dict[Identity, tuple[Place, dict[str, object]]]
    forms: Forms
    nodes: dict[tree.Node, Type]

    def of(self, node: tree.Node) -> Type:
        """The type of a node."""

    def quiet(self) -> Inferring:
        """The same inference, whose findings nobody sees."""


def seen_to(inference: Inferring, condition: tree.Node) -> set[object]:
    """The inputs and values that are there wherever a condition holds, and the conditions that hold then."""
    if isinstance(condition, tree.Step) and condition.means is not None:
        return seen_to(inference, condition.means)
    if isinstance(condition, tree.And):
        return {subject for term in condition.terms for subject in seen_to(inference, term)}
    holds: set[object] = {inference.forms.of(condition)}
    return {_subject(condition.operand), *holds} if isinstance(condition, tree.Present) else holds


class Forms:
    """What conditions that are written alike have in common, wherever they stand: a number of their form.

    Each node is looked at once: of calls inside calls a form that is written out doubles with each.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._known: dict[tree.Node, object] = {}

    def of(self, node: object) -> object:
        """The form of a node; of what is none itself."""
        if not isinstance(node, tree.Node):
            return tuple(map(self.of, node)) if isinstance(node, tuple) else node
        if node not in self._known:
            self._known[node] = self._of(node)
        return self._known[node]

    def _of(self, node: tree.Node) -> object:
        if isinstance(node, tree.Step):
            if node.means is not None:
                return self.of(node.means)
            form: tuple[object, ...] = (node.keyword, *map(self.of, node.roles.nodes))
        else:
            form = (type(node), *(self.of(getattr(node, each.name)) for each in fields(node) if each.name != "place"))
        return ("form", self._numbers.setdefault(form, len(self._numbers)))


def _subject(node: tree.Node) -> object:
    """What two mentions of the same input or value have in common."""
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    if isinstance(node, tree.Column):
        return ("column", node.table, node.column)
    if isinstance(node, tree.LookUp):
        return ("look_up", node.table, node.column, *map(_subject, node.keys))
    return ("value", node.unit_type, node.id) if isinstance(node, tree.Ref) else node


_FOLDS = (tree.FoldRows, tree.FoldUnits, tree.FoldList)
_MAY_BE_ABSENT = (
    *(tree.Column, tree.LookUp, tree.Ref, tree.Absent, *_FOLDS, tree.Rank, tree.RankList, tree.At),
    *(tree.OtherPeriod, tree.SinceYear),
)


def relying(inference: Inferring, node: tree.Node, found: Type, seen: set[object]) -> Type:
    """The type of a node where all in `seen` are there: not absent if nothing else can be."""
    if not found.absent or not seen:
        return found
    waiting, met_ = [node], set[tree.Node]()
    while waiting:
        part = waiting.pop()
        if part in met_ or _subject(part) in seen:
            continue  # what is there is so with all that it rests on
        met_.add(part)
        if isinstance(part, _MAY_BE_ABSENT) and inference.of(part).absent and not _applies(inference, part, seen):
            return found
        waiting += tree.children(part)
    return replace(found, absent=False)


def _applies(inference: Inferring, node: tree.Node, seen: set[object]) -> bool:
    """Whether a node is a value that is absent only where it does not apply, and what has been asked sees to that.

    Or a place that is absent only for those that take no part.
    """
    if isinstance(node, tree.Rank) and node.where is not None and seen_to(inference, node.where) <= seen:
        asked = [node.within, *(key.of for key in node.keys)]
        return not any(relying(inference, each, inference.of(each), seen).absent for each in asked if each is not None)
    definition = inference.policy.definitions.get((node.unit_type, node.id)) if isinstance(node, tree.Ref) else None
    if definition is None or definition.where is None or not isinstance(definition.rule, tree.Step):
        return False
    where, rule = seen_to(inference, definition.where), definition.rule.means
    return where <= seen and rule is not None and not relying(inference, rule, inference.of(rule), where).absent


_BARE = {"number": Words("不带单位的数", "a bare number"), "ratio": Words("比值", "a ratio")}
_DIMENSIONS = {
    "money": Words("金额", "money"),
    "area": Words("面积", "area"),
    "mass": Words("重量", "mass"),
    "volume": Words("体积", "volume"),
    "length": Words("长度", "length"),
    "time": Words("时间", "time"),
    "electricity": Words("电量", "electricity"),
    "power": Words("功率", "power"),
    "coal equivalent": Words("标准煤", "coal equivalent"),
}
"""What each dimension is called; one of count words or of a currency by that word."""
_NUMERAL = pattern(r"[-−－+＋]?[0-9０-９]+([.．][0-9０-９]+)?")
_WITH_MEASURE = Words("数要带单位写：80% 或 2 亿元。", "write numbers with their measure: 80% or 2 亿元.")
AS_THE_COLUMN = Words(
    "用这一列的单位写，例如 0..5 亿元、0..50%。", "use the measure of the column, as in 0..5 亿元 or 0..50%."
)
_AS_SHARE = Words("份额写成百分数，例如 25%。", "write a share as a percentage, such as 25%.")
_LEAST_PERCENTAGE = 10  # a bare share from here on is meant in percent without a doubt
_WITHOUT_MEASURE = Words(
    "这里是不带单位的数：核对原文，去掉单位，或给相比的那一项写 measure。",
    "numbers here have no measure: check the document, and remove it, or add measure: to what it is compared with.",
)


_OF_WHAT = Words(
    "写清是什么的百分之几：写成要达到的数（那个数 × 60%），或让相比的一项也是百分数；不能只去掉 %。",
    "say of what it is a percentage: write the amount that is due (that number × 60%), or compare it with a "
    "percentage; never leave out the % alone.",
)


def shown(measure: Measure) -> str | Words:
    """A measure as a finding names it."""
    if measure.label or measure.kind in _BARE:
        return measure.label or _BARE[measure.kind]
    named = {name: _DIMENSIONS.get(name, Words(name, name)) for name, _ in measure.whole}
    above = [named[name] for name, power in measure.whole for _ in range(power)]
    below = [named[name] for name, power in measure.whole for _ in range(-power)]
    return Words(*("/".join(("×".join(one[at] for one in above) or "1", *(one[at] for one in below))) for at in (0, 1)))


def is_nought(node: tree.Node) -> bool:
    """Whether nought is written: it is nought in any measure."""
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    return isinstance(node, tree.Number) and not node.value


def fits(node: tree.Node, found: Measure, wanted: Measure) -> bool:
    """Whether a number may stand where `wanted` is due."""
    return is_nought(node) or agreed(found, wanted) is not None


def met(inference: Inferring, nodes: Sequence[tree.Node], types: Sequence[Type]) -> Measure:
    """The measure that all numbers share; K410 at each number that does not fit what most of the rest are.

    What comes from an input says more than what is written, however often.
    """
    parties: list[tuple[Measure, list[tree.Node]]] = []
    for node, found in zip(nodes, types, strict=True):
        if found.kind != "number" or is_nought(node):
            continue
        for at, (measure, party) in enumerate(parties):
            together = agreed(measure, found.measure)
            if together is not None:
                parties[at] = (together, [*party, node])
                break
        else:
            parties.append((found.measure, [node]))
    if not parties:
        numbers = (found.measure for found in types if found.kind == "number")
        return next(numbers, NUMBER)
    if len(parties) == 1:
        return parties[0][0]
    weights = [(not _is_written(inference, party), len(party)) for _, party in parties]
    main = weights.index(max(weights))
    shared = parties[main][0]
    for at, (_, party) in enumerate(parties):
        for node in party if at != main else ():
            clash(inference, node, shared)
    return shared


def clash(inference: Inferring, node: tree.Node, wanted: Measure) -> None:
    """K410 at each number under a node that does not fit the measure that is due."""
    for culprit in culprits(inference, node, wanted):
        write, fix = mended(culprit, wanted)
        found = inference.of(culprit).measure
        inference.findings.add("K410", culprit.place, fix=fix, left=shown(wanted), right=shown(found), write=write)


def demand(inference: Inferring, node: tree.Node, wanted: Measure) -> bool:
    """Whether a number fits the measure that is due (K410); K429 where it is written in another of its kind."""
    found = inference.of(node)
    if found.kind == "number" and not fits(node, found.measure, wanted):
        clash(inference, node, wanted)
        return False
    for part in _leaves(inference, node):
        if isinstance(part, tree.Number):
            compare_labels(part, wanted, inference.findings)
    return True


def demand_share(inference: Inferring, node: tree.Node, most: Fraction) -> None:
    """A share such as 25% or 0.25; K410 where it is money or an area, or a bare number above `most`."""
    demand(inference, node, RATIO)
    for part in _leaves(inference, node):
        if isinstance(part, tree.Number) and part.measure.kind == "number" and part.value > most:
            fix = mended(part, PERCENT)[1] if part.value >= _LEAST_PERCENTAGE else None
            found = {"left": shown(PERCENT), "right": shown(part.measure), "write": _AS_SHARE, "fix": fix}
            inference.findings.add("K410", part.place, **found)


def compare_labels(number: tree.Number, wanted: Measure, findings: Findings) -> None:
    """K429 for an amount in another measure than the one declared beside it: 1050 万元 where 亿元 is due."""
    own = number.measure
    if "unit" not in (own.kind, wanted.kind) or not own.label or not number.value or own.scale == wanted.scale:
        return
    if own.whole != wanted.whole:
        return
    text = f"{exact_digits(number.value / wanted.scale)} {wanted.label}"
    fix = Fix(number.place, text)
    findings.add("K429", number.place, fix=fix, written=number.place.text, measure=wanted.label, converted=text)


def compare_with_declared(inference: Inferring, rule: tree.Node, declared: Measure) -> None:
    """K429 for each amount that a rule comes to, adds or is limited by, in another measure than its entry declares.

    An amount that is multiplied is for each of something, and the total may well be shown in a larger one. Where
    inputs in other measures are added too, the rule converts them all.
    """
    parts = list(_leaves(inference, rule, (tree.Mul,)))
    inputs = [inference.of(part).measure for part in parts if not isinstance(part, tree.Number)]
    if any(own.label and own.scale != declared.scale for own in inputs if own.kind == "unit"):
        return
    for part in parts:
        if isinstance(part, tree.Number):
            compare_labels(part, declared, inference.findings)


def culprits(inference: Inferring, node: tree.Node, wanted: Measure, into_methods: bool = True) -> list[tree.Node]:
    """The numbers under a node that do not fit: the node itself where nothing below it is to blame."""
    leaves = _leaves(inference, node, into_methods=into_methods)
    found = [leaf for leaf in leaves if not fits(leaf, inference.of(leaf).measure, wanted)]
    return found or [node]


def _leaves(
    inference: Inferring, node: tree.Node, whole: tuple[type[tree.Node], ...] = (), into_methods: bool = True
) -> Iterator[tree.Node]:
    """The numbers that a node has its measure from, each once; nothing inside of those that are taken as a whole."""
    to_visit, seen = [node], {node}
    while to_visit:
        node = to_visit.pop()
        is_call = isinstance(node, tree.Step) and node.entry.is_own
        is_whole = isinstance(node, whole) or (is_call and not into_methods)
        parts = () if is_whole else _MEASURED[type(node)](inference, node)
        if not parts and inference.of(node).kind == "number":
            yield node
        for part in reversed(parts):
            if part not in seen:
                seen.add(part)
                to_visit.append(part)


def _own(inference: Inferring, node: tree.Node) -> Sequence[tree.Node]:
    return ()


def _product(inference: Inferring, node: tree.Mul) -> Sequence[tree.Node]:
    """The one side that is an amount, if one alone is."""
    named = [side for side in (node.left, node.right) if inference.of(side).measure.kind == "unit"]
    return named if len(named) == 1 else ()


def _folded(inference: Inferring, node: tree.FoldRows | tree.FoldUnits | tree.FoldList) -> Sequence[tree.Node]:
    if OPERATORS[node.op].gives != "of":
        return ()
    values = [each.of for each in node.elements] if isinstance(node, tree.FoldList) else [node.of]
    return tuple(part for part in (*values, node.if_none) if part is not None)


_MEASURED: dict[type[tree.Node], Callable[[Inferring, Any], Sequence[tree.Node]]] = total(
    "policy.infer_shared",
    tree.NODES,
    {
        **dict.fromkeys((tree.Add, tree.Min, tree.Max), lambda inference, node: node.terms),
        **dict.fromkeys((tree.Sub, tree.Mod), lambda inference, node: (node.left, node.right)),
        **dict.fromkeys((tree.Neg, tree.Abs, tree.Round), lambda inference, node: (node.operand,)),
        **dict.fromkeys((tree.At, tree.OtherPeriod), lambda inference, node: (node.of,)),
        **dict.fromkeys((tree.If, tree.Tiers, tree.Cases, tree.Reading), lambda inference, node: node.branches),
        tree.IfAbsent: lambda inference, node: (node.operand, node.fallback),
        tree.Step: lambda inference, node: node.roles.measured,
        **dict.fromkeys(_FOLDS, _folded),
        tree.Mul: _product,
        **dict.fromkeys((tree.Number, tree.Column, tree.LookUp, tree.Ref, tree.Key, tree.Div), _own),
        **dict.fromkeys((tree.Power, tree.Root, tree.Ln, tree.Exp), _own),
        **dict.fromkeys((tree.Text, tree.Truth, tree.Absent, tree.Compare, tree.And, tree.Or, tree.Not), _own),
        **dict.fromkeys((tree.Present, tree.Tally, tree.Seats, tree.SinceYear, tree.Combination), _own),
        **dict.fromkeys((tree.Rank, tree.RankList), _own),
        **dict.fromkeys((tree.Tier, tree.Unknown), _own),
    },
)
"""The parts that a node has its measure from; none for what has a measure of its own, or none."""


def _is_written(inference: Inferring, nodes: Sequence[tree.Node]) -> bool:
    """Whether all that these have their measure from is written out."""
    return all(isinstance(leaf, tree.Number) for node in nodes for leaf in _leaves(inference, node))


def mended(node: tree.Node, wanted: Measure) -> tuple[Words, Fix | None]:
    """What to write instead, and the same as a text where there is no doubt about it."""
    text = node.place.text
    if isinstance(node, tree.Number) and node.measure.kind == "percent":
        return _OF_WHAT, None
    if wanted.kind == "number" and isinstance(node, tree.Number):
        return _WITHOUT_MEASURE, None
    if not isinstance(node, tree.Number) or node.measure != NUMBER or not _NUMERAL.fullmatch(text):
        return _WITH_MEASURE, None
    if wanted == PERCENT and abs(node.value) <= 1:
        least, most = f"{text}%", f"{exact_digits(node.value * 100)}%"
        return Words(
            f"写成 {least} 或 {most}，看原文是哪一个。", f"write {least} or {most}, as the document has it."
        ), None
    if not wanted.label:
        return _WITH_MEASURE, None
    written = f"{text}{wanted.label}" if wanted.kind == "percent" else f"{text} {wanted.label}"
    return Words(f"写成 {written}。", f"write {written}."), Fix(node.place, written)


def in_points(inference: Inferring, found: Sequence[tree.Node], points: Fraction | None) -> tuple[Words, Fix | None]:
    """How numbers with a measure are written in points: percentages times the points that are printed.

    A value is in proportion to the numbers that it has its measure from, so that each of them is multiplied.
    """
    if points is None or any(inference.of(node).measure.kind != "percent" for node in found):
        amounts = ((node.place.text, inference.of(node).measure.label) for node in found)
        example = next((f"{text} / 1 {label}" for text, label in amounts if label and label != "%"), "rate * 10")
        return Words(f"折算成分，例如 {example}", f"turn it into points, as in {example}"), None
    written: dict[str, tuple[str, Place]] = {}
    for node in found:
        text = node.place.text
        times = (
            exact_digits(node.value * points) if isinstance(node, tree.Number) else f"{text} * {exact_digits(points)}"
        )
        written[text] = (times, node.place)
    zh = "，".join(f"{text} 写成 {times}" for text, (times, _) in written.items())
    en = ", ".join(f"{times} instead of {text}" for text, (times, _) in written.items())
    (times, place), *more = written.values()
    return Words(f"按 {exact_digits(points)} 分折算：{zh}", f"out of {exact_digits(points)} points, write {en}"), (
        None if more or len(found) > 1 else Fix(place, times)
    )
