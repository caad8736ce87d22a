"""One error of the schema as a finding: its place in the file, and words for a policy writer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.diagnostics import Findings, nearest
from engine.language.node_types import Mapping, Node, Scalar, Sequence
from engine.places import Place

if TYPE_CHECKING:
    from jsonschema import ValidationError

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
    "const": "K216",
    "maxLength": "K206",
}


def tell_shape_error(error: ValidationError, root: Mapping, findings: Findings) -> None:
    """Notes an error of jsonschema where it stands in the file (K201–K219)."""
    path = list(error.absolute_path)
    node, key = _at(root, path)
    where = key.text if key is not None else ""
    match error.validator:
        case "additionalProperties" if isinstance(node, Mapping):
            _tell_unknown_keys(error, node, where, findings)
        case "required":
            _tell_missing_keys(error, node, where, findings)
        case "dependentRequired" if isinstance(node, Mapping):
            _tell_missing_companions(error, node, findings)
        case "anyOf":
            names = [name for each in error.validator_value for name in each["required"]]
            findings.add("K214", node.place, key=where, names=_listed(names))
        case "type":
            _tell_type(error, node, where, findings)
        case "enum":
            _tell_enum(error, node, where, findings)
        case "pattern":
            _tell_pattern(error, node, path, key, findings)
        case None if key is not None:
            # The schema says `false`: the key has no meaning beside the others.
            findings.add("K219", key.place, key=key.text)
        case _:
            limit = error.validator_value
            code = _CODES.get(str(error.validator), "K217")
            findings.add(code, node.place, key=where, limit=limit, value=_shown(error.instance), text=error.message)


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


def _tell_unknown_keys(error: ValidationError, node: Mapping, where: str, findings: Findings) -> None:
    """K201 at each key that the schema does not know here, with the one that is most likely meant."""
    known: dict[str, Any] = error.schema.get("properties", {})
    left = [name for name in known if name not in node.entries]
    for name, entry in node.entries.items():
        if name not in known:
            meant = _in_chinese(name, known) or nearest(name, left)
            place = entry.key.at(0, len(name)) if entry.key.is_locatable else entry.key.place
            findings.add("K201", place, key=name, where=where, allowed=_listed(left), suggestion=meant)


def _in_chinese(name: str, known: dict[str, Any]) -> str | None:
    """The key whose description begins with that Chinese word: 名称 for name."""
    for key, schema in known.items():
        if isinstance(schema, dict) and len(name) > 1 and str(schema.get("description", "")).startswith(name):
            return key
    return None


def _tell_missing_keys(error: ValidationError, node: Node, where: str, findings: Findings) -> None:
    # jsonschema gives one error for each missing key, and names it in the message alone.
    for name in error.validator_value:
        if error.message.startswith(f"'{name}' "):
            findings.add("K202", _first_word(node), key=name, where=where)


def _first_word(node: Node) -> Place:
    """A mapping is pointed at by its first key."""
    if isinstance(node, Mapping):
        return next((entry.key.place for entry in node.entries.values()), node.place)
    return node.place


def _tell_missing_companions(error: ValidationError, node: Mapping, findings: Findings) -> None:
    for name, companions in error.validator_value.items():
        for companion in companions:
            if name in node.entries and error.message.startswith(f"'{companion}' ") and companion not in node.entries:
                _tell_once("K215", node.entries[name].key.place, findings, key=name, companion=companion)


def _tell_once(code: str, place: Place, findings: Findings, **arguments: object) -> None:
    if not any(known.code == code and known.place == place for known in findings.all):
        findings.add(code, place, **arguments)


def _tell_type(error: ValidationError, node: Node, where: str, findings: Findings) -> None:
    """K203 another kind of value is due; K204 a text is due, and YAML sees a number or a truth value."""
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    if isinstance(node, Scalar) and "string" in wanted:
        findings.add("K204", node.place, key=where, value=node.text)
        return
    found = "array" if isinstance(node, Sequence) else "object" if isinstance(node, Mapping) else "string"
    if isinstance(node, Scalar):
        found_zh, found_en = node.text, node.text
    else:
        found_zh, found_en = _KINDS[found]
    findings.add(
        "K203",
        node.place,
        key=where,
        wanted_zh="或".join(_KINDS[kind][0] for kind in wanted),
        wanted_en=" or ".join(_KINDS[kind][1] for kind in wanted),
        found_zh=found_zh,
        found_en=found_en,
    )


def _tell_enum(error: ValidationError, node: Node, where: str, findings: Findings) -> None:
    """K205: only certain words may stand here."""
    allowed = [word for word in error.validator_value if isinstance(word, str)]
    text = node.text if isinstance(node, Scalar) else ""
    if not isinstance(node, Scalar):
        found = _KINDS["array" if isinstance(node, Sequence) else "object"]
        arguments = {"wanted_zh": _listed(allowed), "wanted_en": _listed(allowed, ", ")}
        findings.add("K203", node.place, key=where, found_zh=found[0], found_en=found[1], **arguments)
        return
    findings.add("K205", node.place, key=where, value=text, allowed=_listed(allowed), suggestion=nearest(text, allowed))


def _tell_pattern(
    error: ValidationError, node: Node, path: list[str | int], key: Scalar | None, findings: Findings
) -> None:
    """K206 an id that formulas could not use, as a key or a value; K208 a ratio; K209 a blank text."""
    text = str(error.instance)
    place = node.place
    if isinstance(node, Mapping):
        place = node.entries[text].key.place if text in node.entries else place
    if key is not None and key.text == "ratio" and not isinstance(node, Mapping):
        findings.add("K208", place, value=text)
    elif not text.strip():
        findings.add("K209", place, key=key.text if key is not None else "")
    else:
        findings.add("K206", place, value=text, limit=80)


def _listed(words: list[str], comma: str = "、") -> str:
    return comma.join(words)


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str) or not isinstance(value, dict | list) else ""
