"""What the sheets say beside figures."""

from __future__ import annotations

from kaohe.policy.model import ColumnSpec

KINDS = {"quarter": "季度", "year": "年度", None: ""}
STEP_NOTE = "计分用到的中间步骤，都是公式；行与计分表相同。空白表示暂缺：所依据的数据没有填。"
INPUT_NOTE = "报入的数据。可以改数看结果怎样变；清空的格按暂缺计，不按零计。请不要排序或改动单位、期间两列。"
RECORD_NOTE = (
    "报入的台账，一项一行，可在下面的空行续填；右边各列是逐行计算的公式。"
    "单位或期间认不出的行、有差错的行（见“差错”一列），会使有关得分暂缺。"
)
GOAL_NOTE = "每个目标每年一行，从目标数据表算来。年均增速是各年（1＋增速）连乘再开方，是否达到按连乘积比较。"
UNSENT_WORD = "未报"
UNSENT_NOTE = "这张表还没有报来，靠它的得分都空着。报来以后填在下面，再清空左边的“未报”；确实没有的，直接清空。"
TYPES = {"number": "数", "truth": "是/否", "choice": "选项", "text": "文字", "date": "日期"}


def measure_words(spec: ColumnSpec) -> tuple[str, str]:
    """The two lines above an input: what it is counted in, and how it is to be understood."""
    return spec.measure.label or TYPES[spec.type], spec.note or ""
