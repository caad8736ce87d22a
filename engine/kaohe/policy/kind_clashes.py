"""What to write where a value is of another kind than what it meets: a number for a condition, a day for a number."""

from __future__ import annotations

from kaohe.diagnostics import Words
from kaohe.language import tree
from kaohe.policy.infer_shared import Inferring

KINDS = {
    "number": Words("数", "a number"),
    "truth": Words("是否", "a yes/no"),
    "text": Words("文字", "a text"),
    "nothing": Words("none", "none"),
}


# What to write, by the kind that is found and the one that is due.
CLASHES = {
    ("number", "truth"): Words("条件写成比较，例如 x > 0。", "a condition is a comparison, such as x > 0."),
    ("text", "truth"): Words('条件写成比较，例如 x == "新建"。', 'a condition is a comparison, such as x == "new".'),
    ("truth", "number"): Words(
        "是否要换成数：1 if x else 0；按个计分的用 per_item，是的计一个。",
        "turn a yes/no into a number: 1 if x else 0; per_item counts a yes as one.",
    ),
    ("text", "number"): Words(
        "文字不能计算：用 by 和 cases 给每个词写一个数。",
        "a text is no number: give one to each word with by and cases.",
    ),
    ("number", "text"): Words(
        "数分情形用 tiers 或 first；by 用于文字（选择列、group）和整数（名次）。",
        "for numbers use tiers or first; by is for texts, such as a group, and whole numbers, such as a place.",
    ),
    ("truth", "text"): Words("是否分情形用 first，或写成 A if x else B。", "for a yes/no use first, or A if x else B."),
}


DAYS = Words(
    "日期不能计算：相隔几天写成一列，填天数；只看先后的，写比较，例如 done > due。",
    "days are no numbers: let a column report how many lie between; what asks which is first compares, as in "
    "done > due.",
)
DAY = Words("日期", "a date")
_POINTS_BY_TRUTH = Words(
    "分值不能按是否分：写成两项，一项 where: {text}，一项 where: not {text}，各写自己的 points。",
    "points cannot go by a yes/no: write two entries, one with where: {text}, one with where: not {text}, each with "
    "its own points.",
)
NO_WORD = Words(
    "这里比的是文字：写成列出的词（选项、组别、清单的成员）。",
    "texts are compared here: write one of the words that are listed, of a choice, the groups or a list.",
)


def points_by_truth(inference: Inferring, node: tree.Cases) -> Words | None:
    """How points are written that a yes/no decides; None where it is no points that have the cases."""
    printed = (each.points_by for each in inference.policy.definitions.values() if each.points_by is not None)
    parts = (part for points in printed for part in tree.walk(points))
    if not any(isinstance(part, tree.Cases) and part.of is node.of for part in parts):  # full_points is a copy of it
        return None
    text = node.of.place.text
    asked = text if text.isidentifier() else f"({text})"
    return Words(_POINTS_BY_TRUTH.zh.format(text=asked), _POINTS_BY_TRUTH.en.format(text=asked))
