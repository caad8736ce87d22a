"""The options that commands share, and what is asked by them: policies, data, readings, periods, cells and paths.

Files are looked for through os.path, for which a name that no system takes, such as one that is too long, is not there;
pathlib raises an OSError for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kaohe.command.exit import Misused, finding
from kaohe.command.help import LocalizedCommand, help_text, in_short

if TYPE_CHECKING:
    from pathlib import Path

    from kaohe.analysis.published_values import Reader
    from kaohe.data.replaced_files import Replacement
    from kaohe.diagnostics import Findings
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.source_places import Source


def readings_of(interpret: Sequence[str]) -> dict[str, str]:
    """The readings that --interpret chooses; C111 for one that is no ID=READING, C112 for a question chosen twice."""
    chosen: dict[str, str] = {}
    for written in interpret:
        question, _, reading = (part.strip() for part in written.partition("="))
        if not (question and reading):
            raise Misused(finding("C111", given=written))
        if question in chosen:
            raise Misused(finding("C112", question=question))
        chosen[question] = reading
    return chosen


def reader_of(data: Path, include_hidden: bool, replaces: Sequence[str]) -> Reader:
    """What reads the data, by one policy or by changed ones."""
    from kaohe.analysis.published_values import reader
    from kaohe.data.read_data import ReadOptions

    return reader(data, ReadOptions(include_hidden, replaces=replaces_of(replaces, data)))


def replaces_of(asked: Sequence[str], data: Path) -> tuple[Replacement, ...]:
    """The files that --replaces names.

    C118 for what is no NEW=OLD, D170 to D172 for files that are not there, or replace each other.
    """
    from kaohe.data.folder import names_in
    from kaohe.data.replaced_files import LIST, Replacement, replacements
    from kaohe.diagnostics import Findings

    if not asked:
        return ()
    names = [name for name in names_in(data) if name != LIST]
    found = []
    for written in asked:
        named = _pairs(written)
        if not named:
            raise Misused(finding("C118", given=written))
        found.append(Replacement(*next((pair for pair in named if set(pair) <= set(names)), named[0])))
    findings = Findings()
    replacements(data, names, found, findings)
    if findings.errors:
        raise Misused(*findings.errors)
    return tuple(found)


def replaces_in(asked: Sequence[str], folders: Sequence[Path]) -> list[tuple[Replacement, ...]]:
    """The same for each of several data sets: what is asked for holds in those that have both files."""
    from kaohe.data.folder import names_in

    own: list[list[str]] = [[] for _ in folders]
    names = [set(names_in(folder)) for folder in folders]
    for written in asked:
        having = [mine for mine, known in zip(own, names, strict=True) if any(set(p) <= known for p in _pairs(written))]
        for mine in having or own[-1:]:  # of what none has the last says so
            mine.append(written)
    return [replaces_of(mine, folder) for mine, folder in zip(own, folders, strict=True)]


def _pairs(written: str) -> list[tuple[str, str]]:
    """How NEW=OLD may be read: a name may have the sign in it."""
    pairs = [(written[:at].strip(), written[at + 1 :].strip()) for at, sign in enumerate(written) if sign == "="]
    return [pair for pair in pairs if all(pair)]


def check_readings(policy: Policy, chosen: dict[str, str]) -> None:
    """C201, C202 for questions and readings that the policy has not."""
    from kaohe.diagnostics import Findings
    from kaohe.policy.declarations import bound_readings

    findings = Findings()
    bound_readings(policy, chosen, findings)
    if findings.errors:
        raise Misused(*findings.all)


def policy_file(name: str) -> Path | None:
    """The file that POLICY names, None for standard input. A bare id may be that of a policy that ships with kaohe."""
    if name == "-":
        return None
    from pathlib import Path  # late: help has no use for it

    path = Path(name)
    if os.path.isdir(path):
        raise Misused(finding("C102", path=name))
    if os.path.exists(path):
        return path
    from kaohe.diagnostics import nearest
    from kaohe.shipped_files import shipped_policies

    shipped = shipped_policies()
    if name in shipped:
        return shipped[name]
    raise Misused(finding("C101", path=name, shipped=tuple(shipped), suggestion=nearest(path.stem, shipped)))


def data_path(name: str) -> Path:
    """The folder or workbook that DATA names (C103 where there is none)."""
    from pathlib import Path

    path = Path(name)
    if not os.path.exists(path):
        raise Misused(finding("C103", path=name))
    return path


def mapping_path(name: str) -> Path:
    """The mapping file that --with names (C221 where there is none)."""
    from pathlib import Path

    path = Path(name)
    if not os.path.isfile(path):
        raise Misused(finding("C221", path=name))
    return path


def loaded(file: Path | None) -> Policy:
    """The policy in a file or on standard input; raises Refused."""
    from kaohe.diagnostics import Findings, Refused
    from kaohe.policy.cache import policy_in
    from kaohe.progress import busy

    source = source_in(file, findings := Findings())
    if source is None:
        raise Refused(findings.all)
    busy("policy", source.name)
    return policy_in(source)


def source_in(file: Path | None, findings: Findings) -> Source | None:
    """The text of a policy: of a file, or of standard input."""
    from kaohe.language.text import read_source, source_of

    return source_of(sys.stdin.buffer.read(), "-", findings) if file is None else read_source(file, findings)


def period_of(text: str | None) -> Period | None:
    """The period that --period names (C113 if it is none)."""
    from kaohe.language.periods import read_period

    if text is None:
        return None
    period = read_period(text)
    if period is None:
        raise Misused(finding("C113", period=text))
    return period


@contextmanager
def asked_for() -> Iterator[None]:
    """Turns what names nothing, or several things, into findings about the command line (C211–C216)."""
    from kaohe.analysis.named_cells import NamesNothing, NamesSeveral
    from kaohe.analysis.whatif import SaidTwice, Unreadable
    from kaohe.diagnostics import nearest
    from kaohe.policy.paths import AmbiguousPath, UnknownPath

    try:
        yield
    except UnknownPath as unknown:
        near = nearest(unknown.path, unknown.known)
        raise Misused(finding("C211", path=unknown.path, known=unknown.known, suggestion=near)) from None
    except AmbiguousPath as several:
        raise Misused(finding("C212", path=several.path, fitting=several.fitting)) from None
    except NamesNothing as nothing:
        arguments = {"name": nothing.written, "part": nothing.part, "known": nothing.known}
        raise Misused(finding("C213", suggestion=nothing.near, **arguments)) from None
    except NamesSeveral as fits:
        raise Misused(finding("C214", name=fits.written, fitting=fits.fitting)) from None
    except Unreadable as unreadable:
        raise Misused(finding("C215", given=str(unreadable))) from None
    except SaidTwice as twice:
        raise Misused(finding("C216", name=str(twice))) from None


_READ_AFRESH = ("check", "migrate")
"""Commands that are asked what is wrong with a text, and read it whenever they are."""


def _keep_nothing(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from kaohe.policy.cache import nothing_kept

        context.with_resource(nothing_kept())


class Options:
    """Makes options whose help is in `language`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def option(self, *names: str, text: str, **settings: Any) -> click.Option:
        """An option; `text` is the key of its help."""
        return click.Option(names, help=help_text(text, self.language), **settings)

    def policy(self) -> click.Argument:
        return click.Argument(["policy"])

    def data(self, required: bool = True) -> click.Argument:
        return click.Argument(["data"], required=required)

    def period(self, text: str = "period", metavar: str = "P") -> click.Option:
        return self.option("--period", text=text, metavar=metavar)

    def format(self, choices: Sequence[str], text: str = "format") -> click.Option:
        return self.option("--format", "format_", text=text, type=click.Choice(choices))

    def by(self) -> click.Option:
        return self.option("--by", text="by", metavar="ID")

    def interpret(self) -> click.Option:
        return self.option("--interpret", text="interpret", multiple=True, metavar="ID=READING")

    def include_hidden(self) -> click.Option:
        return self.option("--include-hidden", text="include_hidden", is_flag=True)

    def provisional(self) -> click.Option:
        return self.option("--provisional", text="provisional", is_flag=True)

    def replaces(self) -> click.Option:
        return self.option("--replaces", text="replaces", multiple=True, metavar="NEW=OLD")

    def output(self) -> click.Option:
        return self.option("-o", "--output", text="output", metavar="FILE")

    def workbook_output(self) -> click.Option:
        return self.option("-o", "--output", text="template_output", metavar="FILE", required=True)

    def lang(self) -> click.Option:
        """--lang has been read before anything else, because the help needs it; here it is allowed and checked."""
        return self.option("--lang", text="lang", type=click.Choice(["zh", "en"]), expose_value=False)

    def no_cache(self) -> click.Option:
        """--no-cache holds for the whole command, and nothing else has to know of it."""
        return self.option("--no-cache", text="no_cache", is_flag=True, expose_value=False, callback=_keep_nothing)

    def command(
        self, name: str, run: Callable[..., int], params: Sequence[click.Parameter], text: str | None = None
    ) -> LocalizedCommand:
        """A command; `run` gets the language and what stands on the command line, and gives the exit code."""
        command = LocalizedCommand(
            name,
            callback=lambda **options: run(self.language, **options),
            help=help_text(text or name, self.language),
            short_help=in_short(name, self.language),
            params=[*params, *([] if name in _READ_AFRESH else [self.no_cache()]), self.lang()],
        )
        command.language = self.language
        return command
