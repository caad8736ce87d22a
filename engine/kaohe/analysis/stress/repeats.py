"""The options of `whatif` that repeat a claim: cells set, records added, and an indicator that counts more or less.

An indicator counts by another weight where all the points that its rule gives are multiplied: those for an item, of its
tiers, its limits. Which words of a rule are points, is read from the YAML by one register over the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from fractions import Fraction

from kaohe.analysis.gap.gap import written
from kaohe.analysis.named_cells import Cell
from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import CALCULATED, Policy, Vertex
from kaohe.policy.paths import Paths, Way, joined
from kaohe.results import Value
from kaohe.source_places import Place
from kaohe.words import KEYWORDS
from kaohe.words.formula_and_parts import FormulaRoles

Options = tuple[str, ...]
"""Options of one run of `whatif`, as they stand on the command line."""


class NotByWords(Exception):
    """No word or number of the policy multiplies what a rule gives."""


def set_cell(cell: Cell, value: Value) -> Options:
    """A cell with another value, in the column's own measure."""
    return ("--set", f"{cell.path}={written(value)}")


class Weighing:
    """Makes the options by which indicators count so many times as much as they do."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._paths = Paths(policy.text.root)
        self._scalars = {_begins(node.place): way for node, way in _scalars(policy.text.root, ())}

    def times(
        self,
        factors: MappingOf[Vertex, Fraction],
        among: set[Vertex],
        shares: MappingOf[tree.Node, Fraction] | None = None,
    ) -> Options | None:
        """The options for these factors, and other weights of periods; None where no word of the policy does it.

        Columns count otherwise in the values that are `among` these.
        """
        columns = {source: factor for source, factor in factors.items() if source.kind == "column"}
        try:
            words = [*self._columns(columns, among), *self._periods(shares or {})]
            for source, factor in factors.items():
                words += self._value(source, factor) if source.kind == "value" else ()
        except NotByWords:
            return None
        return tuple(option for word in words for option in ("--set-policy", word))

    def _value(self, source: Vertex, factor: Fraction) -> Iterator[str]:
        way = self._way(source.id.removesuffix(f".{CALCULATED}"), source.owner)
        if not factor:
            yield f"{self._path((*way, 'floor'))}=0"
            yield f"{self._path((*way, 'cap'))}=0"
            return
        node = self._paths.at(way)
        assert isinstance(node, Mapping)
        for at, text in _rule(node, way, factor):
            yield f"{self._path(at)}={text}"

    def _columns(self, factors: MappingOf[Vertex, Fraction], among: set[Vertex]) -> Iterator[str]:
        """In every formula that names a column, its name with the factor. Raises NotByWords where another rule does."""
        for definition in self.policy.definitions.values() if factors else ():
            named = any(_source(node) in factors for node in tree.walk(definition.rule))
            if not named or definition.vertex not in among:
                continue
            roles = definition.rule.roles if isinstance(definition.rule, tree.Step) else None
            if not isinstance(roles, FormulaRoles) or definition.table is not None:
                raise NotByWords
            text = roles.text.value
            for name, node in roles.names.items():
                factor = factors.get(_source(node))
                if factor is not None:
                    text = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", f"({name} × {exact_digits(factor)})", text)
            yield f"{self._path((*self._way(definition.id, definition.unit_type), 'formula'))}={text}"

    def _periods(self, shares: MappingOf[tree.Node, Fraction]) -> Iterator[str]:
        """The weights of periods, where they are written."""
        for node, share in shares.items():
            way = self._scalars.get(_begins(node.place))
            if way is None:
                raise NotByWords
            yield f"{self._path(way)}={exact_digits(share * 100)}%"

    def _way(self, id_: str, unit_type: str) -> Way:
        """Where a value or score is written; what decisions are made of is not."""
        for each in self._paths.declared:
            if each.id == id_ and unit_type in each.types and each.way[0] in ("values", "scores"):
                return each.way
        raise NotByWords

    def _path(self, way: Way) -> str:
        return joined(*self._paths.word(way)[:2])


def _source(node: tree.Node) -> Vertex:
    """The column that a node is; what no factor has for all others."""
    return Vertex("column", node.table, node.column) if isinstance(node, tree.Column) else Vertex("column", "")


def _begins(place: Place) -> tuple[str, int, int]:
    return (place.source.name, place.line, place.column)


def _scalars(node: Node, way: Way) -> Iterator[tuple[Scalar, Way]]:
    if isinstance(node, Scalar):
        yield node, way
    elif isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _scalars(entry.value, (*way, key))
    else:
        for number, item in enumerate(node.items):
            yield from _scalars(item, (*way, number))


Words = Iterator[tuple[Way, str]]
"""Where a text of the policy stands, and the text that multiplies what it gives."""


def _rule(node: Node, way: Way, factor: Fraction) -> Words:
    """Whatever gives the value of a rule: a number, a formula, or a word with its arguments, and its limits."""
    if isinstance(node, Scalar):
        yield from _text(node, way, factor)
        return
    if not isinstance(node, Mapping) or node.get("round") is not None:
        raise NotByWords
    word = next((key for key in node.entries if key in _POINTS), None)
    if word is None:
        raise NotByWords
    for key, entry in node.entries.items():
        if key in ("cap", "floor"):
            yield from _rule(entry.value, (*way, key), factor)
    yield from _POINTS[word](node, way, factor)


def _text(node: Scalar, way: Way, factor: Fraction) -> Words:
    """A number multiplied; a formula with the factor behind it. What stays as it is is left out."""
    if node.text.strip() in ("none", "end", "0"):
        return
    times = exact_digits(factor)
    number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.text.strip())
    yield way, exact_digits(Fraction(node.text) * factor) if number else f"({node.text}) × {times}"


def _inside(*keys: str) -> Callable[[Mapping, Way, Fraction], Words]:
    """The rules at these places below the word (`each.*`: all that stand under `each`), as far as they are there."""

    def words(node: Mapping, way: Way, factor: Fraction) -> Words:
        for path in keys:
            yield from _at(node, way, path.split("."), factor)

    return words


def _at(node: Node, way: Way, path: list[str], factor: Fraction) -> Words:
    if not path:
        yield from _rule(node, way, factor)
    elif path[0] == "*" and isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _at(entry.value, (*way, key), path[1:], factor)
    elif path[0] == "*" and isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from _at(item, (*way, number), path[1:], factor)
    elif isinstance(node, Mapping) and (below := node.get(path[0])) is not None:
        yield from _at(below, (*way, path[0]), path[1:], factor)


def _folded(word: str) -> Callable[[Mapping, Way, Fraction], Words]:
    """The values of a fold, of a set or listed, and what holds of none."""

    def words(node: Mapping, way: Way, factor: Fraction) -> Words:
        written = node.entries[word].value
        over = written.get("over") if isinstance(written, Mapping) else None
        if isinstance(over, Mapping):  # the values are its keys
            raise NotByWords
        yield from _inside(f"{word}.of", f"{word}.if_none", *([f"{word}.over.*"] if over else []))(node, way, factor)

    return words


def _printed(node: Mapping, way: Way, factor: Fraction) -> Words:
    """The printed points, which the word gives."""
    points = node.get("points")
    if not isinstance(points, Scalar):
        raise NotByWords
    yield from _text(points, (*way, "points"), factor)


def _none(node: Mapping, way: Way, factor: Fraction) -> Words:
    raise NotByWords


_SIDES = ("above", "below", "above.*", "below.*")
"""A side of `steps` is one line, or several."""

_SCALED = ("sum", "highest", "lowest", "mean", "median", "percentile", "geometric_mean", "harmonic_mean", "deviation")
"""Operators whose figure of numbers so many times as large is so many times as large."""

_POINTS: dict[str, Callable[[Mapping, Way, Fraction], Words]] = total(
    "analysis.stress.repeats",
    KEYWORDS,
    {
        "formula": _inside("formula"),
        "per_item": _inside("per_item.*"),
        "deduct": _inside("deduct.from", "deduct.each.*", "deduct.floor"),
        "efficacy": _inside("efficacy.base", "efficacy.span", "efficacy.when_equal"),
        "tiers": _inside("tiers.at_least.*", "tiers.more_than.*", "tiers.give", "tiers.below"),
        "steps": _inside("steps.start", *(f"steps.{side}.{key}" for side in _SIDES for key in ("add", "take", "most"))),
        "interpolate": _inside("interpolate.through.*", "interpolate.give", "interpolate.below", "interpolate.above"),
        "first": _inside("first.*.give", "first.*.otherwise"),
        "by": _inside("cases.*", "otherwise"),
        "since": _inside("since.*"),
        "reading": _inside("cases.*", "otherwise"),
        **{fold: _folded(fold) for fold in _SCALED},
        **dict.fromkeys(("full_if", "by_rank", "pro_rata"), _printed),
        **dict.fromkeys(("parts", "count", "any", "rank", "last_place", "quota"), _none),
        **dict.fromkeys(("all", "product", "skewness", "kurtosis", "share", "names"), _none),
    },
)
"""Of each word of a rule the texts that give its points: multiplied, they multiply its value."""
