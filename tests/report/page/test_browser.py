"""The page in a browser: nothing sticks out on a phone or a desk, and it prints on whole pages of A4."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from tests.report.page.pages import example_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.browser

FRAME = """<!DOCTYPE html><title>-</title>
<iframe width="{width}" height="900" style="border:0" srcdoc="{page}"></iframe>
<script>onload = () => {{
const e = document.querySelector("iframe").contentDocument.documentElement;
document.title = [e.clientWidth, e.scrollWidth].join(" ") }}</script>"""
"""No window is as narrow as a phone, but a frame is. The page itself allows no script."""


def browse(page: Path, *asked: str) -> str:
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    profile = f"--user-data-dir={page.parent / 'profile'}"
    command = [str(CHROMIUM), *switches, profile, *asked, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county", "taojiang"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(name: str, width: int, tmp_path: Path) -> None:
    page = tmp_path / "frame.html"
    page.write_text(FRAME.format(width=width, page=escape(example_page(name))), encoding="utf-8")
    shown = browse(page, "--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom")
    title = re.search(r"<title>(\d+) (\d+)</title>", shown)
    assert title is not None
    available, needed = map(int, title.groups())
    assert width - 20 <= available <= width  # a bar to scroll with may take its part
    assert needed <= available


@pytest.mark.parametrize(("name", "fewest", "most"), [("xiangxiang_chains", 6, 9), ("hengdong", 2, 4)])
def test_it_prints(name: str, fewest: int, most: int, tmp_path: Path) -> None:
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(example_page(name), encoding="utf-8")
    browse(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
    pages = re.findall(rb"/Type\s*/Page\b", paper.read_bytes())
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper.read_bytes())
    assert fewest <= len(pages) <= most
    assert all(abs(float(wide) - 595) < 2 and abs(float(high) - 842) < 2 for wide, high in sizes)
