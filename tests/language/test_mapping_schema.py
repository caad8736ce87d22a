"""The schema of mapping files as an editor reads it: both languages at every key; and the page shows every key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from kaohe.diagnostics import Findings
from kaohe.language.composer import compose
from kaohe.language.schema import plain
from kaohe.source_places import Source

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "mapping.schema.json").read_text(encoding="utf-8"))


def keys(schema: dict[str, Any] = SCHEMA) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a mapping file may have, with its schema."""
    for key, inner in schema.get("properties", {}).items():
        yield key, inner
        yield from keys(inner)
    for part in schema.get("$defs", {}).values():
        yield from keys(part)


def described(schema: dict[str, Any]) -> str:
    while "description" not in schema and "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return str(schema.get("description", ""))


def test_every_key_is_described_in_chinese_and_english() -> None:
    found = list(keys())
    assert len(found) > 15
    for key, schema in found:
        zh, slash, en = described(schema).partition(" / ")
        assert slash and re.search(r"[\u4e00-\u9fff]", zh) and re.search(r"[A-Za-z]{2}", en), key


def test_the_page_for_comparers_shows_every_key() -> None:
    text = (ROOT / "docs" / "comparers.md").read_text(encoding="utf-8")
    assert sorted({key for key, _ in keys() if not re.search(rf"(?<!\w){key}(?!\w)", text)}) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples" / "another_rule").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_examples_have_its_shape(path: Path) -> None:
    root = compose(Source(path.name, path.read_text(encoding="utf-8")), Findings())
    assert root is not None
    jsonschema.validate(json.loads(json.dumps(plain(root))), SCHEMA)
    modeline = path.read_text(encoding="utf-8").splitlines()[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", modeline)
    assert schema is not None and (path.parent / schema[1]).is_file()
