"""The ways in: files or Python rows to one Dataset. Both end in the same checks (see engine.data.dataset)."""

from __future__ import annotations

from engine.data.folder import read_folder
from engine.data.python_rows import dataset_of_rows

__all__ = ["dataset_of_rows", "read_folder"]
