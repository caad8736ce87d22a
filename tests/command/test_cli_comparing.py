"""The comparing commands from end to end: what is asked for wrongly is never answered by nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.command import main as cli

DATA = str(Path(__file__).parents[2] / "examples" / "xiangxiang_chains")
CHAINS = "xiangxiang_chains"
LISTED = "chain.电子信息.2023Q1.new_listed"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["--lang", "en", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["readings", CHAINS, DATA, "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["whatif", CHAINS, DATA, "--set", f"{LISTED}=2", "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["diff", CHAINS, CHAINS, DATA, "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["diff", CHAINS, DATA, DATA, "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["gap", CHAINS, DATA, "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["gap", CHAINS, DATA, "--unit", "电子信息", "--period", "2031"], "C173", "2023Q1, 2023Q2"),
        (["gap", CHAINS, DATA, "--to", "rang=2"], "C219", "did you mean rank?"),
        (["gap", CHAINS, DATA, "--unit", "电子信息", "--to", "rang=2"], "C219", "did you mean rank?"),
        (["gap", CHAINS, DATA, "--to", "rank=0"], "C220", "whole numbers from 1"),
        (["gap", CHAINS, DATA, "--to", "rank=1.5"], "C220", "whole numbers from 1"),
        (["gap", CHAINS, DATA, "--to", "total=九十"], "C220", "total cannot come to 九十"),
        (["whatif", CHAINS, DATA, "--set", "chain.电子信思.2023Q1.new_listed=2"], "C213", "did you mean 电子信息?"),
        (["whatif", CHAINS, DATA, "--set-policy", "X4.defalt=capped"], "C211", "did you mean X4.default?"),
        (["whatif", CHAINS, DATA, "--set-policy", "listing_score.caps=5"], "C211", "did you mean listing_score.cap?"),
        (["whatif", CHAINS, DATA, "--set-policy", "groundwork.measur=分"], "C211", "did you mean groundwork.measure?"),
        (["compare", CHAINS, "taojiangg"], "C101", "did you mean taojiang?"),
        (["stress", CHAINS, DATA, "--period", "2031"], "C114", "2023Q1, 2023Q2"),
        (["stress", "hengdong"], "C231", "has targets and no scores"),
        (["stress", CHAINS, DATA, "--weights", "100"], "C233", "--weights cannot be 100"),
        (["stress", CHAINS, DATA, "--error", "one"], "C233", "rounding"),
        (["stress", CHAINS, DATA, "--cliff", "-1"], "C233", "--cliff cannot be -1"),
        (["stress", CHAINS, "no_such_folder"], "C103", "no_such_folder"),
    ],
)
def test_what_there_is_not_is_refused(
    arguments: list[str], code: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, out, err = told(capsys, *arguments)
    assert (exit_code, out) == (2, ""), err
    assert code in err and words in err


def test_a_policy_without_scores_is_not_scored(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty table that two calculations agree on would look like an answer."""
    code, out, err = told(capsys, "score", "hengdong", "examples/hengdong", "--verify")
    assert (code, out) == (1, "")
    assert "C119" in err and "kaohe targets" in err


def test_each_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    one_more = ["--set", f"{LISTED}=2", "--period", "2023Q1"]
    for arguments in (
        ["compare", CHAINS, "taojiang"],
        ["diff", CHAINS, CHAINS, DATA, "--period", "2023Q2"],
        ["readings", CHAINS, DATA, "--period", "2023Q2"],
        ["whatif", CHAINS, DATA, *one_more],
        ["gap", CHAINS, DATA, "--unit", "新能源新材料", "--period", "2023Q2", "--to", "rank=3"],
        ["stress", CHAINS],
        ["stress", CHAINS, DATA, "--samples", "2", "--period", "2023Q1"],
    ):
        exit_code, out, err = told(capsys, *arguments, "--format", "json")
        assert exit_code == 0, err
        assert json.loads(out)
