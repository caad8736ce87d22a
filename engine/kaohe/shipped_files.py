"""What this copy of kaohe is and brings with it: its version; policies and schema, in the package or in a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__version__ = "0.2.0"
"""The version of the engine, which every result records."""


def shipped_folder(name: str) -> Path:
    """The folder `policies` or `schemas`."""
    from pathlib import Path  # late: --version and --help have no use for it

    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent.parent / name


def shipped_policies() -> dict[str, Path]:
    """The policies that come with kaohe, by id; `policies/examples` are made up."""
    return {path.stem: path for path in sorted(shipped_folder("policies").rglob("*.yaml"))}
