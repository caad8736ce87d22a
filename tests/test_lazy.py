"""Records behave as the standard library's dataclasses do, of which they take the names."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import kaohe
import pytest
from kaohe import lazy
from kaohe.lazy import pattern


@lazy.dataclass(frozen=True, slots=True)
class Base:
    one: int
    shown: str = lazy.field(default="", repr=False, compare=False)
    place: str = lazy.field(kw_only=True)


@lazy.dataclass(frozen=True, slots=True)
class Derived(Base):
    two: list[int] = lazy.field(default_factory=list)

    @property
    def both(self) -> int:
        return self.one + len(self.two)


@lazy.dataclass
class Loose:
    one: int = 1
    made: list[int] = lazy.field(default_factory=list)
    later: int = lazy.field(init=False)

    def __post_init__(self) -> None:
        self.later = self.one + 1


@lazy.dataclass(frozen=True, slots=True, eq=False)
class Itself:
    one: int


def test_arguments_are_those_of_a_dataclass() -> None:
    made = Derived(1, "s", [2], place="here")
    assert (made.one, made.shown, made.two, made.place, made.both) == (1, "s", [2], "here", 2)
    assert Derived(1, place="here").two == []
    assert Derived(1, place="a").two is not Derived(1, place="a").two
    for wrong in (lambda: Derived(place="x"), lambda: Derived(1), lambda: Derived(1, "", [], "here")):
        with pytest.raises(TypeError):
            wrong()
    assert (Loose().later, Loose(4).later) == (2, 5)


def test_equality_hash_and_repr() -> None:
    assert Base(1, "a", place="p") == Base(1, "b", place="p") != Base(2, "a", place="p")
    assert hash(Base(1, "a", place="p")) == hash(Base(1, "b", place="p"))
    assert Base(1, place="p") != Derived(1, place="p")
    assert repr(Derived(1, "s", [2], place="p")) == "Derived(one=1, place='p', two=[2])"
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2
    assert Loose() == Loose()
    with pytest.raises(TypeError):
        hash(Loose())


def test_frozen_records_are_not_changed() -> None:
    made = Base(1, place="p")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.one = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.one
    assert not hasattr(made, "__dict__")


def test_replacing_copying_and_pickling() -> None:
    made = Derived(1, "s", [2], place="p")
    for replace in (lazy.replace, dataclasses.replace):
        changed = replace(made, one=5)
        assert (changed.one, changed.shown, changed.two, changed.place) == (5, "s", [2], "p")
        with pytest.raises(TypeError):
            replace(made, three=3)
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert again.shown == "s"


def test_a_record_is_matched_by_place() -> None:
    match Base(3, "t", place="p"):
        case Base(one, shown):
            assert (one, shown) == (3, "t")


def _every_record() -> list[type]:
    modules = [import_module(each.name) for each in walk_packages(kaohe.__path__, "kaohe.")]
    classes = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    found = [each for each in classes if "__record_fields__" in vars(each)]
    return sorted(found, key=lambda each: (each.__module__, each.__qualname__))


def test_every_record_of_the_engine_is_what_a_dataclass_would_be() -> None:
    records_found = _every_record()
    assert len(records_found) > 300
    for record in records_found:
        known: dict[str, Any] = vars(record)["__record_fields__"]
        assert [each.name for each in dataclasses.fields(record)] == list(known), record
        standard = dataclasses.make_dataclass(
            record.__name__, [(each.name, each.type, each) for each in dataclasses.fields(record)]
        )
        compiled = lazy._compiled_init(known, True, False)  # type: ignore[attr-defined]
        ours, theirs = inspect.signature(compiled), inspect.signature(standard)
        assert list(ours.parameters)[1:] == list(theirs.parameters), record
        for name, parameter in theirs.parameters.items():
            needed = parameter.default is inspect.Parameter.empty
            assert ours.parameters[name].kind == parameter.kind, (record, name)
            assert (ours.parameters[name].default is inspect.Parameter.empty) == needed, (record, name)


def test_a_pattern_is_what_re_gives() -> None:
    words = pattern("(?i)a+(b?)")
    found = words.fullmatch("AAb")
    assert found is not None
    assert found[1] == "b"
    assert words.sub("x", "cab") == "cx"
    assert words.fullmatch("c") is None
    assert words.groups == 1
