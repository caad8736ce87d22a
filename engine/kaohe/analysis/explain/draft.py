"""A step of an explanation while it is being told, and why a value is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from kaohe.analysis.explain.model import Act, ActKind, Amount, Explained, Listing, Phrase, Used
from kaohe.analysis.explain.phrases import CHOICE, Words
from kaohe.analysis.explain.values import ComparisonGroups, Point
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.use_and_amends import Amendment
from kaohe.translations import worded


@dataclass
class Draft:
    """What is known of a step so far. `known` are the nodes that are among its parts already."""

    words: Phrase = ()
    filled: Phrase = ()
    result: Amount | None = None
    acts: list[Act] = field(default_factory=list)
    readings: dict[str, Used] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)
    parts: list[Explained] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)

    def say_changes(self, changes: Iterable[Amendment]) -> None:
        """Says which clauses of an amending document changed the rule."""
        for change in changes:
            self.say("amended", worded("修订{}：{}（{}）", change.clause, change.say, change.place.in_file))

    def say(self, kind: ActKind, *said: str | Amount) -> None:
        """Notes what acted, once however often it is met."""
        if (act := Act(kind, said)) not in self.acts:
            self.acts.append(act)

    def put(self, words: Phrase) -> None:
        """The formula in words: the outermost that there is says most."""
        self.words = self.words or words

    def finished(self, step: Explained) -> Explained:
        """The step with all that was told of it; why it is absent, if nothing has said so."""
        if step.counts and step.value.value is None and not any(act.kind == "absent" for act in self.acts):
            missing = [part for part in self.parts if part.value.value is None and part.counts]
            names = {f"“{part.name}”": part.value.is_provisional for part in missing}
            self.say(
                "absent", worded("因为{}", absent_each(names or {worded("所依据的数"): step.value.is_provisional}))
            )
        return replace(
            step,
            words=self.words,
            filled=self.filled,
            result=self.result,
            acts=tuple(self.acts),
            readings=tuple(self.readings.values()),
            listings=tuple(self.listings),
            parts=tuple(self.parts),
        )


class Telling(Protocol):
    """One explanation on its way (`kaohe.analysis.explain.explainer.Explainer`), as the families of words see it."""

    run: Evaluation
    words: Words
    named_rows: set[tuple[str, int]]
    groups: ComparisonGroups

    def rule(self, node: tree.Node, point: Point, draft: Draft) -> None:
        """Tells a whole rule, or the branch of one that was taken."""

    def fill(self, node: tree.Node, point: Point, draft: Draft, least: int = CHOICE) -> Phrase:
        """A formula with its values put in; what it rests on becomes parts of the step."""

    def add_part(self, node: tree.Node, point: Point, draft: Draft, name: str = "", above: Point | None = None) -> None:
        """What a node stands for becomes a part of the step, once; `above` is the step's own key, if it is another."""

    def chosen(self, node: tree.Reading, draft: Draft) -> tree.Node:
        """The case of the reading in force, of which the step takes note."""


NOT_SENT = "还没有报"
"""What is said of an input that has to be there and has not been sent yet."""


ABSENT, PROVISIONAL, NOT_APPLICABLE = "暂缺", "待报", "不适用"


def absent(is_provisional: bool) -> str:
    """What is said of one value."""
    return worded(PROVISIONAL if is_provisional else ABSENT)


def absent_each(names: Mapping[str, bool], of: str = "") -> str:
    """甲镇、乙镇待报，丙镇暂缺; `names` says of each whether it is still to be sent, `of` what of it."""
    kinds = (True, False)
    listings = [
        (worded("、").join(name for name, each in names.items() if each is kind), absent(kind)) for kind in kinds
    ]
    return worded("，").join(f"{listed}{of}{said}" for listed, said in listings if listed)


_MOST = 3


def absences(root: Explained) -> list[Phrase]:
    """The first reasons, each once; none where the value is there."""
    return list(dict.fromkeys(_reasons(root)))[:_MOST] if root.value.value is None else []


def _reasons(root: Explained) -> Iterator[Phrase]:
    for step in root.walk():
        if step.value.value is not None or not step.counts:
            continue
        if any(part.value.value is None and part.counts for part in step.parts):
            continue
        if step.kind == "input":
            yield (f"“{step.name}”{NOT_SENT}" if step.value.is_provisional else worded("没有“{}”的数据", step.name),)
        yield from (act.said for act in step.acts if act.kind == "absent")
