"""The policy's own measures (`measures:`): a count word (床位), or so many times of another measure (标箱 of 箱)."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from decimal import Decimal
from fractions import Fraction

from kaohe.diagnostics import Findings, nearest
from kaohe.language.measures import Measure, known_words, measure, own_measure, own_measures
from kaohe.language.nodes import Mapping, Node, Scalar

Written = tuple[str | None, Fraction]
"""What a measure is of, None for a count word, and how many times of that one makes."""


def written_measures(section: Node | None) -> dict[str, Written]:
    """Each own measure as the file has it."""
    found: dict[str, Written] = {}
    for word, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        of, times = entry.value.get("of"), entry.value.get("times")
        factor = Fraction(Decimal(times.text)) if isinstance(times, Scalar) else Fraction(1)
        found[word] = (of.text if isinstance(of, Scalar) else None, factor)
    return found


def read_measures(section: Node | None, findings: Findings) -> dict[str, Measure]:
    """The own measures, each of those before it too. K297 for a known one, K298 for `times` of nothing, K246."""
    found: dict[str, Measure] = {}
    written = written_measures(section)
    for word, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        of, times = written[word]
        with own_measures(found):
            if measure(word) is not None:
                findings.add("K297", entry.key.place, word=word)
            elif of is None and "times" in entry.value.entries:
                findings.add("K298", entry.value.entries["times"].key.place, word=word)
            elif (own := own_measure(word, of, times)) is not None:
                found[word] = own
            else:
                place = entry.value.entries["of"].value.place
                findings.add("K246", place, word=of, suggestion=nearest(of or "", known_words()))
    return found


def in_force(written: MappingOf[str, Written]) -> dict[str, Measure]:
    """The measures of a policy that was found sound."""
    found: dict[str, Measure] = {}
    for word, (of, times) in written.items():
        with own_measures(found):
            own = own_measure(word, of, times)
        if own is not None:
            found[word] = own
    return found
