"""What is told of a method under stress, piece by piece, for every form: headings, lines, tables, command lines."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import get_args

from kaohe.analysis.named_cells import Cell
from kaohe.analysis.published_values import Published
from kaohe.analysis.stress.cliffs_and_self_harm import Cliff, SelfHarm, TierCliff
from kaohe.analysis.stress.indicators import CountedTwice, Uncapped, Whole
from kaohe.analysis.stress.repeats import Options
from kaohe.analysis.stress.robustness import INPUTS, OFF, Firmness, Robustness, Sensitivity, Share
from kaohe.analysis.stress.stress import Claim, Flat, Moved, Stress
from kaohe.language.entry import total
from kaohe.lazy import dataclass
from kaohe.policy.model import Definition
from kaohe.report.values import Speaker, to_places, trimmed
from kaohe.report.words import STRESS_EN, STRESS_ZH
from kaohe.text_width import visible

_PERCENT = 100
_FEW_TAKEN = 8


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `how` for one that only says how to read what follows."""

    text: str
    how: bool = False


@dataclass(frozen=True, slots=True)
class Commands:
    """Command lines that repeat what stands before."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StressTable:
    """A table whose first `texts` columns, and last `lists`, are texts, the others numbers.

    `commands` repeat what its rows say, each under its own words.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    lists: int = 0
    commands: tuple[tuple[str, str], ...] = ()


Piece = Heading | Line | Commands | StressTable


def command_line(found: Stress, options: Options) -> tuple[str, ...]:
    """The words of a command line after `kaohe`."""
    return ("whatif", *found.named, *options)


