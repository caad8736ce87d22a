"""Gaps as text and as JSON: what each input is worth, which single changes reach the goal, and which do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.gap.gap import written
from kaohe.analysis.gap.model import AddedRecord, Gap, Gaps, Move, OutOfReach, Searched, Threshold, Thresholds, Worth
from kaohe.analysis.gap.thresholds import Loss
from kaohe.analysis.named_cells import Cell
from kaohe.analysis.published_values import Published
from kaohe.data.replaced_files import Replacement
from kaohe.report.changes import closed
from kaohe.report.changes_json import cell_entry, listed
from kaohe.report.json_text import line, plain, replaced_entry
from kaohe.report.terminal_and_markdown import WIDTH, Page, Plan
from kaohe.report.terminal_and_markdown import Cell as Shown
from kaohe.report.values import Speaker
from kaohe.results import Value
from kaohe.text_width import visible
from kaohe.text_width import width as width_of
from kaohe.translations import worded


def as_json(found: Gaps) -> str:
    """One unit as an object of its own; all of them in a list."""
    if found.is_one:
        return _object(found, found.found[0], found.replaced)
    inside = ",\n".join(_object(found, each).rstrip("\n") for each in found.found)
    replaced = f',\n "replaced": {line(list(map(replaced_entry, found.replaced)))}' if found.replaced else ""
    return f'{{"policy": {line(found.policy.id)},\n "gaps": [\n{inside}]{replaced}}}\n'


def _object(found: Gaps, gap: Gap, replaced: Sequence[Replacement] = ()) -> str:
    standing = gap.standing
    goal = None if gap.goal is None else {"value": gap.goal.definition.id, "reach": plain(gap.goal.reach)}
    head = {
        "policy": found.policy.id,
        "unit_type": standing.unit_type,
        "unit": standing.unit,
        "group": standing.group,
        "period": str(standing.period),
        "now": _values(gap.now),
        "goal": goal,
    }
    lists = {
        "worth": map(_worth, gap.worth),
        "moves": map(_move, gap.moves),
        "out_of_reach": map(_out_of_reach, gap.out_of_reach),
        "lost": map(_loss, gap.losses),
    }
    if found.is_one:
        lists["thresholds"] = map(_thresholds, gap.thresholds)
    return listed(head, lists, replaced)


def _values(values: Mapping[str, Value]) -> dict[str, object]:
    return {id_: plain(value) for id_, value in values.items()}


def _at(cell: Cell) -> dict[str, object]:
    """Where a cell stands, its unit apart, which all of them share."""
    return {key: value for key, value in cell_entry(cell).items() if key != "unit"}


def _worth(each: Worth) -> dict[str, object]:
    one_more = {"now": plain(each.now), "one_more": plain(each.one_more), "changes": _values(each.changes)}
    return _at(each.cell) | one_more


def _move(each: Move | AddedRecord) -> dict[str, object]:
    if isinstance(each, Move):
        change = _at(each.cell) | {"from": plain(each.old), "to": plain(each.new)}
        return {"set": change, "reaches": _values(each.reaches)} | _searched(each.searched)
    added = {"table": each.table, "period": str(each.period), "values": _values(each.values)}
    return {"add": added, "reaches": _values(each.reaches)} | _searched(each.searched)


def _out_of_reach(each: OutOfReach) -> dict[str, object]:
    nowhere = {"table": each.table, "period": str(each.period), "row": None, "column": None}
    at = nowhere if each.cell is None else _at(each.cell)
    return at | {"best": _values(each.best)} | _searched(each.searched)


def _searched(found: Searched | None) -> dict[str, object]:
    """Only where a search ended before it was done."""
    return {} if found is None else {"searched": {"from": plain(found.low), "to": plain(found.high)}}


def _loss(each: Loss) -> dict[str, object]:
    return {
        "value": each.definition.id,
        "points": plain(each.most),
        "now": plain(each.now),
        "lost": plain(each.lost),
    }


def _thresholds(each: Thresholds) -> dict[str, object]:
    near = {"down": _threshold(each.down), "up": _threshold(each.up)}
    return _at(each.cell) | {"now": plain(each.now)} | near


def _threshold(each: Threshold | None) -> object:
    if each is None:
        return None
    changes = {"at": plain(each.at), "values": list(each.indicators), "changes": _values(each.changes)}
    return changes | {"flat_beyond": each.is_flat}


ZH = {
    "goal": "目标",
    "none": "前面没有名次了",
    "reached": "已经做到",
    "worth": "现在多一个值多少（是否的，换一个值）",
    "input": "数据",
    "now": "现在",
    "one_more": "多一个",
    "changes": "变化",
    "lost": "离满分差在哪里",
    "indicator": "指标",
    "most": "满分",
    "short": "差",
    "thresholds": "每个数往下、往上，到哪里算法就不同（分档、封顶、门槛、组内最好）",
    "down": "往下到",
    "up": "往上到",
    "flat": "再往前不变",
    "begins": "过了这里才变",
    "moves": "只改一处就做到，最小要改多少",
    "to": "改到",
    "then": "那时",
    "repeat": "可以用 whatif 验证",
    "add": "增加一条：",
    "no_moves": "只改一处都做不到",
    "out": "只靠它做不到",
    "best": "最多到",
    "undecided": "找过的范围里做不到，再远没有找，不能断定",
    "searched": "找过的范围",
    "all": "不限",
    "some_records": "一部分记录",
    "smaller": "（在 {searched} 里最小，再远没有找）",
    "not_allowed": "不允许",
    "closest": "最省的一步",
    "unit": "单位",
}
EN = {
    "goal": "goal",
    "none": "there is no better place",
    "reached": "reached already",
    "worth": "What one more is worth now (for yes/no, the other answer)",
    "input": "input",
    "now": "now",
    "one_more": "one more",
    "changes": "changes",
    "lost": "What is lost against the maximum",
    "indicator": "indicator",
    "most": "at most",
    "short": "lost",
    "thresholds": "Where each number next does something else (a tier, a cap, a gate, the best of the group)",
    "down": "down to",
    "up": "up to",
    "flat": "nothing more beyond",
    "begins": "changes beyond",
    "moves": "The smallest change of a single input that reaches it",
    "to": "to",
    "then": "then",
    "repeat": "whatif shows it",
    "add": "one record more: ",
    "no_moves": "no single input reaches it",
    "out": "Not by this input alone",
    "best": "at best",
    "undecided": "Not within what was searched; beyond, it is not decided",
    "searched": "searched",
    "all": "all",
    "some_records": "some records",
    "smaller": " (the smallest within {searched}; beyond was not searched)",
    "not_allowed": "not allowed",
    "closest": "smallest move",
    "unit": "unit",
}
assert ZH.keys() == EN.keys(), ZH.keys() ^ EN.keys()


def as_table(found: Gaps, width: int = WIDTH, colour: bool = False) -> str:
    """One unit in full; of all of them a line each, who stands closest to moving first."""
    page = Page(width, colour)
    words = ZH if found.policy.language == "zh" else EN
    page.say(visible(found.policy.title), "bold")
    say = Speaker(found.policy)
    if found.is_one:
        _one(page, found.found[0], say, words)
    else:
        _all(page, found, say, words)
    return closed(page, say, found.replaced)


def _one(page: Page, gap: Gap, say: Speaker, words: Mapping[str, str]) -> None:
    standing = gap.standing
    page.say()
    page.say(visible(worded("{} {}：{}", standing.unit, standing.period, _wholes(gap, say, gap.now))), "bold")
    page.say(visible(worded("{}：{}", words["goal"], _goal(gap, say, words))))
    rows = [
        [say.cell(each.cell), _input(each.cell, each.now, say), *_more(gap, each, say, words)]
        for each in gap.worth
        if each.changes
    ]
    if rows:
        page.say()
        page.say(words["worth"], "bold")
        page.draw(_plan([words[key] for key in ("input", "now", "one_more", "changes")], rows))
    _losses(page, gap, say, words)
    near = [each for each in gap.thresholds if each.down is not None or each.up is not None]
    if near:
        page.say()
        page.say(words["thresholds"], "bold")
        borders = [
            [
                say.cell(each.cell),
                _input(each.cell, each.now, say),
                *(_border(gap, one, say, words) for one in (each.down, each.up)),
            ]
            for each in near
        ]
        page.draw(_plan([words[key] for key in ("input", "now", "down", "up")], borders))
    if gap.moves:
        page.say()
        page.say(words["moves"], "bold")
        for move in gap.moves:
            page.say(
                visible(
                    worded("  {}\u3000{} {}", _moved(move, say, words), words["then"], _wholes(gap, say, move.reaches))
                )
            )
            page.say(visible(f"    kaohe whatif … {option(gap, move)}"), "dim")
    elif gap.out_of_reach and all(each.searched is None for each in gap.out_of_reach):
        page.say()
        page.say(words["no_moves"], "bold")
    far = [each for each in gap.out_of_reach if each.searched is None]
    if far:
        page.say()
        page.say(words["out"], "bold")
        rows = [[_of(each, say), _at_best(gap, say, each)] for each in far]
        page.draw(_plan([words[key] for key in ("input", "best")], rows))
    undecided = [(each, each.searched) for each in gap.out_of_reach if each.searched is not None]
    if undecided:
        page.say()
        page.say(words["undecided"], "bold")
        rows = [[_of(each, say), _range(found, say, words), _at_best(gap, say, each)] for each, found in undecided]
        page.draw(_plan([words[key] for key in ("input", "searched", "best")], rows))


def _at_best(gap: Gap, say: Speaker, each: OutOfReach) -> str:
    """What the goal's value comes to; at which of the inputs that give it the others stand says nothing."""
    assert gap.goal is not None
    id_ = gap.goal.definition.id
    return f"{_name(gap, say, id_)} {say.value(each.best.get(id_))}"


