"""Goes down a policy's expression tree at one key, and tells each step; the families of words say what to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kaohe.analysis.explain import comparisons, folds, formulas, groups, inputs, limits_and_adjustments
from kaohe.analysis.explain.draft import Draft
from kaohe.analysis.explain.model import Amount, Explained, Phrase, Used
from kaohe.analysis.explain.names import plain_node
from kaohe.analysis.explain.phrases import CHOICE, Words, title
from kaohe.analysis.explain.values import ComparisonGroups, Point, printed_points
from kaohe.evaluate.columns import elsewhere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.looking_back import unreached
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, Meaning, total
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, calculated
from kaohe.translations import either, worded
from kaohe.words import WORDS
from kaohe.words.formula_and_parts import ADJUSTED, PartsRoles
from kaohe.words.tiers_and_cases import READING, TiersRoles

DEEPEST = 40
"""So many named values are told inside each other; what lies deeper is named, to be asked for by itself."""

_LONGEST_NAME = 30


class Explainer:
    """Explains values of one run. A value that was told once is only named when it is met again.

    Whoever explains many units hands each the same `comparison_groups`.
    """

    def __init__(self, run: Evaluation, comparison_groups: ComparisonGroups | None = None) -> None:
        self.run = run
        self.groups = comparison_groups or ComparisonGroups(run)
        self.words = Words(run.policy, run.readings)
        self.named_rows: set[inputs.Row] = set()
        self._explained: set[tuple[object, ...]] = set()
        self._depth = 0

    def value(self, identity: Identity, point: Point | None, above: Point | None = None) -> Explained:
        """A named value at its own key. `above` is the key that it is asked for from."""
        definition = self.run.policy.definitions[identity]
        step = _headed(definition, calculated(self.run.policy, definition), self.words.called(definition))
        if point is None:
            draft = Draft()
            draft.say("absent", worded("数据里没有这个单位这一期"))
            return draft.finished(step)
        step = replace(step, value=point.named(identity), points=printed_points(definition, point))
        step = _placed(step, point, above)
        key = (identity, point.frame.keys[point.row])
        if key in self._explained:
            return replace(step, again=True)
        if self._depth >= DEEPEST:
            return replace(step, deeper=True)
        self._explained.add(key)
        self._depth += 1
        draft = Draft()
        self.rule(definition.rule, point, draft)
        self._depth -= 1
        draft.say_changes(self.run.policy.text.amending([definition.place]))
        if point.has_no_value(identity):
            draft.say("absent", worded("这里算不出值（如除数为零），结果没有用到它"))
        if any(part.decision is not None for part in draft.parts):
            step = replace(step, keyword=ADJUSTED.id)
        return draft.finished(step)

    def rule(self, node: tree.Node, point: Point, draft: Draft) -> None:
        """Tells a whole rule, or the branch of one that was taken, as part of one step."""
        if _key(node, point) in draft.known:  # what was compared is also what it comes to
            draft.filled = draft.filled or (point.amount(node),)
        elif isinstance(node, tree.Step):
            _WORDS[node.entry.word](self, node, node.roles, point, draft)
        else:
            _NODES[type(node)](self, node, point, draft)

    def _reading(self, node: tree.Reading, point: Point, draft: Draft) -> None:
        self.rule(self.chosen(node, draft), point, draft)

    def _choice(self, node: formulas.Choice, point: Point, draft: Draft) -> None:
        draft.put(self.words.of(node))
        branch = formulas.taken_branch(self, node, point, draft)
        if branch is not None:
            self.rule(branch, point, draft)

    def _absent(self, node: tree.Absent, point: Point, draft: Draft) -> None:
        draft.say("absent", worded("按办法没有这个值"))

    def _formula(self, node: tree.Node, point: Point, draft: Draft) -> None:
        draft.put(self.words.of(node))
        draft.filled = self.fill(node, point, draft)

    def _in_words(self, step: tree.Step, roles: Meaning, point: Point, draft: Draft) -> None:
        """A word that is told by what it means, put in words as a whole."""
        draft.put(self.words.of(roles.means))
        self.rule(roles.means, point, draft)

    def _tiers(self, step: tree.Step, roles: TiersRoles, point: Point, draft: Draft) -> None:
        """Tiers that are written out, or whose borders a table of the document has."""
        if not roles.by:
            self._in_words(step, roles, point, draft)
        elif (branch := formulas.tier_of_members(self, roles, point, draft)) is not None:
            self.rule(branch, point, draft)

    def _meaning(self, step: tree.Step, roles: Meaning, point: Point, draft: Draft) -> None:
        """A word that adds nothing to what its node says, or a method, whose rule says it."""
        self.rule(roles.means, point, draft)

    def fill(self, node: tree.Node, point: Point, draft: Draft, least: int = CHOICE) -> Phrase:
        """A formula with its values put in."""
        return formulas.fill(self, node, point, draft, least)

    def add_part(self, node: tree.Node, point: Point, draft: Draft, name: str = "", above: Point | None = None) -> None:
        """What a node stands for becomes a part of the step, once; `name` says what it is there for."""
        node = plain_node(node)
        key = _key(node, point)
        if isinstance(node, tree.Key | tree.Number | tree.Text | tree.Truth) or key in draft.known:
            return
        draft.known.add(key)
        part = self.part(node, point)
        if above is not None:
            part = _placed(part, point, above)
        if name:
            part = replace(part, name=worded("{}（{}）的{}", name, point.unit, part.name), unit=point.unit)
        draft.parts.append(part)

    def part(self, node: tree.Node, point: Point) -> Explained:
        """What a node stands for, as a step of its own."""
        match node:
            case tree.Column():
                return inputs.explained_input(node, point, self.named_rows)
            case tree.Ref():
                identity = (node.unit_type, node.id)
                return self.value(identity, point.at(self.run.policy.value_types[identity].grain), point)
            case tree.At():
                return self._elsewhere(node, point)
            case tree.LookUp():
                return self._looked_up(node, point)
            case tree.OtherPeriod():
                return self._other_period(node, point)
            case _:
                return self._inner(node, point)

    def _looked_up(self, node: tree.LookUp, point: Point) -> Explained:
        """What a table of the document has for a key: which row, and what the key rests on."""
        step, said = inputs.explained_look_up(node, point)
        draft = Draft()
        if said:
            draft.say("case", *said)
        column = self.run.policy.grids[node.table].columns[node.column]
        for key, part in zip(column.keys, node.keys, strict=True):
            if not key.is_period:  # a period is told as people write it, and not by its running number
                self.add_part(part, point, draft)
        return draft.finished(step)

    def _elsewhere(self, node: tree.At, point: Point) -> Explained:
        """Another unit's value in the same period."""
        own = point.at(self.run.policy.types[node].grain)
        unit = point.value(node.unit)
        there = None
        if own is not None:
            frame, (row,) = elsewhere(self.run, node, own.frame.single(own.row), [unit])
            there = None if row is None else Point(self.run, frame, row)
        if there is None:
            draft = Draft()
            draft.say("absent", worded("数据里没有{}这一期", unit) if unit is not None else worded("没有写是哪个单位"))
            name = title(self.words.of(node), worded("别的单位的值"))
            return draft.finished(Explained("step", name, Amount(None), unit=str(unit or "")))
        return _placed(self.part(plain_node(node.of), there), there, point)

    def _other_period(self, node: tree.OtherPeriod, point: Point) -> Explained:
        """The unit's own value in another period."""
        own = point.at(self.run.policy.types[node].grain)
        there = None if own is None else folds.in_other_period(self, node, own)
        if own is None or own.period is None or there is None:
            draft = Draft()
            other = None if own is None or own.period is None else node.way.other(own.period)
            when = node.way.in_words() if other is None else other.in_words()
            is_early = own is not None and own.period is not None and self._is_not_reached(node, own.period)
            draft.say("absent", worded("不算{}的值", when) if is_early else worded("缺{}", when))
            name = title(self.words.of(node), worded("别的期间的值"))
            return draft.finished(Explained("step", name, Amount(None)))
        return _placed(self.part(plain_node(node.of), there), there, point)

    def _is_not_reached(self, node: tree.OtherPeriod, period: Period) -> bool:
        """Whether the data have the period that is meant, and the value is not calculated for it."""
        return bool(unreached(self.run.frames, self.run.policy, node, period))

    def _inner(self, node: tree.Node, point: Point) -> Explained:
        """A step that has no name of its own: a method, a fold, a figure of the group."""
        keyword, clause = "", ""
        if isinstance(node, tree.Step):
            keyword, clause = node.keyword, node.clause or ""
        name = either(node.entry.zh, node.entry.en) if isinstance(node, tree.Step) else worded("数值")
        words = title(self.words.of(node), name)
        shown = words if len(words) <= _LONGEST_NAME else name
        step = Explained("step", shown, point.amount(node), keyword=keyword, clause=clause)
        if (key := _key(node, point)) in self._explained:
            return replace(step, again=True)
        self._explained.add(key)
        draft = Draft()
        self.rule(node, point, draft)
        return draft.finished(step)

    def chosen(self, node: tree.Reading, draft: Draft) -> tree.Node:
        """The case of the reading in force, of which the step takes note."""
        question = self.run.policy.questions[node.question]
        reading = self.run.readings[question.id]
        words = question.readings[reading]
        is_default = reading == question.default
        draft.readings[question.id] = Used(question.id, reading, question.clause or "", question.ask, words, is_default)
        return dict(node.cases)[reading]


