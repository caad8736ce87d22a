"""Small readers for the plain fields of a mapping that the schema has already found well-shaped."""

from __future__ import annotations

from fractions import Fraction

from kaohe.language.nodes import Mapping, Scalar, Sequence

_YES = ("yes", "true", "是")


def text_of(written: Mapping, name: str) -> str | None:
    """The text under a key; None where it is not written."""
    value = written.get(name)
    return value.text if isinstance(value, Scalar) else None


def scalars_of(written: Mapping, name: str) -> tuple[Scalar, ...]:
    """A text or a list of texts under a key, with their places."""
    value = written.get(name)
    items = value.items if isinstance(value, Sequence) else () if value is None else (value,)
    return tuple(item for item in items if isinstance(item, Scalar))


def texts_of(written: Mapping, name: str) -> tuple[str, ...]:
    """A text or a list of texts under a key, as a tuple."""
    return tuple(item.text for item in scalars_of(written, name))


def truth_of(written: Mapping, name: str) -> bool:
    """A yes or no under a key; no where it is not written."""
    return text_of(written, name) in _YES


def number_of(written: Mapping, name: str) -> Fraction | None:
    """A plain number under a key."""
    value = written.get(name)
    if not isinstance(value, Scalar) or isinstance(value.value, str):
        return None
    return Fraction(value.value)
