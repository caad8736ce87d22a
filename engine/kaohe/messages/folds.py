"""Findings about folds and their options (K255 to K289)."""

from __future__ import annotations

from kaohe.messages.entry import Message

FOLDS: dict[str, Message] = {
    "K255": Message(
        "{keyword} 没有说汇总什么",
        "{keyword} does not say of what",
        "加 of: 列或公式。",
        "add of: with a column or formula.",
    ),
    "K256": Message(
        "同名多行时算哪一行没有说",
        "which of several rows of one name counts is not said",
        "加 keep: highest 或 keep: lowest。",
        "add keep: highest or keep: lowest.",
    ),
    "K258": Message(
        "比例 {ratio} 与 {grades} 个等次对不上",
        "the ratio {ratio} does not fit {grades} grades",
        "每个等次写一份，例如 3:6:1。",
        "one share for each grade, such as 3:6:1.",
    ),
    "K259": Message(
        "{keyword} 要写成一列数",
        "{keyword} has to be a list of numbers",
        "四个季度写四个权重，例如 [15%, 25%, 25%, 35%]。",
        "four weights for four quarters, such as [15%, 25%, 25%, 35%].",
    ),
    "K283": Message(
        "over: {set} 不用 {word}",
        "over: {set} takes no {word}",
        "去掉 {word}；逐项的条件写在各项自己的规则里。",
        "remove {word}; a condition on one of them belongs in its own rule.",
    ),
    "K284": Message(
        "{keyword} 没有说 {word}",
        "{keyword} does not say {word}",
        "percentile 加 at: 25%；deviation 加 kind: sample（样本）或 kind: population（总体）。",
        "add at: 25% to percentile; kind: sample or kind: population to deviation.",
    ),
    "K285": Message(
        "有 {due} 项，写了 {found} 个权重",
        "there are {due} elements and {found} weights",
        "weight 写成一列，按 over 的次序每项一个，例如 [70%, 30%]。",
        "let weight be a list in the order of over, one for each, such as [70%, 30%].",
    ),
    "K286": Message(
        "{one} 和 {other} 不能一起用",
        "{one} and {other} do not go together",
        "只留一个。",
        "keep one of them.",
    ),
    "K287": Message(
        "at_least 要和 absent: left_out 一起用",
        "at_least stands beside absent: left_out",
        "没有值的项不计的，加 absent: left_out；否则去掉 at_least，任何一项没有值，结果就没有值。",
        "add absent: left_out where elements without a value are left out; else remove at_least, as the figure has no "
        "value while one of them has none.",
    ),
    "K288": Message(
        "{word} 不能写 {text}",
        "{word} cannot be {text}",
        "at_least 写百分数（80%）或个数（3）；at 写 0% 到 100% 的百分数。",
        "write at_least as a percentage (80%) or a number of elements (3), at as a percentage from 0% to 100%.",
    ),
    "K289": Message(
        "“{id}”不是哪一项的分项，不能有 weight",
        "“{id}” is no part of a score and has no weight",
        "权重写在 parts 里的分项上；在算式里加权的，写 a × 30%。",
        "a weight belongs to an entry under parts; in a formula write a × 30%.",
    ),
}
