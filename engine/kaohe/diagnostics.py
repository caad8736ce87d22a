"""What is found wrong or noteworthy: one Diagnostic, collected, never printed here.

A diagnostic holds a code and the arguments of its message. The words live in `kaohe.messages`, in Chinese
and English side by side, so that the same finding can be shown in either language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from kaohe.lazy import dataclass, field
from kaohe.messages import CATALOG
from kaohe.source_places import Place


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend that is one text: to be written over what stands at `place`, in one line; a width of 0 inserts."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding: its code (a key of the catalogue), its place, and what its message is filled with.

    `fix` is there where the mend names a text to write and leaves nothing to decide.
    """

    code: str
    place: Place | None
    arguments: Mapping[str, object] = field(default_factory=dict)
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        return CATALOG[self.code].level == "error"

    @property
    def is_note(self) -> bool:
        """Whether it only tells what was done, and nobody has to look at anything."""
        return CATALOG[self.code].level == "note"

    def message(self, language: str) -> str:
        """What is wrong, in one sentence, in `language` ("zh" or "en")."""
        return _filled(getattr(CATALOG[self.code], language), self.arguments, language)

    def mend(self, language: str) -> str:
        """What to do about it; where a near name is known, that name is asked for first."""
        entry = CATALOG[self.code]
        mend = _filled(entry.zh_mend if language == "zh" else entry.en_mend, self.arguments, language)
        suggestion = self.arguments.get("suggestion")
        if not suggestion:
            return mend
        asked = f"是不是 {suggestion}？" if language == "zh" else f"did you mean {suggestion}?"
        return f"{asked}{mend}" if language == "zh" else f"{asked} {mend}".strip()


_LONGEST, _LONGEST_LIST = 120, 400


class Words(NamedTuple):
    """An argument that is said differently in each language."""

    zh: str
    en: str


def _filled(template: str, arguments: Mapping[str, object], language: str) -> str:
    return template.format_map({name: _shown(value, language) for name, value in arguments.items()})


