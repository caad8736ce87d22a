"""Targets in the year looked at, as others use them: rows of exact numbers, explanations, and every format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from kaohe.analysis.appraisal import Appraisal, Judged
from kaohe.analysis.explain.explanation import explain_targets
from kaohe.api.results import Explanation, Number, period_among, plain
from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.report.formats import text_of, workbook_of
from kaohe.report.json_text import record_entry
from kaohe.report.output import write_file
from kaohe.report.results.target_rows import TargetYear, years_of


class Targets:
    """How far a policy's targets are attained in the year looked at. `Policy.targets` makes them."""

    def __init__(self, judged: Judged, year: int | str | None = None) -> None:
        years = years_of(judged.results)
        self._inner = judged
        self._year = TargetYear(judged.results, years[-1] if year is None else period_among(year, years))

    def __repr__(self) -> str:
        return f"<kaohe.Targets {self._inner.results.policy.id}: {len(self._year.now)} rows, {self._year.year}>"

    @property
    def years(self) -> list[int]:
        """The years of the data."""
        return [year.year for year in self._year.years]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is noteworthy in policy and data, though there are results."""
        return list(self._inner.results.warnings)

    @property
    def record(self) -> dict[str, object]:
        """What has to be known to get the same results again; `time` alone differs from run to run."""
        return record_entry(self._inner.results.record)

    def of(self, year: int | str) -> Targets:
        """The same in another year. Raises NotThere (C113, C114)."""
        return Targets(self._inner, year)

    def rows(self, *, number: Number | None = None) -> list[dict[str, Any]]:
        """One dict a target and unit: target, unit, period, actual, required, attained, attainment.

        They stand in the policy's order. Numbers are exact, int or Fraction, in the target's own measure (85 for 85%);
        `number=float` turns them into floats. All but the first three are None for a target that is not measured.
        """
        return [
            {
                "target": result.target.id,
                "unit": result.unit,
                "period": str(result.period),
                "actual": plain(result.actual, number),
                "required": plain(result.required, number),
                "attained": result.attained,
                "attainment": plain(result.attainment, number),
            }
            for result in self._year.now
        ]

    def explain(self, unit: str | None = None, *, of: str | None = None) -> Explanation:
        """Why each target stands as it does, down to the cells of the data.

        `of` is the id or name of a target; all if None. `unit` may be left out where there is one alone. Raises
        NotThere where there is no such unit or target.
        """
        period: Period = self._year.year
        return Explanation(explain_targets(self._inner.results, self._inner.run, unit, period, of))

    def text(self, *, width: int | None = None) -> str:
        """A table of so many columns (100 if none are asked for), as `kaohe targets` shows it."""
        return text_of(self._year, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._year, "markdown")

    def csv(self) -> str:
        """A table of comma-separated values."""
        return text_of(self._year, "csv")

    def json(self) -> str:
        """The document that `kaohe targets --format json` writes."""
        return text_of(self._year, "json")

    def html(self) -> str:
        """A page for leaders and for print."""
        from kaohe.report.page.page import render

        return render(Appraisal(self._inner.results.policy, judged=self._inner), self._year.year)

    def xlsx(self, path: str | os.PathLike[str]) -> None:
        """Writes a workbook with the results. Raises OSError."""
        write_file(Path(path), workbook_of(self._year))
