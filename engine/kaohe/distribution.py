"""What this copy of kaohe is and brings with it: its version; policies and schema, in the package or in a checkout."""

from __future__ import annotations

from pathlib import Path

__version__ = "0.2.0"
"""The version of the engine, which every result records."""

_HERE = Path(__file__).parent


def shipped_folder(name: str) -> Path:
    """The folder `policies` or `schemas`."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent.parent / name


def shipped_policies() -> dict[str, Path]:
    """The policies that come with kaohe, by id; `policies/examples` are made up."""
    return {path.stem: path for path in sorted(shipped_folder("policies").rglob("*.yaml"))}
