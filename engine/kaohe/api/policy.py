"""A policy as others use it, and the data that it has read: it scores them, and judges its targets by them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.analysis import comparison
from kaohe.analysis.check import check
from kaohe.analysis.diff import diff_data, diff_policies
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.published_values import Inputs, is_left_out
from kaohe.analysis.readings import readings_of_questions
from kaohe.analysis.scores_and_targets import Judged, Side, needed, scored, sides_of
from kaohe.analysis.stress.stress import Settings
from kaohe.analysis.stress.stress import stress as stressed
from kaohe.analysis.whatif import what_if
from kaohe.api.results import Changes, Comparison, Results, Stress, Targets
from kaohe.data.arrow_table import is_arrow
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, NotThere, Refused
from kaohe.evaluate.run import assess
from kaohe.language.periods import read_period
from kaohe.policy import load as loading
from kaohe.policy import model
from kaohe.shipped_files import shipped_policies

Rows = Mapping[str, Iterable[Mapping[str, object]] | Any]
"""Table id to rows of column id to int, Decimal, Fraction, str, bool, date or None (a blank cell); or to a table that
gives its rows as Arrow does (`__arrow_c_stream__`), whose columns are headed as those of a file."""


class Data:
    """What a folder, a workbook or rows hold for one policy. `Policy.read` makes it."""

    def __init__(self, policy: model.Policy, source: str | os.PathLike[str] | Rows, options: ReadOptions) -> None:
        self._policy = policy
        self._source = "rows" if isinstance(source, Mapping) else os.fspath(source)
        self._sides: dict[Side, tuple[Dataset, Findings]] = {}
        if isinstance(source, Mapping):
            source = {table: rows if is_arrow(rows) else list(rows) for table, rows in source.items()}
        self._again, self._options = source, options
        for side in sides_of(policy):
            findings, tables = Findings(), needed(policy, side)
            if isinstance(source, Mapping):
                dataset = dataset_of_rows(policy, source, findings, tables, options.provisional)
            else:
                dataset = read_data(policy, Path(source), tables, findings, options)
            self._sides[side] = dataset, findings
        if all(findings.errors for _, findings in self._sides.values()):
            raise Refused(self.findings)

    def __repr__(self) -> str:
        tables = {id_ for dataset, _ in self._sides.values() for id_ in dataset.tables}
        return f"<kaohe.Data {self._source}: {len(tables)} tables for {self._policy.id}>"

    @property
    def name(self) -> str:
        """The folder or workbook, or `rows`."""
        return self._source

    @property
    def findings(self) -> list[Diagnostic]:
        """Errors, warnings and notes of both sides; what both found stands once."""
        found = [each for _, findings in self._sides.values() for each in findings.all]
        return list({(each.code, str(each.place), each.message("en")): each for each in found}.values())

    def inputs(self, policy: model.Policy) -> Inputs:
        """The data of both sides, read by this policy or by one that was made from it. Raises Refused."""
        if policy is not self._policy:
            return Data(policy, self._again, self._options).inputs(policy)
        scores = self.of(policy, "scores") if "scores" in self._sides else None
        warnings = list(scores[1].warnings) if scores is not None else []
        targets = None
        if "targets" in self._sides:
            dataset, findings = self._sides["targets"]
            if scores is None or not is_left_out(str(policy.target_table), dataset, findings):
                findings.stop_on_errors()
                targets = dataset
                warnings += findings.warnings
        return Inputs(None if scores is None else scores[0], targets, tuple(warnings))

    def of(self, policy: model.Policy, side: Side) -> tuple[Dataset, Findings]:
        """The tables of a side, none where the policy has no such side, and a copy of what was found in reading them.

        Raises Refused if there are errors.
        """
        if policy is not self._policy:
            raise ValueError(f"these data were read for another policy, {self._policy.id}: read them again")
        dataset, known = self._sides.get(side, (Dataset({}, {}, {}, {}), Findings()))
        known.stop_on_errors()
        findings = Findings()
        findings.all = list(known.all)
        return dataset, findings


def load(policy: str | os.PathLike[str]) -> Policy:
    """The policy in a file; a bare id may be that of a policy that ships with kaohe.

    Raises Refused with everything that is wrong with it.
    """
    path = Path(policy)
    if not os.path.exists(path):
        path = shipped_policies().get(str(policy), path)
    return Policy(loading.load(path))


class Policy:
    """A policy (考核办法) that can be used. `kaohe.load` makes it."""

    def __init__(self, policy: model.Policy) -> None:
        self._inner = policy

    def __repr__(self) -> str:
        return f"<kaohe.Policy {self.id} {self.title}>"

    @property
    def id(self) -> str:
        """What the file calls it behind `policy:`."""
        return self._inner.id

    @property
    def title(self) -> str:
        """Its official name."""
        return self._inner.title

    @property
    def questions(self) -> dict[str, dict[str, str]]:
        """The open questions: id to readings, each with its words; the first one is the default."""
        return {id_: dict(question.readings) for id_, question in self._inner.questions.items()}

    def check(self) -> list[Diagnostic]:
        """Everything that can be found without data, its own examples included: errors, warnings and notes."""
        return check(self._inner.source)[1]

    def read(
        self,
        data: str | os.PathLike[str] | Rows,
        *,
        include_hidden: bool = False,
        provisional: bool = False,
        replaces: Iterable[tuple[str, str]] = (),
    ) -> Data:
        """Reads a folder, a workbook, a Parquet file, or rows: table id to rows of column id to value.

        For rows a table of pyarrow, polars, pandas or DuckDB may stand, whose columns are headed as those of a file; by
        itself where the policy has one table alone. Raises ValueError where it has several.

        Numbers of rows are int, Decimal or Fraction in the column's own measure, as in a file (12.5 for 12.5%); a
        float is refused, because it is not exact. What a workbook hides is refused, unless it is to be included. With
        `provisional` what has not been sent yet is absent, with all that rests on it. `replaces` are pairs of file
        names in the folder: the first corrects the second, which then gives nothing. Scores and targets need tables
        of their own: raises Refused where neither can be calculated; where one cannot, it is refused when asked for.
        """
        if is_arrow(data):
            if len(self._inner.tables) > 1:
                raise ValueError(f"which table is it? Write {{'{next(iter(self._inner.tables))}': data}}")
            data = {id_: data for id_ in self._inner.tables}
        replaced = tuple(Replacement(new, old) for new, old in replaces)
        return Data(self._inner, data, ReadOptions(include_hidden, provisional, replaced))

    def score(self, data: Data, *, readings: Mapping[str, str] | None = None, verify: bool = False) -> Results:
        """The scores of all units and periods of the data.

        `readings` chooses other readings than the defaults, by question. With `verify` everything is calculated a
        second time, independently, and has to agree. Raises Refused.
        """
        dataset, findings = data.of(self._inner, "scores")
        return Results(scored(self._inner, dataset, findings, readings or {}, verify))

    def score_arrow(
        self, tables: Mapping[str, Any], *, readings: Mapping[str, str] | None = None, verify: bool = False
    ) -> Any:
        """The scores of tables in Arrow's form, by table id, as a `pyarrow.Table`: Arrow in, Arrow out.

        The same as `score` of what `read` gives, for whoever calculates data by parts, on several machines: each part
        has to hold whole comparison groups, and all rows of its units. Its columns are the same for all data of a
        policy: those of `pyarrow.table(results)`; of several unit types one stands after the other. Needs the extra
        `arrow`. Raises Refused.
        """
        from kaohe.report.results.arrow import table_of

        findings = Findings()
        dataset = dataset_of_rows(self._inner, tables, findings, needed(self._inner, "scores"))
        findings.stop_on_errors()
        found = scored(self._inner, dataset, findings, readings or {}, verify)
        return table_of(found.results, found.run)

    def targets(
        self, data: Data, *, readings: Mapping[str, str] | None = None, year: int | str | None = None
    ) -> Targets:
        """How far the targets are attained in a year: the last one of the data if none is asked for.

        Raises Refused, and NotThere where the policy has no targets (C115) or the data no such year (C114).
        """
        if not self._inner.targets:
            raise NotThere("C115", policy=self.id)
        dataset, findings = data.of(self._inner, "targets")
        return Targets(Judged(*assess(self._inner, dataset, readings or {}, findings)), year)

    def diff(self, other: Policy, *, data: Data | None = None) -> Changes:
        """What differs in another version of this policy; with data, the values that move. Raises Refused."""
        found = diff_policies(self._inner, other._inner, None if data is None else data.inputs)
        return Changes(found, [effect.change for effect in found.effects or ()])

    def diff_data(self, before: Data, *, after: Data) -> Changes:
        """What differs between two data sets, and the values that move. Raises Refused."""
        found = diff_data(self._inner, before.inputs, after.inputs)
        return Changes(found, [effect.change for effect in found.effects])

    def readings(self, data: Data, *, readings: Mapping[str, str] | None = None) -> Changes:
        """What the open questions decide: each reading in turn, and all combinations as far as they meet.

        `rows` has what each reading alone moves. Raises Refused.
        """
        found = readings_of_questions(self._inner, data.inputs, readings)
        effects = (each for question in found.questions for each in question.readings)
        return Changes(found, [change for each in effects for change in each.changes])

    def whatif(
        self,
        data: Data,
        *,
        set: Sequence[str] = (),
        add: Sequence[str] = (),
        set_policy: Sequence[str] = (),
        with_: str | os.PathLike[str] | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> Changes:
        """What would move if cells, records or words of the policy were others, written as on the command line.

        `with_` is a mapping file: what moves under another policy's rule. Raises Refused, and LookupError or ValueError
        for what names nothing, several things, or one twice.
        """
        mapping = None if with_ is None else Path(with_)
        found = what_if(self._inner, data.inputs, set, add, set_policy, readings, mapping=mapping)
        return Changes(found, found.changes)

    def gap(
        self,
        data: Data,
        *,
        unit: str | None = None,
        to: str | None = None,
        period: str | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> Changes:
        """What it takes a unit (all of them if None) to reach `to`, such as rank=2; the next better place if None.

        `json` has the moves; nothing of it is a change of the data, so that `rows` is empty. Raises Refused, NotThere.
        """
        when = None if period is None else read_period(period)
        if when is None and period is not None:
            raise NotThere("C113", period=period)
        return Changes(gaps(self._inner, data.inputs, unit, when, to, readings), ())

    def stress(
        self,
        data: Data | None = None,
        *,
        period: str | None = None,
        readings: Mapping[str, str] | None = None,
        cliff: int | Decimal | Fraction = 1,
        saturated: int | Decimal | Fraction = 80,
        alike: int | Decimal | Fraction = 0,
        error: int | Decimal | Fraction | None = None,
        weights: int | Decimal | Fraction = 10,
        samples: int = 300,
        seed: int = 0,
        confidence: int | Decimal | Fraction = 95,
        sensitivity: int = 0,
    ) -> Stress:
        """What the method may reward by mistake, effective weights, and how firm places are; without data the rules.

        `cliff` are points, the others percent, as on the command line; `error` None is the rounding of the inputs.
        `sensitivity` is a power of 2, and needs SALib. Raises Refused, NotThere.
        """
        when = None if period is None else read_period(period)
        if when is None and period is not None:
            raise NotThere("C113", period=period)
        settings = Settings(
            cliff=Fraction(cliff),
            saturated=Fraction(saturated) / 100,
            alike=Fraction(alike) / 100,
            samples=samples,
            seed=seed,
            error=None if error is None else Fraction(error) / 100,
            weights=Fraction(weights) / 100,
            confidence=Fraction(confidence),
            base=sensitivity,
        )
        named = (self._inner.source.name, "DATA" if data is None else data.name)
        read = None if data is None else data.inputs
        return Stress(stressed(self._inner, read, readings, when, settings, named))


def compare(policies: Sequence[Policy]) -> Comparison:
    """Methods of several counties side by side. Raises ValueError for two of one id."""
    return Comparison(comparison.compare([policy._inner for policy in policies]))
