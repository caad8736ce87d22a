"""What all tests share: the programs that only some of them need."""

from __future__ import annotations

import shutil

import pytest

PROGRAMS = {
    "office": (["soffice"], "LibreOffice (Debian: libreoffice-calc-nogui)"),
    "browser": (["chromium", "chromium-browser", "google-chrome"], "Chromium (Debian: chromium)"),
}
"""By marker: the names that a program may have, and what is to be installed."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (names, what) in PROGRAMS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, names)):
            pytest.skip(f"{what} is not installed")
