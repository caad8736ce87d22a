"""What open questions decide: against scoring under each combination, one after the other."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.model import Move
from kaohe.analysis.published_values import Published, changes_between, published_values_of, read_inputs, reader
from kaohe.analysis.readings import Readings, readings_of_questions
from kaohe.diagnostics import Refused
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.source_places import Source

from tests import inner
from tests.analysis.comparable import data, policy

ROOT = Path(__file__).parents[2]


def everything(method: Policy, folder: Path) -> dict[Published, set[Value]]:
    """Every value under every combination, each scored by itself."""
    inputs = read_inputs(method, folder)
    names = list(method.questions)
    taken: dict[Published, set[Value]] = {}
    for choice in itertools.product(*(method.questions[name].readings for name in names)):
        for key, value in published_values_of(method, inputs, dict(zip(names, choice, strict=True))).values.items():
            taken.setdefault(key, set()).add(value)
    return taken


def test_spans_are_those_of_all_combinations(tmp_path: Path) -> None:
    found = readings_of_questions(policy(), reader(data(tmp_path)))
    taken = everything(policy(), tmp_path)
    assert {span.of: set(span.taken or ()) for span in found.spans} == {
        key: values for key, values in taken.items() if len(values) > 1
    }
    assert (found.combinations, found.decided) == (16, 16)
    ranks = {span.of.unit: (span.lowest, span.highest) for span in found.spans if span.of.value == "rank"}
    # capped, all: 10.5, 11, 10. capped, large: 10, 10.5, 10. uncapped, all: 12.5, 11, 10. uncapped, large: 12, 10.5, 10
    assert ranks == {"甲镇": (1, 2), "乙镇": (1, 2), "丙镇": (2, 3)}


def test_each_reading_alone_is_what_score_says(tmp_path: Path) -> None:
    found = readings_of_questions(policy(), reader(data(tmp_path)))
    _against_score(policy(), tmp_path, found, {})


def test_under_readings_that_were_chosen(tmp_path: Path) -> None:
    chosen = {"Q1": "uncapped"}
    found = readings_of_questions(policy(), reader(data(tmp_path)), chosen)
    assert [each.in_force for each in found.questions[0].readings] == [False, True]
    _against_score(policy(), tmp_path, found, chosen)


def _against_score(method: Policy, folder: Path, found: Readings, chosen: dict[str, str]) -> None:
    inputs = read_inputs(method, folder)
    before = published_values_of(method, inputs, chosen)
    for effects in found.questions:
        for each in effects.readings:
            after = published_values_of(method, inputs, {**chosen, effects.question: each.reading})
            assert list(each.changes) == changes_between(before, after)


def test_the_chains_against_combinations_at_random() -> None:
    method, folder = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml"), ROOT / "examples" / "xiangxiang_chains"
    found = readings_of_questions(method, reader(folder))
    assert (found.combinations, found.decided) == (1536, 1536)
    spans = {span.of: span for span in found.spans}
    inputs = read_inputs(method, folder)
    draw = random.Random(7)
    for _ in range(25):
        chosen = {name: draw.choice(list(question.readings)) for name, question in method.questions.items()}
        for key, value in published_values_of(method, inputs, chosen).values.items():
            span = spans.get(key)
            if span is None:
                assert value == found.published.values[key]
            else:
                assert value in span.taken if span.taken is not None else span.lowest <= value <= span.highest


TWENTY = """\
kaohe: 2
policy: many
title: 二十个问题
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
tables:
  town: {name: 镇年报, key: [town, year], columns: [{measure: 分, names: {mark: 打分}}]}
