"""Files are written whole or not at all; streams get bytes that no locale changes."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from kaohe.report.formats import colours, write_file, write_stream


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_file_is_replaced_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    target = tmp_path / "结果.csv"
    target.write_text("old")
    target.chmod(0o640)
    write_file(target, "新\r\n")
    assert target.read_bytes() == "新\r\n".encode()
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "a", "x")
    finally:
        os.umask(mask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(Path(os.devnull), "x")
    assert not Path(os.devnull).is_file()


def test_nothing_is_left_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "a", "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_pipe_gets_utf8_in_any_locale() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    write_stream(stream, "甲\udcff")
    assert raw.getvalue() == "甲\\udcff".encode()


def test_a_terminal_gets_what_it_can_show() -> None:
    raw = io.BytesIO()
    stream = Terminal(raw, encoding="gbk")
    write_stream(stream, "甲𠮷")
    assert raw.getvalue() == "甲?".encode("gbk")


def test_a_stream_of_text_gets_text() -> None:
    page = io.StringIO()
    write_stream(page, "甲")
    assert page.getvalue() == "甲"


def test_colours_on_a_terminal_unless_somebody_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    terminal = Terminal(io.BytesIO(), encoding="utf-8")
    assert colours(terminal)
    assert not colours(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not colours(terminal)
    monkeypatch.delenv("TERM")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours(terminal)
