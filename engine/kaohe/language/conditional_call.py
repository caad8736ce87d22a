"""IF(condition, a, b), as a spreadsheet has it: what it is here, `a if condition else b`."""

from __future__ import annotations

_COMMAS, _OPENING, _CLOSING = ",，", "(（", ")）"


def conditional_call(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Where a call that begins at `start`, its word ending at `end`, has ended, and what is written instead.

    None where it is no call of three arguments.
    """
    at = end
    while text.startswith(" ", at):
        at += 1
    if text[at : at + 1] not in ("(", "（"):
        return None
    arguments, depth, quote, begun = list[str](), 0, "", at + 1
    for behind in range(at, len(text)):
        sign = text[behind]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        if not quote and ((depth == 1 and sign in _COMMAS) or depth == 0):
            arguments.append(text[begun:behind].strip())
            begun = behind + 1
        if depth == 0:
            whole = (start, behind + 1) == (0, len(text.rstrip()))
            return _written(arguments, behind + 1, whole)
    return None


def _written(arguments: list[str], behind: int, whole: bool) -> tuple[int, str] | None:
    if len(arguments) != 3 or not all(arguments):
        return None
    condition, then, otherwise = arguments
    written = f"{then} if {condition} else {otherwise}"
    return behind, written if whole else f"({written})"
