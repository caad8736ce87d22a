"""What can be known of a policy without data, and what a code means.

Of a policy: what loading finds, a closer look, assertions, examples. A code is explained by an example, a policy, a
formula or data that has the finding, and by the same mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kaohe.analysis.comparison import check_vocabulary
from kaohe.analysis.examples import failed_examples
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Refused, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import truths
from kaohe.language.text import read_source, source_of
from kaohe.lazy import dataclass, pattern
from kaohe.messages import CATALOG
from kaohe.policy.checks import check_closely
from kaohe.policy.declarations import bound_readings
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.policy.types import NO_GRAIN
from kaohe.policy.use_and_amends import attributed
from kaohe.source_places import Source


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one policy: it, if it can be used, and all findings about it; `name` as the user gave it."""

    name: str
    policy: Policy | None
    findings: list[Diagnostic]


def check(source: Source) -> tuple[Policy | None, list[Diagnostic]]:
    """The policy in a text, None if it cannot be used, and all findings about it."""
    findings = Findings()
    try:
        policy = load_source(source, findings)
    except Refused:
        return None, findings.all
    closely = _closely(policy, findings.all)
    if policy.base is not None:
        closely = attributed(closely, policy.text, _closely(policy.base, policy.base.warnings))
    findings.all = closely
    findings.all += failed_examples(policy)
    return policy, findings.all


def _closely(policy: Policy, known: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is known, and what a closer look finds beside it: one cause is told once."""
    findings = Findings()
    findings.all += known
    check_closely(policy, findings)
    if policy.lists:
        findings.tell_once()
    check_vocabulary(policy, findings)
    _check_assertions(policy, findings)
    return findings.all


def _check_assertions(policy: Policy, findings: Findings) -> None:
    """K504 for each assertion that does not hold of the required numbers, under the default readings."""
    nobody = Dataset({}, {}, {}, {})
    for assertion in policy.assertions:
        own = Findings()
        run = Evaluation(policy, nobody, bound_readings(policy, {}, own), own)
        run.subject = assertion.say
        try:
            held = truths(run, assertion.rule, run.frames.of(NO_GRAIN))
        except Refused as refused:  # a division by zero, say; raised, because nothing can be calculated after it
            findings.all += refused.diagnostics
        else:
            if held != [True]:
                findings.add("K504", assertion.place, say=assertion.say)


FOLDER = Path(__file__).parent.parent / "messages" / "examples"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The examples of one code: `kind` says what they are, `around` what is around them.

    `policy` is the policy that data is read by, or a mapping file's own; `other` is the one that a mapping file, or an
    amendment, names.
    `encoding` is that of the bad example. `why` has a sentence more for each language, where one is needed.
    """

    code: str
    kind: str
    bad: str | Mapping[str, str]
    good: str | Mapping[str, str]
    around: str = ""
    policy: str = ""
    other: str = ""
    encoding: str = "utf-8"
    why: Mapping[str, str] | None = None


def explanation(code: str) -> Explanation | None:
    """What is known of a code; None for one that is not in the catalogue."""
    code = code.strip().upper()
    if code not in CATALOG:
        return None
    family = _family(code[:2])
    common = {name: family[name] for name in ("kind", "around", "policy", "other") if name in family}
    return Explanation(code, **(common | family["codes"][code]))


@cache
def _family(beginning: str) -> Mapping[str, Any]:
    """What is written of the codes that begin so; each file is read once, however many codes are asked for."""
    import yaml  # late, as below: most checks ask for no code

    # Not libyaml's loader: it refuses the escapes of some signs that examples hold.
    found: Mapping[str, Any] = yaml.load((FOLDER / f"{beginning}xx.yaml").read_bytes(), yaml.BaseLoader)
    return found


def nearest_code(code: str) -> str | None:
    """The code that is most likely meant."""
    return nearest(code.strip().upper(), CATALOG)


_HERE = "HERE"


_REPEATED = pattern(r"⟪(.+?)×(\d+)⟫")


_SECTION = pattern(r"^(?=[^\s#])", re.MULTILINE)


def found_in(explanation: Explanation, word: Literal["bad", "good"]) -> list[Diagnostic]:
    """The findings about one of the two examples; none where it cannot be run."""
    example = explanation.bad if word == "bad" else explanation.good
    encoding = explanation.encoding if word == "bad" else "utf-8"
    if explanation.kind == "policies":
        files = {"policy.yaml": _whole(explanation.around, example)} if isinstance(example, str) else example
        return _in_policies({"base.yaml": explanation.other, **files})
    if isinstance(example, Mapping):
        return _in_data(explanation.policy, {name: repeated(text) for name, text in example.items()}, encoding)
    example = repeated(example)
    if explanation.kind in ("cell", "data"):
        text = explanation.around.replace(_HERE, example) if explanation.kind == "cell" else example
        return _in_data(explanation.policy, {"": text}, encoding)
    if explanation.kind == "mapping":
        return _in_mapping(explanation, _whole(explanation.around, example))
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


def _in_policies(files: Mapping[str, str]) -> list[Diagnostic]:
    """What is found of `policy.yaml`, which names the other files."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        source = read_source(Path(folder) / "policy.yaml", findings := Findings())
        return findings.all if source is None else check(source)[1]


def _in_mapping(explanation: Explanation, written: str) -> list[Diagnostic]:
    from contextlib import suppress

    from kaohe.analysis.mapping.read import mapping_of

    ours, theirs = (
        load_source(Source(f"{name}.yaml", text))
        for name, text in (("ours", explanation.policy), ("theirs", explanation.other))
    )
    findings = Findings()
    with suppress(Refused):
        mapping_of(Source("mapping.yaml", written), ours, findings, theirs)
    return findings.all


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
    from tempfile import TemporaryDirectory

    from kaohe.data.read_data import read_data

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