def _range(found: Searched, say: Speaker, words: Mapping[str, str]) -> str:
    """-50 … 不限."""
    if found.low is None and found.high is None:
        return words["some_records"]
    return " … ".join(words["all"] if end is None else say.value(end) for end in (found.low, found.high))


def _losses(page: Page, gap: Gap, say: Speaker, words: Mapping[str, str]) -> None:
    """Indicators below their maximum, the greatest loss first."""
    short = [(each.lost, each) for each in gap.losses if each.lost is not None and each.lost > 0]
    rows = [
        [_name(gap, say, each.definition.id), say.value(each.most), say.value(each.now), say.value(lost)]
        for lost, each in sorted(short, key=lambda pair: -pair[0])
    ]
    if rows:
        page.say()
        page.say(words["lost"], "bold")
        page.draw(_plan([words[key] for key in ("indicator", "most", "now", "short")], rows))


def _border(gap: Gap, each: Threshold | None, say: Speaker, words: Mapping[str, str]) -> str:
    """20：总分 +2，再往前不变."""
    if each is None:
        return ""
    said = list(_changed(gap, each.changes, say)) or [words["begins"]]
    return worded("{}：{}", say.value(each.at), worded("，").join([*said, *([words["flat"]] if each.is_flat else [])]))


def _all(page: Page, found: Gaps, say: Speaker, words: Mapping[str, str]) -> None:
    rows = []
    for gap in sorted(found.found, key=lambda each: (not each.moves, each.goal is None)):
        nearest = _moved(gap.moves[0], say, words) if gap.moves else ""
        unit = f"{gap.standing.unit} {gap.standing.period}"
        rows.append([unit, _wholes(gap, say, gap.now), _goal(gap, say, words), nearest])
    page.say()
    page.draw(
        _plan([words[key] for key in ("unit", "now", "goal", "closest")], [list(map(visible, row)) for row in rows])
    )


