"""The words of every finding, Chinese and English side by side, by code.

K1xx the file and its YAML · K2xx shape and names · K3xx formulas · K4xx grains, measures, absence ·
K5xx what the policy says as a whole · K6xx lists · K7xx tables of the document · K8xx files that policies share,
amendments · D1xx data files · D2xx cells · D3xx units and periods, D4xx what must hold · E1xx the calculation,
E2xx what it lacks, E3xx the second opinion, E4xx examples, E5xx a working paper, E6xx partitions · C1xx the command
line, C2xx what it names · M1xx mapping files.

The words of one hundred stand in the file that is called after it, and its examples in `examples/`, by the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

FOLDER = Path(__file__).parent


class Message(NamedTuple):
    """What a finding says and how it is mended; `{name}` is filled from the finding's arguments.

    A warning asks its reader to look; a note only tells what was done, and is shown where the data are looked at.
    """

    zh: str
    en: str
    zh_mend: str = ""
    en_mend: str = ""
    level: Literal["error", "warning", "note"] = "error"


class _Catalog(Mapping[str, Message]):
    """All messages by their codes. A file is read when one of its codes is asked for; most runs find little."""

    def __getitem__(self, code: str) -> Message:
        hundred = f"{code[:2]}xx"
        if hundred not in _hundreds():
            raise KeyError(code)
        return _messages(hundred)[code]

    def __iter__(self) -> Iterator[str]:
        for hundred in _hundreds():
            yield from _messages(hundred)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _hundreds() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@cache
def _messages(hundred: str) -> Mapping[str, Message]:
    import yaml  # late, as no command needs it to say how it is used

    # Every scalar is a text. Where libyaml is missing, that has to be told in words that are read without it (K162).
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    written = yaml.load((FOLDER / f"{hundred}.yaml").read_bytes(), Loader=loader)
    return {code: Message(**words) for code, words in written.items()}


CATALOG: Mapping[str, Message] = _Catalog()
"""Every message by its code."""
