"""`kaohe migrate`: a policy of version 1 of the language, rewritten in version 2."""

from __future__ import annotations

import click

from kaohe.command.arguments import Options, policy_file, source_in
from kaohe.command.exit import DONE, WRONG, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import target_file, write


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    output = options.option("-o", "--output", text="migrate_output", metavar="NEW", required=True)
    return options.command("migrate", run, [click.Argument(["old"]), output])


def run(language: str, old: str, output: str) -> int:
    """Writes the text, never over the old one (C105); 1 where something could not be carried over."""
    from kaohe.diagnostics import Findings
    from kaohe.migrate import migrated

    file = policy_file(old)
    target = target_file(output, file)
    source = source_in(file, findings := Findings())
    text = None if source is None else migrated(source, findings)
    code = tell(findings.all, language, WRONG if findings.errors else DONE)
    return code if text is None else write(text, target, language) or code
