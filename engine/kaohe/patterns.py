"""Patterns that are compiled when they are first used: the engine has more than a hundred, and a command uses few."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands for a compiled pattern, and keeps each of its methods once that is asked for."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._written: Any = (text, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._written), name)
        setattr(self, name, value)
        return value


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, compiled when it is first used."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