def _goal(gap: Gap, say: Speaker, words: Mapping[str, str]) -> str:
    if gap.goal is None:
        return words["none"]
    name = _name(gap, say, gap.goal.definition.id)
    reached = worded("（{}）", words["reached"]) if gap.goal.is_reached(gap.now.get(gap.goal.definition.id)) else ""
    return f"{name} {say.value(gap.goal.reach)}{reached}"


def _name(gap: Gap, say: Speaker, id_: str) -> str:
    return say.name(Published(gap.standing.unit_type, gap.standing.unit, gap.standing.period, id_))


def _wholes(gap: Gap, say: Speaker, values: Mapping[str, Value]) -> str:
    """The goal's value, and the wholes."""
    known = [one.id for one in gap.standing.published() if one.parent is None]
    return worded("，").join(f"{_name(gap, say, id_)} {say.value(values[id_])}" for id_ in known if id_ in values)


def _more(gap: Gap, each: Worth, say: Speaker, words: Mapping[str, str]) -> Iterator[str]:
    yield words["not_allowed"] if each.one_more is None else _input(each.cell, each.one_more, say)
    yield worded("，").join(_changed(gap, each.changes, say))


def _changed(gap: Gap, changes: Mapping[str, Value], say: Speaker) -> Iterator[str]:
    """What changes: the wholes, or what there is where none of them does."""
    wholes = {one.id for one in gap.standing.published() if one.parent is None}
    for id_, change in changes.items():
        if id_ not in wholes and not wholes.isdisjoint(changes):
            continue
        is_step = isinstance(change, Fraction) and isinstance(gap.now.get(id_), Fraction)
        text = say.step(Fraction(0), change) if is_step else say.value(change)
        yield f"{_name(gap, say, id_)} {text}"


def _moved(move: Move | AddedRecord, say: Speaker, words: Mapping[str, str]) -> str:
    end = "" if move.searched is None else words["smaller"].format(searched=_range(move.searched, say, words))
    if isinstance(move, Move):
        old, new = (_input(move.cell, value, say) for value in (move.old, move.new))
        return worded("{}：{} → {}{}", say.cell(move.cell), old, new, end)
    table = say.policy.tables[move.table]
    values = worded("，").join(
        f"{table.columns[id_].name} {say.input(table.id, id_, value)}" for id_, value in move.values.items()
    )
    return f"{table.name} {words['add']}{values}{end}"


def _input(cell: Cell, value: Value, say: Speaker) -> str:
    return say.input(cell.table, cell.column, value)


def _of(each: OutOfReach, say: Speaker) -> str:
    return say.policy.tables[each.table].name if each.cell is None else say.cell(each.cell)


def option(gap: Gap, move: Move | AddedRecord) -> str:
    """The option of `whatif` that repeats a move; a name of the record's own stands for what is left out."""
    if isinstance(move, Move):
        return f"--set '{move.cell.path}={written(move.new)}'"
    table = gap.standing.policy.tables[move.table]
    texts = {spec.id: worded("（新增）") for spec in table.columns.values() if spec.id not in move.values}
    values = texts | {id_: written(value) for id_, value in move.values.items()}
    listed = ", ".join(f"{id_}={value}" for id_, value in values.items())
    return f"--add '{move.table}.{gap.standing.unit}.{move.period}: {listed}'"


def _plan(headings: list[str], rows: list[list[str]]) -> Plan:
    widths = [min(max(width_of(row[at]) for row in [headings, *rows]), 46) for at in range(len(headings))]
    return Plan(headings, widths, [[Shown(text) for text in row] for row in rows], len(headings))
