"""What only the policy as a whole can show (K5xx), one kind of finding a file."""

from __future__ import annotations

from engine.diagnostics import Findings
from engine.policy.checks.constants import check_constants
from engine.policy.checks.sums import check_sums
from engine.policy.model import Policy


def check_whole(policy: Policy, findings: Findings) -> None:
    """Runs every check; each notes what it finds."""
    check_constants(policy, findings)
    check_sums(policy, findings)