questions:
"""


def test_questions_that_never_meet_are_not_multiplied(tmp_path: Path) -> None:
    questions = "".join(f"  Q{n}: {{ask: 问{n}, readings: {{one: 一, two: 二}}}}\n" for n in range(20))
    scores = "".join(
        f"  - {{id: s{n}, name: 得分{n}, for: town, reading: Q{n}, cases: {{one: mark, two: mark + {n}}}}}\n"
        for n in range(20)
    )
    method = inner.load_source(Source("many.yaml", f"{TWENTY}{questions}scores:\n{scores}"))
    (tmp_path / "town.csv").write_text("单位,期间,打分\n甲镇,2023,1\n乙镇,2023,2\n", encoding="utf-8")
    found = readings_of_questions(method, reader(tmp_path))
    assert (found.combinations, found.decided) == (2**20, 2**20)
    assert len(found.spans) == 2 * 19  # nought added is no change
    assert not any(span.sampled for span in found.spans)


def test_too_many_that_meet_are_sampled_and_say_so(tmp_path: Path) -> None:
    questions = "".join(f"  Q{n}: {{ask: 问{n}, readings: {{one: 一, two: 二}}}}\n" for n in range(8))
    parts = "".join(
        f"      - {{id: s{n}, name: 得分{n}, reading: Q{n}, cases: {{one: mark, two: mark + {2**n}}}}}\n"
        for n in range(8)
    )
    text = f"{TWENTY}{questions}scores:\n  - id: total\n    name: 总分\n    for: town\n    parts:\n{parts}"
    method = inner.load_source(Source("many.yaml", text))
    (tmp_path / "town.csv").write_text("单位,期间,打分\n甲镇,2023,1\n乙镇,2023,2\n", encoding="utf-8")
    found = readings_of_questions(method, reader(tmp_path), most=50)
    assert (found.combinations, found.decided) == (256, 50)
    totals = [span for span in found.spans if span.of.value == "total"]
    assert [span.sampled for span in totals] == [True, True]
    assert all(span.taken is None for span in totals)  # more numbers than are listed
    assert not any(span.sampled for span in found.spans if span.of.value != "total")
    whole = readings_of_questions(method, reader(tmp_path))
    assert [(span.lowest, span.highest) for span in whole.spans if span.of.value == "total"] == [(8, 263), (16, 271)]


def test_places_are_listed_however_many_and_by_whatever_rule(tmp_path: Path) -> None:
    """镇0 gets 1, 2, 4, 8, 16 by five questions, so 0 to 31 over towns of 0 to 29: places 1 (30, 31) to 30."""
    towns = [f"镇{number}" for number in range(30)]
    questions = [f"  Q{number}: {{ask: 加不加, readings: {{n: 否, y: 是}}}}" for number in range(5)]
    more = [
        f"  - {{id: q{number}, name: 加{number}, for: town, reading: Q{number}, "
        f"cases: {{n: 0, y: \"{2**number} if unit == '镇0' else 0\"}}}}"
        for number in range(5)
    ]
    text = "\n".join(
        [
            "kaohe: 2",
            "policy: thirty",
            "title: 三十个镇",
            f"units: {{town: {{name: 镇, period: year, members: [{', '.join(towns)}]}}}}",
            "tables: {town: {name: 镇报, key: [town, year], columns: [{names: {a: 数}}]}}",
            "questions:",
            *questions,
            "  R: {ask: 并列, readings: {competition: 占, dense: 不占}}",
            "values:",
            *more,
            "scores:",
            "  - {id: total, name: 总, for: town, formula: a + q0 + q1 + q2 + q3 + q4}",
            "  - id: place",
            "    name: 名次",
            "    for: town",
            "    reading: R",
            "    cases:",
            "      competition: {rank: {of: total, within: all, ties: competition}}",
            "      dense: {rank: {of: total, within: all, ties: dense}}",
        ]
    )
    (tmp_path / "town.csv").write_text(
        "单位,期间,数\n" + "".join(f"{town},2023,{number}\n" for number, town in enumerate(towns)), encoding="utf-8"
    )
    found = readings_of_questions(inner.load_source(Source("thirty.yaml", text)), reader(tmp_path))
    spans = {(span.of.unit, span.of.value): span for span in found.spans}
    assert spans["镇0", "total"].taken is None  # more than 20 numbers
    # With n points 镇0 shares a place with 镇n, behind the 29 - n that have more, whichever way ties are counted.
    assert spans["镇0", "place"].taken == tuple(range(1, 31))


CHECKED = """\
kaohe: 2
policy: checked
title: 有条件
units: {town: {name: 镇, period: year, members: [甲镇]}}
questions: {Q: {ask: 计一倍还是两倍, readings: {once: 一倍, twice: 两倍}}}
tables:
  work:
    name: 项目
    records_of: [town, year]
    columns: [{type: text, names: {name: 名称}}, {min: 0, names: {size: 数}}]
    let: {counted: {reading: Q, cases: {once: size, twice: size * 2}}}
    must_hold: [counted <= 5]