def _headed(definition: Definition, before: Definition, name: str) -> Explained:
    """A step with what the policy says of the value, before its value is known; `before` is it without decisions."""
    return Explained(
        "score" if definition.published else "value",
        name,
        Amount(None),
        id=definition.id,
        keyword=_keyword(before.rule),
        clause=definition.clause or "",
        points=definition.points,
        assessor=definition.assessor,
    )


def _keyword(rule: tree.Node) -> str:
    """The word that the rule is written with: a limit's, if it has one, what parts are combined by; a plain number or
    text has none."""
    if isinstance(rule, tree.Step) and isinstance(rule.roles, PartsRoles) and isinstance(rule.means, tree.Fold):
        return rule.means.op
    if isinstance(rule, tree.Step):
        return rule.keyword
    return READING.id if isinstance(rule, tree.Reading) else ""


def _placed(step: Explained, point: Point, above: Point | None) -> Explained:
    """The step with its unit and period, where they are not those of the step above."""
    unit = point.unit if above is None or point.unit not in ("", above.unit) else ""
    period = point.period if above is None or point.period not in (None, above.period) else None
    return replace(step, unit=step.unit or unit, period=step.period or period)


def _key(node: tree.Node, point: Point) -> tuple[object, ...]:
    """What a node stands for, at its key: nodes are shared, so that the same one is the same value."""
    return (_identity(node), point.frame.keys[point.row])


