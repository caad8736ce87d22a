"""E5xx: what stands against a working paper of formulas."""

from __future__ import annotations

from engine.messages.entry import Message

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
        "{policy} 没有得分，没有什么可以写成计分底稿",
        "{policy} has no scores to make a working paper of",
        "目标的完成情况用 kaohe targets。",
        "kaohe targets shows how far its targets are attained.",
    ),
}
