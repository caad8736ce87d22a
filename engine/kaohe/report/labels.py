"""The words of reports in the language of the policy: every text in Chinese and English, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe.language.periods import Period

WORDS: Mapping[str, tuple[str, str]] = {
    "unit_type": ("对象类别", "Type of unit"),
    "unit": ("单位", "Unit"),
    "group": ("组别", "Group"),
    "period": ("期间", "Period"),
    "indicator": ("指标", "Indicator"),
    "points": ("分值", "Points"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "provisional": ("待报", "to come"),
    "not_applicable": ("不适用", "not applicable"),
    "draft": ("{}［草案］", "{} [draft]"),
    "numbered": ("{}（{}）", "{} ({})"),
    "located": ("{}：{}", "{}: {}"),
    "warning": ("提醒：{}", "Warning: {}"),
    "warnings": ("提醒", "Warnings"),
    "readings": ("待释事项及本次读法", "Open questions and how they were read"),
    "marked_readings": (
        "待释事项及本次读法（※ 不是默认读法）",
        "Open questions and how they were read (※ is not the default)",
    ),
    "reading": ("{}：{}", "{}: {}"),
    "number": ("编号", "No."),
    "clause": ("条款", "Clause"),
    "question": ("事项", "Question"),
    "read_as": ("本次读法", "Read as"),
    "not_default": ("非默认", "not the default"),
    "policy": ("办法 {}", "policy {}"),
    "data": ("数据 {}", "data {}"),
    "verified": ("两次独立计算结果一致", "two independent calculations agree"),
    "by_day": ("{}每日", "{} by day"),
    "by_month": ("{}月度", "{} by month"),
    "by_quarter": ("{}季度", "{} by quarter"),
    "by_half_year": ("{}半年", "{} by half-year"),
    "by_year": ("{}年度", "{} by year"),
    "clause_of": ("条款：{}", "Clause: {}"),
    "points_of": ("分值：{}", "Points: {}"),
    "note_of": ("说明：{}", "Note: {}"),
    "id_of": ("代号：{}", "Id: {}"),
}
"""Every text: (Chinese, English), with {} for what is filled in."""


def word(language: str, key: str, *filled: object) -> str:
    """A text in the language of a policy."""
    return WORDS[key][language != "zh"].format(*filled)


def period_words(period: Period, language: str) -> str:
    """2022年一季度; in English 2022Q1, as data writes it."""
    return period.in_words() if language == "zh" else str(period)
