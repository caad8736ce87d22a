"""Run as a child process of test_yaml.py: reads each file named, and prints what came of it as one line of JSON.

The first argument says how far: `loader` (text and YAML) or `shape` (the schema too).
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))  # seconds of work: a busy machine makes no difference
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine"))

from kaohe.diagnostics import Findings  # noqa: E402
from kaohe.language.composer import compose  # noqa: E402
from kaohe.language.nodes import Mapping, Node, Scalar  # noqa: E402
from kaohe.language.schema import check_shape  # noqa: E402
from kaohe.language.text import read_source  # noqa: E402


def texts(node: Node | None) -> object:
    """A node with all scalars as they are written."""
    if node is None or isinstance(node, Scalar):
        return None if node is None else node.text
    if isinstance(node, Mapping):
        return {name: texts(entry.value) for name, entry in node.entries.items()}
    return [texts(item) for item in node.items]


def main(far: str, names: list[str]) -> None:
    for name in names:
        findings = Findings()
        source = read_source(name, findings)
        root = None if source is None else compose(source, findings)
        if root is not None and far == "shape":
            check_shape(root, findings)
        value = None if root is None else root.get("v")
        messages = [found.message(words) + found.mend(words) for found in findings.all for words in ("zh", "en")]
        print(
            json.dumps(
                {
                    "codes": [found.code for found in findings.all],
                    "places": [str(found.place) for found in findings.all],
                    "messages": messages,
                    "refused": bool(findings.errors),
                    "texts": texts(root),
                    "value": str(value.value) if isinstance(value, Scalar) else None,
                    "kind": type(value.value).__name__ if isinstance(value, Scalar) else None,
                    "locatable": isinstance(value, Scalar) and value.is_locatable,
                }
            )
        )


main(sys.argv[1], sys.argv[2:])
