"""What stands on the command line by name: cells, records and paths of the policy, and what is told where none fits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kaohe.command.told import Misused, finding


@contextmanager
def asked_for() -> Iterator[None]:
    """Turns what names nothing, or several things, into findings about the command line (C211–C216)."""
    from kaohe.analysis.named_cells import NamesNothing, NamesSeveral
    from kaohe.analysis.whatif import SaidTwice, Unreadable
    from kaohe.diagnostics import nearest
    from kaohe.policy.paths import AmbiguousPath, UnknownPath

    try:
        yield
    except UnknownPath as unknown:
        near = nearest(unknown.path, unknown.known)
        raise Misused(finding("C211", path=unknown.path, known=unknown.known, suggestion=near)) from None
    except AmbiguousPath as several:
        raise Misused(finding("C212", path=several.path, fitting=several.fitting)) from None
    except NamesNothing as nothing:
        arguments = {"name": nothing.written, "part": nothing.part, "known": nothing.known}
        raise Misused(finding("C213", suggestion=nothing.near, **arguments)) from None
    except NamesSeveral as fits:
        raise Misused(finding("C214", name=fits.written, fitting=fits.fitting)) from None
    except Unreadable as unreadable:
        raise Misused(finding("C215", given=str(unreadable))) from None
    except SaidTwice as twice:
        raise Misused(finding("C216", name=str(twice))) from None
