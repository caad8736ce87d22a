"""A made-up policy that says nearly everything a policy can say, with names that a sheet would misread."""

from __future__ import annotations

from pathlib import Path

from kaohe.source_places import Source

WIDE = Source("wide.yaml", Path(__file__).with_name("wide.yaml").read_text(encoding="utf-8"))
