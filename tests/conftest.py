"""What all tests share: the programs that only some of them need, and which files run in one process."""

from __future__ import annotations

import os
import re
import shutil

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# No example of a property is timed: how busy the machine is says nothing of the project.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# No test reads a policy that an earlier one kept; tests of that take a folder of their own.
os.environ["KAOHE_NO_CACHE"] = "1"

PROGRAMS = {
    "office": (["soffice"], "LibreOffice (Debian: libreoffice-calc-nogui)"),
    "browser": (["chromium", "chromium-browser", "google-chrome"], "Chromium (Debian: chromium)"),
    "spark": (["java"], "Java 17 (Debian: openjdk-17-jre-headless)"),
}
"""By marker: the names that a program may have, and what is to be installed."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (names, what) in PROGRAMS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, names)):
            pytest.skip(f"{what} is not installed")


class _ByFile(LoadFileScheduling):
    """A file's tests in one process; the files about hostile names together, because they share what was written."""

    def _split_scope(self, nodeid: str) -> str:
        return re.sub(r"test_inject_\w+", "test_inject", super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _ByFile | None:
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None
