"""Whether a policy has the shape of one: the schema alone says so, and its errors are told at their places.

jsonschema checks plain values made from the nodes. The schema has no oneOf and no anyOf over keywords, so that every
error is about one key or one value; here it gets its place and its words.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from kaohe.diagnostics import Diagnostic, Findings, Fix, Words, few, nearest
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.lazy import replace
from kaohe.shipped_files import shipped_folder

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


_VERSION_ONE = "1"
"""The version of the language that `kaohe migrate` alone reads."""


@cache
def schema_text() -> str:
    """The schema as it is written."""
    return (shipped_folder("schemas") / "policy.schema.json").read_text(encoding="utf-8")


@cache
def policy_schema() -> dict[str, Any]:
    """The schema with exact numbers, so that it compares with the exact numbers of a policy."""
    schema: dict[str, Any] = json.loads(schema_text(), parse_float=Decimal)
    return schema


Plain = int | Decimal | bool | str | dict[str, "Plain"] | list["Plain"]


def check_shape(root: Mapping, findings: Findings, schema: dict[str, Any] | None = None) -> bool:
    """Whether the policy has the shape that the schema (that of policies, if None) asks for; findings K201–K219.

    Of a policy in version 1 of the language K177 alone is told.
    """
    before = len(findings.all)
    to_be_read(root, findings, schema)
    return len(findings.all) == before


def to_be_read(root: Mapping, findings: Findings, schema: dict[str, Any] | None = None) -> Mapping | None:
    """The policy as it can be read on, so that all is told at once; None where it lacks the shape (K201–K219, K177).

    A key that nobody knows is read as the one that it is told to be a slip for, and passed over where there is none.
    What would be right with that key is not told besides.
    """
    version = root.get("kaohe") if schema is None else None
    if isinstance(version, Scalar) and version.text == _VERSION_ONE:
        name = version.place.source.name
        new = PurePath(name).with_stem(f"{PurePath(name).stem}_2").name
        file, new = (f'"{each}"' if " " in each else each for each in (name, new))
        findings.add("K177", version.place, file=file, new=new)
        return None
    told = _faults(root, schema)
    meant = {
        (each.place.line, each.place.column): str(each.arguments["suggestion"])
        for each in told
        if each.code == _UNKNOWN_KEY and each.place is not None and each.arguments.get("suggestion")
    }
    read, left = root, told
    if meant:
        mended = _with_keys(root, meant)
        assert isinstance(mended, Mapping)
        read, left = mended, _faults(mended, schema)
        still = {_fault(each) for each in left}
        told = [each for each in told if each.code == _UNKNOWN_KEY or _fault(each) in still]
    is_readable = all(each.code == _UNKNOWN_KEY for each in (*left, *findings.errors))
    findings.all += told
    return read if is_readable else None


_UNKNOWN_KEY = "K201"


def _faults(root: Mapping, schema: dict[str, Any] | None) -> list[Diagnostic]:
    """What a policy breaks of the schema, in the order of the file."""
    validator = _policy_validator() if schema is None else _validator(schema)
    value: Any = plain(root)
    found = Findings()
    for error in validator.iter_errors(value):
        tell_schema_error(error, root, policy_schema()["$defs"], found)
    return sorted(found.all, key=_line_and_column)


def _fault(told: Diagnostic) -> tuple[object, ...]:
    """What tells one finding from another."""
    return told.code, *_line_and_column(told), told.arguments.get("key")


def _with_keys(node: Node, meant: dict[tuple[int, int], str]) -> Node:
    """The node with other keys at some places, where these are not there already."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_with_keys(item, meant) for item in node.items))
    if not isinstance(node, Mapping):
        return node
    entries: dict[str, Entry] = {}
    for name, entry in node.entries.items():
        other = meant.get((entry.key.place.line, entry.key.place.column), name)
        key = name if other in node.entries or other in entries else other
        entries[key] = Entry(replace(entry.key, text=key), _with_keys(entry.value, meant))
    return replace(node, entries=entries)


def _line_and_column(finding: Diagnostic) -> tuple[int, int]:
    place = finding.place
    return (0, 0) if place is None else (place.line, place.column)


