"""What tests of partitions ask of a stream."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kaohe.partitions import stream
from kaohe.partitions.partition import Partition


@pytest.fixture(autouse=True)
def _memory_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """What gives memory back after each partition would go over all that the tests of a process hold."""
    monkeypatch.setattr(stream, "gc", SimpleNamespace(collect=int))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The partitions that are read, in order."""
    names: list[str] = []
    plain = Partition.read

    def noted(self: Partition, policy: Any, path: Path, findings: Any) -> Any:
        names.append(self.name)
        return plain(self, policy, path, findings)

    monkeypatch.setattr(Partition, "read", noted)
    return names
