"""A policy with some of its words replaced, as if its file had said so: nodes are changed, not text.

Every place stays that of the file, and what is new stands in a text of its own, so that a finding about it shows what
was given. The result goes through all checks of a policy that is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kaohe.diagnostics import Findings, Refused
from kaohe.language.composer import compose
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.lazy import replace
from kaohe.policy.paths import DEFAULT, AmbiguousPath, Paths, UnknownPath, Way, is_inserted, own_id
from kaohe.source_places import Source

Edit = tuple[Way, Node | None]
"""Where, and what stands there then; None takes it away."""


def node_of(written: str, label: str) -> Node | None:
    """The node that a text writes, read as in a policy file; None for an empty text. `label` names it in findings."""
    if not written.strip():
        return None
    findings = Findings()
    root = compose(Source(label, f"value: {written}"), findings)
    if root is None or list(root.entries) != ["value"]:
        raise Refused(findings.all)
    return root.entries["value"].value


def way_of(paths: Paths, path: str, given: Node | None, taken: Collection[Way]) -> Way:
    """The way that a path names, where `given` is to stand. Raises UnknownPath, AmbiguousPath.

    Its last keys may be new below a mapping. Behind the end of a list, and the ways taken there, the last is the next
    number or the id of `given`. `+N` puts it in so that it is the N-th.
    """
    try:
        return paths.find(path)
    except UnknownPath as unknown:
        keys: list[str] = []
        head = path
        while "." in head:
            head, _, key = head.rpartition(".")
            keys.insert(0, key)
            try:
                way = paths.find(head)
            except UnknownPath:
                continue
            if keys == [DEFAULT] and way[:1] == ("questions",) and len(way) == 2:
                return (*way, DEFAULT)
            node = paths.at(way)
            if isinstance(node, Mapping):
                return (*way, *keys)
            if isinstance(node, Sequence) and len(keys) == 1 and given is not None:
                end = len(node.items)
                while (*way, end) in taken:
                    end += 1
                if keys[0] in (own_id(given), str(end + 1)):
                    return (*way, end)
                if is_inserted(keys[0]):
                    return (*way, keys[0])
            break
        raise unknown from None


def text_at(paths: Paths, way: Way) -> Scalar | None:
    """The word or number that stands there; None where nothing does, or more than one word."""
    if way[-1:] == (DEFAULT,) and way[:1] == ("questions",):
        readings = paths.at((*way[:-1], "readings"))
        assert isinstance(readings, Mapping)
        return next(iter(readings.entries.values())).key
    try:
        node = paths.at(way)
    except (KeyError, IndexError):
        return None
    return node if isinstance(node, Scalar) else None


def edited(root: Mapping, edits: Iterable[Edit]) -> Mapping:
    """The root with all edits made: what is new in a list first, in its order, as long as numbers keep their meaning.

    Then the others, those of one list from its end, and what is put in between from its beginning.
    """
    backwards = sorted(edits, key=lambda edit: [_order(step) for step in edit[0]], reverse=True)
    beyond = {way for way, _ in backwards if _is_beyond(root, way)}
    new = [edit for edit in reversed(backwards) if edit[0] in beyond]
    for way, node in (*new, *(edit for edit in backwards if edit[0] not in beyond)):
        changed = _edited(root, way, node)
        assert isinstance(changed, Mapping)
        root = changed
    return root


def _order(step: str | int) -> tuple[int, int, str]:
    if isinstance(step, int):
        return (2, step, "")
    return (1, -int(step), "") if is_inserted(step) else (0, 0, step)


def _is_beyond(node: Node, way: Way) -> bool:
    """Whether a way leads beyond the end of a list."""
    for step in way:
        if isinstance(node, Sequence) and isinstance(step, int):
            if step >= len(node.items):
                return True
            node = node.items[step]
        elif isinstance(node, Mapping) and step in node.entries:
            node = node.entries[str(step)].value
        else:
            return False
    return False


def _edited(node: Node, way: Way, new: Node | None) -> Node:
    step, rest = way[0], way[1:]
    if isinstance(node, Mapping):
        assert isinstance(step, str)
        if step == DEFAULT and "readings" in node.entries and step not in node.entries and isinstance(new, Scalar):
            return _by_default(node, new.text)
        entry = node.entries.get(step)
        entries = dict(node.entries)
        below: Node | None = new
        if rest:
            below = _edited(entry.value if entry else Mapping(node.place), rest, new)
        if below is None:
            entries.pop(step, None)
        else:
            place = below.place if entry is None else entry.key.place
            entries[step] = Entry(entry.key if entry else Scalar(step, place), below)
        return replace(node, entries=entries)
    assert isinstance(node, Sequence)
    items = list(node.items)
    if isinstance(step, str):  # `+N`
        items[int(step) - 1 : int(step) - 1] = [] if new is None else [new]
        return replace(node, items=tuple(items))
    if step >= len(items):
        items += [] if new is None else [new]
    elif rest:
        items[step] = _edited(items[step], rest, new)
    elif new is None:
        del items[step]
    else:
        items[step] = new
    return replace(node, items=tuple(items))


def _by_default(question: Mapping, reading: str) -> Mapping:
    """The question with that reading first."""
    readings = question.get("readings")
    assert isinstance(readings, Mapping)
    if reading not in readings.entries:
        raise UnknownPath(reading, tuple(readings.entries))
    first = {reading: readings.entries[reading]}
    ordered = replace(readings, entries=first | readings.entries)
    entry = question.entries["readings"]
    return replace(question, entries=question.entries | {"readings": Entry(entry.key, ordered)})


__all__ = ["AmbiguousPath", "Edit", "UnknownPath", "edited", "node_of", "text_at", "way_of"]
