"""Findings of a run: what only the calculation shows (E1xx to E4xx), and what stands against a working paper (E5xx)."""

from __future__ import annotations

from kaohe.messages.entry import Message

CALCULATION: dict[str, Message] = {
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
        "核对数据，增长率不会低于 -100%；数据没错的，在公式里写明负数怎样算，例如 sqrt(x) if x >= 0 else 0。",
        "check the data: no growth is below -100%; where they are right, say in the formula what holds below 0, as in "
        "sqrt(x) if x >= 0 else 0.",
    ),
    "E104": Message(
        "算“{value}”时对数或乘方没有值（{given}）：{unit} {period}",
        "a logarithm or a power in “{value}” has no value ({given}): {unit} {period}",
        "核对数据：取对数的数要大于 0，负数没有小数次方；0 没有 0 次方和负数次方；结果要小于 10 的 300 次方。",
        "check the data: logarithms are of numbers above 0; a negative number has whole powers alone, 0 those above 0; "
        "a result is below 10^300.",
    ),
    "E105": Message(
        "算“{value}”时两个数算到四千位二进制仍分不出大小：{left} 与 {right}",
        "two numbers in “{value}” are not told apart by 4,096 bits: {left} and {right}",
        "它们很可能相等，只是写法不同：把规则写成同样的算式，把括号乘开，或者合在一个根号里。",
        "they are likely equal and written differently: write both by the same formula, multiply brackets out, or put "
        "all under one root.",
    ),
    "E106": Message(
        "算“{value}”时不许并列，而这些排不出先后：{units} {period}（依次比的数都是 {figures}）",
        "“{value}” admits no ties, and these are level: {units} {period} (all have {figures})",
        "核对数据；数没错的，在 then 里按文件写明同分时再比什么，或者把 ties 写成 competition、dense。",
        "check the data; where they are right, say in then what decides between them, or write ties: competition or "
        "dense.",
    ),
    "E107": Message(
        "算“{value}”时，办法里的表“{table}”没有“{key}”这一行：{unit} {period}",
        "“{value}” asks the document's table “{table}” for “{key}”, which has no row: {unit} {period}",
        "核对这个键；文件没有写到的，在第 {line} 行的表里给这一列写 otherwise: 值（none 为没有值）。",
        "check the key; for what the document does not list, write otherwise: on the column in line {line} (none for "
        "no value).",
    ),
    "E110": Message(
        "“{value}”算不出来：{why}：{unit} {period}",
        "“{value}” has no value: {why}: {unit} {period}",
        "核对这个单位这一期各项的数和权重；数没错的，在规则里写明这种情形怎样算。",
        "check the values and weights of this unit and period; where they are right, let the rule say what holds then.",
    ),
    "E202": Message(
        "“{value}”要从 {first} 年起逐年计算，数据缺 {missing}",
        "“{value}” goes year by year from {first}: the data lacks {missing}",
        "补上这些年份的数据。",
        "add the rows of these years.",
    ),
    "E201": Message(
        "{unit_type}缺 {missing}：{when}的“{value}”和由它而来的结果暂无",
        "{unit_type}: {missing} is missing: “{value}” of {when} and what rests on it have no value yet",
        "报齐后再算；其余结果照常。",
        "score again when it is there; all other results stand.",
        "warning",
    ),
    "E206": Message(
        "{unit_type}缺 {missing}：{when}的“{value}”只含其余各期",
        "{unit_type}: {missing} is missing: “{value}” of {when} is of the others alone",
        "报齐后再算；先公布的，注明只含哪几期。",
        "score again when it is there; who publishes before says of which periods it is.",
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
