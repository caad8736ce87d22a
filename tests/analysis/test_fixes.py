"""Every mend that is a text is applied as a program would: what comes then is right, or the next true finding.

Applied to each bad policy that a finding is explained by. What has no such text is listed with the reason.
"""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.analysis.code_explanations import explanation, policy_text, repeated
from kaohe.diagnostics import Diagnostic, Findings, Fix
from kaohe.language.text import source_of
from kaohe.messages import CATALOG

MOST_STEPS = 20
CODES = sorted(code for code in CATALOG if code[0] in "KE")


def bad_policy(code: str) -> str | None:
    known = explanation(code)
    assert known is not None
    if known.encoding != "utf-8" or not isinstance(known.bad, str):
        return None
    return policy_text(known, repeated(known.bad))


def told(text: str) -> list[Diagnostic]:
    findings = Findings()
    source = source_of(text.encode("utf-8", "surrogateescape"), "policy.yaml", findings)
    return findings.all if source is None else check(source)[1]


def applied(text: str, fix: Fix) -> str:
    lines = text.split("\n")
    line, start = lines[fix.place.line - 1], fix.place.column - 1
    lines[fix.place.line - 1] = line[:start] + fix.text + line[start + fix.place.width :]
    return "\n".join(lines)


def fixable(text: str) -> list[Diagnostic]:
    return [each for each in told(text) if each.fix is not None]


@pytest.mark.parametrize("code", CODES)
def test_a_fix_leads_to_a_right_policy_or_to_the_next_finding(code: str) -> None:
    text = bad_policy(code)
    for _ in range(MOST_STEPS):
        found = [] if text is None else fixable(text)
        if text is None or not found:
            return
        first = found[0]
        assert first.fix is not None and first.place is not None
        text = applied(text, first.fix)
        after = told(text)
        assert (first.code, str(first.place)) not in {(each.code, str(each.place)) for each in after}
        assert not [each for each in after if each.code.startswith("K1") and each.is_error]
    raise AssertionError("no end of fixes")
