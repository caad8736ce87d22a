"""Policies that are kept: the same as those that are read, or not used at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.policy import cache
from kaohe.policy.encoding import Unknown, decoded, encoded
from kaohe.policy.load import load, load_source
from kaohe.policy.model import Policy
from kaohe.shipped_files import shipped_policies
from kaohe.source_places import Source

from tests.conformance.run_case import policy_of
from tests.conformance.test_conformance import all_cases

TEXT = """\
kaohe: 2
policy: towns
title: 乡镇
units:
  town: {name: 乡镇, period: year, members: [甲镇, 乙镇]}
questions:
  q1: {ask: 怎样读, readings: {full: 全计, half: 减半}}
methods:
  half: {parameters: [x], means: x / 3}
tables:
  figures:
    name: 数据
    key: [town, year]
    columns:
      - {names: {a: 甲数, b: 乙数}}
scores:
  - {id: s, name: 得分, for: town, points: 10, formula: half(a) + b, cap: 10}
  - {id: place, name: 名次, for: town, rank: {of: s, within: all, ties: competition}}
"""


def source_of(text: str = TEXT, name: str = "towns.yaml") -> Source:
    return Source(name, text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that policies are kept in, which is not there yet."""
    monkeypatch.delenv(cache.SWITCH)
    monkeypatch.setattr(cache, "cache_folder", lambda: str(tmp_path / "cache" / "policies"))
    return tmp_path / "cache" / "policies"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that policies were read from."""
    found: list[str] = []

    def read(source: Source) -> Policy:
        found.append(source.name)
        return load_source(source)

    monkeypatch.setattr(cache, "_read", read)
    return found


def same(one: Policy, other: Policy) -> bool:
    """Whether two policies are alike to the last object, and share what they share alike."""
    return _encoded(one) == _encoded(other) and one.text.root == other.text.root and one.text.own == other.text.own


def _encoded(policy: Policy) -> str:
    return encoded(policy, cache._sources(policy)[0])


def _policies(folder: Path) -> Iterator[Policy]:
    for path in shipped_policies().values():
        yield load(path)
    for number, case in enumerate(each.values[0] for each in all_cases()):
        with suppress(Refused):
            (folder / str(number)).mkdir()
            yield policy_of(case, folder / str(number))


def test_every_policy_is_the_same_once_it_was_kept(tmp_path: Path) -> None:
    compared = 0
    for policy in _policies(tmp_path):
        compared += 1
        sources, _ = cache._sources(policy)
        text = encoded(policy, sources)
        again = decoded(text, sources, lambda policy=policy: policy)
        assert encoded(again, sources) == text, policy.id
        assert again.order == policy.order
        assert list(again.graph.edges) == list(policy.graph.edges)
        for vertex in policy.graph:
            assert list(again.graph.predecessors(vertex)) == list(policy.graph.predecessors(vertex))
        assert {each.place for each in again.definitions.values()} == {
            each.place for each in policy.definitions.values()
        }
        assert [each.message("zh") for each in again.warnings] == [each.message("zh") for each in policy.warnings]
    assert compared > 200


def test_the_second_time_nothing_is_read(folder: Path, reads: list[str]) -> None:
    first, second = cache.policy_in(source_of()), cache.policy_in(source_of())
    assert reads == ["towns.yaml"]
    assert len(list(folder.iterdir())) == 1
    assert same(first, second)
    assert reads == ["towns.yaml", "towns.yaml"]  # for the nodes, which `same` asks for
    assert second.scores[0].place.text == first.scores[0].place.text != ""
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert next(folder.iterdir()).stat().st_mode & 0o777 == 0o600


def test_another_text_or_name_is_another_policy(folder: Path, reads: list[str]) -> None:
    cache.policy_in(source_of())
    other = cache.policy_in(source_of(TEXT.replace("points: 10", "points: 9")))
    assert other.scores[0].points == 9
    assert cache.policy_in(source_of(name="b/towns.yaml")).source.name == "b/towns.yaml"
    assert len(reads) == 3


@pytest.mark.parametrize("part", ["_modules", "_packages"])
def test_another_engine_or_package_reads_again(
    part: str, folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.policy_in(source_of())
    monkeypatch.setattr(cache, part, lambda: iter(["another"]))
    cache.policy_in(source_of())
    assert len(reads) == 2


def test_another_python_reads_again(folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.policy_in(source_of())
    monkeypatch.setattr(sys, "version", "another")
    cache.policy_in(source_of())
    assert len(reads) == 2


def test_what_the_engine_is_known_by() -> None:
    names = {each.partition(" ")[0] for each in cache._modules()}
    assert {"load.py", "lexer.py", "folds.py", "lazy.py", "diagnostics.py", "schema"} <= names
    packages = " ".join(cache._packages()).lower()
    assert all(f"{name}-" in packages for name in ("jsonschema", "networkx", "pyyaml"))


def _kept_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _changed(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"towns", b"crown", 1))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00" * 100)


def _writable_by_others(file: Path) -> None:
    file.chmod(0o666)


def _folder_writable_by_others(file: Path) -> None:
    file.parent.chmod(0o777)


def _a_link(file: Path) -> None:
    file.rename(file.parent.parent / "elsewhere")
    file.symlink_to(file.parent.parent / "elsewhere")


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "harm",
    [_truncated, _changed, _emptied, _no_text, _writable_by_others, _folder_writable_by_others, _a_link, _a_folder],
)
@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_what_cannot_be_trusted_is_read_again(
    harm: Any, folder: Path, reads: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    first = cache.policy_in(source_of())
    harm(_kept_file(folder))
    assert same(cache.policy_in(source_of()), first)
    assert len(reads) == 2
    assert capfd.readouterr() == ("", "")


def test_a_file_of_another_user_is_not_used(folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.policy_in(source_of())
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    cache.policy_in(source_of())
    assert len(reads) == (2 if os.name == "posix" else 1)


MALICE = [
    [["os:system"], ["true", [8, 0]]],
    [["kaohe.diagnostics:Findings"], [[8]]],
    [["kaohe.policy.load:load"], ["x", [8, 0]]],
    [["kaohe.language.entry:Entry"], ["x", *[0] * 9, [8, *range(10)]]],
    [["kaohe.policy.model:Policy"], [[8]]],
    [["kaohe.language.tree:Number.__class__"], [[8]]],
    [["kaohe.source_places:dataclass"], [[8]]],
    [["kaohe.source_places:Source", "kaohe.source_places:Source"], [[8, 0, 5]]],
    [[], [[4, 1, 0]]],
    [[], [[3, 0]]],
    [[], [[99, 0]]],
    [[], ["a", [5, 1]]],
    [[], []],
    {"a": 1},
    [1, 2, 3],
    "text",
]


@pytest.mark.parametrize("content", MALICE, ids=range(len(MALICE)))
def test_a_well_made_file_that_is_no_policy_is_read_again_and_runs_nothing(
    content: object, folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.policy_in(source_of())
    file = _kept_file(folder)
    text = json.dumps(content)
    file.write_text(f"{json.dumps([hashlib.sha256(text.encode()).hexdigest(), []])}\n{text}", encoding="utf-8")
    monkeypatch.setattr(os, "system", lambda _: pytest.fail("it ran"))
    assert same(cache.policy_in(source_of()), first)
    assert len(reads) == 2


def test_only_records_of_policies_are_made() -> None:
    for name in ("builtins:eval", "kaohe.command.main:main", "kaohe.policy.cache:policy_in", "subprocess:Popen"):
        with pytest.raises(Unknown):
            decoded(json.dumps([[name], [[8]]]), [], lambda: pytest.fail("nothing is read"))


def test_where_nothing_can_be_written_nothing_is_said(
    folder: Path, reads: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    folder.parent.parent.joinpath("cache").write_text("a file where the folder would be", encoding="utf-8")
    assert cache.policy_in(source_of()).id == cache.policy_in(source_of()).id == "towns"
    assert len(reads) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_nothing_is_written_where_others_may_write(folder: Path, reads: list[str]) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert cache.policy_in(source_of()).id == cache.policy_in(source_of()).id
    assert len(reads) == 2
    assert list(folder.iterdir()) == []


def test_a_policy_that_is_refused_is_not_kept(folder: Path) -> None:
    with pytest.raises(Refused):
        cache.policy_in(source_of(TEXT.replace("half(a)", "half(c)")))
    assert not folder.exists()


def test_switched_off_nothing_is_kept_or_used(folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with cache.nothing_kept():
        cache.policy_in(source_of())
    monkeypatch.setenv(cache.SWITCH, "1")
    cache.policy_in(source_of())
    assert not folder.exists()
    monkeypatch.delenv(cache.SWITCH)
    cache.policy_in(source_of())
    with cache.nothing_kept():
        cache.policy_in(source_of())
    assert len(reads) == 4


def test_the_oldest_make_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_FILES", 3)
    for number in range(5):
        cache.policy_in(source_of(name=f"{number}.yaml"))
        for file in folder.iterdir():
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 10**12))
    assert len(list(folder.iterdir())) == 3
    monkeypatch.setattr(cache, "MOST_BYTES", 1)
    cache.policy_in(source_of(name="last.yaml"))
    assert list(folder.iterdir()) == []


def test_one_that_is_too_large_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LARGEST", 100)
    cache.policy_in(source_of())
    assert not folder.exists()


@pytest.fixture
def amended(tmp_path: Path) -> Source:
    """A policy that amends another one, in a folder of their own."""
    for name in ("work_plan.yaml", "work_plan_2025.yaml"):
        shutil.copy(shipped_policies()[name.removesuffix(".yaml")], tmp_path / name)
    path = tmp_path / "work_plan_2025.yaml"
    return Source(str(path), path.read_text(encoding="utf-8"))


def test_a_policy_of_several_files_is_kept_with_them(folder: Path, reads: list[str], amended: Source) -> None:
    first, second = cache.policy_in(amended), cache.policy_in(amended)
    assert len(reads) == 1
    assert same(first, second)
    assert second.base is not None and first.base is not None
    assert second.base.text.root == first.base.text.root
    assert second.text.digests == first.text.digests


def test_a_change_in_another_file_is_read(folder: Path, reads: list[str], amended: Source) -> None:
    cache.policy_in(amended)
    base = Path(amended.name).parent / "work_plan.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(text + "\n# one more remark\n", encoding="utf-8")
    cache.policy_in(amended)
    assert len(reads) == 2
    cache.policy_in(amended)
    assert len(reads) == 2
    base.unlink()
    with pytest.raises(Refused):
        cache.policy_in(amended)
    assert len(reads) == 3


def test_a_file_of_the_same_name_that_comes_nearer_is_read(folder: Path, reads: list[str], tmp_path: Path) -> None:
    """`use` names the id of a policy that ships, until a file beside the policy bears that name."""
    uses = TEXT.replace("methods:", "use: {file: xiangxiang_chains, take: {questions: [X1]}}\nmethods:")
    source = Source(str(tmp_path / "towns.yaml"), uses)
    shipped = shipped_policies()["xiangxiang_chains"].read_text(encoding="utf-8")
    cache.policy_in(source)
    assert cache.policy_in(source).questions.keys() == {"q1", "X1"}
    assert len(reads) == 1
    (tmp_path / "xiangxiang_chains").write_text(shipped + "\n# nearer\n", encoding="utf-8")
    cache.policy_in(source)
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("platform", "settings", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/kaohe/policies"),
        ("linux", {"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/kaohe/policies"),
        ("linux", {"HOME": "/home/a"}, "/home/a/.cache/kaohe/policies"),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/kaohe/policies"),
        ("win32", {}, None),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="paths are those of POSIX")
def test_the_folder_is_where_the_system_keeps_such_files(
    platform: str, settings: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.cache_folder() == expected
