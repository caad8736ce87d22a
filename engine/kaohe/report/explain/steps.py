"""An explanation as lines of text under each other: what every format shows of a step, in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.analysis.explain.model import Explained, Listing, ListRow
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.shown_text import visible

AROUND = 3
"""So many units of a listing are shown above and below the unit itself, where there is no room for all."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words: its name, value, what the policy says of it, and a line for each thing that acted."""

    name: str
    value: str
    printed: str
    clause: str
    assessor: str
    source: str
    lines: tuple[tuple[str, str], ...]

    @property
    def aside(self) -> list[str]:
        """What stands behind name and value: points, clause, assessor, source, a note."""
        said = [self.printed, self.clause, self.assessor, self.source]
        return [word for word in (*said, *(line for kind, line in self.lines if kind == "note")) if word]

    @property
    def below(self) -> list[tuple[str, str]]:
        """The other lines."""
        return [(kind, line) for kind, line in self.lines if kind != "note"]


def told(step: Explained, display: Display) -> Told:
    """The texts of one step. Each line has what it is: words, filled, an act, distance, reading, note."""
    value = words.value(step, display)
    if step.kind == "row" and step.value.value is True:
        value = ""
    if step.kind == "row" and not step.counts:
        value = "不计"
    return Told(
        words.name(step),
        value,
        words.printed(step) or words.firmness(step),
        visible(step.clause),
        visible("、".join(step.assessor)),
        words.source(step, display),
        tuple(_lines(step, display)),
    )


def _lines(step: Explained, display: Display) -> Iterator[tuple[str, str]]:
    if note := words.note(step):
        yield "note", note
    formula = words.words(step, display)
    if formula and step.keyword != "parts":
        yield "words", formula
    filled = words.filled(step, display)
    if filled and filled.strip("“”") != words.value(step, display):
        yield "filled", filled
    for act in step.acts:
        yield act.kind, words.act(act, display)
    for said in words.distance(step, display):
        yield "distance", said
    #####
    for used in step.readings:
        yield "reading", words.used(used)


def near(listing: Listing) -> tuple[list[ListRow], int]:
    """The rows around the unit itself, the first and the last among them; and how many are left out."""
    own = next((at for at, row in enumerate(listing.rows) if row.own), 0)
    last = len(listing.rows) - 1
    kept = [row for at, row in enumerate(listing.rows) if abs(at - own) <= AROUND or at in (0, last)]
    return kept, len(listing.rows) - len(kept)
