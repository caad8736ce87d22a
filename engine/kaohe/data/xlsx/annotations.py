"""What a sheet says beside its cells: comments, input messages, page headers, text boxes, conditional number formats.

None of it is data, and all of it may state the measure of data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaohe.data.raw import AnnotationKind
from kaohe.data.xlsx.archive import Archive, Attributes, parse, resolved
from kaohe.data.xlsx.number_formats import literals, shown_by
from kaohe.lazy import pattern

_LONGEST, _MOST, _MOST_AREAS = 2_000, 20_000, 100
"""Characters of a text, texts of a sheet, and areas of a text that are looked at; what is beyond states no measure."""
_CODES = pattern(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')
"""What page headers are made up with: the side, the font, its size and colour, page numbers."""
_SIGNS = ".,-+() "
_PAGE_HEADERS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})


class AttachedText(NamedTuple):
    """A text and the references of its cells (B2, B2:B9), none where it is of the whole sheet."""

    kind: AnnotationKind
    text: str
    references: tuple[str, ...] = ()


def attached(kind: AnnotationKind, text: str, references: str | None = None) -> Iterator[AttachedText]:
    """The text as it is kept, if there is any."""
    if plain := text.strip():
        yield AttachedText(kind, plain[:_LONGEST], tuple((references or "").split()[:_MOST_AREAS]))


def relations_of(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    """(id, kind, target) of what a part refers to within the archive; the kind is the last word of its type."""
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels".lstrip("/")
    found: list[tuple[str, str, str]] = []

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append((attributes.get("Id", ""), kind, resolved(part, attributes.get("Target", ""))))

    parse(archive.pieces(name), name, start)
    yield from found


def texts_in_other_parts(archive: Archive, part: str) -> list[AttachedText]:
    """The comments and text boxes of a sheet. Raises Trouble where their parts are damaged."""
    folder, _, file = part.rpartition("/")
    if f"{folder}/_rels/{file}.rels".lstrip("/") not in archive:
        return []
    found: list[AttachedText] = []
    kinds: dict[str, AnnotationKind] = {"comments": "comment", "threadedComment": "comment", "drawing": "text_box"}
    for _, relation, target in relations_of(archive, part):
        if (kind := kinds.get(relation)) and target in archive and len(found) < _MOST:
            found += _texts(archive, target, kind)
    return found[:_MOST]


def _texts(archive: Archive, part: str, kind: AnnotationKind) -> list[AttachedText]:
    """The texts of comments, each with its cell, or the paragraphs of text boxes."""
    found: list[AttachedText] = []
    pieces: list[str] = []
    reference: str | None = None
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside, reference
        if name in ("comment", "threadedComment"):
            reference = attributes.get("ref")
        inside = name == "t" or (name == "text" and kind == "comment")

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        if name in ("comment", "threadedComment", "p"):
            found.extend(attached(kind, "".join(pieces), reference))
            pieces.clear()

    parse(archive.pieces(part), part, start, text, end)
    return found


class SheetTexts:
    """Collects what the part of a sheet itself says beside its cells, from the events of its XML."""

    def __init__(self, conditional_formats: Sequence[str]) -> None:
        self.found: list[AttachedText] = []
        self._formats = conditional_formats
        self._into = ""
        self._pieces: list[str] = []
        self._references = ""
        self._codes: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element that is none of the cells'."""
        if name in _PAGE_HEADERS or name == "sqref":
            self._into = name
            self._pieces.clear()
        elif name == "dataValidation":
            for text in (attributes.get("promptTitle", ""), attributes.get("prompt", "")):
                self._add("input_message", text, attributes.get("sqref"))
        elif name == "conditionalFormatting":
            self._references, self._codes = attributes.get("sqref", ""), []
        elif name == "cfRule" and (number := attributes.get("dxfId", "")).isdecimal() and number.isascii():
            self._codes += self._formats[int(number) :][:1]
        elif name == "numFmt":  # of a rule that refers to another sheet
            self._codes.append(attributes.get("formatCode", ""))

    def text(self, piece: str) -> None:
        """A text outside of the cells."""
        if self._into:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        """The end of an element that is none of the cells'."""
        if name == self._into:
            if name == "sqref":
                self._references = "".join(self._pieces)
            else:
                self._add("page_header", _CODES.sub(" ", "".join(self._pieces)))
            self._into = ""
        elif name == "conditionalFormatting":
            for code in dict.fromkeys(self._codes):
                if code and shown_by(code) == "written":
                    self._add("conditional_format", literals(code).strip(_SIGNS) or code, self._references)

    def _add(self, kind: AnnotationKind, text: str, references: str | None = None) -> None:
        if len(self.found) < _MOST:
            self.found.extend(attached(kind, text, references))
