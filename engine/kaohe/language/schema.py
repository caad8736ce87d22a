"""Whether a policy has the shape of one: the schema alone says so, and its errors are told at their places.

jsonschema checks plain values made from the nodes. The schema has no oneOf and no anyOf over keywords, so that every
error is about one key or one value; here it gets its place and its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language.nodes import Mapping, Node, Scalar
from kaohe.language.schema_errors import tell_schema_error
from kaohe.shipped import shipped_folder


@cache
def schema_text() -> str:
    """The schema as it is written."""
    return (shipped_folder("schemas") / "policy.schema.json").read_text(encoding="utf-8")


@cache
def policy_schema() -> dict[str, Any]:
    """The schema with exact numbers, so that it compares with the exact numbers of a policy."""
    schema: dict[str, Any] = json.loads(schema_text(), parse_float=Decimal)
    return schema


if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

Plain = int | Decimal | bool | str | dict[str, "Plain"] | list["Plain"]


def check_shape(root: Mapping, findings: Findings, schema: dict[str, Any] | None = None) -> bool:
    """Whether the policy has the shape that the schema (that of policies, if None) asks for; findings K201–K219."""
    validator = _policy_validator() if schema is None else _validator(schema)
    value: Any = plain(root)
    found = Findings()
    for error in validator.iter_errors(value):
        tell_schema_error(error, root, policy_schema()["$defs"], found)
    found.all.sort(key=_line_and_column)
    findings.all += found.all
    return not found.all


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
