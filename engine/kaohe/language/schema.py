"""The schema of a policy file (`policy.schema.json`), which editors use too."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

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
