"""Why a value is absent: what is missing at the bottom, of which all that lies on the way is only a consequence."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.explain.inputs import NOT_SENT
from kaohe.analysis.explain.model import Explained, Phrase

_MOST = 3


def absences(root: Explained) -> list[Phrase]:
    """The first reasons, each once; none where the value is there."""
    return list(dict.fromkeys(_reasons(root)))[:_MOST] if root.value.value is None else []


def _reasons(root: Explained) -> Iterator[Phrase]:
    for step in root.walk():
        if step.value.value is not None or not step.counts:
            continue
        if any(part.value.value is None and part.counts for part in step.parts):
            continue
        if step.kind == "input":
            yield (f"“{step.name}”{NOT_SENT}" if step.value.waits else f"没有“{step.name}”的数据",)
        yield from (act.said for act in step.acts if act.kind == "absent")
