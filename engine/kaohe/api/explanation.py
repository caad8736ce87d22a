"""Why a unit has what it has, in every format that the command line has."""

from __future__ import annotations

from kaohe.analysis.explain import model
from kaohe.report.formats import text_of


class Explanation:
    """An explanation down to the cells of the data. `Results.explain` and `Targets.explain` make it."""

    def __init__(self, explanation: model.Explanation) -> None:
        self._inner = explanation

    def __repr__(self) -> str:
        inner = self._inner
        against = f" against {inner.against.other}" if inner.against is not None else ""
        return f"<kaohe.Explanation {inner.policy.id}: {inner.unit} {inner.period}{against}>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe explain` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe explain --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself."""
        return text_of(self._inner, "html")
