"""The words of results, in the language of the policy.

A text stands in Chinese where it is made, with {} for what is filled in, and its English stands here, as in gettext.
The language is a context variable: a parameter would run through every function that makes a text, to be used in few.
What is said about files (findings, help) is in the language of the messages instead, and stands in `kaohe.messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from kaohe.translations.explanations import EXPLANATIONS
from kaohe.translations.reports import REPORTS
from kaohe.translations.workbooks import TEMPLATES, WORKING_PAPER

_language: ContextVar[str] = ContextVar("language of results", default="zh")


def _together(*parts: Mapping[str, str]) -> dict[str, str]:
    """All in one; a text that stands in two parts is an error with its name."""
    whole: dict[str, str] = {}
    for part in parts:
        twice = sorted(whole.keys() & part.keys())
        assert not twice, f"these texts have their English twice: {twice}"
        whole |= part
    return whole


ENGLISH = _together(EXPLANATIONS, REPORTS, TEMPLATES, WORKING_PAPER)
"""Every text of results: Chinese to English."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Results are in this language inside."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


class IncompleteWording(Exception):
    """A text of results is there in Chinese alone."""


Whose = TypeVar("Whose")
P = ParamSpec("P")
Made = TypeVar("Made")


def in_its_language(function: Callable[Concatenate[Whose, P], Made]) -> Callable[Concatenate[Whose, P], Made]:
    """The function speaks the language of its first argument: a policy, or what is of one or of several.

    What it gives has to be whole: a generator would run when the language is another again.
    """

    @wraps(function)
    def call(whose: Whose, /, *arguments: P.args, **named: P.kwargs) -> Made:
        with speaking(_language_of(whose)):
            return function(whose, *arguments, **named)

    return call


def _language_of(whose: Any) -> str:
    """That of the policy that something is of; of several policies English if all of them are."""
    several = whose if isinstance(whose, Sequence) else getattr(whose, "policies", None)
    if several is not None:
        return "en" if all(_language_of(each) == "en" for each in several) else "zh"
    while not hasattr(whose, "language"):
        whose = next(getattr(whose, part) for part in ("policy", "results", "new") if hasattr(whose, part))
    return str(whose.language)


def language() -> str:
    """The language that results are in now."""
    return _language.get()


def worded(zh: str, *filled: object) -> str:
    """A text in the language of results. Raises KeyError with the text that has no English."""
    text = zh if not zh or _language.get() == "zh" else ENGLISH[zh]
    return text.format(*filled) if filled else text


def check_english(texts: Iterable[str]) -> None:
    """Raises IncompleteWording, by name, where texts of a register have no English: asked when it is imported."""
    missing = [text for text in texts if text and text not in ENGLISH]
    if missing:
        raise IncompleteWording(f"kaohe.translations has no English for {'、'.join(missing)}")


def either(zh: str, en: str) -> str:
    """What has a name in both languages, such as a word's entry."""
    return zh if _language.get() == "zh" else en