def plain(node: Node) -> Plain:
    """A node as a plain value: what YAML makes of a scalar, with exact numbers and nothing guessed."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    return [plain(item) for item in node.items]


@cache
def _policy_validator() -> Validator:
    return _validator(policy_schema())


def _validator(schema: dict[str, Any]) -> Validator:
    """A validator whose `$ref` looks in the schema's own $defs: all references of ours do, and it is much faster."""
    # Imported late: it takes longer than the whole of a small calculation.
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    definitions = {f"#/$defs/{name}": definition for name, definition in schema.get("$defs", {}).items()}

    def reference(validator: Any, name: str, instance: Any, _: Any) -> Iterator[ValidationError]:
        yield from validator.descend(instance, definitions[name])

    extended: Any = extend(Draft202012Validator, {"$ref": reference})  # type: ignore[no-untyped-call]
    checked: Validator = extended(schema)
    return checked


_KINDS = {
    "string": ("文字", "a text"),
    "number": ("数", "a number"),
    "integer": ("整数", "a whole number"),
    "boolean": ("是否", "yes or no"),
    "array": ("列表", "a list"),
    "object": ("一组键", "keys with values"),
}
# What one key or value at a time can be found guilty of, by the schema's keyword.
_CODES = {
    "minProperties": "K212",
    "minItems": "K210",
    "maxItems": "K211",
    "minimum": "K213",
    "exclusiveMinimum": "K213",
    "maximum": "K213",
    "uniqueItems": "K218",
}


def tell_schema_error(error: ValidationError, root: Mapping, definitions: dict[str, Any], findings: Findings) -> None:
    """Notes an error of jsonschema where it stands in the file (K201–K219, K249, K835).

    `definitions` are those of the policy schema ($defs), which tell what a key is called in Chinese.
    """
    node, key = _at(root, list(error.absolute_path))
    where = key.text if key is not None else root.place.source.name
    rule: Any = error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(node, Mapping):
            _tell_unknown_keys(error.schema, node, where, definitions, findings)
        case "required":
            _tell_missing_keys(rule, error.message, node, where, findings)
        case "dependentRequired" if isinstance(node, Mapping):
            _tell_missing_companions(rule, node, findings)
        case "anyOf":
            names = [name for each in rule for name in each["required"]]
            findings.add("K214", node.place, key=where, names=", ".join(names))
        case "type":
            at = error.absolute_path[-1] if error.absolute_path else None
            named = Words(f"{where} 的第 {at + 1} 项", f"item {at + 1} of {where}") if isinstance(at, int) else where
            _tell_type(rule if isinstance(rule, list) else [rule], node, named, findings)
        case "enum" if key is not None and not rule:
            # The schema knows no word at all: whatever stands there, the key has no meaning beside the others.
            code = "K835" if "amends" in root.entries and len(error.absolute_path) == 1 else "K219"
            findings.add(code, key.place, key=key.text)
        case "enum" if where == "kaohe" and isinstance(node, Scalar):
            findings.add("K216", node.place, value=node.text, limit=max(rule))
        case "enum":
            _tell_enum([word for word in rule if isinstance(word, str)], node, where, findings)
        case "pattern" | "maxLength":
            _tell_pattern(str(error.instance), rule, node, key, definitions, findings)
        case _:
            code = _CODES.get(str(error.validator), "K217")
            value = node.text if isinstance(node, Scalar) else ""
            findings.add(code, node.place, key=where, limit=rule, value=value, text=error.message)


def _at(root: Mapping, path: list[str | int]) -> tuple[Node, Scalar | None]:
    """The node at a path, and the nearest key above it."""
    node: Node = root
    key: Scalar | None = None
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            key, node = node.entries[step].key, node.entries[step].value
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node, key


_MOST_KEYS = 30


def _tell_unknown_keys(schema: Any, node: Mapping, where: str, definitions: dict[str, Any], findings: Findings) -> None:
    """K201 at each key that the schema does not know here, with the one that is most likely meant."""
    known: dict[str, Any] = schema.get("properties", {})
    left = [name for name in known if name not in node.entries]
    for name, entry in node.entries.items():
        if name not in known:
            meant = _in_chinese(name, known, definitions) or nearest(name, left)
            place = entry.key.at(0, len(name)) if entry.key.is_locatable else entry.key.place
            findings.add("K201", place, key=name, where=where, allowed=few(left, _MOST_KEYS), suggestion=meant)


def _in_chinese(name: str, known: dict[str, Any], definitions: dict[str, Any]) -> str | None:
    """The key whose description begins with that Chinese word: 名称 for name."""
    for key, schema in known.items():
        definition = definitions.get(str(schema.get("$ref")).rpartition("/")[2], {})
        description = schema.get("description") or definition.get("description", "")
        if len(name) > 1 and description.startswith(name):
            return key
    return None


