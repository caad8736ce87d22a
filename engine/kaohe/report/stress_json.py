"""A method under stress as JSON, whose form docs/comparers.md describes. One entry a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import get_args

from kaohe.analysis.stress.cliffs_and_self_harm import Cliff, SelfHarm, TierCliff
from kaohe.analysis.stress.indicators import CountedTwice, Uncapped, Whole
from kaohe.analysis.stress.repeats import Options
from kaohe.analysis.stress.robustness import INPUTS, Firmness, First, Sensitivity, Share
from kaohe.analysis.stress.stress import Claim, Flat, Moved, Stress, Weight
from kaohe.language.entry import total
from kaohe.report.changes_json import cell_entry, listed
from kaohe.report.json_text import number, plain
from kaohe.report.stress_content import command_line

Entry = dict[str, object]


def as_json(found: Stress) -> str:
    """`settings`, `claims`, and with data `weights`, `places`, `firsts` and `sensitivities`."""
    writer = _Writer(found)
    lists: dict[str, Iterator[Entry]] = {"claims": map(writer.claim, found.claims)}
    if found.wholes:
        lists["weights"] = map(writer.weight, found.weights)
        lists["places"] = (writer.place(each.whole, one) for each in found.robustness for one in each.places)
        lists["firsts"] = (writer.first(each.whole, one) for each in found.robustness for one in each.firsts)
        lists["sensitivities"] = map(writer.sensitivity, found.sensitivities)
    return listed({"policy": found.policy.id, "settings": writer.settings()}, lists, found.replaced)


class _Writer:
    def __init__(self, found: Stress) -> None:
        self.found = found

    def settings(self) -> Entry:
        """What was asked for; shares in percent."""
        asked = self.found.settings
        return {
            "cliff": number(asked.cliff),
            "saturated": number(asked.saturated * 100),
            "alike": number(asked.alike * 100),
            "error": "rounding" if asked.error is None else number(asked.error * 100),
            "weights": number(asked.weights * 100),
            "samples": asked.samples,
            "seed": asked.seed,
            "confidence": number(asked.confidence),
            "sensitivity": asked.base,
        }

    def claim(self, claim: Claim) -> Entry:
        """A claim, its `kind` first, its `whatif` last."""
        return _CLAIMS[type(claim)](self, claim) | {"whatif": self._runs(claim.runs)}

    def _runs(self, runs: Sequence[Options]) -> list[list[str]]:
        return [list(command_line(self.found, run)) for run in runs]

    def _uncapped(self, claim: Uncapped) -> Entry:
        score = claim.score
        return {
            "kind": "uncapped",
            "unit_type": score.unit_type,
            "total": claim.total.definition.id,
            "score": score.id,
            "clause": score.clause,
            "table": claim.table,
            "column": claim.column,
            "items": claim.items,
            "rest": number(claim.rest),
            "unit": claim.unit or None,
        }

    def _twice(self, claim: CountedTwice) -> Entry:
        return {
            "kind": "counted_twice",
            "unit_type": claim.total.definition.unit_type,
            "total": claim.total.definition.id,
            "table": claim.inputs[0].owner,
            "columns": [each.id for each in claim.inputs],
            "scores": [each.id for each in claim.scores],
            "unit": claim.unit or None,
        }

    def _cliff(self, claim: Cliff) -> Entry:
        return {
            "kind": "cliff",
            **self._of(claim.whole),
            **cell_entry(claim.cell),
            "now": number(claim.now),
            "low": number(claim.low),
            "high": number(claim.high),
            "jump": number(claim.jump),
        }

    def _tier_cliff(self, claim: TierCliff) -> Entry:
        return {
            "kind": "tier_cliff",
            "unit_type": claim.total.definition.unit_type,
            "total": claim.total.definition.id,
            "of": claim.of.id,
            "table": claim.table,
            "column": claim.column,
            "border": number(claim.border),
            "jump": number(claim.jump),
        }

    def _flat(self, claim: Flat) -> Entry:
        one = claim.indicator
        return {
            "kind": "alike" if claim.is_alike else "saturated",
            **self._of(claim.whole),
            "of": one.id,
            "clause": one.clause or None,
            "points": plain(one.points),
            "units": len(one.values),
            "full": claim.full,
            "lowest": number(min(one.values.values())),
            "highest": number(max(one.values.values())),
            "moved": list(claim.moved),
        }

    def _self_harm(self, claim: SelfHarm) -> Entry:
        return {
            "kind": "self_harm",
            **self._of(claim.whole),
            **cell_entry(claim.cell),
            "now": plain(claim.now),
            "worse": plain(claim.worse),
            "rank": None if claim.whole.rank is None else claim.whole.rank.id,
            "from": number(claim.place),
            "to": number(claim.better),
        }

    def _of(self, whole: Whole) -> Entry:
        return {"unit_type": whole.definition.unit_type, "total": whole.definition.id, "period": str(whole.period)}

    def weight(self, weight: Weight) -> Entry:
        """Nominal and effective weight in percent; `exact` is the effective one as a fraction of 1."""
        one, points = weight.indicator, weight.whole.definition.points
        nominal = None if one.points is None or not points else one.points / points * 100
        return {
            **self._of(weight.whole),
            "of": one.id,
            "name": one.name,
            "clause": one.clause or None,
            "points": plain(one.points),
            "nominal": plain(nominal),
            "effective": None if one.effective is None else number(one.effective * 100),
            "exact": None if one.effective is None else str(one.effective),
            "more": self._moved(weight.more),
            "less": self._moved(weight.less),
            "without": self._moved(weight.without),
        }

    def _moved(self, moved: Moved) -> Entry:
        return {"moved": list(moved.units), "whatif": [] if moved.run is None else self._runs([moved.run])}

    def place(self, whole: Whole, firm: Firmness) -> Entry:
        """How often a unit's place held."""
        return {
            **self._ranked(whole),
            "group": whole.group_of(firm.unit),
            "unit": firm.unit,
            "place": number(firm.place),
            "off": firm.off,
            **_share(firm.share),
            "taken": [{"place": number(place), "times": times} for place, times in firm.taken],
            "whatif": self._runs(firm.runs),
        }

    def first(self, whole: Whole, first: First) -> Entry:
        """How often the first ones were the same."""
        own = {"group": whole.group_of(first.units[0]), "count": first.count, "units": list(first.units)}
        return {**self._ranked(whole), **own, "off": first.off, **_share(first.share)}

    def _ranked(self, whole: Whole) -> Entry:
        assert whole.rank is not None
        return {"unit_type": whole.rank.unit_type, "rank": whole.rank.id, "period": str(whole.period)}

    def sensitivity(self, found: Sensitivity) -> Entry:
        """The indices of each factor, `of` an indicator; null stands for the errors of all inputs together."""
        factors = [
            {
                "of": None if each.id == INPUTS else each.id,
                "first": each.first,
                "first_half": each.first_half,
                "total": each.total,
                "total_half": each.total_half,
            }
            for each in found.factors
        ]
        return {**self._ranked(found.whole), "runs": found.runs, "shift": number(found.shift), "factors": factors}


def _share(share: Share) -> Entry:
    """Shares in percent."""
    percent = number(Fraction(share.holds, share.samples) * 100)
    borders = {"low": share.low * 100, "high": share.high * 100}
    return {"holds": share.holds, "samples": share.samples, "share": percent, **borders, "sampled": True}


_CLAIMS: dict[type[Claim], Callable[..., Entry]] = total(
    "report.stress_json",
    get_args(Claim),
    {
        Uncapped: _Writer._uncapped,
        CountedTwice: _Writer._twice,
        TierCliff: _Writer._tier_cliff,
        Cliff: _Writer._cliff,
        Flat: _Writer._flat,
        SelfHarm: _Writer._self_harm,
    },
)
