"""Policies that were read once, kept as data in the user's cache folder, so that the next run need not read them again.

A file is known by the digest of all that a policy is made from: its text and name, and the engine, the Python and the
packages that read it. Texts of other files that take part stand in it with their digests, and are looked for again by
the names that they have in the policy. What is damaged, old, of another user, or cannot be written is no failure: the
policy is read from its file then.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from kaohe.policy.encoding import Unknown, decoded, encoded
from kaohe.policy.model import Policy
from kaohe.shipped_files import __version__, shipped_folder
from kaohe.source_places import NOWHERE, Source

MOST_FILES, MOST_BYTES, LARGEST = 64, 64 * 1024 * 1024, 16 * 1024 * 1024
"""How many policies are kept, how large they may be together, and each: the oldest make room."""

SWITCH = "KAOHE_NO_CACHE"
"""The environment variable that says that nothing is kept and nothing kept is used."""

_READERS = ("", "language", "policy", os.path.join("policy", "checks"), "translations", "words")
"""The folders of the engine whose modules have a say in what a policy becomes."""
_PACKAGES = ("jsonschema", "networkx", "pyyaml")
_MODE = 0o700
_OFF: ContextVar[bool] = ContextVar("nothing is kept", default=False)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Inside, every policy is read from its file."""
    token = _OFF.set(True)
    try:
        yield
    finally:
        _OFF.reset(token)


def policy_in(source: Source) -> Policy:
    """The policy in a text: as it was kept, or else read, and kept for the next time. Raises Refused."""
    folder = None if _OFF.get() or os.environ.get(SWITCH) else cache_folder()
    path = None if folder is None else _file_for(source, folder)
    found = None if path is None else _kept(path, source)
    if found is None:
        found = _read(source)
        if path is not None:
            _keep(found, path)
    return found


def _read(source: Source) -> Policy:
    from kaohe.policy.load import load_source  # late: of a policy that was kept nothing is read

    return load_source(source)


def cache_folder() -> str | None:
    """Where the system keeps what programs can make again; None where it does not say."""
    if sys.platform == "win32":
        place = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        place = os.path.expanduser("~/Library/Caches")
    else:
        place = os.environ.get("XDG_CACHE_HOME", "")
        place = place if os.path.isabs(place) else os.path.expanduser("~/.cache")
    return os.path.join(place, "kaohe", "policies") if os.path.isabs(place) else None


def _file_for(source: Source, folder: str) -> str | None:
    """The file that a policy in this text is kept in; None where the engine cannot tell what it is itself."""
    try:
        made_from = (__version__, sys.version, *_packages(), *_modules(), source.name, source.text)
    except OSError:
        return None
    return os.path.join(folder, f"{_digest(repr(made_from))}.json")


def _packages() -> Iterator[str]:
    """The packages that read a policy, with their versions, as the names of what their installers left say them."""
    for folder in sys.path:
        with suppress(OSError):
            names = (name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))
            yield from sorted(name for name in names if name.lower().startswith(_PACKAGES))


def _modules() -> Iterator[str]:
    """The engine's modules and the schema, by size and time, as Python itself tells whether it has to compile one."""
    engine = os.path.dirname(os.path.dirname(__file__))
    for folder in _READERS:
        with os.scandir(os.path.join(engine, folder)) as entries:
            yield from sorted(_stamp(each.name, each.stat()) for each in entries if each.name.endswith(".py"))
    yield _stamp("schema", os.stat(shipped_folder("schemas") / "policy.schema.json"))


def _stamp(name: str, status: os.stat_result) -> str:
    return f"{name} {status.st_size} {status.st_mtime_ns}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(path: str, source: Source) -> Policy | None:
    """The policy in a file of the cache; None where there is none that can be trusted to be it."""
    try:
        head, _, text = _own_text(path).partition("\n")
        digest, others = json.loads(head)
        if digest != _digest(text):
            return None
        sources = [source]
        for written, named_in, name, of_text in others:
            other = _named(written, sources[named_in])
            if other is None or (other.name, _digest(other.text)) != (name, of_text):
                return None
            sources.append(other)
        return decoded(text, sources, lambda: _read(source))
    except (OSError, ValueError, TypeError, LookupError, Unknown, RecursionError):
        return None


def _own_text(path: str) -> str:
    """The text of a file that nobody but its user can have written. Raises OSError, ValueError."""
    _check_own(os.path.dirname(path))
    if _check_own(path) > LARGEST:
        raise ValueError(path)
    with open(path, encoding="utf-8", newline="\n") as file:
        return file.read()


def _check_own(path: str) -> int:
    """The size of what is the user's and no link, and what no other may write; ValueError for all else."""
    status = os.lstat(path)
    strange = os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & 0o022)
    if strange or stat.S_ISLNK(status.st_mode):
        raise ValueError(path)
    return status.st_size


def _named(written: str, named_in: Source) -> Source | None:
    """The text of a file by the name that it has in a policy; None where it is not what it was."""
    from kaohe.diagnostics import Findings
    from kaohe.language.nodes import Scalar
    from kaohe.policy.use_and_amends import read_other

    return read_other(Scalar(written, NOWHERE), named_in, Findings())


def _keep(policy: Policy, path: str) -> None:
    """Writes a policy into the cache: whole or not at all, and without a word where that fails."""
    with suppress(OSError, ValueError, Unknown):
        sources, others = _sources(policy)
        text = encoded(policy, sources)
        content = f"{json.dumps([_digest(text), others])}\n{text}".encode()
        if len(content) > LARGEST:
            return
        folder = os.path.dirname(path)
        os.makedirs(folder, _MODE, exist_ok=True)
        _check_own(folder)
        beside = f"{path}.{os.getpid()}"
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(file, "wb") as stream:
                stream.write(content)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _make_room(folder)


def _sources(policy: Policy) -> tuple[list[Source], list[tuple[str, int, str, str]]]:
    """The files that a policy is made from, its own first, and how each of the others is named: as it is written, in
    which of the files before it, by its name and its digest. Raises Unknown where that cannot be told.
    """
    from kaohe.policy.use_and_amends import files_named_in

    sources: list[Source] = [policy.source]
    others: list[tuple[str, int, str, str]] = []
    texts = [policy.text] if policy.base is None else [policy.text, policy.base.text]
    known = {each.name: each for text in texts for each in text.files}
    for written, named_in in files_named_in(texts):
        other = _named(written, named_in)
        held = None if other is None else known.get(other.name)
        if other is None or held is None or held.text != other.text:
            raise Unknown(written)
        others.append((written, sources.index(named_in), held.name, _digest(held.text)))
        sources.append(held)
    if not set(known.values()) <= set(sources):
        raise Unknown("a file that nothing names")
    return sources, others


def _make_room(folder: str) -> None:
    """Removes the oldest files beyond what may be kept."""
    with os.scandir(folder) as entries:
        files = [(status.st_mtime_ns, status.st_size, each.path) for each in entries if (status := each.stat())]
    room = MOST_BYTES
    for number, (_, size, path) in enumerate(sorted(files, reverse=True)):
        room -= size
        if number >= MOST_FILES or room < 0:
            with suppress(OSError):
                os.unlink(path)