def _identity(node: tree.Node) -> object:
    match node:
        case tree.Column():
            return (node.table, node.column)
        case tree.Ref():
            return (node.unit_type, node.id)
        case _:
            return node


_NODES: Mapping[type[tree.Node], Callable[..., object]] = total(
    "explain.explainer of nodes",
    [each for each in tree.CALCULATED if each is not tree.Step],
    {
        tree.FoldRows: folds.fold,
        tree.FoldUnits: groups.figure,
        tree.FoldList: folds.fold_list,
        tree.Rank: groups.rank,
        tree.RankList: comparisons.rank_of_one,
        tree.SinceYear: folds.since_year,
        tree.Reading: Explainer._reading,
        tree.Absent: Explainer._absent,
        **dict.fromkeys((tree.If, tree.Tiers, tree.Cases, tree.IfAbsent), Explainer._choice),
        **dict.fromkeys((tree.Number, tree.Text, tree.Truth, tree.Column, tree.Ref, tree.Key), Explainer._formula),
        **dict.fromkeys((tree.Add, tree.Sub, tree.Neg, tree.Mul, tree.Div, tree.Mod), Explainer._formula),
        **dict.fromkeys(
            (tree.Min, tree.Max, tree.Power, tree.Root, tree.Ln, tree.Exp, tree.Abs, tree.Round), Explainer._formula
        ),
        **dict.fromkeys((tree.Compare, tree.And, tree.Or, tree.Not, tree.Present), Explainer._formula),
        **dict.fromkeys(
            (tree.Tally, tree.Seats, tree.At, tree.OtherPeriod, tree.Combination, tree.LookUp), Explainer._formula
        ),
    },
)
_WORDS: Mapping[str, Callable[..., None]] = total(
    "explain.explainer of words",
    WORDS,
    {
        **dict.fromkeys(("formula", "parts", "first", "by", "full_if"), Explainer._in_words),
        **dict.fromkeys(("per_item", "deduct", "by_rank", "decided"), Explainer._in_words),
        "member": Explainer._in_words,
        **dict.fromkeys(("where", "part"), formulas.applying),
        "pro_rata": formulas.in_own_words,
        "interpolate": formulas.interpolate,
        "tiers": Explainer._tiers,
        "steps": formulas.steps,
        "since": formulas.since,
        **dict.fromkeys(FOLD_OPERATORS, Explainer._meaning),
        **dict.fromkeys(("rank", "method"), Explainer._meaning),
        **dict.fromkeys(("cap", "floor"), limits_and_adjustments.limited),
        "round": limits_and_adjustments.rounded,
        "adjusted": limits_and_adjustments.adjusted,
        "efficacy": comparisons.efficacy,
        "last_place": comparisons.last_place,
        "quota": comparisons.quota,
    },
)
