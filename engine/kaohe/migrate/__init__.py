"""From version 1 of the language, which no command reads any more, to version 2: a text with old forms written anew.

Only the stretches of old forms are written anew, so that order, remarks, quotes and brackets stay as they are. What
version 2 has no form for stays as it is too, and is told with what to do about it. Names, types and measures are no
business of this rewrite: whatever else is wrong with a policy, `kaohe check` says of the new text.

| version 1 | version 2 |
| --- | --- |
| `key: {unit: T, period: quarter, x: c}`, so `records_of` | `key: [T, quarter, c]` |
| `across: {take: mean, of: F, within: group, among: C}` | `mean: {over: unit, of: F, within: group, where: C}` |
| `among` of comparisons | `where` |
| `quarters: {of: F, weights: […], incomplete: none}` | `sum: {over: quarter, of: F, weight: […]}`, `per: year` |
| `of_unit(x / y, "u")` | `(x("u") / y("u"))` |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as SequenceOf
from itertools import pairwise

from kaohe.diagnostics import Findings
from kaohe.language.composer import compose
from kaohe.language.lexer import Token, tokens
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, text_of, texts_of
from kaohe.language.periods import PERIOD_LEVELS
from kaohe.language.vocabulary import Scan
from kaohe.language.yaml_stretches import Stretches, is_block
from kaohe.source_places import Source
from kaohe.words.formula_and_parts import FOLD_FUNCTIONS, FUNCTIONS

NOW = "2"
"""The version that is written, and the only one that commands read."""

_RULES = ("tables", "adjustments", "methods", "values", "scores", "changes")
"""The sections that old forms may stand in."""
_WORDS = frozenset(
    ("name", "names", "title", "note", "clause", "say", "ask", "alias", "choices", "members", "assessor", "heads")
)
"""Keys under which no formula stands, but words of the document."""
_OPERATORS = {
    "total": "sum",
    **{each: each for each in ("count", "highest", "lowest", "mean", "median")},
}
"""What a figure of the group is called now."""
_COMPARED = ("across", "rank", "last_place", "efficacy", "quota")
"""The words of version 1 that `among` stood under."""
_OF_UNIT = "of_unit"
_OF_EACH = ("unit", "group")
"""Words of formulas that differ from unit to unit, and cannot be asked of another one."""


def migrated(source: Source, findings: Findings) -> str | None:
    """The text in version 2; None where it is not YAML as policies use it (K120–K162).

    K172, a warning, for a text that is in version 2 already, which stays as it is. K173 to K176 for what stays as it
    was, at its place.
    """
    root = compose(source, findings)
    if root is None:
        return None
    if text_of(root, "kaohe") == NOW:
        findings.add("K172", root.entries["kaohe"].value.place)
        return source.text
    rewrite = _Rewrite(source, findings)
    rewrite.policy(root)
    return rewrite.text()


class _Rewrite(Stretches):
    """The text of a policy with its old forms written anew."""

    def __init__(self, source: Source, findings: Findings) -> None:
        super().__init__(source)
        self._findings = findings
        self._yearly_methods: frozenset[str] = frozenset()
        self._methods: frozenset[str] = frozenset()
        self._parameters: frozenset[str] = frozenset()
        self._is_alone = True
        self._told_per: set[int] = set()

    def policy(self, root: Mapping) -> None:
        """The version, and each section that may have old forms."""
        version = root.entries.get("kaohe")
        if version is not None:
            self._over(version.value, NOW)
        elif root.entries:
            first = next(iter(root.entries.values())).key
            self._before(first, f"kaohe: {NOW}", is_block(root))
        self._is_alone = "amends" not in root.entries and not any(map(_applies_to_some, _mappings(root)))
        methods = root.get("methods")
        self._yearly_methods = _methods_of_years(methods)
        self._methods = frozenset(methods.entries) if isinstance(methods, Mapping) else frozenset()
        called = set[str]()
        for section in _RULES:
            held = root.get(section)
            self._parameters = frozenset()
            if held is not None:
                self._node(held, None, None)
                called.update(*(_called_in(text, self._yearly_methods) for text in _texts(held)))
        for name, entry in methods.entries.items() if isinstance(methods, Mapping) else ():
            if name in self._yearly_methods - called:
                self._findings.add("K176", entry.key.place, name=name)

    def _node(self, node: Node, key: Scalar | None, entry: Mapping | None) -> None:
        """What stands under a key; `entry` is the value, score, part or change that its rule belongs to."""
        if isinstance(node, Scalar):
            self._formula(node, entry)
            return
        if isinstance(node, Sequence):
            for item in node.items:
                self._node(item, key, entry)
            return
        if "parameters" in node.entries:
            self._parameters = frozenset(texts_of(node, "parameters"))
        entry = node if "id" in node.entries or (key is not None and key.text == "set") else entry
        for name, each in node.entries.items():
            if name in ("key", "records_of") and _is_named_key(each.value):
                self._key(each.value, node)
            elif name == "across" and isinstance(each.value, Mapping) and "take" in each.value.entries:
                self._across(each.key, each.value)
            elif name == "quarters" and isinstance(each.value, Mapping) and "weights" in each.value.entries:
                self._quarters(each.key, each.value)
                self._yearly(entry)
            if name in _COMPARED and isinstance(each.value, Mapping):
                self._among(each.value)
            if name == "at" and "set" in node.entries:
                self._path(each.value, node)
            elif name not in _WORDS:
                self._node(each.value, each.key, entry)

    # Keys of tables

    def _key(self, key: Node, table: Mapping) -> None:
        """`{unit: T, period: quarter, x: c}` as `[T, quarter, c]`, and `some` with the columns instead of the parts.

        K173 for a column that bears the name of a period level: in a list it would be the period.
        """
        assert isinstance(key, Mapping)
        further = {part: entry.value for part, entry in key.entries.items() if part not in ("unit", "period")}
        words = [entry.value.text for entry in key.entries.values() if isinstance(entry.value, Scalar)]
        for value in further.values():
            if isinstance(value, Scalar) and (value.text in PERIOD_LEVELS or words.count(value.text) > 1):
                self._findings.add("K173", value.place, name=value.text)
                return
        for entry in key.entries.values():
            self.replace(self.start(entry.key.place), self.start(entry.value.place), "- " if is_block(key) else "")
        if not is_block(key):
            begins, ends = self.start(key.place), self.end(key)
            self.replace(begins, begins + 1, "[")
            self.replace(ends - 1, ends, "]")
        some = table.get("some")
        for part in some.items if isinstance(some, Sequence) else ():
            column = further.get(part.text) if isinstance(part, Scalar) else None
            if isinstance(column, Scalar) and isinstance(part, Scalar) and column.text != part.text:
                self._over(part, column.text)

    # Keywords

    def _across(self, key: Scalar, written: Mapping) -> None:
        """`across: {take: mean, …}` as `mean: {over: unit, …}`; of nobody a total has no value, and so it stays."""
        take = written.entries["take"]
        operator = _OPERATORS.get(take.value.text) if isinstance(take.value, Scalar) else None
        if operator is None:
            return
        self._over(key, operator)
        self._over(take.key, "over")
        self._over(take.value, "unit")
        within, chosen = written.entries.get("within"), written.entries.get("where") or written.entries.get("among")
        if within is not None and isinstance(within.value, Scalar) and within.value.text == "all":
            self._without(written, within)
        if operator == "sum" and (chosen is not None or not self._is_alone):
            self._after(chosen or take, "if_none: none", is_block(written))

    def _among(self, written: Mapping) -> None:
        """`among` as `where`; version 1 refuses both together."""
        among = written.entries.get("among")
        if among is not None and "where" not in written.entries:
            self._over(among.key, "where")

    def _quarters(self, key: Scalar, written: Mapping) -> None:
        """`quarters: {…}` as `sum: {over: quarter, …}`."""
        self._over(key, "sum")
        self._over(written.entries["weights"].key, "weight")
        first = next(iter(written.entries.values()))
        self._before(first.key, "over: quarter", is_block(written))
        incomplete = written.entries.get("incomplete")
        if incomplete is not None:
            self._without(written, incomplete)

    def _yearly(self, entry: Mapping | None) -> None:
        """Says that an entry is known by year: it has a fold of quarters."""
        if entry is None or "per" in entry.entries or id(entry) in self._told_per:
            return
        self._told_per.add(id(entry))
        behind = next((entry.entries[word] for word in ("for", "name", "id") if word in entry.entries), None)
        if behind is None:
            self._before(next(iter(entry.entries.values())).key, "per: year", is_block(entry))
        else:
            self._after(behind, "per: year", is_block(entry))

    # Formulas and paths

    def _formula(self, written: Scalar, entry: Mapping | None) -> None:
        """`of_unit(x, "u")` as `x("u")`. K174 where it takes what no other unit can be asked for by its name."""
        if _called_in(written.text, self._yearly_methods):
            self._yearly(entry)
        if _OF_UNIT not in written.text or not written.is_locatable:
            return
        scan = Scan(written.text, written.place, Findings())
        found = tokens(scan)
        for at, token in enumerate([] if scan.failed else found):
            if token.text == _OF_UNIT and token.kind == "name" and not self._of_unit(found, at, written):
                self._findings.add("K174", written.at(token.start, len(_OF_UNIT)))

    def _of_unit(self, found: SequenceOf[Token], at: int, written: Scalar) -> bool:
        """One call, whose first argument is a name or a formula of names; whether it could be carried over."""
        ends = _closing(found, at + 1)
        if ends is None or found[ends - 1].kind != "text" or found[ends - 2].text != ",":
            return False
        asked, unit = range(at + 2, ends - 2), found[ends - 1]
        name = written.text[unit.start : unit.end]
        functions = FUNCTIONS.keys() | FOLD_FUNCTIONS.keys()
        edits: list[tuple[int, int, str]] = []
        for each in asked:
            token = found[each]
            if token.kind != "name" or (token.qualifier is None and token.text in (*PERIOD_LEVELS, "full_points")):
                continue
            is_called = found[each + 1].text == "("
            if token.qualifier is None and (
                token.text in (_OF_UNIT, *_OF_EACH) or token.text in self._methods | self._parameters
            ):
                return False
            if is_called and token.text not in functions:
                closing = _closing(found, each + 1)
                if closing is None or any(found[inside].kind == "name" for inside in range(each + 2, closing)):
                    return False  # nobody can say whether the name inside is a member, or is asked of the unit too
                edits.append((found[closing].start, found[closing].start, f", {name}"))
            elif not is_called:
                edits.append((token.end, token.end, f"({name})"))
        first, last = found[asked.start], found[asked.stop - 1]
        opening = asked.start + (first.kind == "name")
        bracket = len(asked) > 1 and (found[opening].text != "(" or _closing(found, opening) != asked.stop - 1)
        edits.append((found[at].start, first.start, "(" if bracket else ""))
        edits.append((last.end, found[ends].end, ")" if bracket else ""))
        for begins, end, new in edits:
            start = self.start(written.at(begins))
            self.replace(start, start + end - begins, new)
        return True

    def _path(self, written: Node, change: Mapping) -> None:
        """`at` of an amendment that leads into an old form: `among` has another name, of the others K175."""
        parts = written.text.split(".") if isinstance(written, Scalar) else []
        changed = change.get("set")
        if "across" in parts or "quarters" in parts:
            self._findings.add("K175", written.place, path=".".join(parts))
        elif parts and parts[-1] in _COMPARED and isinstance(changed, Mapping):
            self._among(changed)

    # Stretches

    def _over(self, written: Node, new: str) -> None:
        self.replace(self.start(written.place), self.end(written), new)

    def _before(self, first: Scalar, new: str, in_lines: bool) -> None:
        at = self.start(first.place)
        self.replace(at, at, f"{new}\n{' ' * (first.place.column - 1)}" if in_lines else f"{new}, ")

    def _after(self, entry: Entry, new: str, in_lines: bool) -> None:
        if in_lines:
            self.insert(entry.value, 0, new, entry.key.place.column - 1)
        else:
            self.replace(self.end(entry.value), self.end(entry.value), f", {new}")

    def _without(self, written: Mapping, gone: Entry) -> None:
        """The mapping without one of its entries, whose remark stays."""
        begins, ends = self.start(gone.key.place), self.end(gone.value)
        if is_block(written):
            rest = self.source.text[ends : self.end_of_line(gone.value)]
            if rest.strip():
                self.replace(begins, ends + len(rest) - len(rest.lstrip()), "")
            else:
                self.remove(begins, ends)
            return
        entries = list(written.entries.values())
        before = next((self.end(one.value) for one, other in pairwise(entries) if other is gone), None)
        after = next((self.start(other.key.place) for one, other in pairwise(entries) if one is gone), None)
        text = self.source.text
        if before is not None and "\n" not in text[before:begins]:
            self.replace(before, ends, "")
        elif after is not None and "\n" not in text[ends:after]:
            self.replace(begins, after, "")
        else:
            comma = re.compile(r"\s*,").match(text, ends)
            self.replace(begins, ends if comma is None else comma.end(), "")


def _closing(found: SequenceOf[Token], opening: int) -> int | None:
    """The bracket that closes the one at an index; None where none is there."""
    depth = 0
    for at in range(opening, len(found)):
        depth += (found[at].text == "(") - (found[at].text == ")") if found[at].kind == "sign" else 0
        if depth == 0:
            return at if at > opening else None
    return None


def _is_named_key(written: Node) -> bool:
    """Whether it is the key of a table that names its parts."""
    return (
        isinstance(written, Mapping)
        and {"unit", "period"} <= written.entries.keys()
        and all(isinstance(each.value, Scalar) for each in written.entries.values())
    )


def _applies_to_some(entry: Mapping) -> bool:
    """Whether an entry exists for some alone, so that there may be nobody in a figure of it."""
    return "id" in entry.entries and "where" in entry.entries


def _methods_of_years(methods: Node | None) -> frozenset[str]:
    """The methods that fold quarters, also by way of others."""
    found = frozenset[str]()
    while isinstance(methods, Mapping):
        more = {
            name
            for name, entry in methods.entries.items()
            if any("quarters" in each.entries for each in _mappings(entry.value))
            or any(_called_in(text, found) for text in _texts(entry.value))
        }
        if found == more:
            break
        found = frozenset(more)
    return found


def _called_in(text: str, names: Iterable[str]) -> set[str]:
    """Which of these methods a formula calls."""
    return {name for name in names if re.search(rf"\b{re.escape(name)}\s*[(（]", text)}


def _mappings(node: Node) -> Iterator[Mapping]:
    """All mappings of a node, itself included."""
    below = node.items if isinstance(node, Sequence) else ()
    if isinstance(node, Mapping):
        yield node
        below = tuple(entry.value for entry in node.entries.values())
    for each in below:
        yield from _mappings(each)


def _texts(node: Node) -> Iterator[str]:
    """All that may be a formula."""
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
    else:
        for name, entry in node.entries.items():
            if name not in _WORDS:
                yield from _texts(entry.value)
