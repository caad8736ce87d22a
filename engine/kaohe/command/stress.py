"""`kaohe stress`: what a method rewards by mistake, what its indicators weigh in fact, how firm its places are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import (
    Options,
    check_readings,
    data_path,
    loaded,
    period_of,
    policy_file,
    reader_of,
    readings_of,
)
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress

if TYPE_CHECKING:
    from kaohe.analysis.stress.stress import Settings

FORMATS = ("table", "markdown", "json", "html")
ROUNDING = "rounding"


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.option("--cliff", text="stress_cliff", default="1", metavar="POINTS"),
        options.option("--saturated", text="stress_saturated", default="80", metavar="PERCENT"),
        options.option("--alike", text="stress_alike", default="0", metavar="PERCENT"),
        options.option("--error", text="stress_error", default=ROUNDING, metavar="PERCENT"),
        options.option("--weights", text="stress_weights", default="10", metavar="PERCENT"),
        options.option("--samples", text="stress_samples", type=click.IntRange(1), default=300, metavar="N"),
        options.option("--seed", text="stress_seed", type=click.IntRange(0), default=0, metavar="N"),
        options.option("--confidence", text="stress_confidence", default="95", metavar="PERCENT"),
        options.option(
            "--sensitivity", "base", text="stress_sensitivity", type=click.IntRange(0), default=0, metavar="N"
        ),
        options.period(),
        options.format(FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
        options.output(),
    ]
    data = click.Argument(["data"], required=False)
    return options.command("stress", run, [options.policy(), data, *asked])


def run(
    language: str,
    policy: str,
    data: str | None,
    samples: int,
    seed: int,
    base: int,
    period: str | None,
    format_: str | None,
    interpret: tuple[str, ...],
    include_hidden: bool,
    replaces: tuple[str, ...],
    output: str | None,
    **shares: str,
) -> int:
    """Reads what is asked for and stresses; a share or a number of points that is none is the command line's fault."""
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered

    settings = _settings(samples, seed, base, **shares)
    chosen, wanted = readings_of(interpret), period_of(period)
    file, folder = policy_file(policy), None if data is None else data_path(data)
    target = target_file(output, file, folder)
    format_ = format_for(format_, target, FORMATS)
    read = None if folder is None else reader_of(folder, include_hidden, replaces)
    named = (policy, data or "DATA", *_options(interpret, include_hidden, replaces))
    try:
        with shown_progress(language):
            from kaohe.analysis.stress.stress import stress

            method = loaded(file)
            check_readings(method, chosen)
            found = stress(method, read, chosen, wanted, settings, named)
            content = rendered(found, format_, target)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(found.warnings, language, DONE)
    return write(content, target, language)


def _options(interpret: tuple[str, ...], include_hidden: bool, replaces: tuple[str, ...]) -> Iterator[str]:
    """What a run of `whatif` on the same policy and data says too."""
    for each in interpret:
        yield from ("--interpret", each)
    if include_hidden:
        yield "--include-hidden"
    for each in replaces:
        yield from ("--replaces", each)


def _settings(samples: int, seed: int, base: int, error: str, **shares: str) -> Settings:
    from kaohe.analysis.stress.stress import Settings

    asked = {name: _number(name, written) for name, written in shares.items()}
    return Settings(
        cliff=asked["cliff"],
        saturated=asked["saturated"] / 100,
        alike=asked["alike"] / 100,
        samples=samples,
        seed=seed,
        error=None if error == ROUNDING else _number("error", error) / 100,
        weights=asked["weights"] / 100,
        confidence=asked["confidence"],
        base=_power_of_two(base),
    )


_BELOW_100 = ("weights", "confidence")
"""Shares of 100% or more say nothing: a weight would be nought, and no interval is certain."""


def _number(name: str, written: str) -> Fraction:
    """The number of points, or of percent, that an option says (C233)."""
    from kaohe.data.numbers import Figure, read_figure

    figure = read_figure(written.strip()) if written.strip() else None
    value = figure.fraction if isinstance(figure, Figure) else None
    most = 100 if name != "cliff" else None
    if value is None or value < 0 or (most is not None and (value > most or (value == most and name in _BELOW_100))):
        raise Misused(finding("C233", option=f"--{name}", given=written))
    return value


def _power_of_two(base: int) -> int:
    """The next power of 2, which the sequences of Sobol need; 0 for none."""
    return 1 << (base - 1).bit_length() if base else 0
