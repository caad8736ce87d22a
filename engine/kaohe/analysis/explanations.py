"""What a code means, by example: a policy, a formula or data that has the finding, and the same mended.

The examples are data in engine/explanations, one file for each family of codes, and are read only when somebody asks.
Each file says what stands around its examples, so that these are short and can still be run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kaohe.diagnostics import nearest
from kaohe.messages import CATALOG

FOLDER = Path(__file__).parent.parent / "explanations"


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
