"""Dataclasses and patterns that are compiled when they are first used, not when a module is imported.

The standard library writes and compiles six methods of a dataclass where it stands, half a millisecond or more a class;
the engine has several hundred, and a command uses few of them. Here only `__init__` is compiled, when the first record
of its class is made. Type checkers take these names for the standard library's, and `dataclasses.fields`, `replace` and
`asdict` work on records as on dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import fields as fields
    from dataclasses import replace as replace
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """Makes a class a record, as the standard library's decorator of this name does."""

        def made(cls: type) -> type:
            return _record(cls, frozen, slots, eq)

        return made if cls is None else made(cls)

    def field(**settings: Any) -> _Field:
        """What is known of a field beside its name and type."""
        return _Field(**settings)

    def fields(record: Any) -> tuple[_Field, ...]:
        """The fields of a record or of its class, in order."""
        return tuple(record.__record_fields__.values())

    def replace(record: Any, /, **changes: Any) -> Any:
        """The record with other values in some fields."""
        for name, each in record.__record_fields__.items():
            if each.init and name not in changes:
                changes[name] = getattr(record, name)
        return type(record)(**changes)


import re
from typing import AnyStr, cast

_NONE = object()
"""No default: None may be one."""


class _Field(NamedTuple):
    """As the standard library's: `repr` and `compare` say whether it is shown, and takes part in equality."""

    default: Any = _NONE
    default_factory: Any = _NONE
    init: bool = True
    repr: bool = True
    compare: bool = True
    kw_only: bool = False
    name: str = ""
    type: Any = None

    @property
    def is_needed(self) -> bool:
        """Whether whoever makes a record has to say it."""
        return self.default is _NONE and self.default_factory is _NONE


_USUAL = _Field()[1:-2]


class _StandardFields:
    """What functions of the standard library ask of a dataclass, made when they do."""

    def __get__(self, _: object, cls: Any) -> Any:
        import dataclasses

        names = {"default", "default_factory", "init", "repr", "compare", "kw_only"}
        known = {}
        for name, each in cls.__record_fields__.items():
            said = {key: value for key, value in each._asdict().items() if key in names and value is not _NONE}
            known[name] = (name, each.type, dataclasses.field(**said))
        standard: Any = dataclasses.make_dataclass(cls.__name__, known.values())
        cls.__dataclass_fields__ = standard.__dataclass_fields__
        return cls.__dataclass_fields__


def _record(cls: Any, frozen: bool, slots: bool, eq: bool) -> Any:
    known: dict[str, _Field] = {}
    for base in cls.__mro__[-1:0:-1]:
        known |= base.__dict__.get("__record_fields__", {})
    own = cls.__annotations__
    for name, type_ in own.items():
        given = cls.__dict__.get(name, _NONE)
        said = given[:-2] if isinstance(given, _Field) else (given, *_USUAL)
        known[name] = _Field(*said, name, type_)
    methods: dict[str, Any] = {"__record_fields__": known, "__dataclass_fields__": _StandardFields()}
    methods["__match_args__"] = tuple(name for name, each in known.items() if each.init and not each.kw_only)
    written = cls.__dict__
    if "__init__" not in written:
        methods["__init__"] = _init_when_called(known, frozen, hasattr(cls, "__post_init__"))
    if "__repr__" not in written:
        methods["__repr__"] = _repr(tuple(name for name, each in known.items() if each.repr))
    if eq and "__eq__" not in written:
        methods["__eq__"], methods["__hash__"] = _equality([name for name, each in known.items() if each.compare])
        if "__hash__" in written or not frozen:
            methods["__hash__"] = written.get("__hash__")
    if frozen:
        methods |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
        methods |= {"__getstate__": _state, "__setstate__": _with_state} if slots else {}
    if slots:
        body = {name: value for name, value in written.items() if name not in own}
        body = {name: value for name, value in body.items() if name not in ("__dict__", "__weakref__")}
        made: Any = type(cls)(cls.__name__, cls.__bases__, {**body, **methods, "__slots__": _new_slots(cls, own)})
        made.__qualname__ = cls.__qualname__
    else:
        made = cls
        for name, method in methods.items():
            setattr(cls, name, method)
        for name in own:
            if known[name].default is not _NONE:
                setattr(cls, name, known[name].default)
            elif name in written:
                delattr(cls, name)
    return made


def _new_slots(cls: type, own: Iterable[str]) -> tuple[str, ...]:
    """The fields that no base has a slot for."""
    held = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    return tuple(name for name in own if name not in held)


def _init_when_called(known: dict[str, _Field], frozen: bool, has_more: bool) -> Callable[..., None]:
    """The `__init__` of a class that puts the compiled one in its place when it is called for the first time."""

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        compiled = _compiled_init(known, frozen, has_more)
        owner = next(each for each in type(self).__mro__ if each.__dict__.get("__init__") is __init__)
        setattr(owner, "__init__", compiled)  # noqa: B010 - mypy takes the assignment for one on an instance
        compiled(self, *given, **named)

    return __init__


def _compiled_init(known: dict[str, _Field], frozen: bool, has_more: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_put": object.__setattr__, "_NONE": _NONE}
    by_place: list[str] = []
    by_name: list[str] = []
    lines = []
    for name, each in known.items():
        value = name
        if each.default_factory is not _NONE:
            names[f"_new_{name}"] = each.default_factory
            value = f"_new_{name}() if {name} is _NONE else {name}" if each.init else f"_new_{name}()"
        elif not each.init and each.default is _NONE:
            continue
        elif not each.init:
            value = f"_default_{name}"
        names[f"_default_{name}"] = each.default
        if each.init:
            (by_name if each.kw_only else by_place).append(name if each.is_needed else f"{name}=_default_{name}")
        lines.append(f"_put(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    parameters = ", ".join(["self", *by_place, *(["*", *by_name] if by_name else [])])
    lines += ["self.__post_init__()"] if has_more else []
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({parameters}):\n {body}", names)
    found: Callable[..., None] = names["__init__"]
    return found


def _equality(names: list[str]) -> tuple[Callable[[Any, Any], Any], Callable[[Any], int]]:
    """Records of one class are equal where these fields are, and hash by them."""
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __eq__, __hash__


def _repr(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _refuse_setting(self: Any, name: str, value: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: Any, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__record_fields__]


def _with_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__record_fields__, state, strict=True):
        object.__setattr__(self, name, value)


class _Pattern:
    """Stands for a compiled pattern, and keeps each of its methods once that is asked for."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._written: Any = (text, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._written), name)
        setattr(self, name, value)
        return value


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, compiled when it is first used."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
