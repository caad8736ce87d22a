"""Every command on a policy in English gives results in English, save for what policy and data themselves write."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from kaohe.command import main as cli

HERE = Path(__file__).parent
POLICY, DATA = str(HERE / "wards.yaml"), str(HERE / "data")
CHINESE = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
ALDER = ("--unit", "Alder", "--period", "2023Q1")
ASKED = [
    *(("score", "DATA", "--format", each) for each in ("table", "json", "csv", "markdown")),
    *(("targets", "DATA", "--format", each) for each in ("table", "json", "csv", "markdown")),
    *(("explain", "DATA", *ALDER, "--format", each) for each in ("table", "json", "markdown")),
    *(("explain", "DATA", "--unit", "Elm", "--period", "2023", "--format", "table"),),
    *(("explain", "DATA", *ALDER, "--against", "Elm", "--of", "total", "--format", each) for each in ("table", "json")),
    *(("explain", "DATA", "--unit", "Elm", "--of", each) for each in ("shops", "speed", "parks", "trees", "about")),
    ("explain", "DATA", "--unit", "Elm", "--of", "plan_of"),
    ("data", "DATA"),
    ("graph", "--format", "mermaid"),
    ("graph", "--format", "dot", "--of", "total"),
    *(("readings", "DATA", "--format", each) for each in ("table", "json")),
    *(("whatif", "DATA", "--set", "ward.Alder.2023Q1.rate=130", "--format", each) for each in ("table", "json")),
    ("gap", "DATA", *ALDER),
    ("diff", "OTHER", "DATA"),
    ("stress", "DATA", "--samples", "3", "--period", "2023Q1"),
    ("compare", "OTHER"),
    *(("score", "GAPS", "--provisional", "--format", each) for each in ("table", "markdown", "csv")),
    ("targets", "GAPS", "--provisional"),
    ("explain", "GAPS", "--provisional", *ALDER),
    ("data", "GAPS", "--provisional"),
]
WRITTEN = [
    *(("score", "DATA", "scores.xlsx"), ("targets", "DATA", "targets.xlsx"), ("workbook", "DATA", "paper.xlsx")),
    *(("report", "DATA", "report.html"), ("report", "DATA", "--period", "2023", "year.html")),
    *(("explain", "DATA", *ALDER, "why.html"), ("graph", "graph.svg"), ("readings", "DATA", "readings.html")),
    *(("compare", "OTHER", "compared.xlsx"), ("compare", "OTHER", "compared.html")),
    *(("stress", "DATA", "--samples", "3", "stress.html"), ("template", "--period", "2024Q1", "template.xlsx")),
    *(("report", "GAPS", "--provisional", "report.html"), ("workbook", "GAPS", "--provisional", "paper.xlsx")),
]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The data; the same with things that are still to come; another version of the policy."""
    folder = tmp_path_factory.mktemp("wards")
    gaps, other = folder / "gaps", folder / "other.yaml"
    shutil.copytree(DATA, gaps)
    (gaps / "mark.csv").unlink()
    lines = (gaps / "ward.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("Alder,2023Q1,95,")
    (gaps / "ward.csv").write_text("\n".join([lines[0], lines[1].replace(",95,", ",,"), *lines[4:]]), encoding="utf-8")
    text = Path(POLICY).read_text(encoding="utf-8")
    changed = text.replace("zero_below: 40%", "zero_below: 50%").replace("policy: wards", "policy: wards2")
    other.write_text(changed, encoding="utf-8")
    return {"DATA": DATA, "GAPS": str(gaps), "OTHER": str(other)}


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_what_is_printed_is_english(
    asked: tuple[str, ...], places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    command, *given = asked
    assert cli.main([command, POLICY, *(places.get(each, each) for each in given), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert len(shown) > 100 and not list(chinese(shown))


@pytest.mark.parametrize("asked", WRITTEN, ids=" ".join)
def test_what_is_written_is_english(asked: tuple[str, ...], places: dict[str, str], tmp_path: Path) -> None:
    command, *given, name = asked
    target = tmp_path / name
    options = [*(places.get(each, each) for each in given), "-o", str(target), "--lang", "en"]
    assert cli.main([command, POLICY, *options]) == 0
    if target.suffix != ".xlsx":
        assert not list(chinese(target.read_text(encoding="utf-8")))
        return
    with zipfile.ZipFile(target) as book:
        parts = [each for each in book.namelist() if each.endswith((".xml", ".vml")) and "theme" not in each]
        found = {each: list(chinese(book.read(each).decode())) for each in parts}
    assert {each: lines for each, lines in found.items() if lines} == {}


def chinese(text: str) -> Iterator[str]:
    """The lines with a Chinese sign that is not the policy's own; a line may break within a word."""
    text = re.sub(r"万\s*[│|]?\s*元", "", text)
    for line in text.replace("><", ">\n<").splitlines():
        if CHINESE.search(line):
            yield line.strip()[:200]


def test_two_units_are_compared_where_no_clause_is_cited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "shops.yaml"
    policy.write_text(
        "kaohe: 2\npolicy: shops\ntitle: Shops\nlanguage: en\n"
        "units: {shop: {name: Shop, period: year, members: [A, B]}}\n"
        "tables: {t: {name: T, key: [shop, year], columns: [{names: {x: X, y: Y}}]}}\n"
        "scores:\n  - {id: s, name: S, for: shop, parts: [{id: a, name: I, formula: x}, "
        "{id: b, name: J, formula: y * 2}]}\n",
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_text("unit,period,x,y\nA,2023,5,1\nB,2023,9,2\n", encoding="utf-8")
    assert cli.main(["explain", str(policy), str(tmp_path), "--unit", "A", "--against", "B"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "“S” compared: A 7, B 13, A is 6 below." in lines
    assert any(line.split() == ["Indicator", "A", "B", "Difference"] for line in lines)
    assert any(line.split() == ["I", "5.00", "9.00", "-4.00"] for line in lines)


def test_a_chinese_policy_stays_chinese_after_an_english_one(capsys: pytest.CaptureFixture[str]) -> None:
    examples = HERE.parents[1] / "examples" / "xiangxiang_chains"
    asked = ["explain", "xiangxiang_chains", str(examples), "--unit", "电子信息"]
    assert cli.main(asked) == 0
    before = capsys.readouterr().out
    assert cli.main(["explain", POLICY, DATA, *ALDER]) == 0
    capsys.readouterr()
    assert cli.main(asked) == 0
    after = capsys.readouterr().out
    assert before.rpartition(" · ")[0] == after.rpartition(" · ")[0] and "分档" in before
