"""The former name of `read_data`, for callers that have not moved yet."""

from __future__ import annotations

from engine.data.read_data import read_data as read_folder

__all__ = ["read_folder"]
