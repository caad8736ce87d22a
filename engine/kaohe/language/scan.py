"""A formula's text while it is being read: what is wrong in it, and where."""

from __future__ import annotations

from kaohe.diagnostics import Findings, Fix
from kaohe.language.text import belongs_to_name
from kaohe.language.vocabulary import HALF_WIDTH
from kaohe.places import Place


class Scan:
    """The text of one formula, which stands in one line from `place` on.

    `folded` is the same text with full-width signs as half-width ones, character for character: signs are looked
    up there, while names and texts are taken from `text`.
    """

    def __init__(self, text: str, place: Place, findings: Findings) -> None:
        self.text = text
        self.folded = text.translate(HALF_WIDTH)
        self.findings = findings
        self.failed = False
        self._place = place
        self._told: set[str] = set()

    def span(self, start: int, end: int) -> Place:
        return self._place.moved(start, max(end - start, 1))

    def refuse(self, code: str, start: int, end: int, **arguments: object) -> None:
        """Notes what is wrong between two offsets. Each kind of fault is told once a formula: one is the lesson.

        What is to be written `instead`, or `mended` where the message does not name it, is a fix, where the place of
        a piece of the formula can be told.
        """
        self.failed = True
        if code not in self._told:
            self._told.add(code)
            place, text = self.span(start, end), self.text[start:end]
            mended = arguments.pop("mended", arguments.get("instead"))
            if mended is not None and place.text == text:
                arguments["fix"] = Fix(place, str(mended))
            self.findings.add(code, place, text=text, **arguments)

    def after_blanks(self, position: int) -> int:
        while self.text.startswith(" ", position):
            position += 1
        return position

    def end_of_name(self, position: int) -> int:
        """Where the name that starts here ends; `position` itself if none does."""
        while position < len(self.text) and belongs_to_name(self.text[position]):
            position += 1
        return position
