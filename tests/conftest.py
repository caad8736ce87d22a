"""What all tests share: programs that some of them need, policies that are read once, and which files run first."""

from __future__ import annotations

import gc
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# No example of a property is timed: how busy the machine is says nothing of the project.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# No test reads a policy that an earlier one kept; tests of that take a folder of their own.
os.environ["KAOHE_NO_CACHE"] = "1"

# Nearly all that tests hold lives to the end: to look for what could be freed every 700 objects finds nothing.
gc.set_threshold(100_000)

PROGRAMS = {
    "office": (["soffice"], "LibreOffice (Debian: libreoffice-calc-nogui)"),
    "browser": (["chromium", "chromium-browser", "google-chrome"], "Chromium (Debian: chromium)"),
    "spark": (["java"], "Java 17 (Debian: openjdk-17-jre-headless)"),
}
"""By marker: the names that a program may have, and what is to be installed."""


FIRST = (
    "tests/corpus/test_inject",
    "tests/conformance/test_provisional",
    "tests/analysis/explain/test_whole_policies",
    "tests/analysis/test_explanations",
    "tests/partitions/test_stream",
    "tests/evaluate/arrays/test_both_forms",
    "tests/report/page",
    "tests/analysis/test_gap",
)
"""The files that take longest, which come before all others: at the end one would run alone."""


@pytest.fixture(scope="session", autouse=True)
def _shipped_policies_are_read_once() -> Iterator[None]:
    """Hundreds of command lines name the same few policies, and no run changes one."""
    from kaohe.policy import cache
    from kaohe.policy.model import Policy
    from kaohe.source_places import Source

    from tests.inner import CHECKOUT

    read, known = cache._read, dict[Source, Policy]()

    def once(source: Source) -> Policy:
        if source not in known:
            found = read(source)
            if CHECKOUT not in Path(source.name).resolve().parents:
                return found
            known[source] = found
        return known[source]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cache, "_read", once)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((at for at, name in enumerate(FIRST) if item.nodeid.startswith(name)), len(FIRST)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (names, what) in PROGRAMS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, names)):
            pytest.skip(f"{what} is not installed")


class _ByFile(LoadFileScheduling):
    """A file's tests in one process; those about hostile names, or about pages, share what was written."""

    def _split_scope(self, nodeid: str) -> str:
        return re.sub(r"(test_inject|report/page/test)_\w+", r"\1", super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _ByFile | None:
    config.option.loadscopereorder = False  # by how many tests a file has, which says nothing of how long they take
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None
