"""What only the policy as a whole can show (K5xx), one kind of finding a file."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.policy.checks.conditions import check_conditions, check_members
from kaohe.policy.checks.limits_and_arguments import (
    check_arguments,
    check_bounds,
    check_due,
    check_limits,
    check_points,
    check_since,
)
from kaohe.policy.checks.unused_and_questions import (
    check_clauses,
    check_constants,
    check_questions,
    check_unused,
    check_unused_grids,
)
from kaohe.policy.checks.weights_tiers_and_rank_tables import check_rank_tables, check_sums, check_tiers, check_weights
from kaohe.policy.model import Policy


def check_whole(policy: Policy, findings: Findings) -> None:
    """The checks that every load runs: they find errors, or what makes results doubtful."""
    check_constants(policy, findings)
    check_members(policy, findings)
    check_since(policy, findings)
    check_points(policy, findings)
    check_sums(policy, findings)
    check_weights(policy, findings)
    check_rank_tables(policy, findings)
    check_bounds(policy, findings)


def check_closely(policy: Policy, findings: Findings) -> None:
    """The checks that take a closer look, for whoever writes the policy."""
    check_limits(policy, findings)
    check_tiers(policy, findings)
    check_conditions(policy, findings)
    check_arguments(policy, findings)
    check_due(policy, findings)
    check_unused(policy, findings)
    check_unused_grids(policy, findings)
    check_questions(policy, findings)
    check_clauses(policy, findings)
