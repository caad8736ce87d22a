"""The schema as an editor reads it: both languages at every key, examples that hold; and no key is missing in docs/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from kaohe.diagnostics import Findings
from kaohe.language.composer import compose
from kaohe.language.schema import plain, schema_text
from kaohe.source_places import Source

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads(schema_text())
MAPPINGS = ("properties", "$defs", "dependentSchemas")


def parts(schema: dict[str, Any] = SCHEMA, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within, with its path."""
    yield path, schema
    for name in MAPPINGS:
        for key, inner in schema.get(name, {}).items():
            yield from parts(inner, f"{path}/{name}/{key}")
    for name in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
        if isinstance(schema.get(name), dict):
            yield from parts(schema[name], f"{path}/{name}")


def keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every key that a policy may have, with its path and schema; a key with nothing but a condition is no such key."""
    for path, part in parts():
        if not re.search(r"/(if|dependentSchemas)(/|$)", path):
            for key, schema in part.get("properties", {}).items():
                if "const" not in schema or "description" in schema:
                    yield key, f"{path}/{key}", schema


def description(schema: dict[str, Any]) -> str:
    """What an editor shows for it: its own words, or those of what it refers to."""
    while "description" not in schema and "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return str(schema.get("description", ""))


def both_languages(text: str) -> bool:
    zh, slash, en = text.partition(" / ")
    return bool(slash and re.search(r"[\u4e00-\u9fff]", zh) and re.search(r"[A-Za-z]{2}", en))


def stands(part: dict[str, Any], value: Any) -> bool:
    validator = jsonschema.Draft202012Validator({**part, "$defs": SCHEMA["$defs"]})
    return bool(validator.is_valid(value))


def filled(body: Any) -> Any:
    """A form with what stands in its gaps: `${1:all}` and `${1|all,group|}` are both `all`."""
    if isinstance(body, dict):
        return {filled(key): filled(value) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(item) for item in body]
    return re.sub(r"\$\{\d+[:|]([^,|}]*)[^}]*\}", r"\1", body) if isinstance(body, str) else body


@cache
def code_of(page: str) -> str:
    """What a page shows as code."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return "\n".join(match[1] or match[2] for match in re.finditer(r"```\w*\n(.*?)```|`([^`\n]+)`", text, re.DOTALL))


def test_every_key_is_described_in_chinese_and_english() -> None:
    assert [path for _, path, schema in keys() if not both_languages(description(schema))] == []


def test_every_definition_and_item_is_described_or_refers_to_what_is() -> None:
    plain = ("/$defs/id_signs", "/$defs/rule_keywords")
    for path, part in parts():
        if re.fullmatch(r"/\$defs/\w+|.*/(items|additionalProperties)", path) and path not in plain:
            assert both_languages(description(part)), path


def test_no_description_has_markup() -> None:
    # An editor would show it as it stands.
    for path, part in parts():
        assert not re.search(r"[`*]|\n", part.get("description", "")), path


def test_every_enumeration_says_what_its_words_mean() -> None:
    for path, part in parts():
        words = part.get("enum", [])
        said_elsewhere = "/if/" in path or path in ("/$defs/truth", "/properties/clauses/additionalProperties/then")
        if words and not said_elsewhere:
            assert len(part.get("enumDescriptions", [])) == len(words), path
            assert all(both_languages(text) for text in part["enumDescriptions"]), path
        if "default" in part:
            assert part["default"] in words, path


def test_every_example_holds_and_none_stands_alone() -> None:
    # An editor writes a single example into the policy without being asked.
    for path, part in parts():
        examples = part.get("examples", [])
        assert len(examples) != 1, path
        for example in examples:
            assert stands(part, example), (path, example)


def test_every_example_in_a_description_holds() -> None:
    found = [(path, part) for path, part in parts() if " e.g. " in part.get("description", "")]
    assert len(found) > 20
    for path, part in found:
        findings = Findings()
        node = compose(Source("p.yaml", "v: " + part["description"].partition(" e.g. ")[2] + "\n"), findings)
        assert node is not None
        value = plain(node)
        assert isinstance(value, dict) and stands(part, value["v"]), path


def test_every_form_holds_once_it_is_filled_in() -> None:
    for path, part in parts():
        for form in part.get("defaultSnippets", []):
            body = filled(form["body"])
            assert both_languages(form["description"]), (path, form["label"])
            assert stands(part, {"id": "s", **body} if path == "/$defs/value" else body), (path, form["label"])


@pytest.mark.parametrize("page", ["language.en.md", "language.zh.md"])
def test_the_pages_show_every_key(page: str) -> None:
    code = code_of(page)
    assert sorted({key for key, _, _ in keys() if not re.search(rf"(?<!\w){key}(?!\w)", code)}) == []
