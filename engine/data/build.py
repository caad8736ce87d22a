"""The ways in: files or Python rows to one Dataset. Both end in the same checks (see engine.data.dataset)."""

from __future__ import annotations

from engine.data.python_rows import dataset_of_rows
from engine.data.read_data import read_data

__all__ = ["dataset_of_rows", "read_data"]
