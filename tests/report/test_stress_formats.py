"""A method under stress in its forms: each says what is claimed, in the policy's language, and by which thresholds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest
from kaohe.analysis.stress.stress import Settings, Stress, stress
from kaohe.report import stress as report
from kaohe.report import stress_json

from tests.analysis.stress.defects import TEXT, policy, stressed


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Stress:
    return stressed(tmp_path_factory.mktemp("data"), Settings(samples=20))


def test_the_page_stands_alone_and_draws_places_and_weights(found: Stress) -> None:
    written = report.as_html(found)
    told = "".join(html5lib.parse(written, namespaceHTMLElements=False).itertext())
    assert "企业没有上限：新增企业到 21家就超过其余各项的 40 分" in told
    assert re.findall(r'class="now"[^>]*><title>([0-9])', written) == ["1", "2", "3", "4"]
    assert len(re.findall(r'<rect class="nominal"', written)) == 6
    assert "<script" not in written and "http:" not in written


def test_every_threshold_is_said_with_its_option(found: Stress) -> None:
    told = report.as_table(found)
    for option in ("--cliff", "--saturated", "--alike", "--error", "--weights", "--samples", "--seed", "--confidence"):
        assert option in told
    assert "抽样" in told


def test_a_command_line_is_never_folded(found: Stress) -> None:
    lines = report.as_table(found, width=40).splitlines()
    assert sum("kaohe whatif" in line for line in lines) == report.as_markdown(found).count("kaohe whatif")
    assert all(line.count("'") % 2 == 0 for line in lines if "kaohe whatif" in line)


def test_markdown_has_a_table_for_each_question(found: Stress) -> None:
    written = report.as_markdown(found)
    assert "| 企业 | 20 | 33.3% | 20.2% |" in written
    assert "| 合计 | 60 |  | 100.0% |" in written


def test_an_english_policy_is_told_in_english(tmp_path: Path) -> None:
    found = stressed(tmp_path, Settings(samples=2), TEXT.replace("kaohe: 2\n", "kaohe: 2\nlanguage: en\n"))
    told = report.as_table(found, width=200)
    assert "counted twice" in told and "gain by doing worse" in told and "Effective weights" in told
    assert not re.search("[，：（）、]|抽样|名次变", told.replace(found.policy.title, ""))


def test_without_data_there_are_claims_alone() -> None:
    found = stress(policy(), None)
    document = json.loads(stress_json.as_json(found))
    assert list(document) == ["policy", "settings", "claims"]
    assert "只看了规则" in report.as_table(found) and "<svg" not in report.as_html(found)


def test_the_json_has_the_keys_that_the_page_for_comparers_lists(found: Stress) -> None:
    document = json.loads(stress_json.as_json(found))
    written = (Path(__file__).parents[2] / "docs" / "comparers.md").read_text(encoding="utf-8")
    example = json.loads(written.rpartition("### JSON")[2].partition("```json\n")[2].partition("```")[0])
    assert list(document) == list(example)
    assert list(document["settings"]) == list(example["settings"])
    for key in ("weights", "places", "firsts"):
        assert list(document[key][0]) == list(example[key][0])
    kinds = {claim["kind"]: list(claim) for claim in example["claims"]}
    for claim in document["claims"]:
        assert list(claim) == kinds["saturated" if claim["kind"] == "alike" else claim["kind"]]
