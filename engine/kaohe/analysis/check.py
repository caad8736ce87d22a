"""Everything that can be known of a policy without data: what loading finds, a closer look, assertions, examples."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.analysis.examples import failed_examples
from kaohe.analysis.vocabulary import check_vocabulary
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.evaluate.arithmetic import truths
from kaohe.evaluate.evaluator import Evaluation
from kaohe.places import Source
from kaohe.policy.checks import check_closely
from kaohe.policy.clauses_and_questions import bound_readings
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.policy.types import NO_GRAIN


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one policy: it, if it can be used, and all findings about it; `name` as the user gave it."""

    name: str
    policy: Policy | None
    findings: list[Diagnostic]


def check(source: Source) -> tuple[Policy | None, list[Diagnostic]]:
    """The policy in a text, None if it cannot be used, and all findings about it."""
    findings = Findings()
    try:
        policy = load_source(source, findings)
    except Refused:
        return None, findings.all
    check_closely(policy, findings)
    check_vocabulary(policy, findings)
    _check_assertions(policy, findings)
    findings.all += failed_examples(policy)
    return policy, findings.all


def _check_assertions(policy: Policy, findings: Findings) -> None:
    """K504 for each assertion that does not hold of the required numbers, under the default readings."""
    nobody = Dataset({}, {}, {}, {})
    for assertion in policy.assertions:
        own = Findings()
        run = Evaluation(policy, nobody, bound_readings(policy, {}, own), own)
        run.subject = assertion.say
        try:
            held = truths(run, assertion.rule, run.frames.of(NO_GRAIN))
        except Refused as refused:  # a division by zero, say; raised, because nothing can be calculated after it
            findings.all += refused.diagnostics
        else:
            if held != [True]:
                findings.add("K504", assertion.place, say=assertion.say)
