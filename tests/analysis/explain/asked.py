"""Explanations of small policies and of data sets, and what their numbers come to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.analysis.explain.explanation import explain
from kaohe.analysis.explain.model import Amount, Explained, Explanation, Phrase
from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import needed_tables, score
from kaohe.language.measures import measure
from kaohe.language.periods import read_period
from kaohe.policy.model import Display, Policy
from kaohe.report.explain import words as explain_words
from kaohe.results import Results

Run = tuple[Results, Evaluation]


def run_rows(policy: Policy, rows: Mapping[str, Any], readings: Mapping[str, str] | None = None) -> Run:
    """The results of rows given in Python."""
    findings = Findings()
    dataset = dataset_of_rows(policy, rows, findings, needed_tables(policy))
    findings.stop_on_errors()
    return score(policy, dataset, readings or {}, findings)


def run_folder(policy: Policy, folder: Path, readings: Mapping[str, str] | None = None) -> Run:
    """The results of a folder of files."""
    findings = Findings()
    dataset = read_data(policy, folder, needed_tables(policy), findings)
    findings.stop_on_errors()
    return score(policy, dataset, readings or {}, findings)


def asked(
    run: Run, unit: str, of: str | None = None, period: str | None = None, other: str | None = None
) -> Explanation:
    """An explanation."""
    return explain(*run, unit, None if period is None else read_period(period), of, other)


def step(run: Run, unit: str, of: str, period: str | None = None) -> Explained:
    """The step of one value."""
    (found,) = asked(run, unit, of, period).steps
    return found


def said(found: Explained) -> list[str]:
    """What acted, in words."""
    return [explain_words.act(act, Display()) for act in found.acts]


def words(found: Explained) -> str:
    """The formula in words."""
    return explain_words.phrase(found.words, Display())


def filled(found: Explained) -> str:
    """The formula with its values put in, and what it comes to."""
    return explain_words.filled(found, Display())


def scale(label: str) -> Fraction:
    """How many base measures make one: 10000 for 万元, 1/10000 for 床位/万人 (one by a measure of the policy's own)."""
    known = measure(label) if label else None
    if known is None and "/" in label:
        above, _, below = label.partition("/")
        return scale(above) / scale(below)
    return known.scale if known else Fraction(1)


def worth(phrase: Phrase) -> Fraction | None:
    """What an arithmetic phrase comes to, exactly; None where it holds other words than signs."""
    text = ""
    for piece in phrase:
        if isinstance(piece, str):
            text += piece
            continue
        if not isinstance(piece.value, Fraction | bool):
            return None
        text += f"Fraction('{Fraction(piece.value) * scale(piece.label)}')"
    signs = text.replace(" × ", " * ").replace(" ÷ ", " / ").replace("−", "-")
    outside = signs.replace("Fraction", "").replace("'", "")
    if not phrase or not set(outside) <= set("0123456789/()+-* "):
        return None
    found: Fraction = eval(signs, {"Fraction": Fraction})
    return found


def result_of(found: Explained) -> Fraction | None:
    """What the values put in should come to."""
    result: Amount = found.result or found.value
    if isinstance(result.value, bool) or not isinstance(result.value, Fraction):
        return None
    return result.value * scale(result.label)
