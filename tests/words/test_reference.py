"""The reference in docs/ and the schema say of each word what its entry says, and the examples come out as they say."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path

import kaohe
import pytest
from kaohe.words import DOCS

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
assert _spec is not None and _spec.loader is not None
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

RENEW = "run: python docs/reference.py"


@pytest.mark.parametrize("language", reference.PAGES)
def test_the_pages_are_current(language: str) -> None:
    text = reference.PAGES[language].read_text(encoding="utf-8")
    assert text == reference.page(text, language), RENEW


def test_the_schema_is_current() -> None:
    text = reference.SCHEMA.read_text(encoding="utf-8")
    assert text == reference.schema(text), RENEW


def test_every_word_is_documented_in_both_languages() -> None:
    for id_, doc in DOCS.items():
        assert all((doc.zh, doc.en, doc.written, doc.known_zh, doc.known_en, doc.example)), id_
        assert f"{id_}:" in doc.written and f"{id_}:" in doc.example, id_


def _rows() -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {"yearly": [], "quarterly": [], "records": []}
    for at, unit in enumerate(reference.UNITS):
        found["yearly"].append({"unit": unit, "period": "2023"} | {k: v[at] for k, v in reference.YEARLY.items()})
        for quarter, q in enumerate(reference.QUARTERLY[at], 1):
            found["quarterly"].append({"unit": unit, "period": f"2023Q{quarter}", "q": q})
        found["records"] += [{"unit": unit, "period": "2023", "v": v} for v in reference.RECORDS[at]]
    return found


@pytest.mark.parametrize("word", DOCS)
def test_an_example_gives_what_it_says(word: str, tmp_path: Path) -> None:
    rule = DOCS[word].example.replace("\n", "\n    ")
    text = f"{reference.SAMPLE}  - id: s\n    for: town\n    {rule}\n"
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    policy = kaohe.load(tmp_path / "policy.yaml")
    rows = policy.score(policy.read(_rows()), verify=True).rows()
    found = {str(row["unit"]): row["s"] for row in rows if row.get("s") is not None}
    assert [found.get(unit) for unit in reference.UNITS] == [_value(text) for text in DOCS[word].gives]


def _value(text: str) -> object:
    if text == "none":
        return None
    if text in ("yes", "no"):
        return text == "yes"
    number = text.removesuffix("%")
    return Fraction(number) if number.replace(".", "").isdigit() else text
