"""YAML's own errors as findings: in Chinese and English, at the sign that is wrong, with its mend.

libyaml speaks English, in the words of its grammar, and often points behind the mistake: at the first character
of the line after it, or at the bracket that was still open. So the lines around are looked at first for mistakes
that people make in typing, and only then its own words are gone by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml.error import Mark, MarkedYAMLError, YAMLError

from kaohe.diagnostics import Findings, Fix
from kaohe.language.yaml_checks import LONGEST_KEY, tell_mistake, tell_once
from kaohe.lazy import pattern
from kaohe.source_places import Place, Source

if TYPE_CHECKING:
    from yaml._yaml import Mark as CMark

_LONG_KEY = pattern(rf"(?:^ *(?:[-?] +)*|[{{\[,] *)([^ :,{{}}\[\]][^:,{{}}\[\]]{{{LONGEST_KEY},}}):(?: |$)")

# A part of the problem's words, or of its context's, by the code of the finding.
_BY_CONTEXT = (
    ("scanning a quoted scalar", "K144"),
    ("scanning an alias", "K151"),
    ("scanning an anchor", "K151"),
    ("scanning a block scalar", "K151"),
    ("scanning a tag", "K151"),
    ("parsing a tag", "K151"),
    ("parsing a %", "K125"),
    ("parsing a quoted scalar", "K152"),
    ("scanning a directive", "K125"),
    ("scanning a %", "K125"),
)
_BY_PROBLEM = (
    ("incompatible YAML document", "K125"),
    ("duplicate %", "K125"),
    ("undefined tag handle", "K120"),
    ("expected <document start>", "K124"),
    ("mapping values are not allowed", "K145"),
    ("mapping keys are not allowed", "K151"),
    ("block sequence entries are not allowed", "K154"),
    ("could not find expected ':'", "K148"),
    ("unexpected ':'", "K150"),
    ("expected ',' or", "K143"),
    ("cannot start any token", "K142"),
    ("expected node content", "K142"),
    ("expected key", "K146"),
    ("expected '-' indicator", "K146"),
    ("expected <block end>", "K146"),
)
# What libyaml says so may come of a typing mistake in a line before.
_AFTER_A_MISTAKE = ("K142", "K143", "K145", "K146", "K148")


def tell_syntax_error(error: YAMLError, source: Source, findings: Findings) -> None:
    """Notes what stopped YAML from reading on (K120–K125, K140–K158)."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        findings.add("K140", Place(source), problem=str(error))
        return
    here = place_of_mark(source, error.problem_mark)
    opened = _unclosed_quote(source, here)
    if opened is not None:
        if not any(each.code == "K144" for each in findings.all):
            findings.add("K144", opened, line=here.line, fix=_closed(opened))
        return
    began = here if error.context_mark is None else place_of_mark(source, error.context_mark)
    if _tell_long_key(source, sorted({began.line, here.line}), findings):
        return
    code = _code(error)
    line = source.line(here.line) or ""
    if code == "K142" and line[here.column - 1 : here.column] == "\t":
        code = "K141"
    if code == "K141":
        _tell_tab(source, here, findings)
    elif code in _AFTER_A_MISTAKE and tell_mistake(source, _suspects(began, here, code), findings):
        return
    else:
        _tell(code, source, began, here, error.problem or "", findings)


def _code(error: MarkedYAMLError) -> str:
    if "tab character" in (error.problem or ""):
        return "K141"
    for part, table in ((error.context, _BY_CONTEXT), (error.problem, _BY_PROBLEM)):
        for words, code in table:
            if words in (part or ""):
                return code
    return "K140"


def _suspects(began: Place, here: Place, code: str) -> list[int]:
    """The numbers of the lines that may hold the mistake: where it began to go wrong, before it was noticed, there."""
    lines = [began.line] if code in ("K143", "K148") else []
    return [*lines, here.line - 1, here.line] if code == "K145" or code == "K146" else [*lines, here.line]


def place_of_mark(source: Source, mark: Mark | CMark) -> Place:
    """The mark's place; a mark behind the last line points at the end of the last line that holds anything."""
    if mark.line + 1 <= len(source.lines) and source.lines[mark.line].strip():
        return Place(source, mark.line + 1, mark.column + 1)
    number = min(mark.line + 1, len(source.lines))
    while number > 1 and not source.lines[number - 1].strip():
        number -= 1
    return Place(source, number, len(source.lines[number - 1].rstrip()) + 1)


