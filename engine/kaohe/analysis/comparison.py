"""Several policies side by side (办法比较): whom they score and how, what follows from it, what they aim at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Literal

from kaohe.analysis.composition import PointsEntry, Total, points_of, totals_of
from kaohe.analysis.consequences import Consequence, consequences_of
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import plain
from kaohe.language import nodes
from kaohe.language.composer import compose
from kaohe.language.entry import TargetKind
from kaohe.language.nodes import Node, Scalar
from kaohe.language.text import read_source
from kaohe.lazy import dataclass
from kaohe.policy.declarations import bound_readings
from kaohe.policy.model import Policy, Target, UnitType
from kaohe.policy.types import NO_GRAIN
from kaohe.shipped_files import shipped_folder
from kaohe.translations import in_its_language
from kaohe.words.targets import KINDS

Unsaid = Literal["alone", "kinds", "times", "earlier", ""]
"""Why it cannot be said who asks most: one policy alone has it; kinds or times differ; the highest is due later than
another. Empty where it is said."""


@dataclass(frozen=True, slots=True)
class TargetCell:
    """One policy's target. `value` is what is required in its own measure, under the readings in force.

    It is the lower end of a range (`upper` the other one), 1 for achieved, None for a qualitative target.
    """

    target: Target
    value: Fraction | None
    kind: TargetKind
    upper: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One concept, or a target that names none: each policy's target, who asks most, and else why that is not said."""

    concept: str | None
    by_policy: Mapping[str, TargetCell]
    asks_most: tuple[str, ...]
    unsaid: Unsaid


def aligned_targets(policies: Sequence[Policy]) -> tuple[TargetRow, ...]:
    """Concepts that several have in the order of the first that has them, then all that stand alone.

    A second target of one policy with a concept (K282) stands alone, so that none is lost.
    """
    rows: dict[str, dict[str, TargetCell]] = {}
    alone: list[TargetRow] = []
    for policy in policies:
        for target, cell in _cells(policy):
            if target.concept is None or policy.id in rows.get(target.concept, {}):
                alone.append(TargetRow(target.concept, {policy.id: cell}, (), "alone"))
            else:
                rows.setdefault(target.concept, {})[policy.id] = cell
    found = [TargetRow(concept, cells, *_asks_most(cells)) for concept, cells in rows.items()]
    shared = [row for row in found if len(row.by_policy) > 1]
    return (*shared, *(row for row in found if len(row.by_policy) == 1), *alone)


def _cells(policy: Policy) -> list[tuple[Target, TargetCell]]:
    """What each target requires under the default readings; nothing of it rests on data."""
    findings = Findings()
    run = Evaluation(policy, Dataset({}, {}, {}, {}), bound_readings(policy, {}, findings), findings)
    found = []
    for target in policy.targets:
        if target.rules is None:
            found.append((target, TargetCell(target, None, target.kind)))
            continue
        frame = run.frames.of(NO_GRAIN)
        (required,) = plain(run.calculated(target.rules.required, frame, target.name))
        (kind,) = plain(run.calculated(target.rules.kind, frame, target.name))
        upper: Fraction | None = None
        if target.rules.upper is not None:
            (upper,) = plain(run.calculated(target.rules.upper, frame, target.name))
        scale = target.measure.scale
        value, upper = (None if each is None else each / scale for each in (required, upper))
        found.append((target, TargetCell(target, value, kind, upper)))
    findings.stop_on_errors()
    return found


