"""Every command line that writes of a hostile name, by the kind of output; and those that are given the name itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

POLICY, DATA = SCORES = "../scores.yaml", "../data"
UNLISTED = "../unlisted.yaml", "../data"
TARGETS = "../targets.yaml", "../goals"
WIDE = 400
"""Columns of a terminal that folds none but the longest names."""


@dataclass(frozen=True)
class Command:
    """A command line, run in a folder of its case. Its streams (1, 2) in `terminals` are terminals."""

    line: list[str]
    folder: str = "empty"
    terminals: tuple[int, ...] = ()
    columns: int | None = None


ONE_EACH = (
    *(f"score {each}" for each in ("piped", "terminal", "json", "csv", "markdown")),
    *("explain html", "score.xlsx", "workbook.xlsx", "template.xlsx", "report.html"),
    *("svg", "mermaid", "dot", "check", "unlisted", "given policy", "given unit", "given output"),
)
"""Kinds of output that call each writer once. What is written of another subject goes through the same writers."""


def kinds(name: str) -> Iterator[tuple[str, Command]]:
    """Every kind of output; all of them have to succeed wherever a name is taken."""
    unit = ("explain", *SCORES, "--unit", name)
    for subject, formats, line in (
        ("score", "json csv markdown", ("score", *SCORES)),
        ("targets", "json csv markdown", ("targets", *TARGETS)),
        ("explain", "json html markdown", unit),
        ("against", "json html markdown", (*unit, "--against", "乙区")),
        ("data", "json", ("data", *SCORES)),
        ("goals", "json", ("data", *TARGETS)),
    ):
        yield f"{subject} piped", Command([*line])
        yield f"{subject} terminal", Command([*line], terminals=(1,), columns=WIDE)
        for each in formats.split():
            yield f"{subject} {each}", Command([*line, "--format", each])
    for file, *rest in (
        ("score.xlsx", "score", *SCORES),
        ("score.csv", "score", *SCORES),
        ("targets.xlsx", "targets", *TARGETS),
        ("workbook.xlsx", "workbook", *SCORES),
        ("template.xlsx", "template", POLICY, "--year", "2022"),
        ("report.html", "report", *SCORES),
        ("goals.html", "report", *TARGETS),
    ):
        yield file, Command([*rest, "-o", f"../out/{file}"])
    for each in ("svg", "mermaid", "dot"):
        yield each, Command(["graph", POLICY, "--format", each])
    yield "check", Command(["check", POLICY], terminals=(1,))
    yield "unlisted", Command(["score", *UNLISTED, "--format", "json"])


def given(name: str) -> Iterator[tuple[str, Command]]:
    """The name as what stands on a command line: nowhere it is found, but as the name of the file to write."""
    other = f"{name}？"  # no name of the policy
    score = ("score", *SCORES)
    for option, *line in (
        ("policy", "score", "--", name, DATA),
        ("data", "score", "--", POLICY, name),
        ("unit", "explain", *SCORES, "--unit", other),
        ("of", "explain", *SCORES, "--unit", "乙区", "--of", other),
        ("against", "explain", *SCORES, "--unit", "乙区", "--against", other),
        ("period", *score, "--period", name),
        ("interpret", *score, "--interpret", f"{name}=甲"),
        ("format", *score, "--format", name),
        ("assessor", "template", POLICY, "--assessor", name, "-o", "../out/never.xlsx"),
        ("graph", "graph", POLICY, "--of", other),
    ):
        yield f"given {option}", Command([*line], terminals=(2,) if option in ("graph", "policy") else ())
    yield "given output", Command([*score, "-o", f"{name}.json"], folder="odd")


def commands(name: str, thorough: bool) -> dict[str, Command]:
    """All of them, or those that call each writer once. No command line holds a NUL."""
    every = {**dict(kinds(name)), **(dict(given(name)) if "\0" not in name else {})}
    return every if thorough else {kind: every[kind] for kind in ONE_EACH if kind in every}


def for_programs(name: str) -> dict[str, Command]:
    """Those that write for a program, which reads the same bytes in every environment."""
    return {kind: command for kind, command in kinds(name) if not command.terminals}
