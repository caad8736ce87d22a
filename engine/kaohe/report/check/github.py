"""What was found about policies as workflow commands of GitHub, which shows each beside its line."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.analysis.check import Checked
from kaohe.diagnostics import Diagnostic
from kaohe.report.findings import ordered
from kaohe.shown_text import visible


def render(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """A line for each finding, and nothing else."""
    found = (finding for one in checked for finding in ordered(one.findings))
    return "".join(f"{_command(finding, language)}\n" for finding in found)


def _command(finding: Diagnostic, language: str) -> str:
    place = finding.place
    known: dict[str, object] = {}
    if place is not None and place.source.name != "-":
        known["file"] = place.source.name
    if place is not None and place.line:
        known |= {"line": place.line, "col": place.column, "endColumn": place.column + max(place.width - 1, 0)}
    known["title"] = finding.code
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items())
    said = "\n".join(filter(None, (finding.message(language), finding.mend(language))))
    return f"::{'error' if finding.is_error else 'warning'} {properties}::{_data(said)}"


def _data(text: str) -> str:
    """A line break would end the command, and % begins an escape."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    """In a property, a colon or a comma would end it too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