def _asks_most(cells: Mapping[str, TargetCell]) -> tuple[tuple[str, ...], Unsaid]:
    """The policies that ask for the highest value, of equal ones those that ask for more than it.

    Said only where all ask for at least or more than a value at the same kind of time, and of one than which no other
    is due earlier.
    """
    if len(cells) < 2:
        return (), "alone"
    if any(KINDS[cell.kind].minimum is None or cell.value is None for cell in cells.values()):
        return (), "kinds"
    if len({cell.target.time for cell in cells.values()}) > 1:
        return (), "times"
    if len({cell.target.measure.dimension for cell in cells.values()}) > 1:
        return (), "kinds"
    asked = {name: _asked(cell) for name, cell in cells.items()}
    highest = [name for name, one in asked.items() if one == max(asked.values())]
    first = min(cell.target.due for cell in cells.values())
    most = tuple(name for name in highest if cells[name].target.due == first)
    return most, "" if most else "earlier"


def _asked(cell: TargetCell) -> tuple[Fraction, bool]:
    assert cell.value is not None
    return cell.value * cell.target.measure.scale, KINDS[cell.kind].minimum == ">"


@dataclass(frozen=True, slots=True)
class Units:
    """A unit type: how many units it has (None where the data says), in which groups, and how many offices mark it.

    `groups` has the number of units of each group by its id.
    """

    type: UnitType
    count: int | None
    groups: Mapping[str, int]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What one policy says, as far as it can be laid beside others."""

    policy: Policy
    sides: tuple[str, ...]
    units: tuple[Units, ...]
    totals: tuple[Total, ...]
    points: tuple[PointsEntry, ...]
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What questions of several policies are about: each policy's question by its id, and the reading in force.

    `same` says whether all read it alike; None where one policy alone has it. `about` is None where nothing is said.
    """

    about: str | None
    by_policy: Mapping[str, tuple[str, str]]
    same: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Policies in the order given; targets and questions that several have come first."""

    methods: tuple[Method, ...]
    targets: tuple[TargetRow, ...]
    questions: tuple[QuestionRow, ...]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Nothing is calculated that could be warned of."""
        return []

    @property
    def policies(self) -> tuple[Policy, ...]:
        return tuple(method.policy for method in self.methods)


@in_its_language
def compare(policies: Sequence[Policy]) -> Comparison:
    """The policies side by side, under their default readings. Two of one id are refused with a ValueError."""
    ids = [policy.id for policy in policies]
    if len(set(ids)) < len(ids):
        raise ValueError(next(id_ for id_ in ids if ids.count(id_) > 1))
    return Comparison(tuple(map(_method, policies)), aligned_targets(policies), _questions(policies))


def _method(policy: Policy) -> Method:
    sides = (("scores",) if policy.scores else ()) + (("targets",) if policy.targets else ())
    totals = totals_of(policy)
    points = tuple(entry for total in totals for entry in points_of(policy, total))
    return Method(policy, sides, tuple(_units(policy)), totals, points, tuple(consequences_of(policy)))


def _units(policy: Policy) -> list[Units]:
    found = []
    for unit_type in policy.units.values():
        offices = dict.fromkeys(
            office
            for definition in policy.scores
            if definition.unit_type == unit_type.id
            for office in definition.assessor
        )
        members = unit_type.members.values()
        groups = {id_: sum(member.group == id_ for member in members) for id_ in unit_type.groups}
        count = len(members) if unit_type.source_table is None else None
        found.append(Units(unit_type, count, groups, tuple(offices)))
    return found


def _questions(policies: Sequence[Policy]) -> tuple[QuestionRow, ...]:
    """Those about one thing together. Two of one policy are never one row, even where they are about the same."""
    rows: dict[tuple[str, int], dict[str, tuple[str, str]]] = {}
    alone: list[QuestionRow] = []
    for policy in policies:
        seen: dict[str, int] = {}
        for question in policy.questions.values():
            own = (question.id, question.default)
            if question.about is None:
                alone.append(QuestionRow(None, {policy.id: own}, None))
                continue
            number = seen[question.about] = seen.get(question.about, 0) + 1
            rows.setdefault((question.about, number), {})[policy.id] = own
    aligned = [QuestionRow(about, by_policy, _same(by_policy)) for (about, _), by_policy in rows.items()]
    shared = [row for row in aligned if row.same is not None]
    return (*shared, *(row for row in aligned if row.same is None), *alone)


