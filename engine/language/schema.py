"""The schema of a policy file (`policy.schema.json`), which editors use too."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_NAME = "policy.schema.json"
_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def schema_text() -> str:
    """The schema as it is written: in an installed package inside `engine`, in a checkout beside it."""
    for folder in (_PACKAGE / "schemas", _PACKAGE.parent / "schemas"):
        if (folder / _NAME).is_file():
            return (folder / _NAME).read_text(encoding="utf-8")
    raise FileNotFoundError(f"{_NAME} is missing from this installation of kaohe")


@cache
def policy_schema() -> dict[str, Any]:
    """The schema with exact numbers, so that it compares with the exact numbers of a policy."""
    schema: dict[str, Any] = json.loads(schema_text(), parse_float=Decimal)
    return schema
