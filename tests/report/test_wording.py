"""Reports speak the language of the policy: every text is there in both, and an English one has no Chinese in it."""

from __future__ import annotations

import io
import re

import pytest
from kaohe.policy.load import load_source
from kaohe.report.results import csv, markdown, table, xlsx
from kaohe.report.words import WORDS
from kaohe.results import Results
from kaohe.source_places import Source
from openpyxl import load_workbook

from tests.analysis.explain.asked import run_rows

POLICY = """
kaohe: 2
policy: shops
language: en
title: Appraisal of shops
document: {number: No. 7}
status: draft
questions:
  Q1: {ask: How are ties ranked?, readings: {competition: as in sports, dense: without gaps}}
units:
  shop: {name: Shop, period: quarter, from: figures, group: size}
tables:
  figures:
    name: Figures
    key: [shop, quarter]
    columns:
      - {names: {x: Sales}, measure: "%"}
      - {type: choice, choices: {big: Large, small: Small}, names: {size: Size}}
scores:
  - {id: growth, name: Growth, for: shop, formula: x}
  - {id: good, name: Good, for: shop, formula: x >= 2%}
  - {id: place, name: Place, for: shop, rank: {of: growth, within: all, ties: {reading: Q1}}}
"""
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture(scope="module")
def scored() -> Results:
    rows = [
        {"unit": unit, "period": "2023Q1", "x": value, "size": "big"}
        for unit, value in (("North", "3%"), ("South", "1%"))
    ]
    return run_rows(load_source(Source("shops.yaml", POLICY)), {"figures": rows})[0]


@pytest.mark.parametrize("write", [csv.scores, markdown.scores, table.scores])
def test_scores_of_an_english_policy_are_english(scored: Results, write) -> None:  # type: ignore[no-untyped-def]
    text = write(scored)
    assert not CHINESE.findall(text)
    assert "Unit" in text and "Growth (%)" in text and "yes" in text


def test_a_workbook_of_scores_is_english_but_for_its_sheet_about_the_run(scored: Results) -> None:
    sheet = load_workbook(io.BytesIO(xlsx.scores(scored))).worksheets[0]
    assert sheet.title == "Shop by quarter"
    assert not CHINESE.findall(" ".join(str(cell.value) for row in sheet.iter_rows() for cell in row))


def test_the_head_and_the_foot_are_english_too(scored: Results) -> None:
    lines = table.scores(scored).splitlines()
    assert lines[0] == "Appraisal of shops [draft] (No. 7)"
    assert lines[2] == "Shop 2023Q1"
    assert "Open questions and how they were read (※ is not the default)" in lines
    assert lines[-1].startswith("policy ") and " · data " in lines[-1]


def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese and english and chinese.count("{}") == english.count("{}"), key
        assert not CHINESE.search(english.replace("※", "")), key