def _tell_long_key(source: Source, numbers: list[int], findings: Findings) -> bool:
    """K157: a key in one of these lines is too long for YAML, which then stumbles over its colon; whether there is."""
    for number in numbers:
        found = _LONG_KEY.search(source.line(number) or "")
        if found:
            column = found.start(1) + 1
            tell_once("K157", Place(source, number, column, len(found[1].rstrip())), findings, most=LONGEST_KEY)
            return True
    return False


def _tell_tab(source: Source, here: Place, findings: Findings) -> None:
    line = source.line(here.line) or ""
    column = line.find("\t")
    findings.add("K141", Place(source, here.line, max(column, 0) + 1), line=here.line)


def _tell(code: str, source: Source, began: Place, here: Place, problem: str, findings: Findings) -> None:
    line = source.line(here.line) or ""
    sign = line[here.column - 1 : here.column]
    if code == "K143":
        _tell_brackets(source, began, here, findings)
    elif code == "K144":
        findings.add("K144", began, line=here.line)
    elif code == "K145":
        _tell_second_colon(source, here, findings)
    elif code == "K146" and sign == ":":
        findings.add("K134", here)
    elif code == "K146" and sign and sign in "]}":
        findings.add("K158", here, sign=sign)
    elif code == "K146" and line[: here.column - 1].strip():
        # Not at the beginning of the line: something follows a closing quote or bracket.
        findings.add("K153", here, text=line[here.column - 1 :].strip())
    elif code == "K150":
        # Inside a bracket: nothing at all, or something that begins right behind the colon.
        column = line.find(":", here.column - 1)
        empty = line[column + 1 : column + 2] in (",", "}", "]", "")
        findings.add("K136" if empty else "K150", Place(source, here.line, column + 1), text=line.strip())
    elif code == "K148":
        findings.add("K148", began, text=(source.line(began.line) or "").strip())
    elif code == "K151":
        findings.add("K151", began, sign=(source.line(began.line) or "")[began.column - 1 : began.column])
    elif code == "K142":
        findings.add("K142", here, sign=sign)
    else:
        findings.add(code, here, problem=problem, sign=sign)


def _tell_brackets(source: Source, began: Place, here: Place, findings: Findings) -> None:
    """K147 if the bracket is closed in its line (then a sign in between stands in the way); else K143, never closed."""
    line = source.line(began.line) or ""
    bracket = line[began.column - 1 : began.column]
    closing = {"{": "}", "[": "]"}.get(bracket, "")
    if here.line == began.line and closing and closing in line[here.column - 1 :] and line[here.column - 1] not in "]}":
        findings.add("K147", here, sign=line[here.column - 1])
    else:
        findings.add("K143", began, bracket=bracket, closing=closing, line=here.line)


def _tell_second_colon(source: Source, here: Place, findings: Findings) -> None:
    """A colon after a colon in one line (K145), or a line that stands deeper than the one it belongs to (K146)."""
    line = source.line(here.line) or ""
    if ": " in line[: here.column - 1] or line[: here.column - 1].count(":"):
        findings.add("K145", here)
    else:
        findings.add("K146", Place(source, here.line, len(line) - len(line.lstrip()) + 1))


_QUOTE = pattern(r"""(?:^ *(?:- +)*|: +|[\[{,] *)(["'])""")
_ENDS = {'"': pattern(r'(?:[^"\\]|\\.)*"'), "'": pattern(r"(?:[^']|'')*'(?!')")}


def _unclosed_quote(source: Source, here: Place) -> Place | None:
    """Where the quote begins that ends in the line of the error, though it was opened in one before.

    Somebody forgot to close it, and the next quote of the file, perhaps pages below, did.
    """
    opened: Place | None = None
    quote = ""
    for number in range(1, here.line + 1):
        line, at = source.line(number) or "", 0
        if quote:
            end = _ENDS[quote].match(line)
            if end is None:
                continue
            if number == here.line:
                return opened
            at, quote = end.end(), ""
        while not quote and (start := _QUOTE.search(line, at)):
            if re.search(r"(?:^| )#", line[at : start.start(1)]):
                break  # a comment
            end = _ENDS[start[1]].match(line, start.end())
            if end is None:
                opened, quote = Place(source, number, start.start(1) + 1), start[1]
            else:
                at = end.end()
    return opened if quote else None


def _closed(opened: Place) -> Fix | None:
    """The quote closed at the end of its line, where nothing else can belong to the line."""
    line = (opened.source.line(opened.line) or "").rstrip()
    before = line[: opened.column - 1]
    if "[" in before or "{" in before or " #" in line:
        return None
    return Fix(Place(opened.source, opened.line, len(line) + 1, 0), line[opened.column - 1])
