"""The consolidated text (合订本) of an amended policy: the text of its base with the changes written into it.

Whatever is not changed stays to the sign: comments, order, blank lines, quotes. Where something changed, its own
stretch of the text is written anew; a list or mapping in brackets as a whole. What is written is read again, and
refused where it says anything else.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kaohe.analysis.examples import failed_examples
from kaohe.diagnostics import Diagnostic, Refused
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, text_of
from kaohe.language.yaml_stretches import Stretches, is_block
from kaohe.lazy import replace
from kaohe.policy.differences import differences
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.policy.paths import Paths
from kaohe.source_places import Place, Source


def consolidated_text(policy: Policy, target: Path) -> str:
    """The whole text of an amended policy, as a file at `target`. Raises Refused.

    K841 for a policy that amends no other, K832 while examples do not hold, K840 where the text would not say the same.
    """
    if policy.base is None:
        raise Refused([Diagnostic("K841", Place(policy.source))])
    failed = failed_examples(policy)
    if failed:
        raise Refused(failed)
    written = _Consolidation(policy.base.source, policy.source)
    written.mapping(policy.base.text.root, _with_files(policy, target))
    text = written.text()
    again = None
    with suppress(Refused):
        again = load_source(Source(str(target), text))
    if again is None or differences(_without_use(again), _without_use(policy)):
        raise Refused([Diagnostic("K840", Place(policy.source))])
    return text


def _without_use(policy: Policy) -> Paths:
    root = policy.text.root
    return Paths(replace(root, entries={key: entry for key, entry in root.entries.items() if key != "use"}))


def _with_files(policy: Policy, target: Path) -> Mapping:
    """The root with the files that it uses named from the folder of the target."""
    root = policy.text.root
    held = root.entries.get("use")
    if held is None:
        return root
    uses = held.value.items if isinstance(held.value, Sequence) else (held.value,)
    items = tuple(_from(use, target.parent) for use in uses if isinstance(use, Mapping))
    if all(new is old for new, old in zip(items, uses, strict=True)):
        return root
    return replace(root, entries={**root.entries, "use": replace(held, value=Sequence(Place(policy.source), items))})


def _from(use: Mapping, folder: Path) -> Mapping:
    """What is used, its path from another folder than that of the file which names it."""
    entry = use.entries["file"]
    named, own = text_of(use, "file") or "", Path(entry.value.place.source.name).parent
    if own.resolve() == folder.resolve() or not (own / named.replace("\\", "/")).is_file():
        return use  # what ships with kaohe goes by its id anywhere
    path = Path(os.path.relpath(own / named.replace("\\", "/"), folder)).as_posix()
    return replace(use, entries={**use.entries, "file": replace(entry, value=Scalar(path, entry.value.place))})


class _Consolidation(Stretches):
    """Writes changes into the text of the base; entries that were taken from other files stand in none of it."""

    def __init__(self, base: Source, own: Source) -> None:
        super().__init__(base)
        self._files = (base, own)

    def _written(self, node: Mapping) -> dict[str, Entry]:
        """The entries that stand in the base or in the amending file themselves."""
        return {key: entry for key, entry in node.entries.items() if entry.key.place.source in self._files}

    def mapping(self, old: Mapping, new: Mapping) -> None:
        """An entry of the base in lines of its own, key by key."""
        before, after = self._written(old), self._written(new)
        for key, entry in before.items():
            if key not in after:
                self.remove(self.start(entry.key.place), self.end(entry.value))
            elif after[key].value is not entry.value:
                self._value(entry, after[key])
        indent = old.place.column - 1
        first = next(before[key].key.place for key in before if key in after)
        anchor: Node | None = None
        for key, entry in after.items():
            if key in before:
                anchor = before[key].value
            else:
                self.insert(anchor, self.start(first), self.entry(entry, indent), indent)

    def _value(self, old: Entry, new: Entry) -> None:
        was, is_ = old.value, new.value
        if self._is_same(was, is_) and isinstance(was, Mapping) and isinstance(is_, Mapping):
            self.mapping(was, is_)
        elif self._is_same(was, is_) and isinstance(was, Sequence) and isinstance(is_, Sequence):
            self._list(was, is_)
        else:
            indent = old.key.place.column - 1
            ends = self.end(was) if not is_block(was) else self.end_of_line(was)
            self.replace(self.start(old.key.place), ends, self.entry(Entry(old.key, is_), indent))

    def _is_same(self, old: Node, new: Node) -> bool:
        """Whether a block of the base is still there, with something of it left inside."""
        if old.place != new.place or not is_block(old) or not self.is_own(old):
            return False
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            return any(key in new.entries for key in self._written(old))
        left = {item.place for item in new.items} if isinstance(new, Sequence) else set()
        return isinstance(old, Sequence) and any(item.place in left for item in old.items)

    def _list(self, old: Sequence, new: Sequence) -> None:
        """A list with a dash for each item; a column that was parted stands for several."""
        indent = old.place.column - 1
        there: dict[Place, list[Node]] = {}
        for item in new.items:
            there.setdefault(item.place, []).append(item)
        known = {item.place for item in old.items}
        for item in old.items:
            now = there.get(item.place, [])
            if not now:
                self.remove(self.dash(item), self.end(item))
            elif len(now) > 1 or not (now[0] is item or self._inside(item, now[0])):
                lines = ("\n" + " " * indent).join(self.item(each, indent) for each in now)
                self.replace(self.dash(item), self.end(item), lines)
        first = next(item for item in old.items if item.place in there)
        anchor: Node | None = None
        for item in new.items:
            if item.place in known:
                anchor = next(each for each in old.items if each.place == item.place)
            else:
                self.insert(anchor, self.dash(first), self.item(item, indent), indent)

    def _inside(self, old: Node, new: Node) -> bool:
        """Whether what changed in an item could be written inside of it."""
        if not self._is_same(old, new):
            return False
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            first = next(iter(self._written(old)))
            if first not in new.entries:
                return False  # it stands behind the dash
            self.mapping(old, new)
        elif isinstance(old, Sequence) and isinstance(new, Sequence):
            self._list(old, new)
        return True
