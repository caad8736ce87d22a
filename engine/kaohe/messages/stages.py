"""The words for what a long job is busy with, Chinese and English side by side, by kind of work."""

from __future__ import annotations

STAGES: dict[str, tuple[str, str]] = {
    "policy": ("读取办法", "reading the policy"),
    "check": ("检查", "checking"),
    "open": ("打开", "opening"),
    "read": ("读取数据", "reading data"),
    "type": ("核对数据", "checking data"),
    "calculate": ("计算", "calculating"),
    "verify": ("复算", "calculating again"),
    "judge": ("对照目标", "judging targets"),
    "explain": ("解释", "explaining"),
    "gap": ("找差距", "looking for ways"),
    "card": ("生成得分卡", "making score cards"),
    "page": ("生成报告", "making the report"),
    "formulas": ("写公式", "writing formulas"),
    "sheet": ("写工作表", "writing sheets"),
    "result": ("生成结果", "writing results"),
}