def _shown(value: object, language: str) -> str:
    """A value as it stands in a message: numbers short, control and bidirectional characters escaped, long text cut.

    A list of names (a tuple) may be longer than one text.
    """
    if isinstance(value, Words):
        value = value.zh if language == "zh" else value.en
    elif type(value) is tuple:  # and no record, such as a period
        named, more = (value[:-1], "…") if value[-1:] == ("…",) else (value, "")
        joint = "、" if language == "zh" else ", "
        return _cut(joint.join(_shown(each, language) for each in named) + more, _LONGEST_LIST)
    if isinstance(value, Fraction):
        value = f"{float(value):.12g}"
    text = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in str(value))
    return _cut(text, _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "…"


def few(names: Iterable[object], most: int) -> tuple[object, ...]:
    """The first of many names for a message, each once; `…` stands for the others."""
    known = tuple(dict.fromkeys(names))
    return known if len(known) <= most else (*known[:most], "…")


class KaoheError(Exception):
    """What kaohe raises: `diagnostics` are the findings that say why, of which some may be mere warnings."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__(self.text())

    def text(self, language: str = "zh") -> str:
        """The errors, one a line with its place and its mend; of many the first ten."""
        errors = [each for each in self.diagnostics if each.is_error]
        lines = [_line(each, language) for each in errors[:10]]
        if more := len(errors) - len(lines):
            lines.append(f"……另有 {more} 处" if language == "zh" else f"… and {more} more")
        return "\n".join(lines)


class Refused(KaoheError):
    """Raised where a policy or data are wrong, and work cannot go on: carries everything that was found."""


class NotThere(KaoheError):
    """Raised where a word of what is asked for names nothing that there is, as a unit, value or period."""

    def __init__(self, code: str, **arguments: object) -> None:
        super().__init__([Diagnostic(code, None, arguments)])

    @property
    def finding(self) -> Diagnostic:
        """What names nothing, and what may have been meant."""
        return self.diagnostics[0]


def _line(found: Diagnostic, language: str) -> str:
    place = "" if found.place is None else f"{found.place}: "
    stop = "。" if language == "zh" else ". "
    return f"{place}{found.code} {found.message(language)}{stop}{found.mend(language)}".rstrip()


class Findings:
    """Collects diagnostics, so that all problems are told at once."""

    def __init__(self) -> None:
        self.all: list[Diagnostic] = []

    def add(self, code: str, place: Place | None, **arguments: object) -> None:
        """Notes a finding, once; `suggestion`, where given, is offered as “did you mean”, `fix` is its fix.

        A suggestion for the very word that stands at the place is a fix.
        """
        fix = arguments.pop("fix", None)
        if any(name != "suggestion" and value == arguments.get("suggestion") for name, value in arguments.items()):
            del arguments["suggestion"]  # to ask “did you mean” with the very word that is written helps nobody
        if fix is None and place is not None and isinstance(arguments.get("suggestion"), str):
            fix = _respelled(place, str(arguments["suggestion"]), arguments)
        assert fix is None or isinstance(fix, Fix)
        found = Diagnostic(code, place, arguments, fix)
        if place is None or found not in self.all[-100:]:
            self.all.append(found)

    def tell_once(self) -> None:
        """Keeps the first of several findings of one kind at one place: of one text that was read several times."""
        first = {
            (each.code, each.place if each.place is not None else at): at
            for at, each in reversed([*enumerate(self.all)])
        }
        self.all = [self.all[at] for at in sorted(first.values())]

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.all if d.is_error]

    @property
    def warnings(self) -> list[Diagnostic]:
        return [d for d in self.all if not d.is_error and not d.is_note]

    def stop_on_errors(self) -> None:
        """Raises Refused with all findings if any of them is an error."""
        if self.errors:
            raise Refused(self.all)


def _respelled(place: Place, suggestion: str, arguments: Mapping[str, object]) -> Fix | None:
    """The suggestion in place of a word of a policy, in the same quotes."""
    written = place.text
    quote = written[:1] if written[:1] in ("'", '"') and written[-1:] == written[:1] and len(written) > 1 else ""
    word = written[1:-1] if quote else written
    known = any(word == argument for name, argument in arguments.items() if name != "suggestion")
    return Fix(place, f"{quote}{suggestion}{quote}") if word and known else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, for “did you mean”; None where none is near, or several equally."""
    candidates = list(dict.fromkeys(known))
    folded = [candidate for candidate in candidates if _folded(candidate) == _folded(word)]
    if len(folded) == 1:
        return folded[0]
    import difflib  # late: only what is wrong is compared with what is known

    close = difflib.get_close_matches(word, candidates, n=2, cutoff=0.6)
    if len(close) == 2 and likeness(word, close[0]) == likeness(word, close[1]):
        return None
    return close[0] if close else None


_SAME = str.maketrans("一二三四五六七八九（）", "123456789()")


def _folded(word: str) -> str:
    """A word without the differences that people overlook: case, and 二 for 2."""
    return word.translate(_SAME).casefold()


def likeness(word: str, other: str) -> float:
    """How much two words have in common, from 0 to 1."""
    import difflib

    return difflib.SequenceMatcher(None, other, word).ratio()


Found = tuple[str, Mapping[str, object]] | None


class EveryUse:
    """Collects, for each place, what was found of each use of what is written there: a code with arguments, or None."""

    def __init__(self) -> None:
        self._uses: dict[Place, list[Found]] = {}

    def add(self, place: Place, code: str | None = None, **arguments: object) -> None:
        """Notes one use."""
        self._uses.setdefault(place, []).append(None if code is None else (code, arguments))

    def tell(self, findings: Findings) -> None:
        """Adds a finding for each place of which every use has the same; `high` and `low` are those of all uses."""
        for place, uses in self._uses.items():
            found = [use for use in uses if use is not None]
            if len(found) < len(uses) or len({code for code, _ in found}) > 1:
                continue
            arguments = dict(found[0][1])
            for name, furthest in (("high", max), ("low", min)):
                values = [value for _, each in found if isinstance(value := each.get(name), Fraction)]
                if values:
                    arguments[name] = furthest(values)
            findings.add(found[0][0], place, **arguments)
