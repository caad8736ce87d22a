"""Findings of a run: readings that do not exist (C2xx) and what only the calculation shows (E1xx, E2xx)."""

from __future__ import annotations

from kaohe.messages.entry import Message

CALCULATION: dict[str, Message] = {
    "C201": Message(
        "没有“{question}”这个待释问题",
        "there is no question “{question}”",
        "见政策文件的 questions。",
        "see questions in the policy.",
    ),
    "C202": Message(
        "问题 {question} 没有“{reading}”这种读法",
        "question {question} has no reading “{reading}”",
        "可以选：{known}。",
        "choose one of {known}.",
    ),
    "D401": Message(
        "{table}：{unit} {period} 不满足 {condition}",
        "{table}: {unit} {period} does not fulfil {condition}",
        "核对这一行的数。",
        "check the figures of this row.",
    ),
    "D402": Message(
        "{table}：{unit} {period} 的“{name}”调整后是 {value}，不在 {low} 到 {high} 之间",
        "{table}: “{name}” of {unit} {period} is {value} once it is adjusted, and not from {low} to {high}",
        "核对这一行的调整；办法规定调整后不能越过这个范围。",
        "check the decision: the policy allows no adjusted score outside of these bounds.",
    ),
    "E101": Message(
        "算“{value}”时除数是零：{unit} {period}",
        "division by zero in “{value}”: {unit} {period}",
        "在规则里写明除数为零时怎样（A if 条件 else B）。",
        "let the rule say what holds then (A if CONDITION else B).",
    ),
    "E102": Message(
        "算“{value}”时没有“{word}”这一情形：{unit} {period}",
        "“{value}” has no case for “{word}”: {unit} {period}",
        "在规则里补上这一情形。",
        "add the case to the rule.",
    ),
    "E103": Message(
        "算“{value}”时要给负数开方：{unit} {period}",
        "the root of a negative number in “{value}”: {unit} {period}",
        "核对数据：增长率不会低于 -100%。",
        "check the data: no growth is below -100%.",
    ),
    "E202": Message(
        "“{value}”要从 {first} 年起逐年计算，数据缺 {missing}",
        "“{value}” goes year by year from {first}: the data lacks {missing}",
        "补上这些年份的数据。",
        "add the rows of these years.",
    ),
    "E201": Message(
        "{unit_type}缺 {missing}：{year} 年的“{value}”和由它而来的结果暂无",
        "{unit_type}: {missing} is missing: “{value}” of {year} and what rests on it have no value yet",
        "报齐后再算；其余结果照常。",
        "score again when it is there; all other results stand.",
        "warning",
    ),
    "E203": Message(
        "“{unit_type}”没有任何一期的数据，没有什么可算",
        "there is no period of “{unit_type}” in the data: nothing to score",
        "核对数据表是否只有表头；得分不用任何表的，也不知道算哪一期。",
        "see whether the tables hold more than headers; scores that use no table know no period either.",
    ),
    "E204": Message(
        "暂定结果：有的数据还没有报送，要用到它们的结果都空着",
        "provisional results: some inputs have not been sent yet, and whatever rests on them has no value",
        "按结果后面的“尚待报送”清单催报，报齐后不加 --provisional 再算一遍。",
        "ask for what the list below the results names; when all is there, score again without --provisional.",
        "warning",
    ),
    "E301": Message(
        "第二次独立计算与第一次不同：“{value}” {unit} {period}：{first} 与 {second}",
        "the second, independent calculation differs: “{value}” {unit} {period}: {first} and {second}",
        "请不要使用这个结果，并把政策和数据报告给 kaohe。",
        "do not use this result, and report it with policy and data.",
    ),
    "E401": Message(
        "算例：{id} 应为 {expected}，算出来是 {found}",
        "example: {id} should be {expected} and is {found}",
        "核对算例和规则，错的改掉。",
        "check the example and the rule, and mend the one that is wrong.",
    ),
    "E402": Message(
        "算例：没有“{id}”这个值",
        "example: there is no value “{id}”",
        "写数值或得分的标识。",
        "write the id of a value or score.",
    ),
    "E403": Message(
        "算例：{id} 有好几个值",
        "example: {id} has several values",
        "用 unit、period 说明是谁的、哪一期的。",
        "say whose and when with unit and period.",
    ),
    "E404": Message(
        "算例：{who} 没有“{id}”的值",
        "example: {who} has no value “{id}”",
        "unit、period 要是 given 里有的，并且算得出这个值。",
        "unit and period have to be among those given, and must have this value.",
    ),
    "E405": Message(
        "算例：{id} 的计量单位是 {measure}，写的是 {text}",
        "example: {id} is in {measure}, and {text} is written",
        "去掉 %：算例里的得数按这一项的计量单位写，只写数。",
        "remove the %: what is expected is a plain number in the measure of the value.",
    ),
}
