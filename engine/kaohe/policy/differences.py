"""What differs between two versions of a policy, in words and numbers rather than in lines.

What counts is meaning: the order of keys, comments, quotes, the style of lists, the spelling of a number and the
blanks of a formula are no difference. Lists whose elements have ids are aligned by these, other lists by what is the
same in both.
The order of a question's readings is its default, and is one difference of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Seq
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest

from kaohe.diagnostics import Findings
from kaohe.language.lexer import tokens
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, value_of
from kaohe.language.vocabulary import Scan
from kaohe.lazy import dataclass
from kaohe.policy.edits import Edit
from kaohe.policy.paths import DEFAULT, Paths, Way, inserted, joined, own_id, step_name
from kaohe.source_places import NOWHERE

FREE_TEXTS = frozenset(
    [
        "title",
        "name",
        "names",
        "note",
        "clause",
        "ask",
        "read_as",
        "readings",
        "say",
        "document",
        "assessor",
        "lead",
        "responsible",
        "alias",
        "field",
        "clauses",
        "members",
        "reports_to",
        "policy",
        "status",
        "id",
        "file",
    ]
)
"""Keys whose values are words for people: any other sign is a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One word or number, or one whole entry with an id, that is new, gone or another one.

    `of` is the nearest id above, `what` the keys below; `old` and `new` are what is written, None where nothing is.
    A new entry goes by where it stands, since the old policy knows no such id: `total.parts.bonus`, `questions.Q5`.
    `edit` makes the change in the old policy.
    """

    of: str | None
    what: str
    clause: str | None
    old: Node | None
    new: Node | None
    edit: Edit

    @property
    def path(self) -> str:
        return joined(self.of, self.what)


def differences(old: Paths, new: Paths) -> list[Difference]:
    """All differences, in the order of the old file, what is new after its neighbours."""
    return list(_Comparison(old, new).nodes(old.root, new.root, (), (), free=False))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Paths
    new: Paths

    def nodes(self, old: Node, new: Node, at: Way, there: Way, free: bool) -> Iterator[Difference]:
        """`at` leads to the old node, `there` to the new one."""
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._mappings(old, new, at, there, free)
        elif isinstance(old, Sequence) and isinstance(new, Sequence):
            yield from self._lists(old, new, at, there, free)
        elif meaning(old, free) != meaning(new, free):
            yield self._told(old, new, at, there, at)

    def _mappings(self, old: Mapping, new: Mapping, at: Way, there: Way, free: bool) -> Iterator[Difference]:
        ours = {_key(key): key for key in old.entries}
        theirs = {_key(key): key for key in new.entries}
        for same, key in ours.items():
            below = free or key in FREE_TEXTS
            if same in theirs:
                value = new.entries[theirs[same]].value
                yield from self.nodes(old.entries[key].value, value, (*at, key), (*there, theirs[same]), below)
            else:
                yield from self._all(old.entries[key].value, None, (*at, key), ())
        for same, key in theirs.items():
            if same not in ours:
                yield from self._all(None, new.entries[key].value, (*at, key), (*there, key))
        if len(at) == 2 and at[0] == "questions":
            yield from self._default(old, new, at)

    def _default(self, old: Mapping, new: Mapping, at: Way) -> Iterator[Difference]:
        was, is_ = old.get("readings"), new.get("readings")
        if isinstance(was, Mapping) and isinstance(is_, Mapping):
            first, now = (next(iter(each.entries.values())).key for each in (was, is_))
            if first.text != now.text:
                of, _, clause = self.old.word(at)
                yield Difference(of, DEFAULT, clause, first, now, ((*at, DEFAULT), now))

    def _lists(self, old: Sequence, new: Sequence, at: Way, there: Way, free: bool) -> Iterator[Difference]:
        ours, theirs = _by_own_id(old), _by_own_id(new)
        if ours is None or theirs is None:
            yield from self._aligned(old, new, at, there, free)
            return
        added = len(old.items)
        for own, number in ours.items():
            if own in theirs:
                item = new.items[theirs[own]]
                yield from self.nodes(old.items[number], item, (*at, number), (*there, theirs[own]), free)
            else:
                yield self._told(old.items[number], None, (*at, number), (), (*at, number))
        for own, number in theirs.items():
            if own not in ours:
                yield self._told(None, new.items[number], (*at, added), (*there, number), (*at, added))
                added += 1

    def _aligned(self, old: Sequence, new: Sequence, at: Way, there: Way, free: bool) -> Iterator[Difference]:
        """Lists without ids: what is the same in both keeps its place, whatever was put in before it.

        What is gone has its number in the old list. What is new behind the end of the old one has the next numbers;
        else `+N`: it is put in so that it is the N-th of the new list.
        """
        end = len(old.items)
        is_behind, added = False, end
        for ours, theirs in alignment(old, new, free):
            if ours is not None and theirs is not None:
                yield from self.nodes(old.items[ours], new.items[theirs], (*at, ours), (*there, theirs), free)
            elif ours is not None:
                yield self._told(old.items[ours], None, (*at, ours), (), (*at, ours))
            is_behind = is_behind or ours == end - 1 or not end
            if ours is None and theirs is not None:
                step = added if is_behind else inserted(theirs)
                added += is_behind
                of, above, _ = self.old.word(at)
                clause = self.new.word((*there, theirs))[2]
                what = joined(above, step if isinstance(step, str) else str(step + 1))
                yield Difference(of, what, clause, None, new.items[theirs], ((*at, step), new.items[theirs]))

    def _all(self, old: Node | None, new: Node | None, at: Way, there: Way) -> Iterator[Difference]:
        """What is new or gone: one whole entry if it has an id, else every word of it."""
        node = new if old is None else old
        assert node is not None
        paths, way = (self.new, there) if old is None else (self.old, at)
        if isinstance(node, Mapping) and way not in paths.names and node.entries:
            for key, entry in node.entries.items():
                below = (*there, key) if there else ()
                if old is None:
                    yield from self._all(None, entry.value, (*at, key), below)
                else:
                    yield from self._all(entry.value, None, (*at, key), below)
        else:
            yield self._told(old, new, at, there, at)

    def _told(self, old: Node | None, new: Node | None, at: Way, there: Way, edit: Way) -> Difference:
        of, what, clause = self.old.word(at) if old is not None else (None, "", None)
        if old is None:  # the old policy knows no such id, and other numbers: it goes by where it stands
            of, above, _ = self.old.word(at[:-1])
            what = joined(above, step_name(self.new.at(there[:-1]), there[-1]))
            clause = self.new.word(there)[2]
        return Difference(of, what, clause, old, new, (edit, new))


Pair = tuple[int | None, int | None]

MOST_PAIRS = 400
"""Where there are more ways to make a pair, elements go by their order."""


def alignment(old: Sequence, new: Sequence, free: bool) -> Iterator[Pair]:
    """Which element of a list is which of another, in both orders; None where one has no such element."""
    ours, theirs = ([meaning(item, free) for item in each.items] for each in (old, new))
    for tag, i, last_i, j, last_j in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(i, last_i), range(j, last_j), strict=True)
        else:
            yield from _likest(old.items, new.items, range(i, last_i), range(j, last_j))


def _likest(old: Seq[Node], new: Seq[Node], ours: range, theirs: range) -> list[Pair]:
    """Different elements in pairs: as many as there can be, and as like each other as they can be."""
    if len(ours) * len(theirs) > MOST_PAIRS:
        return list(zip_longest(ours, theirs))
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {}
    for i in range(len(ours), -1, -1):
        for j in range(len(theirs), -1, -1):
            rest_i, rest_j = len(ours) - i, len(theirs) - j
            ways: list[tuple[float, list[Pair]]] = [] if rest_i or rest_j else [(0.0, [])]
            if rest_i and rest_j:
                like = 1 + SequenceMatcher(None, flow(old[ours[i]]) or "", flow(new[theirs[j]]) or "").ratio()
                score, pairs = best[i + 1, j + 1]
                ways.append((like + score, [(ours[i], theirs[j]), *pairs]))
            if rest_i > rest_j:
                score, pairs = best[i + 1, j]
                ways.append((score, [(ours[i], None), *pairs]))
            if rest_j > rest_i:
                score, pairs = best[i, j + 1]
                ways.append((score, [(None, theirs[j]), *pairs]))
            best[i, j] = max(ways, key=lambda way: way[0])
    return best[0, 0][1]


def meaning(node: Node, free: bool = False) -> object:
    """What makes two nodes the same; `free` for words that only people read."""
    if isinstance(node, Mapping):
        return frozenset((_key(key), meaning(e.value, free or key in FREE_TEXTS)) for key, e in node.entries.items())
    if isinstance(node, Sequence):
        return tuple(meaning(item, free) for item in node.items)
    return node.text if free else _written(node.text)


def flow(node: Node | None) -> str | None:
    """A node as it could be written in one line; a word as it stands in the file."""
    if node is None or isinstance(node, Scalar):
        return None if node is None else node.text
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key}: {_quoted(entry.value)}" for key, entry in node.entries.items()) + "}"
    return "[" + ", ".join(_quoted(item) for item in node.items) + "]"


def _quoted(node: Node) -> str:
    if not isinstance(node, Scalar):
        return flow(node) or ""
    if node.style == "plain" and not set(",[]{}").intersection(node.text):
        return node.text
    return '"' + node.text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _by_own_id(node: Sequence) -> dict[str, int] | None:
    """Where each element stands, by its own id; None where one has none, or two have the same."""
    ids = [own_id(item) for item in node.items]
    if not ids or None in ids or len(set(ids)) < len(ids):
        return None
    return {str(own): number for number, own in enumerate(ids)}


def _key(text: str) -> object:
    return _written(text)


def _written(text: str) -> object:
    """A number by its value, a formula by its tokens, anything else as it stands."""
    value = value_of(text)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return ("number", Decimal(value).normalize())
    if text in ("true", "yes", "是", "false", "no", "否"):
        return ("truth", text in ("true", "yes", "是"))
    scan = Scan(text, NOWHERE, Findings())
    found = tokens(scan)
    if scan.failed:
        return text
    return tuple((each.kind, each.value, each.measure) if each.kind == "number" else each[:2] for each in found)
