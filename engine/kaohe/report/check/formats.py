"""What was found about policies, in the format asked for."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from kaohe.analysis.check import Checked


def rendered(checked: Sequence[Checked], format_: str, language: str, colour: bool) -> str:
    """The findings as text; each format is imported for itself."""
    return str(importlib.import_module(f"kaohe.report.check.{format_}").render(checked, language, colour))
