"""What long runs need: they tell how far they are, and the garbage collector is held back while millions are made.

Each of its rounds walks all rows again, and none of them is garbage: that is two fifths of the time of a large run.
Neither reading nor calculating makes cycles worth collecting before it ends.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from kaohe.lazy import dataclass

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stage:
    """What is begun: the kind of work (words: `STAGES`), its object, how many of all are done."""

    kind: str
    name: str = ""
    done: int = 0
    of: int = 0


Listener = Callable[[Stage], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


def busy(kind: str, name: str = "", done: int = 0, of: int = 0) -> None:
    """Reports what is begun now."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(Stage(kind, name, done, of))


def tracked(kind: str, items: Collection[Item], name: Callable[[Item], str]) -> Iterator[Item]:
    """The items one after another, each reported before it is handed out."""
    for done, item in enumerate(items):
        busy(kind, name(item), done, len(items))
        yield item


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Whatever is reported inside goes to `listener`."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


STAGES: dict[str, tuple[str, str]] = {
    "policy": ("读取办法", "reading the policy"),
    "check": ("检查", "checking"),
    "open": ("打开", "opening"),
    "read": ("读取数据", "reading data"),
    "type": ("核对数据", "checking data"),
    "calculate": ("计算", "calculating"),
    "verify": ("复算", "calculating again"),
    "judge": ("对照目标", "judging targets"),
    "explain": ("解释", "explaining"),
    "gap": ("找差距", "looking for ways"),
    "stress": ("逐项检验", "following each input"),
    "sample": ("抽样", "sampling"),
    "card": ("生成得分卡", "making score cards"),
    "page": ("生成报告", "making the report"),
    "formulas": ("写公式", "writing formulas"),
    "sheet": ("写工作表", "writing sheets"),
    "partition": ("计算分区", "scoring partition"),
    "result": ("生成结果", "writing results"),
}


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
    """Holds the collector back, and leaves it as it was.

    What was made meanwhile counts as old, and no round goes over all of it at once: nearly all of it lives on.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():  # what others have frozen stays so
                gc.freeze()
                gc.unfreeze()
            gc.enable()
