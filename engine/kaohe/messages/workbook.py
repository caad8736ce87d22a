"""E5xx: what stands against a working paper of formulas."""

from __future__ import annotations

from kaohe.messages.entry import Message

WORKBOOK: dict[str, Message] = {
    "E501": Message(
        "计分底稿还写不出“{value}”的公式：{what}",
        "a working paper cannot calculate “{value}” yet: {what}",
        "没有写出底稿；得分仍可用 kaohe score 计算。",
        "nothing was written; kaohe score still calculates it.",
    ),
    "E502": Message(
        "计分底稿里“{value}”的公式太长：{step}",
        "a formula of “{value}” is too long for a working paper: {step}",
        "在办法里把规则拆成几个 values。",
        "split the rule into several values.",
    ),
    "E503": Message(
        "{policy} 没有得分，也没有目标，没有什么可以写成计分底稿",
        "{policy} has neither scores nor targets to make a working paper of",
        "在办法里写出 scores 或 targets。",
        "write scores or targets into the policy.",
    ),
    "E504": Message(
        "计分底稿的“{sheet}”有 {rows} 行、{columns} 列，一个工作表放不下",
        "“{sheet}” of the working paper has {rows} rows and {columns} columns, more than a sheet takes",
        "把数据按期间或单位分开，各写一份底稿。",
        "split the data by period or unit, and make a paper of each part.",
    ),
}
