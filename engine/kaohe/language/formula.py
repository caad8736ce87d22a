"""Formulas: one line of text to a piece of the expression tree."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.lexer import tokens
from kaohe.language.parser import Parser, Scope, Stop
from kaohe.language.scan import Scan
from kaohe.language.tree import Node
from kaohe.language.words import RESERVED
from kaohe.places import Place

__all__ = ["RESERVED", "Scope", "read_formula"]


def read_formula(text: str, place: Place, scope: Scope, findings: Findings) -> Node | None:
    """The tree that a formula means, or None with at least one finding. `place` is that of its first character."""
    scan = Scan(text, place, findings)
    read = tokens(scan)
    if scan.failed:
        return None
    try:
        return Parser(scan, read, scope).formula()
    except Stop:
        return None
