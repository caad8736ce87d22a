"""What a code means, by example: a policy, a formula or data that has the finding, and the same mended.

The examples are data in kaohe/messages/examples, one file for each family of codes, and are read only when somebody
asks. Each file says what stands around its examples, so that these are short and can still be run:

- policy: sections of a policy, which replace those of the same name in what stands around
- formula, cell: put where HERE stands in the policy or the data around
- file: a whole policy file; data: CSV files by name, or the one file of the first table
- command, words: nothing that could be run
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import yaml

from kaohe.analysis.check import check
from kaohe.data.read_data import read_data
from kaohe.diagnostics import Diagnostic, Findings, Refused, nearest
from kaohe.language.text import source_of
from kaohe.messages import CATALOG
from kaohe.places import Source
from kaohe.policy.load import load_source

FOLDER = Path(__file__).parent.parent / "messages" / "examples"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The examples of one code. `kind` says what they are (see `explanation_runs.py`), `around` what is around them.

    `policy` is the policy that data is read by; `encoding` that of the bad example. `why` has a sentence more for each
    language, where one is needed.
    """

    code: str
    kind: str
    bad: str | Mapping[str, str]
    good: str | Mapping[str, str]
    around: str = ""
    policy: str = ""
    encoding: str = "utf-8"
    why: Mapping[str, str] | None = None


def explanation(code: str) -> Explanation | None:
    """What is known of a code; None for one that is not in the catalogue."""
    code = code.strip().upper()
    if code not in CATALOG:
        return None
    family: Mapping[str, Any] = yaml.load((FOLDER / f"{code[:2]}xx.yaml").read_bytes(), yaml.BaseLoader)
    common = {name: family[name] for name in ("kind", "around", "policy") if name in family}
    return Explanation(code, **(common | family["codes"][code]))


def nearest_code(code: str) -> str | None:
    """The code that is most likely meant."""
    return nearest(code.strip().upper(), CATALOG)


_HERE = "HERE"


_REPEATED = re.compile(r"⟪(.+?)×(\d+)⟫")


_SECTION = re.compile(r"^(?=[^\s#])", re.MULTILINE)


def found_in(explanation: Explanation, word: Literal["bad", "good"]) -> list[Diagnostic]:
    """The findings about one of the two examples; none where it cannot be run."""
    example = explanation.bad if word == "bad" else explanation.good
    encoding = explanation.encoding if word == "bad" else "utf-8"
    if isinstance(example, Mapping):
        return _in_data(explanation.policy, {name: repeated(text) for name, text in example.items()}, encoding)
    example = repeated(example)
    if explanation.kind in ("cell", "data"):
        text = explanation.around.replace(_HERE, example) if explanation.kind == "cell" else example
        return _in_data(explanation.policy, {"": text}, encoding)
    whole = policy_text(explanation, example)
    return [] if whole is None else _in_policy(whole.encode(encoding, "surrogateescape"))


def policy_text(explanation: Explanation, example: str) -> str | None:
    """The whole policy that an example, written out, stands in; None where it is no part of one."""
    match explanation.kind:
        case "policy":
            return _whole(explanation.around, example)
        case "formula":
            return explanation.around.replace(_HERE, example)
        case "file":
            return example
        case _:
            return None


def _in_policy(data: bytes) -> list[Diagnostic]:
    findings = Findings()
    source = source_of(data, "policy.yaml", findings)
    return findings.all if source is None else check(source)[1]


def repeated(text: str, shown: bool = False) -> str:
    """The text with ⟪x×9⟫ written out; `shown`, with the beginning of that and the number."""

    def written(match: re.Match[str]) -> str:
        return f"{match[1] * 3}… (×{match[2]})" if shown else match[1] * int(match[2])

    return _REPEATED.sub(written, text)


def _whole(around: str, example: str) -> str:
    """The example's own sections first, then those around it that it does not have."""
    own = {section.partition(":")[0] for section in _SECTION.split(example)}
    rest = [section for section in _SECTION.split(around) if section.partition(":")[0] not in own]
    return "".join((*rest, example))


def _in_data(written: str, files: Mapping[str, str], encoding: str) -> list[Diagnostic]:
    findings = Findings()
    try:
        policy = load_source(Source("policy.yaml", written))
        first = next(iter(policy.tables))
        with TemporaryDirectory() as folder:
            for name, text in files.items():
                (Path(folder) / (name or f"{first}.csv")).write_bytes(text.encode(encoding))
            read_data(policy, Path(folder), policy.tables, findings)
    except Refused as refused:
        findings.all += refused.diagnostics
    return findings.all
