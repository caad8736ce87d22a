"""The whole text of a policy: the nodes of its own file, with what it takes from other files and changes of one.

Findings about an amended policy are told at the change that they come from. What was found of the base already stays as
it is. Whatever else is found in the text of the base comes from a change: of what a change touched it is told at the
change, of a name that it has repealed both there and where the name stands.

Another file (`use`, `amends`) is named by its path from the file that names it, or by the id of a policy that ships
with kaohe. A path stays inside the folder tree of the policies: the highest folder above the file that can be reached
through folders that all hold policies.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from kaohe.diagnostics import Diagnostic, Findings, few, nearest
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, scalars_of
from kaohe.language.text import read_source
from kaohe.lazy import dataclass, field, pattern, replace
from kaohe.shipped_files import shipped_policies
from kaohe.source_places import NOWHERE, Place, Source


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of an amending document: the clause that makes it, what that says, and the place where it begins.

    `of` has the places of the ids of all that it changed, `around` of what that stands in, `gone` those of the nodes
    that it took away or replaced, `repealed` the ids of what it repealed. All are empty before it is made.
    """

    clause: str
    say: str
    place: Place
    until: tuple[int, int]
    of: frozenset[Place] = frozenset()
    around: frozenset[Place] = frozenset()
    gone: frozenset[Place] = frozenset()
    repealed: tuple[str, ...] = ()

    def holds(self, place: Place) -> bool:
        """Whether a place lies in what the change says, from its beginning to its end."""
        begins = (self.place.line, self.place.column)
        return place.source == self.place.source and begins <= (place.line, place.column) <= self.until


