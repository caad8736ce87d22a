"""How strictly data are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is let pass that is refused otherwise.

    With `include_hidden` hidden rows, columns and sheets that hold data count; with `provisional` what has not been
    sent yet is absent instead of missing.
    """

    include_hidden: bool = False
    provisional: bool = False


STRICT = ReadOptions()
