"""kaohe (考核): official appraisal methods as policies, calculated exactly.

    policy = kaohe.load("办法.yaml")
    data = policy.read("数据")
    results = policy.score(data)
    results.rows(), results.explain("甲镇").text(), results.xlsx("结果.xlsx")

docs/python.md has the rest. What is asked for is imported when it is asked for, so that `kaohe --help` loads nothing
heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kaohe.shipped_files import __version__

if TYPE_CHECKING:
    from kaohe.api.policy import Data as Data
    from kaohe.api.policy import Policy as Policy
    from kaohe.api.policy import Rows as Rows
    from kaohe.api.policy import compare as compare
    from kaohe.api.policy import load as load
    from kaohe.api.results import Changes as Changes
    from kaohe.api.results import Comparison as Comparison
    from kaohe.api.results import Explanation as Explanation
    from kaohe.api.results import Number as Number
    from kaohe.api.results import Results as Results
    from kaohe.api.results import Stress as Stress
    from kaohe.api.results import Targets as Targets
    from kaohe.diagnostics import Diagnostic as Diagnostic
    from kaohe.diagnostics import KaoheError as KaoheError
    from kaohe.diagnostics import NotThere as NotThere
    from kaohe.diagnostics import Refused as Refused
    from kaohe.source_places import Place as Place
    from kaohe.source_places import Source as Source

_HOMES = {
    "Changes": "kaohe.api.results",
    "Comparison": "kaohe.api.results",
    "Data": "kaohe.api.policy",
    "Diagnostic": "kaohe.diagnostics",
    "Explanation": "kaohe.api.results",
    "KaoheError": "kaohe.diagnostics",
    "NotThere": "kaohe.diagnostics",
    "Number": "kaohe.api.results",
    "Place": "kaohe.source_places",
    "Policy": "kaohe.api.policy",
    "Refused": "kaohe.diagnostics",
    "Results": "kaohe.api.results",
    "Rows": "kaohe.api.policy",
    "Source": "kaohe.source_places",
    "Stress": "kaohe.api.results",
    "Targets": "kaohe.api.results",
    "compare": "kaohe.api.policy",
    "load": "kaohe.api.policy",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kaohe' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