@dataclass(frozen=True, slots=True)
class WholeText:
    """`root` is what the policy is read from, `files` the texts that it was put together from, its own first.

    Of a policy that amends another, `own` is what its own file says. A policy that was kept has both from `later`, when
    they are asked for: few commands do.
    """

    root: Mapping
    files: tuple[Source, ...]
    amendments: tuple[Amendment, ...] = ()
    own: Mapping | None = None
    later: Callable[[], WholeText] | None = field(default=None, repr=False, compare=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in ("root", "own"):
                raise AttributeError(name)
            text = self.later()
            object.__setattr__(self, "root", text.root)
            object.__setattr__(self, "own", text.own)
            return getattr(self, name)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file; where several take part, that of their own digests, one a line, its own first."""
        each = [digest for _, digest in self.digests]
        return each[0] if len(each) == 1 else _digest("\n".join(each))

    @property
    def digests(self) -> tuple[tuple[str, str], ...]:
        """Each file with its SHA-256; by names without folders, which are another machine's tomorrow."""
        return tuple((file.file, _digest(file.text)) for file in self.files)

    def amending(self, places: Iterable[Place]) -> tuple[Amendment, ...]:
        """The amendments that changed what has its id at one of these places, in their order."""
        asked = set(places)
        return tuple(each for each in self.amendments if asked & each.of)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_MOST_USES = 8
_NO_NAMES = ("key", "where", "suggestion")
"""Arguments of a finding that are no names of something in the policy."""


def attributed(found: Iterable[Diagnostic], text: WholeText, of_base: Collection[Diagnostic]) -> list[Diagnostic]:
    """The findings with their places: K830 at a change for all that still names what it repeals, K831 at each use."""
    told: list[Diagnostic] = []
    uses: dict[tuple[int, str], list[Diagnostic]] = {}
    for one in found:
        repealed = _repealed(one, text)
        if repealed is not None:
            number, name = repealed
            place = text.amendments[number].place
            use = Diagnostic("K831", one.place, {"name": name, "at": place.in_file})
            uses.setdefault((number, name), []).append(use)
        elif one in of_base or one.place is None or one.place.source == text.files[0]:
            told.append(one)
        else:
            told.append(_moved(one, text))
    for (number, name), each in uses.items():
        places = few((use.place.in_file for use in each if use.place is not None), _MOST_USES)
        told += [Diagnostic("K830", text.amendments[number].place, {"name": name, "uses": places}), *each]
    return told


def _repealed(one: Diagnostic, text: WholeText) -> tuple[int, str] | None:
    """The change that repealed what a finding says is not there, by its number, and the name."""
    if not one.is_error or one.place is None:
        return None
    told = [value for key, value in one.arguments.items() if key not in _NO_NAMES and isinstance(value, str)]
    words = one.arguments.get("words")
    told += [word for word in words if isinstance(word, str)] if isinstance(words, tuple) else []
    for number, change in enumerate(text.amendments):
        for name in told:
            if {name, name.rpartition(".")[2]}.intersection(change.repealed):
                return number, name
    return None


def _moved(one: Diagnostic, text: WholeText) -> Diagnostic:
    """A finding about what a change touched, at the change; its place in the base would say nothing of the cause."""
    assert one.place is not None
    changes = text.amending([one.place]) or [each for each in text.amendments if one.place in each.around]
    changes = changes or [each for each in text.amendments if one.arguments.get("key") in each.repealed]
    return one if not changes else Diagnostic(one.code, changes[-1].place, one.arguments)


_WORD = pattern(r"[^\W\d]\w*")
_ENDINGS = (".yaml", ".yml")


def file_named(written: Scalar, source: Source, findings: Findings) -> Path | None:
    """The file that is named in a policy; None after K801 a path that may not be named, K802 no such file."""
    text = written.text.replace("\\", "/")
    absolute = PureWindowsPath(text).drive or PurePosixPath(text).is_absolute()
    own = Path(source.name)
    path, top = own.parent / text, _outermost(own)
    if absolute or not Path(os.path.realpath(path)).is_relative_to(top):
        findings.add("K801", written.place, path=written.text, folder=str(top))
        return None
    if os.path.isfile(path):
        return path
    shipped = shipped_policies()
    if text in shipped:
        return shipped[text]
    near = nearest(text, [*_names_in(path.parent, text), *shipped])
    findings.add("K802", written.place, path=written.text, suggestion=near)
    return None


def _outermost(file: Path) -> Path:
    """The highest folder of policies above a file."""
    folder = Path(os.path.realpath(file)).parent
    while folder.parent != folder and any(_policies_in(folder.parent)):
        folder = folder.parent
    return folder


def _policies_in(folder: Path) -> Iterator[str]:
    try:
        yield from (file.name for file in folder.iterdir() if file.suffix in _ENDINGS)
    except OSError:
        return


def _names_in(folder: Path, text: str) -> Iterator[str]:
    """The files of a folder, named as the text names it."""
    before = text.rpartition("/")[0]
    yield from (f"{before}/{name}" if before else name for name in _policies_in(folder))


def read_other(written: Scalar, source: Source, findings: Findings) -> Source | None:
    """The text of another file that is named in a policy; None after findings. K809 where a file names itself."""
    path = file_named(written, source, findings)
    if path is None:
        return None
    if os.path.realpath(path) == os.path.realpath(source.name):
        findings.add("K809", written.place, path=written.text)
        return None
    return read_source(path, findings)


def files_named_in(texts: Iterable[WholeText]) -> Iterator[tuple[str, Source]]:
    """How a policy, and then the one that it amends, name other files, each with the file that names it.

    That of a base stands before those that the base takes from.
    """
    later: list[tuple[str, Source]] = []
    for text in texts:
        written = text.root if text.own is None else text.own
        uses = written.get("use")
        named = uses.items if isinstance(uses, Sequence) else () if uses is None else (uses,)
        of_text = [(each.text, text.files[0]) for use in named for each in _scalars(use, ("file",))]
        base = written.get("amends")
        if isinstance(base, Scalar):
            yield base.text, text.files[0]
            later += of_text
        else:
            yield from of_text
    yield from later


def _method(written: Node) -> str | None:
    """K807: it rests on values of its own file."""
    return "K807" if isinstance(written, Mapping) and "for" in written.entries else None


def _table(written: Node) -> str | None:
    """K810: only a table of the document itself says the same wherever it is read."""
    return None if isinstance(written, Mapping) and "grid" in written.entries else "K810"


def _anything(written: Node) -> str | None:
    return None


TAKEN: dict[str, Callable[[Node], str | None]] = {
    "methods": _method,
    "questions": _anything,
    "lists": _anything,
    "tables": _table,
    "measures": _anything,
}
"""The sections of which entries may be taken from another file, each with the code of what is wrong with taking one."""


def with_used(text: WholeText, written: Node | None, source: Source, findings: Findings) -> WholeText:
    """The text with what `use` takes from other files; `written` stands in `source`.

    K801, K802 and K809 for the file, K803 where it takes from others itself, K804 to K807 and K810 for what is taken.
    """
    from kaohe.language.composer import compose  # late: who has a policy that was kept reads no YAML
    from kaohe.language.schema import check_shape

    uses = written.items if isinstance(written, Sequence) else () if written is None else (written,)
    for use in uses:
        assert isinstance(use, Mapping)
        file = use.get("file")
        assert isinstance(file, Scalar)
        other = read_other(file, source, findings)
        root = None if other is None else compose(other, findings)
        if other is None or root is None or not check_shape(root, findings):
            continue
        further = next((root.entries[key] for key in ("use", "amends") if key in root.entries), None)
        if further is not None:
            findings.add("K803", file.place, path=file.text, key=further.key.text, line=further.key.place.line)
            continue
        take = use.get("take")
        assert isinstance(take, Mapping)
        new_root = _Taking(text.root, root, other, take, findings).taken()
        files = text.files if other in text.files else (*text.files, other)
        text = replace(text, root=new_root, files=files)
    return text


@dataclass
class _Taking:
    """Takes entries of `other` into `root`."""

    root: Mapping
    other: Mapping
    source: Source
    take: Mapping
    findings: Findings
    wanted: dict[str, dict[str, Scalar]] = field(default_factory=dict)

    def taken(self) -> Mapping:
        """The root with all that is taken."""
        self.wanted = {
            section: {each.text: each for each in scalars_of(self.take, section)} for section in self.take.entries
        }
        for section, words in self.wanted.items():
            for word in words.values():
                self._take(section, word)
        return self.root

    def _take(self, section: str, word: Scalar) -> None:
        declared = _entries(self.other, section)
        entry, own = declared.get(word.text), _entries(self.root, section).get(word.text)
        if entry is None:
            near = nearest(word.text, declared)
            self.findings.add("K804", word.place, section=section, id=word.text, file=self.source.file, suggestion=near)
        elif own is not None:
            self.findings.add("K805", word.place, id=word.text, first=own.key.place.in_file)
        elif (code := TAKEN[section](entry.value)) is not None:
            self.findings.add(code, word.place, id=word.text, at=entry.key.place.in_file)
        else:
            self._tell_needs(word, entry)
            self._put(section, word.text, entry)

    def _put(self, section: str, id_: str, entry: Entry) -> None:
        held = self.root.entries.get(section)
        before = held.value.entries if held is not None and isinstance(held.value, Mapping) else {}
        place = entry.key.place if held is None else held.value.place
        key = Scalar(section, place) if held is None else held.key
        now = Mapping(place, {**before, id_: entry})
        self.root = replace(self.root, entries={**self.root.entries, section: Entry(key, now)})

    def _tell_needs(self, word: Scalar, entry: Entry) -> None:
        """K806 for whatever an entry names of its own file that is not taken with it: it would mean another one."""
        parameters = {each.text for each in _scalars(entry.value, ("parameters",))}
        names = {name for each in _scalars(entry.value) for name in _words(each.text)} - parameters - {word.text}
        for section in TAKEN:
            for needed, declared in _entries(self.other, section).items():
                if needed in names and needed not in self.wanted.get(section, ()):
                    at = entry.key.place.in_file
                    self.findings.add("K806", word.place, id=word.text, needed=needed, section=section, at=at)
                    if needed not in _entries(self.root, section):
                        self._put(section, needed, declared)  # so that nobody is told of it a second time


def _entries(root: Mapping, section: str) -> dict[str, Entry]:
    held = root.get(section)
    return held.entries if isinstance(held, Mapping) else {}


def _scalars(node: Node, below: Iterable[str] = ()) -> Iterator[Scalar]:
    """The scalars of a node that are values; only those under certain keys of it, where these are given."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, entry in node.entries.items():
            if not below or key in below:
                yield from _scalars(entry.value)


def _words(text: str) -> Iterator[str]:
    """The names and measures in a formula; the words of a text that is none, or has measures of its own file."""
    from kaohe.language.lexer import tokens
    from kaohe.language.vocabulary import Scan

    scan = Scan(text, NOWHERE, Findings())
    found = tokens(scan)
    yield from _WORD.findall(text) if scan.failed else ()
    for each in found:
        yield from (each.text, each.qualifier or "", each.measure.label)