class Content:
    """The pieces of one report."""

    def __init__(self, found: Stress) -> None:
        self.found, self.say = found, Speaker(found.policy)
        self.words = STRESS_ZH if found.policy.language == "zh" else STRESS_EN
        is_zh = found.policy.language == "zh"
        self._joint, self._colon = ("、", "：") if is_zh else (", ", ": ")
        self._brackets = "（{}）" if is_zh else " ({})"

    @property
    def title(self) -> str:
        return visible(f"{self.found.policy.title}{self._colon}{self.words['title']}")

    def sampled(self, heading: str) -> str:
        """A heading that says that what follows is sampled."""
        return self.words[heading] + self._brackets.format(self.words["sampled"])

    def settings(self) -> Iterator[Piece]:
        """Every threshold, and how samples were drawn."""
        asked, words = self.found.settings, self.words
        if not self.found.wholes:
            yield Line(words["rules_only"], how=True)
        yield Line(words["cliff_at"].format(points=trimmed(asked.cliff)), how=True)
        if not self.found.wholes:
            return
        yield Line(words["saturated_at"].format(share=_percent(asked.saturated)), how=True)
        yield Line(words["alike_at"].format(share=_percent(asked.alike)), how=True)
        if self.found.robustness:
            error = words["error_rounding" if asked.error is None else "error_share"]
            yield Line(error.format(share="" if asked.error is None else _percent(asked.error)), how=True)
            yield Line(words["weights_off"].format(share=_percent(asked.weights)), how=True)
            filled = {"samples": asked.samples, "seed": asked.seed, "confidence": trimmed(asked.confidence)}
            yield Line(words["samples"].format(**filled), how=True)

    def claims(self) -> Iterator[Piece]:
        """Each claim in a line, with the command lines that repeat it."""
        yield Heading(self.words["claims"])
        for claim in self.found.claims:
            yield Line(visible(_CLAIMS[type(claim)](self, claim)))
            if claim.runs:
                yield Commands(tuple(map(self.command, claim.runs)))
        if not self.found.claims:
            yield Line(self.words["none"])

    def command(self, options: Options) -> str:
        """A whole command line."""
        return visible(f"kaohe {shlex.join(command_line(self.found, options))}")

    # Claims

    def _uncapped(self, claim: Uncapped) -> str:
        table = self.found.policy.tables[claim.table]
        known = {"score": self._name(claim.score), "rest": trimmed(claim.rest), "items": claim.items}
        if claim.column is None:
            said = self.words["uncapped_records"].format(table=table.name, **known)
        else:
            spec = table.columns[claim.column]
            said = self.words["uncapped_figure"].format(column=spec.name, measure=spec.measure.label, **known)
        return self._kind("uncapped", claim.score.clause) + said + self._tried(claim.unit)

    def _twice(self, claim: CountedTwice) -> str:
        policy = self.found.policy
        table = policy.tables[claim.inputs[0].owner]
        columns = self._joint.join(table.columns[each.id].name for each in claim.inputs)
        scores = self._joint.join(map(self._name, claim.scores))
        said = self.words["twice_of"].format(inputs=f"{table.name} {columns}", scores=scores)
        return self._kind("twice", claim.scores[0].clause) + said + self._tried(claim.unit)

    def _cliff(self, claim: Cliff) -> str:
        return self._kind("cliff", claim.whole.definition.clause) + self.words["cliff_of"].format(
            column=f"{self.found.policy.tables[claim.cell.table].name} {claim.spec.name}",
            low=f"{_plain(claim.low)}{claim.spec.measure.label}",
            high=f"{_plain(claim.high)}{claim.spec.measure.label}",
            total=self._name(claim.whole.definition),
            jump=self.say.step(Fraction(0), claim.jump),
            unit=self._at(claim.cell),
            now=_plain(claim.now),
        )

    def _tier_cliff(self, claim: TierCliff) -> str:
        spec = self.found.policy.tables[claim.table].columns[claim.column]
        return self._kind("cliff", claim.of.clause) + self.words["tier_of"].format(
            column=f"{self.found.policy.tables[claim.table].name} {spec.name}",
            border=f"{_plain(claim.border)}{spec.measure.label}",
            of=self._name(claim.of),
            jump=self.say.step(Fraction(0), claim.jump),
        )

    def _flat(self, claim: Flat) -> str:
        values = claim.indicator.values
        kind = "alike" if claim.is_alike else "saturated"
        is_same = claim.is_alike and not claim.indicator.spread
        return self._kind(kind, claim.indicator.clause) + self.words["same_of" if is_same else f"{kind}_of"].format(
            name=claim.indicator.name,
            all=len(values),
            full=claim.full,
            low=self.say.value(min(values.values())),
            high=self.say.value(max(values.values())),
            moved=self._moved(claim.moved),
        )

    def _self_harm(self, claim: SelfHarm) -> str:
        assert claim.whole.rank is not None
        return self._kind("self_harm", claim.whole.definition.clause) + self.words["self_harm_of"].format(
            cell=self.say.cell(claim.cell),
            now=self._input(claim.now),
            worse=self._input(claim.worse),
            rank=self._name(claim.whole.rank),
            place=_plain(claim.place),
            better=_plain(claim.better),
        )

    def _kind(self, kind: str, clause: str | None) -> str:
        cited = self._brackets.format(clause) if clause else ""
        return f"{self.words[kind]}{cited}{self._colon}"

    def _tried(self, unit: str) -> str:
        return self.words["tried_on"].format(unit=unit) if unit else ""

    def _moved(self, units: Sequence[str]) -> str:
        return self.words["move"].format(units=self._joint.join(units)) if units else self.words["nobody"]

    def _at(self, cell: Cell) -> str:
        record = "" if cell.record is None else f" {self.words['record'].format(number=cell.record)}"
        return " ".join(str(part) for part in (cell.unit, cell.period) if part is not None) + record

    def _input(self, value: object) -> str:
        if isinstance(value, bool):
            return self.say.words["yes" if value else "no"]
        return _plain(value) if isinstance(value, Fraction) else self.say.words["absent"]

    def _name(self, definition: Definition) -> str:
        return definition.name

    # Weights

    def heading_of(self, whole: Whole) -> str:
        """A whole with its unit type and period."""
        unit_type = self.found.policy.units[whole.definition.unit_type].name
        return visible(f"{unit_type} {whole.period} {whole.definition.name}")

    def weights(self, whole: Whole) -> Iterator[Piece]:
        """Nominal and effective weight of each indicator, and who moves when it counts otherwise."""
        words, off = self.words, _percent(self.found.settings.weights)
        own = [each for each in self.found.weights if each.whole is whole]
        rows: list[tuple[str, ...]] = []
        commands: list[tuple[str, str]] = []
        for each in own:
            one = each.indicator
            points = "" if one.points is None else trimmed(one.points)
            cells = [one.name, points, self._share(self.nominal(whole, one.points)), self._share(one.effective)]
            if whole.rank is not None:
                cells += [self._joint.join(moved.units) for moved in (each.more, each.less, each.without)]
            rows.append(tuple(map(visible, cells)))
            ways = ((words["more"], each.more), (words["less"], each.less), (words["without"], each.without))
            for way, moved in ways if whole.rank is not None else ():
                commands += self._repeats(f"{one.name} {way.format(share=off)}", moved)
        sums = [one.indicator.effective for one in own]
        total = None if None in sums else sum((one for one in sums if one is not None), Fraction(0))
        printed = whole.definition.points
        last = [words["all"], "" if printed is None else trimmed(printed), "", self._share(total)]
        headings = [words["indicator"], words["points"], words["nominal"], words["effective"]]
        if whole.rank is not None:
            headings += [words["more"].format(share=off), words["less"].format(share=off), words["without"]]
            last += ["", "", ""]
        yield Heading(self.heading_of(whole), 3)
        lists = len(headings) - 4
        yield StressTable(tuple(headings), (*rows, tuple(last)), lists=lists, commands=tuple(commands))

    def _repeats(self, what: str, moved: Moved) -> Iterator[tuple[str, str]]:
        if moved.units and moved.run:
            yield visible(what), self.command(moved.run)

    def nominal(self, whole: Whole, points: Fraction | None) -> Fraction | None:
        """The share of its full marks in those of the whole."""
        return None if points is None or not whole.definition.points else points / whole.definition.points

    def _share(self, share: Fraction | None) -> str:
        return "—" if share is None else f"{to_places(share * _PERCENT, 1, 'half_up')}%"

    # Places

    def places(self, found: Robustness, group: tuple[str, ...]) -> Iterator[Piece]:
        """How often each place of a group holds, and whether the first ones are still the first."""
        words = self.words
        rows, commands = [], []
        for unit in sorted(group, key=lambda one: (found.whole.places[one], group.index(one))):
            own = {each.off: each for each in found.places if each.unit == unit}
            cells = [unit, _plain(found.whole.places[unit]), *(self._held(own[off].share) for off in OFF)]
            rows.append(tuple(map(visible, (*cells, self._taken(own["both"])))))
            for off in OFF:
                name = f"{unit} {words[_OFF[off]]}"
                commands += [(visible(name), self.command(run)) for run in own[off].runs]
        headings = (words["unit"], words["place"], *(words[_OFF[off]] for off in OFF), words["taken"])
        yield Heading(visible(self.group_heading(found.whole, group)), 3)
        yield StressTable(headings, tuple(rows), lists=1, commands=tuple(commands))
        firsts = [each for each in found.firsts if set(each.units) <= set(group)]
        counts = sorted({each.count for each in firsts})
        if counts:
            lines = []
            for count in counts:
                held = {each.off: each for each in firsts if each.count == count}
                name = words["first_of" if count <= 3 else "first"].format(
                    count=count, units=self._joint.join(held["both"].units)
                )
                lines.append(tuple(map(visible, (name, *(self._held(held[off].share) for off in OFF)))))
            yield Line(words["firsts"] + self._brackets.format(words["firsts_how"]), how=True)
            yield StressTable((words["place"], *(words[_OFF[off]] for off in OFF)), tuple(lines))

    def group_heading(self, whole: Whole, group: tuple[str, ...]) -> str:
        """The place, with its unit type, period and group."""
        assert whole.rank is not None
        named = self.found.policy.group_name(whole.definition.unit_type, whole.group_of(group[0]))
        key = Published(whole.rank.unit_type, group[0], whole.period, whole.rank.id)
        unit_type = self.found.policy.units[whole.definition.unit_type].name
        return " ".join(filter(None, (unit_type, str(whole.period), named, self.say.name(key))))

    def _held(self, share: Share) -> str:
        """How often, with the borders of the interval rounded outwards; 100% is every time."""
        held = Fraction(share.holds, share.samples) * _PERCENT
        said = "100" if held == _PERCENT else to_places(held, 1, "down")
        return f"{said}% ({floor(share.low * _PERCENT)}–{ceil(share.high * _PERCENT)})"

    def _taken(self, each: Firmness) -> str:
        said = [f"{_plain(place)}({count})" for place, count in each.taken]
        return " ".join(said[:_FEW_TAKEN]) + (" …" if len(said) > _FEW_TAKEN else "")

    # Sensitivities

    def sensitivity(self, found: Sensitivity) -> Iterator[Piece]:
        """The indices of each factor, those that matter most first."""
        words = self.words
        yield Heading(self.heading_of(found.whole), 3)
        if not found.factors:
            yield Line(words["no_shift"].format(runs=found.runs))
            return
        said = words["sensitivity_how"].format(runs=found.runs, shift=_places(found.shift, 2))
        yield Line(said, how=True)
        rows = [
            (
                words["inputs_error"] if each.id == INPUTS else visible(each.name),
                f"{each.first:.2f} ± {each.first_half:.2f}",
                f"{each.total:.2f} ± {each.total_half:.2f}",
            )
            for each in sorted(found.factors, key=lambda one: -one.total)
        ]
        yield StressTable((words["indicator"], words["first_order"], words["total_order"]), tuple(rows))

    def all(self) -> Iterator[Piece]:
        """Every piece in its order."""
        yield from self.settings()
        yield from self.claims()
        if self.found.wholes:
            yield Heading(self.words["weights"])
            yield Line(self.words["weights_how"], how=True)
        for whole in self.found.wholes:
            yield from self.weights(whole)
        if self.found.robustness:
            yield Heading(self.sampled("places"))
            yield Line(self.words["places_how"], how=True)
        for found in self.found.robustness:
            for group in found.whole.groups:
                yield from self.places(found, group)
        if self.found.sensitivities:
            yield Heading(self.sampled("sensitivity"))
        for sensitivity in self.found.sensitivities:
            yield from self.sensitivity(sensitivity)


_OFF = {"inputs": "inputs", "weights": "weights_only", "both": "both"}
_CLAIMS: dict[type[Claim], Callable[..., str]] = total(
    "report.stress_content",
    get_args(Claim),
    {
        Uncapped: Content._uncapped,
        CountedTwice: Content._twice,
        TierCliff: Content._tier_cliff,
        Cliff: Content._cliff,
        Flat: Content._flat,
        SelfHarm: Content._self_harm,
    },
)


def _plain(value: Fraction) -> str:
    return trimmed(value)


def _places(value: Fraction, places: int = 1) -> str:
    return to_places(value, places, "half_up")


def _percent(share: Fraction) -> str:
    return trimmed(share * _PERCENT)
