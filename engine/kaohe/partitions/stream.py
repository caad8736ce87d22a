"""Partitions scored one after another, in the memory of one: each gives one file of results, in a folder.

A partition is what DATA may be: a folder with a file for each table, or, where a policy needs one table alone, one
Parquet or Arrow file. What has been done stands in a ledger beside the results. When a stream is started again, it goes
on where it was: a partition whose files, policy and readings are the same, and whose result lies there unchanged, is
not scored again.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from kaohe.analysis.scores_and_targets import Scored, scored
from kaohe.data.folder import is_passed_over, reason_of
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Refused, Words, few
from kaohe.evaluate.columns import Given, Known, NoValue
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.lazy import dataclass, field
from kaohe.partitions import compared
from kaohe.partitions.compared import Beyond, Held
from kaohe.partitions.ledger import FILE, Done, Ledger, NoLedger, unpacked
from kaohe.partitions.partition import Partition, digest_of, digest_of_file
from kaohe.partitions.passes import Cut, Lacking, Passes, brought, together
from kaohe.policy.declarations import bound_readings
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain
from kaohe.progress import Stage, busy, heard
from kaohe.report.formats import write_file
from kaohe.report.json_text import line
from kaohe.shipped_files import __version__
from kaohe.source_places import Place, Source

RECORD = "record.json"
"""What is written when all partitions are done, and lists them."""
_NAMED = 5
Found = TypeVar("Found")


@dataclass(slots=True)
class Outcome:
    """What became of a partition: what was found of it, and whether it has a result now, or had it before."""

    partition: Partition
    findings: Sequence[Diagnostic] = ()
    done: Done | None = None
    was_done: bool = False


@dataclass(slots=True)
class Stream:
    """Partitions of a policy's data, and the folder of their results.

    Iterating scores them and tells of each; `close` afterwards, and `complete` where none was refused. Before that
    what compares all units is compared over all partitions, level by level (`kaohe.partitions.passes`).
    """

    policy: Policy
    partitions: Sequence[Partition]
    folder: Path
    chosen: Mapping[str, str]
    verify: bool
    comparisons: Sequence[Beyond] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    passes: Passes | None = None
    _ledger: Ledger | None = None
    _faults: dict[tree.Node, NoValue] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    @property
    def ledger(self) -> Ledger:
        """The account of what has been done."""
        assert self._ledger is not None
        return self._ledger

    def open(self) -> None:
        """Asks whether the policy can be scored by partitions, and what has been done of it.

        Raises Refused (E602 to E604, E610), InUse, NoLedger and OSError.
        """
        findings = Findings()
        self.readings = bound_readings(self.policy, self.chosen, findings)
        if len(self.partitions) > 1:
            self.comparisons = compared.groups_compared(self.policy, self.readings, findings)
            if self.verify:
                compared.tell_compare_all(compared.compare_all(self.policy, self.readings), "E610", findings)
            findings.stop_on_errors()
            self.passes = Passes(self.policy, self.readings)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / FILE).exists() and any(not is_passed_over(each.name) for each in self.folder.iterdir()):
            raise NoLedger
        # A partition alone is compared within itself: what it holds is not held against others that come later.
        self._ledger = Ledger(self.folder, line({**self._way(), "alone": len(self.partitions) == 1}))
        there = {each.name: each.result for each in self.partitions}
        known = self.ledger.results()
        self._forget([name for name in known if self.ledger.is_of_another_way or there.get(name) != known[name]])

    def _forget(self, names: Collection[str]) -> None:
        """These partitions count for nothing, and their results go: who reads the folder would take them for some."""
        known = self.ledger.results()
        for name in names:
            (self.folder / known[name]).unlink(missing_ok=True)
        self.ledger.forget(names)

    @property
    def _levels(self) -> Sequence[Sequence[Cut]]:
        return () if self.passes is None else self.passes.levels

    def _way(self) -> dict[str, object]:
        """All that results rest on beside the data."""
        text = self.policy.text
        files = [*text.digests] if len(text.files) > 1 else []
        return {
            "policy": self.policy.id,
            "policy_digest": text.digest,
            **({"policy_files": [{"file": file, "digest": digest} for file, digest in files]} if files else {}),
            "engine_version": __version__,
            "readings": dict(self.readings),
            "chosen": sorted(self.chosen),
            "verified": self.verify,
            "passes": len(self._levels) + 1,
        }

    def close(self) -> None:
        """Lets others write there."""
        if self._ledger is not None:
            self._ledger.close()

    def __iter__(self) -> Iterator[Outcome]:
        (self.folder / RECORD).unlink(missing_ok=True)
        self._forget_changed()
        refused = self._compare_all()
        for number, partition in enumerate(self.partitions):
            if refused:  # what nobody is compared by has no results
                yield refused.get(partition.name, Outcome(partition))
                continue
            self._busy(partition, len(self._levels), number)
            if (done := self._done(partition)) is not None:
                yield Outcome(partition, done=done, was_done=True)
                continue
            with heard(_nobody):
                outcome = self._scored(partition)
            yield outcome
            del outcome
            gc.collect()

    def _busy(self, partition: Partition, level: int, number: int) -> None:
        count = len(self.partitions)
        busy("partition", partition.name, level * count + number, (len(self._levels) + 1) * count)

    def _forget_changed(self) -> None:
        """Forgets partitions whose files changed, or whose result did; where they bring something, the former alone."""
        changed = []
        for each in self.partitions:
            begun = self.ledger.input(each.name)
            if begun is not None and (begun != each.digest() or not (self._levels or self._is_there(each))):
                changed.append(each.name)
        self._forget(changed)

    def _is_there(self, partition: Partition) -> bool:
        """Whether a partition's result lies there as it was written."""
        done = self.ledger.find(partition.name)
        try:
            return done is not None and done.output == digest_of_file(self.folder / done.result)
        except OSError:
            return False

    def _done(self, partition: Partition) -> Done | None:
        """A partition that need not be scored again; of one that has to be, the result goes."""
        done = self.ledger.find(partition.name)
        if done is None or not self._levels:
            return done
        given = self._given_digest(partition, len(self._levels))
        if not self._faults and done.given == given and self._is_there(partition):
            return done
        (self.folder / done.result).unlink(missing_ok=True)
        self.ledger.undo(partition.name)
        return None

    def _compare_all(self) -> dict[str, Outcome]:
        """Compares what compares all units; where partitions have a fault, gives these, and compares nothing."""
        refused: dict[str, Outcome] = {}
        for level, cuts in enumerate(self._levels):
            for number, partition in enumerate(self.partitions):
                self._busy(partition, level, number)
                given = self._given_digest(partition, level)
                if not self._faults and self.ledger.has_brought(partition.name, level, given):
                    continue
                try:
                    with heard(_nobody):
                        self._bring(partition, level, given)
                except Refused as fault:
                    refused[partition.name] = Outcome(partition, fault.diagnostics)
                gc.collect()
            if refused:
                break
            for cut in cuts:
                self._compare(cut, level)
        return refused

    def _bring(self, partition: Partition, level: int, given: str) -> None:
        """What a partition brings to the comparisons of a level. Raises Refused."""
        assert self.passes is not None
        passes = self.passes

        def bring(dataset: Dataset, findings: Findings, read: str, path: Path) -> dict[str, bytes]:
            run = Evaluation(self.policy, dataset, self.readings, findings, self._given(partition, level))
            if self.ledger.input(partition.name) is None:
                self._begin(partition, read, run, findings)
            return brought(run, passes, passes.levels[level])

        self.ledger.bring(partition.name, level, given, self._asked(partition, bring))

    def _compare(self, cut: Cut, level: int) -> None:
        """Compares the units of all partitions, and gives each partition what that comes to."""
        assert self.passes is not None

        def pieces(name: str) -> Iterator[bytes]:
            for each in self.partitions:
                piece = self.ledger.piece(each.name, name)
                assert piece is not None, "each partition has brought it"
                yield piece

        try:
            for partition, piece in zip(self.partitions, together(self.passes, cut, pieces), strict=True):
                self.ledger.give(partition.name, cut.given, piece)
        except NoValue as fault:
            self._faults[cut.node] = self._why(cut, level, fault)
            for partition in self.partitions:  # what it came to before is not what anything is made of now
                self.ledger.give(partition.name, cut.given, b"")

    def _why(self, cut: Cut, level: int, fault: NoValue) -> NoValue:
        """Why a comparison has no value, as the partition says whose argument has none."""
        if not isinstance(fault, Lacking):
            return fault
        assert self.passes is not None
        partition, order = self.partitions[fault.partition], self.passes.named_by([cut])

        def ask(dataset: Dataset, findings: Findings, read: str, path: Path) -> None:
            run = Evaluation(self.policy, dataset, self.readings, findings, self._given(partition, level))
            for identity in order:
                run.calculate(identity)
            row = run.frames.of(cut.grain).part([fault.row])
            run.calculated(cut.arguments[fault.argument], row, cut.value)

        try:
            self._asked(partition, ask)
        except Refused as refused:
            return NoValue(refused.diagnostics)
        raise AssertionError("what had no value has one")

    def _given(self, partition: Partition, level: int) -> Given:
        """What the comparisons below a level come to for the units of a partition."""
        found: dict[Grain, Known] = {}
        for cut in chain.from_iterable(self._levels[:level]):
            fault = self._faults.get(cut.node)
            piece = None if fault is not None else self.ledger.piece(partition.name, cut.given)
            found.setdefault(cut.grain, {})[cut.node] = fault if piece is None else unpacked(piece).column  # type: ignore[assignment]
        return found

    def _given_digest(self, partition: Partition, level: int) -> str:
        whole = hashlib.sha256()
        for cut in chain.from_iterable(self._levels[:level]):
            whole.update(self.ledger.piece(partition.name, cut.given) or b"")
        return whole.hexdigest()

    def _asked(self, partition: Partition, ask: Callable[[Dataset, Findings, str, Path], Found]) -> Found:
        """What `ask` makes of the data of a partition, with their digest and where they are. Raises Refused (D102)."""
        findings, place = Findings(), Place(Source(partition.address))
        try:
            with partition.here() as path:
                read = digest_of(path)
                dataset = partition.read(self.policy, path, findings)
        except OSError as error:
            raise Refused([Diagnostic("D102", place, {"reason": reason_of(error)})]) from error
        if self.ledger.input(partition.name) not in (None, read):
            raise Refused([Diagnostic("D102", place, {"reason": _CHANGED})])
        try:
            findings.stop_on_errors()
            return ask(dataset, findings, read, path)
        except Refused as refused:
            raise Refused(partition.as_addressed(refused.diagnostics, path)) from refused

    def _scored(self, partition: Partition) -> Outcome:
        """Scores a partition, and writes its result if nothing of it is in another one."""

        def score(dataset: Dataset, findings: Findings, read: str, path: Path) -> tuple[Scored, list[Diagnostic]]:
            given = self._given(partition, len(self._levels))
            found = scored(self.policy, dataset, findings, self.chosen, self.verify, given)
            if not self._levels:
                self._begin(partition, read, found.run, findings)
            own = [each for each in found.results.warnings if each not in self.policy.warnings]
            return found, partition.as_addressed(own, path)

        try:
            found, warnings = self._asked(partition, score)
        except Refused as refused:
            new = {f"{each.code} {each.place} {each.message('en')}": each for each in refused.diagnostics}
            findings = [each for text, each in new.items() if text not in self._told]
            self._told |= new.keys()  # a comparison that has no value has none for all partitions
            return Outcome(partition, findings)
        self._write(partition, found, warnings)
        return Outcome(partition, warnings, self.ledger.find(partition.name))

    def _begin(self, partition: Partition, read: str, run: Evaluation, findings: Findings) -> None:
        """Notes what a partition holds. Raises Refused where another one holds it too."""
        mine = compared.held(run, self.comparisons)
        self._check_apart(partition, run, mine, findings)
        findings.stop_on_errors()
        self.ledger.begin(partition.name, partition.result, read, mine)

    def _check_apart(self, partition: Partition, run: Any, mine: Held, findings: Findings) -> None:
        """E605 for units, E606 for groups that another partition has, E607 for what differs from another one."""
        others = self.ledger.others_with([*mine.units, *mine.groups])
        units, groups = (
            [each for each in mine.units if each in others],
            [each for each in mine.groups if each in others],
        )
        if units:
            names = few((mine.units[each][1] for each in units), _NAMED)
            place = compared.place_of(run, *mine.units[units[0]])
            told = {"units": names, "count": len(units), "other": _shown(others[each] for each in units)}
            findings.add("E605", place, partition=partition.name, **told)
        elif groups:  # of units that are twice the groups are, too
            names = few((mine.groups[each][0] for each in groups), _NAMED)
            place = compared.place_of(run, *mine.groups[groups[0]][1])
            told = {"groups": names, "count": len(groups), "other": _shown(others[each] for each in groups)}
            findings.add("E606", place, partition=partition.name, **told)
        for id_, other in self.ledger.other_alike(mine.alike):
            what = mine.alike[id_][0]
            findings.add("E607", Place(Source(partition.address)), partition=partition.name, what=what, other=other)

    def _write(self, partition: Partition, found: Scored, warnings: Sequence[Diagnostic]) -> None:
        from pyarrow import parquet

        from kaohe.report.results.arrow import table_of

        table, record = table_of(found.results, found.run), found.results.record
        content = BytesIO()
        parquet.write_table(table, content, compression="zstd")
        written = content.getvalue()
        target = self.folder / partition.result
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, written)
        arrays, lists = record.counts or (0, 0)
        output, codes = hashlib.sha256(written).hexdigest(), " ".join(sorted({each.code for each in warnings}))
        read = self.ledger.input(partition.name) or ""
        names = partition.name, partition.result
        given = self._given_digest(partition, len(self._levels)) if self._levels else ""
        self.ledger.finish(Done(*names, read, record.data_digest, output, table.num_rows, arrays, lists, codes, given))

    def complete(self) -> Path:
        """Writes the record of the whole: the policy, the readings, each partition with its digests. Raises OSError."""
        entries = (
            {
                "partition": each.name,
                "file": each.result,
                "rows": each.rows,
                "input_digest": each.input,
                "data_digest": each.data,
                "output_digest": each.output,
                **({"compared_digest": each.given} if each.given else {}),
                "over_arrays": each.over_arrays,
                "by_lists": each.by_lists,
                "warnings": each.warnings.split(),
            }
            for each in self.ledger.done()
        )
        listed = ",\n  ".join(map(line, entries))
        way = line(self._way())
        path = self.folder / RECORD
        write_file(path, f'{way[:-1]},\n "partitions": [\n  {listed}]}}\n')
        return path


_CHANGED = Words(
    "在算的时候变了，等它不再变了，再运行一次",
    "it changed while it was scored; give the command again when it does not",
)


def _nobody(stage: Stage) -> None:
    """Inside a partition nothing is told: what counts is which one it is."""


def _shown(names: Collection[str] | Iterator[str]) -> tuple[object, ...]:
    return few(names, _NAMED)