def _tell_missing_keys(required: list[str], message: str, node: Node, where: str, findings: Findings) -> None:
    """K202. jsonschema gives one error for each missing key, and names it in the message alone."""
    for name in required:
        if message.startswith(f"'{name}' "):
            findings.add("K202", node.place, key=name, where=where)


def _tell_missing_companions(needed: dict[str, list[str]], node: Mapping, findings: Findings) -> None:
    """K215 at the key that cannot stand alone."""
    for name, companions in needed.items():
        for companion in companions:
            if name in node.entries and companion not in node.entries:
                findings.add("K215", node.entries[name].key.place, key=name, companion=companion)


def _tell_type(wanted: list[str], node: Node, where: str | Words, findings: Findings) -> None:
    """K203 another kind of value is due; K204 a text, but YAML sees a number or truth value; K207 a number."""
    if isinstance(node, Scalar) and "string" in wanted:
        plain = node.style == "plain" and node.is_locatable and '"' not in node.text
        fix = Fix(node.place, f'"{node.text}"') if plain else None
        findings.add("K204", node.place, key=where, value=node.text, fix=fix)
    elif isinstance(node, Scalar) and wanted[0] in ("number", "integer"):
        zh, en = _KINDS[wanted[0]]
        meant = _as_number(node.text)
        findings.add("K207", node.place, key=where, value=node.text, wanted_zh=zh, wanted_en=en, suggestion=meant)
    else:
        zh = "或".join(_KINDS[kind][0] for kind in wanted)
        en = " or ".join(_KINDS[kind][1] for kind in wanted)
        _tell_kind(zh, en, node, where, findings)


def _as_number(written: str) -> str | None:
    """The number that was meant: without full-width digits, thousands signs and 分; None where that is none."""
    text = unicodedata.normalize("NFKC", written).strip().removesuffix("分").replace(",", "").strip()
    return text if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


_AS_LIST = Words("每一项另起一行，以 - 开头，各键缩进对齐。", "begin a line with - for each item, its keys aligned.")
_AS_KEYS = Words("去掉 [ ] 或行首的 -，写成“键: 值”。", "remove the [ ] or the -, and write “key: value”.")
_AS_ONE = Words("这里只写一个值，写在冒号后面同一行里。", "write a single value here, in the line of its colon.")
_BELOW = Words(
    "写成“键: 值”：写在 { } 里，或者每个键在下面另起一行并缩进。",
    "write “key: value” instead: in { }, or each key on a line of its own below.",
)
_SINGLE = ("string", "number", "integer", "boolean")


def _rewritten(wanted: str, node: Node) -> Words:
    """What to write where another kind of value is due."""
    takes = {kind for kind, (_, en) in _KINDS.items() if en in wanted}
    if isinstance(node, Scalar):
        return _AS_LIST if "array" in takes else _BELOW
    if takes.intersection(_SINGLE) or not takes:
        return _AS_ONE
    return _AS_KEYS if isinstance(node, Sequence) else _AS_LIST


def _tell_kind(wanted_zh: str, wanted_en: str, node: Node, where: str | Words, findings: Findings) -> None:
    if isinstance(node, Scalar):
        found = (f"“{node.text}”", f"“{node.text}”")
    else:
        found = _KINDS["array" if isinstance(node, Sequence) else "object"]
    findings.add(
        "K203",
        node.place,
        write=_rewritten(wanted_en, node),
        key=where,
        wanted_zh=wanted_zh,
        wanted_en=wanted_en,
        found_zh=found[0],
        found_en=found[1],
    )


def _tell_enum(allowed: list[str], node: Node, where: str, findings: Findings) -> None:
    """K205: only certain words may stand here."""
    listed = ", ".join(allowed)
    if isinstance(node, Scalar):
        near = nearest(node.text, allowed)
        findings.add("K205", node.place, key=where, value=node.text, allowed=listed, suggestion=near)
    else:
        _tell_kind(listed, listed, node, where, findings)


def _tell_pattern(
    text: str, rule: object, node: Node, key: Scalar | None, definitions: dict[str, Any], findings: Findings
) -> None:
    """K206 an id that formulas could not use, as a key or a value; K208 a ratio; K209 a blank text; K249 a name."""
    place = node.place
    if isinstance(node, Mapping):
        # The names of a mapping's keys are at fault.
        place = node.entries[text].key.place
    if rule == definitions["ratio"]["then"]["pattern"]:
        findings.add("K208", place, value=text)
    elif not text.strip():
        findings.add("K209", place, key=key.text if key is not None else "")
    elif rule == definitions["name"]["pattern"]:
        findings.add("K249", place, name=text)
    else:
        findings.add("K206", place, value=text)
