"""The garbage collector, held back while millions of values are made, and in a process that does one thing.

Each of its rounds walks all rows again, and none of them is garbage: that is two fifths of the time of a large
run. Neither reading nor calculating makes cycles worth collecting before it ends.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = 200_000
"""Objects that a process makes, beyond those that it gives back, between two rounds: a start makes fewer."""


@contextmanager
def one_thing() -> Iterator[None]:
    """For a process that does one thing and ends: few rounds, and none at its end, when all memory is given back."""
    gc.set_threshold(RARELY)
    try:
        yield
    finally:
        gc.freeze()


@contextmanager
def collector_held() -> Iterator[None]:
    """Holds the collector back, and leaves it as it was."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
