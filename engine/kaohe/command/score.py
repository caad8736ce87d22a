"""`kaohe score`: the results of a policy on data, or on partitions of data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, replaces_of
from kaohe.command.exit import Misused, finding
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.results import Results

FORMATS = ("table", "json", "csv", "markdown", "xlsx")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    verify = options.option("--verify", text="verify", is_flag=True)
    values = options.option("--values", text="values", is_flag=True)
    data = [options.include_hidden(), options.provisional(), options.replaces()]
    asked = [
        options.period(),
        options.format(FORMATS),
        options.by(),
        options.interpret(),
        options.output(),
        verify,
        values,
    ]
    stream = [
        options.option("--from", "from_", text="score_from", metavar="PARTITIONS"),
        options.option("--to", text="score_to", metavar="FOLDER"),
    ]
    return options.command("score", run, [options.policy(), options.data(required=False), *asked, *data, *stream])


def run(language: str, from_: str | None, to: str | None, data: str | None, **options: Any) -> int:
    """Scores data, or partitions of data.

    C123 without either, C182 with both, C181 where one of --from and --to lacks the other.
    """
    if from_ is None and to is None:
        if data is None:
            raise Misused(finding("C123", argument="DATA"))
        return _score(language, data=data, **options)
    if from_ is None or to is None:
        raise Misused(finding("C181"))
    if data is not None:
        raise Misused(finding("C182", data=data))
    policy, interpret, verify = options.pop("policy"), options.pop("interpret"), options.pop("verify")
    for name, given in options.items():
        if given:
            raise Misused(finding("C183", option=f"--{name.strip('_').replace('_', '-')}"))
    from kaohe.command.partitions import score_partitions

    return score_partitions(language, policy, from_, to, interpret, verify)


def _score(
    language: str,
    verify: bool,
    values: bool,
    include_hidden: bool,
    provisional: bool,
    replaces: tuple[str, ...],
    by: str | None = None,
    **options: Any,
) -> int:
    """Scores, of one period alone where one is asked for, in tables sorted by the value that is asked for.

    With `values` also what is not published, which JSON alone has room for (C180).
    """

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Results:
        from kaohe.analysis.appraisal import scored_files
        from kaohe.data.read_data import ReadOptions
        from kaohe.diagnostics import Refused
        from kaohe.evaluate.run import with_steps

        if policy.targets and not policy.scores:
            raise Refused([finding("C119", policy=policy.id)])
        if by is not None:
            _check_by(policy, by)
        options = ReadOptions(include_hidden, provisional, replaces_of(replaces, data))
        scored = scored_files(policy, data, chosen, options, verify)
        results = with_steps(scored.results, scored.run) if values else scored.results
        return results if period is None else _only(results, period)

    agreed = "复算：两次独立计算的结果一致" if language == "zh" else "verified: two independent calculations agree"
    if provisional:
        agreed += "（还没有报齐的除外）" if language == "zh" else ", save for what is still to come"
    formats: tuple[str, ...] = FORMATS
    if values:
        if options["format_"] not in (None, "json"):
            raise Misused(finding("C180", format=options["format_"]))
        formats, options["format_"] = ("json",), "json"
    return calculate(language, calculated, formats, said=agreed if verify else "", by=by, **options)


def _check_by(policy: Policy, by: str) -> None:
    """C172 for what is no published value of any unit type."""
    from kaohe.diagnostics import nearest

    known = {score.id: score.name for score in policy.scores}
    if by not in known:
        listed = tuple(f"{id_}（{name}）" for id_, name in known.items())
        raise Misused(finding("C172", id=by, known=listed, suggestion=nearest(by, known)))


def _only(results: Results, period: Period) -> Results:
    """The results of that period (C114 if there are none)."""
    chosen = results.of(period)
    if not chosen.results:
        known = dict.fromkeys(str(result.period) for result in results.results)
        raise Misused(finding("C114", period=period, known=tuple(known)))
    return chosen
