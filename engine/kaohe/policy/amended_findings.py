"""Findings about an amended policy, at the change that they come from.

What was found of the base already stays as it is. Whatever else is found in the text of the base comes from a change:
of what a change touched it is told at the change, of a name that it has repealed both there and where the name stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kaohe.diagnostics import Diagnostic, few
from kaohe.policy.whole_text import WholeText

_MOST_USES = 8


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
    name = one.arguments.get("name")
    if not one.is_error or not isinstance(name, str) or one.place is None:
        return None
    for number, change in enumerate(text.amendments):
        if name in change.repealed or name.rpartition(".")[2] in change.repealed:
            return number, name
    return None


def _moved(one: Diagnostic, text: WholeText) -> Diagnostic:
    """A finding about what a change touched, at the change; its place in the base would say nothing of the cause."""
    assert one.place is not None
    changes = text.amending([one.place]) or [each for each in text.amendments if one.place in each.around]
    return one if not changes else Diagnostic(one.code, changes[-1].place, one.arguments)