def _same(by_policy: Mapping[str, tuple[str, str]]) -> bool | None:
    if len(by_policy) < 2:
        return None
    return len({reading for _, reading in by_policy.values()}) == 1


Kind = Literal["themes", "concepts", "questions"]
KEYS: dict[str, Kind] = {"theme": "themes", "concept": "concepts", "about": "questions"}
"""The key of a policy under which a word of each kind stands."""


@dataclass(frozen=True, slots=True)
class SharedWord:
    """A word that several policies may use, and what it is called."""

    zh: str
    en: str


@cache
def vocabulary() -> dict[Kind, dict[str, SharedWord]]:
    """All shared words, by kind and id, in the order of the file."""
    findings = Findings()
    source = read_source(shipped_folder("schemas") / "vocabulary.yaml", findings)
    root = None if source is None else compose(source, findings)
    assert root is not None, findings.all  # it ships with the package
    return {kind: dict(_words(root.entries[kind].value)) for kind in KEYS.values()}


def _words(section: Node) -> Iterator[tuple[str, SharedWord]]:
    assert isinstance(section, nodes.Mapping)
    for word, entry in section.entries.items():
        assert isinstance(entry.value, nodes.Mapping)
        texts = {key: each.value.text for key, each in entry.value.entries.items() if isinstance(each.value, Scalar)}
        yield word, SharedWord(texts["zh"], texts["en"])


def name_of(kind: Kind, word: str, language: str) -> str:
    """What a word is called; the word itself where the vocabulary has none such."""
    found = vocabulary()[kind].get(word)
    return word if found is None else found.zh if language == "zh" else found.en


def check_vocabulary(policy: Policy, findings: Findings) -> None:
    """K281 for a word that the vocabulary has not, K282 for two targets of one concept."""
    seen: dict[str, Scalar] = {}
    for key, word in _tags(policy.text.root):
        known = vocabulary()[KEYS[key]]
        if word.text not in known:
            near = nearest(word.text, known)
            findings.add("K281", word.place, key=key, word=word.text, suggestion=near)
        if key == "concept" and seen.setdefault(word.text, word) is not word:
            findings.add("K282", word.place, word=word.text, line=seen[word.text].place.line_from(word.place))


def _tags(root: nodes.Mapping) -> Iterator[tuple[str, Scalar]]:
    """Every word under one of the three keys, section by section."""
    for entries in _held(root, "questions"):
        yield from _tag(entries, "about")
    for table in _held(root, "tables"):
        for column in _items(table, "columns"):
            yield from _tag(column, "theme")
    for section in ("values", "scores"):
        yield from _themes(_items(root, section))
    targets = root.get("targets")
    for target in _items(targets, "list") if isinstance(targets, nodes.Mapping) else ():
        yield from _tag(target, "concept")


def _themes(entries: Iterator[nodes.Mapping]) -> Iterator[tuple[str, Scalar]]:
    for entry in entries:
        yield from _tag(entry, "theme")
        yield from _themes(_items(entry, "parts"))


def _tag(entry: nodes.Mapping, key: str) -> Iterator[tuple[str, Scalar]]:
    word = entry.get(key)
    if isinstance(word, Scalar):
        yield key, word


def _held(root: nodes.Mapping, section: str) -> Iterator[nodes.Mapping]:
    """The mappings that a section holds by id."""
    held = root.get(section)
    entries = held.entries.values() if isinstance(held, nodes.Mapping) else ()
    yield from (entry.value for entry in entries if isinstance(entry.value, nodes.Mapping))


def _items(holder: nodes.Mapping, key: str) -> Iterator[nodes.Mapping]:
    """The mappings in a list."""
    listed = holder.get(key)
    items = listed.items if isinstance(listed, nodes.Sequence) else ()
    yield from (item for item in items if isinstance(item, nodes.Mapping))
