"""A file that is YAML, but no policy: nothing in it, a list, or one long text."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.node_types import Node, Scalar
from kaohe.language.plain_values import is_empty
from kaohe.language.slips import tell_slip
from kaohe.places import Place, Source


def tell_root(root: Node | None, source: Source, findings: Findings) -> None:
    """K126 an empty file, K127 a list, K128 a text; a text that was to be keys shows its slip (K149, K150…)."""
    if root is None or (isinstance(root, Scalar) and root.style == "plain" and is_empty(root.text)):
        findings.add("K126", Place(source))
    elif not isinstance(root, Scalar):
        findings.add("K127", root.place)
    elif not tell_slip(source, list(range(1, min(len(source.lines), 20) + 1)), findings):
        findings.add("K128", root.place, text=root.text)
