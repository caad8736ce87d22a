"""Pages to look at, and what a reader of HTML sees in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from kaohe.analysis.scores_and_targets import Appraisal, appraise
from kaohe.language.periods import Period
from kaohe.report.page.page import render
from kaohe.source_places import Source

from tests import inner

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"


def example(name: str, readings: Mapping[str, str] | None = None) -> Appraisal:
    """The example of a policy that comes with kaohe."""
    policy = inner.load(ROOT / "policies" / f"{name}.yaml")
    return appraise(policy, ROOT / "examples" / name, readings or {})


@cache
def example_page(name: str, period: Period | None = None) -> str:
    """Its page."""
    return render(example(name), period)


def appraised(text: str, tables: Mapping[str, Sequence[Sequence[str]]], folder: Path) -> Appraisal:
    """A policy that a test writes, over the rows of its tables."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return appraise(inner.load_source(Source("policy.yaml", text)), folder, {})


@lru_cache(maxsize=8)
def parsed(page: str) -> Element:
    """The page as HTML has it, to be read only; whatever is wrong with it is an error."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def words(element: Element) -> str:
    """The text of an element, without what is a picture's."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag != f"{SVG}svg":
            yield from _texts(child)
        yield child.tail or ""


def rows(table: Element) -> list[list[str]]:
    """The rows of a table's body."""
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for body in table.iter("tbody") for row in body]


def of_class(root: Element, name: str) -> list[Element]:
    """The elements of a class."""
    return [each for each in root.iter() if name in (each.get("class") or "").split()]