adjustments:
  decided: {name: 决定, records_of: [town, year], scores: [total], min: 0, max: 6}
scores:
  - {id: total, name: 总, for: town, formula: part * factor}
values:
  - {id: part, name: 部分, for: town, sum: {over: work, of: size}}
  - {id: factor, name: 倍数, for: town, reading: Q, cases: {once: 1, twice: 2}}
"""


@pytest.mark.parametrize(("size", "change", "code"), [(3, 0, "D401"), (2, 3, "D402"), (2, 2, None)])
def test_what_score_refuses_under_a_reading_is_refused(
    size: int, change: int, code: str | None, tmp_path: Path
) -> None:
    """Twice 3 is more than 5; twice 2, and 3 more by a decision, is more than 6."""
    (tmp_path / "work.csv").write_text(f"单位,期间,名称,数\n甲镇,2023,路,{size}\n", encoding="utf-8")
    row = f"甲镇,2023,总,{change},,会议,2024-01-05,\n"
    (tmp_path / "decided.csv").write_text("单位,期间,项目,调整,调整为,理由,日期,文号\n" + row, encoding="utf-8")
    method = inner.load_source(Source("checked.yaml", CHECKED))
    assert published_values_of(method, read_inputs(method, tmp_path), {}).values  # all is well as it is read
    if code is None:
        found = readings_of_questions(method, reader(tmp_path))
        assert [(span.lowest, span.highest) for span in found.spans] == [(4, 6)]
        return
    with pytest.raises(Refused) as refused:
        readings_of_questions(method, reader(tmp_path))
    assert refused.value.diagnostics[0].code == code


GUARDED = """\
kaohe: 2
policy: guarded
title: 除数是零的不问
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
questions: {Q: {ask: 计一倍还是两倍, readings: {once: 一倍, twice: 两倍}}}
tables: {town: {name: 镇报, key: [town, year], columns: [{min: 0, max: 5, names: {size: 数}}]}}
values: [{id: share, name: 份, for: town, formula: 6 / size}]
scores:
  - {id: got, name: 得, for: town, formula: share if size > 0 else 0}
  - {id: total, name: 总, for: town, reading: Q, cases: {once: got, twice: got * 2}}
"""


def test_a_division_by_zero_that_nobody_asks_for_is_none(tmp_path: Path) -> None:
    (tmp_path / "town.csv").write_text("单位,期间,数\n甲镇,2023,0\n乙镇,2023,2\n", encoding="utf-8")
    method = inner.load_source(Source("guarded.yaml", GUARDED))
    (span,) = readings_of_questions(method, reader(tmp_path)).spans
    assert (span.of.unit, span.taken) == ("乙镇", (3, 6))
    (first, second) = gaps(method, reader(tmp_path), to="got=9").found
    assert [[move.new for move in gap.moves if isinstance(move, Move)] for gap in (first, second)] == [
        [Fraction(1, 100)],  # 6 / 0.01 = 600
        [Fraction(66, 100)],  # 6 / 0.66 = 9.09…, 6 / 0.67 = 8.96…
    ]
    (alone,) = gaps(method, reader(tmp_path), "乙镇", to="got=9").found
    assert alone.moves == second.moves
