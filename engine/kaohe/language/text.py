"""From bytes to text: strict UTF-8 without characters that nobody sees. Nothing is guessed or mended in silence.

Characters are refused that nobody sees or that readers read differently: they make two names that look the same differ,
turn a line round on the screen, or end a line for one reader and not for the next.

An encoding that can be told is named in the finding, so that the writer knows what to save again; it is not
read, because a short GBK file is valid in several encodings.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kaohe.diagnostics import Findings, nearest
from kaohe.lazy import pattern
from kaohe.source_places import Place, Source

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f"
)
_LINE_ENDS = "\x85\u2028\u2029"

_REFUSED = pattern(f"(?P<K110>[{_CONTROL}])|(?P<K111>[{_TURNING}])|(?P<K112>[{_INVISIBLE}])|(?P<K113>[{_LINE_ENDS}])")
_ZERO_WIDTH = pattern(f"[{_TURNING}{_INVISIBLE}]")

# Blanks that look like a space, and that YAML takes for letters.
ODD_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"


class Hidden(NamedTuple):
    """A refused character: the code of its finding, where it stands in the text, and U+….."""

    code: str
    offset: int
    code_point: str


def refused_characters(text: str) -> Iterator[Hidden]:
    """Every refused character (K110 control, K111 turning, K112 invisible, K113 line end), in order."""
    for found in _REFUSED.finditer(text):
        yield Hidden(found.lastgroup or "", found.start(), code_point(found[0]))


def code_point(character: str) -> str:
    """The way Unicode writes it: U+200B."""
    return f"U+{ord(character):04X}"


def without_invisible(text: str) -> str:
    """The text as a reader sees it."""
    return _ZERO_WIDTH.sub("", text)


NAME_LENGTH = 80
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def belongs_to_name(character: str) -> bool:
    """Whether a name is read on over this character; marks too, so that a finding shows the whole name."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Pc")


def is_ordinary(name: str) -> bool:
    """Letters of any script, digits and _, in the one spelling that looks so: what NFKC leaves as it is."""
    plain = all(character == "_" or character.isalnum() for character in name)
    return plain and name.isidentifier() and name == unicodedata.normalize("NFKC", name)


def is_power(name: str) -> bool:
    """A name with a raised digit: x² means x * x, and NFKC would make x2 of it."""
    return not _SUPERSCRIPTS.isdisjoint(name)


def ordinary(name: str) -> str | None:
    """The ordinary spelling of a name or of digits; None where there is none."""
    folded = unicodedata.normalize("NFKC", name)
    digits = folded.isascii() and folded.isdigit()
    return folded if digits or is_ordinary(folded) else None


def odd_character(name: str) -> str:
    """The first character that keeps a name from being ordinary; the name's first, if only the whole is at fault."""
    return next((one for one in name if one != "_" and not is_ordinary("a" + one)), name[0])


UNSEEN_IN_CELLS = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Controls, zero-width and bidirectional characters, variation selectors, lone surrogates, U+FFFD."""

CONTROL_IN_CSV = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""What no CSV file may hold anywhere: controls but tab and line ends, and Unicode's own line ends."""

_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and CONTROL_IN_CSV.search(sign) is None)
"""What stands around a cell without being a part of it. To Python controls such as U+001C are blanks, too."""


def without_blanks(cell: str) -> str:
    """A cell without the blanks around it; a control sign there is no blank, and is told as one inside it is."""
    return cell.strip(_BLANKS)


LOST = "\ufffd"

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％－＋，−", "0123456789.%-+,-")


def half_width(text: str) -> str:
    """Full-width digits and the signs of a number (and the true minus sign) as ASCII; all else as it is."""
    return text.translate(_HALF_WIDTH)


LARGEST = 1024 * 1024

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "Excel/Word (.xlsx, .docx, .zip)"),
    (b"PK\x05\x06", ".zip"),
    (b"\xd0\xcf\x11\xe0", "Excel/Word 97–2003 (.xls, .doc)"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", ".gz"),
    (b"\x89PNG", "PNG"),
)
# Two Chinese characters in GBK; fewer are no evidence.
_LEAST_DAMAGE = 4
_PAGE = pattern(rb"\s*<(!doctype|html|head|body|\?xml)\b", re.IGNORECASE)


def read_source(path: str | Path, findings: Findings) -> Source | None:
    """The text of a file; None, with findings, if it is missing (K101), a folder (K102), unreadable (K103)…"""
    name = str(path)
    place = Place(Source(name))
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        findings.add("K101", place, path=name, suggestion=_file_near(Path(path)))
    except IsADirectoryError:
        findings.add("K102", place, path=name)
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it.
        findings.add("K103", place, path=name, reason=getattr(error, "strerror", None) or error)
    else:
        return source_of(data, name, findings)
    return None


def source_of(data: bytes, name: str, findings: Findings) -> Source | None:
    """The text that bytes hold; None, with findings, if they are too many (K104) or no plain UTF-8 text (K105–K113)."""
    place = Place(Source(name))
    if len(data) > LARGEST:
        findings.add("K104", place, most=LARGEST // 1024)
        return None
    data_without_mark = data.removeprefix(codecs.BOM_UTF8)
    for code, what in _foreign(data_without_mark):
        findings.add(code, place, what=what)
        return None
    try:
        source = Source(name, data_without_mark.decode("utf-8"))
    except UnicodeDecodeError as error:
        _tell_encoding(data_without_mark, name, error.start, findings)
        return None
    found = list(refused_characters(source.text))
    _tell_characters(source, found, findings)
    return None if found else source


def _foreign(data: bytes) -> list[tuple[str, str]]:
    """What the bytes are, if they are certainly no UTF-8 text: K107 wide characters, K108 a workbook…, K109 a page."""
    wide = [("K107", name) for mark, name in _WIDE if data.startswith(mark)]
    # Without a mark, every second byte of UTF-16 text with digits, spaces and signs is NUL.
    if not wide and len(data) > 8 and data.count(0) * 4 > len(data):
        wide = [("K107", "UTF-16")]
    other = [("K108", name) for mark, name in _OTHER_FILES if data.startswith(mark)]
    return other or wide or ([("K109", "HTML")] if _PAGE.match(data) else [])


def _tell_encoding(data: bytes, name: str, start: int, findings: Findings) -> None:
    """GB18030 if it reads so and hardly anything in it is UTF-8 (K106); else the byte that is damaged (K105)."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    sound = sum(1 for character in text if ord(character) > 127) - damaged
    if damaged >= _LEAST_DAMAGE and damaged > sound and _reads_as_gb18030(data):
        findings.add("K106", Place(Source(name)))
        return
    before = data[:start].decode("utf-8")
    findings.add("K105", place_of(Source(name, text), len(before)), byte=f"0x{data[start]:02X}", count=damaged)


def _reads_as_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _tell_characters(source: Source, found: list[Hidden], findings: Findings) -> None:
    """One finding for each kind of character, at the first of its kind: a damaged file may hold thousands."""
    counts = Counter(one.code_point for one in found)
    reported: set[str] = set()
    for one in found:
        if one.code_point not in reported:
            reported.add(one.code_point)
            place = place_of(source, one.offset)
            findings.add(one.code, place, character=one.code_point, count=counts[one.code_point])


def place_of(source: Source, index: int) -> Place:
    """The place of the character with that index in the source's text."""
    before = source.text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _file_near(path: Path) -> str | None:
    """The YAML file beside it that is most likely meant."""
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix in (".yaml", ".yml")]
    except OSError:
        return None
    near = nearest(path.name, names)
    return None if near is None else str(path.parent / near)
