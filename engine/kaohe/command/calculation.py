"""What `score`, `targets` and `explain` have in common: a policy and data in, results out in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.command.busy import shown_busy
from kaohe.command.given import check_readings, data_path, loaded, period_of, policy_file, readings_of, target_file
from kaohe.command.told import DONE, WRONG, Misused, finding, tell, write
from kaohe.report.output import write_stream

if TYPE_CHECKING:
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.report.formats import Rendered

Calculated = Callable[["Policy", Path, dict[str, str], "Period | None"], "Rendered"]


def calculate(
    language: str,
    calculated: Calculated,
    formats: tuple[str, ...],
    policy: str,
    data: str,
    period: str | None,
    format_: str | None,
    interpret: tuple[str, ...],
    output: str | None,
    said: str = "",
) -> int:
    """Calculates and delivers; the command line is checked as far as it goes before anything is calculated."""
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import format_of, rendered

    chosen, wanted = readings_of(interpret), period_of(period)
    file, folder = policy_file(policy), data_path(data)
    target = target_file(output, file, folder)
    format_ = format_ or format_of(target, formats)
    if format_ is None:
        raise Misused(finding("C117", path=output, formats="、".join(formats)))
    if format_ == "xlsx" and target is None:
        raise Misused(finding("C161"))
    try:
        with shown_busy(language):
            method = loaded(file)
            check_readings(method, chosen)
            results = calculated(method, folder, chosen, wanted)
            content = rendered(results, format_, target)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(results.warnings, language, DONE)
    if said:
        write_stream(sys.stderr, said + "\n")
    return write(content, target, language)
