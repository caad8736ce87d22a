"""Findings about grains, measures, kinds of value and absence (K4xx)."""

from __future__ import annotations

from kaohe.messages.entry import Message

TYPES: dict[str, Message] = {
    "K401": Message(
        "表“{table}”不是“{unit_type}”的",
        "table “{table}” is not about “{unit_type}”",
        "只能汇总本类考核对象的表。",
        "fold a table of the same unit type.",
    ),
    "K402": Message(
        "表“{table}”每个单位每期只有一行，不用汇总",
        "table “{table}” has one row for each unit and period: nothing to fold",
        "直接写列的标识；要汇总的是同类各单位的，写 over: unit。",
        "write the column's id itself; to fold all units of the type write over: unit.",
    ),
    "K403": Message(
        "“{table}”的各行不能拿来在单位之间比较",
        "rows of “{table}” cannot be compared across units",
        "先汇总到单位，再比较；本来就要在各行之间比的，写在这张表的 let 里，加一行 over。",
        "fold them to their unit first; what is to be compared row by row stands in the let of the table, with over.",
    ),
    "K404": Message(
        "这里要的是各季度的值",
        "a value of each quarter is due here",
        "quarters 的 of 写季度值；weights 写全年不变的数。",
        "of: takes a quarterly value; weights must not change by quarter.",
    ),
    "K406": Message(
        "“{unit_type}”没有分组",
        "“{unit_type}” has no groups",
        "写 within: all，或在 units 里分组。",
        "write within: all, or list groups under units.",
    ),
    "K407": Message(
        "这里要 {wanted}，写的却是 {found}",
        "{wanted} is due here, and this is {found}",
        "{write}",
        "{write}",
    ),
    "K408": Message(
        "各种情形的结果要同一类：这里是 {found}，别处是 {wanted}",
        "all cases need one kind: {found} here, {wanted} elsewhere",
    ),
    "K409": Message("除数是零", "division by zero", "零不能作除数。", "nothing is divided by zero."),
    "K410": Message(
        "计量单位不合：{left} 与 {right}",
        "measures do not meet: {left} and {right}",
        "{write}",
        "{write}",
    ),
    "K411": Message(
        "{text} 的计量单位与 {measure} 不合",
        "{text} does not fit the measure {measure}",
        "{write}",
        "{write}",
    ),
    "K412": Message(
        "按个计分的要是个数，这里是 {measure}",
        "points for each need a count, this is {measure}",
        "改用 formula，写明怎样折算。",
        "use formula and say how it converts.",
    ),
    "K413": Message(
        "“{name}”的计量单位（{measure}）没有名字",
        "the measure of “{name}” ({measure}) has no name",
        "加一行 measure，写出单位，例如 measure: 万元/亩；本不该有单位的，核对算式。",
        "add a line such as measure: 万元/亩; if it should have no measure, check the formula.",
    ),
    "K414": Message("文字不能比大小（{op}）", "texts have no order ({op})", "只能用 == 或 !=。", "use == or !=."),
    "K415": Message(
        "是否值不用比较",
        "a yes/no needs no comparison",
        "直接写它本身，或 not 它。",
        "write it by itself, or with not.",
    ),
    "K416": Message(
        "不会有“{word}”",
        "it is never “{word}”",
        "写列出的选项；日期写成 2023-01-20。",
        "write one of the words that are listed; a day as 2023-01-20.",
    ),
    "K417": Message(
        "没有说这些情形怎么算：{missing}",
        "no case for {missing}",
        "各加一行，或加 otherwise。",
        "add a case for each, or otherwise.",
    ),
    "K418": Message(
        "其余情形怎么算没有说", "the remaining cases are not said", "加一行 otherwise: …", "add otherwise: …"
    ),
    "K419": Message(
        "“{unit_type}”里没有“{unit}”",
        "there is no “{unit}” among “{unit_type}”",
        "写 units 里的名称。",
        "write a name from units.",
    ),
    "K421": Message(
        "这个条件可能没有值，那就不知道选不选",
        "this condition can be absent, and then it chooses nothing",
        "用 if_absent(…, no) 说明没有值时怎样。",
        "say what holds then with if_absent(…, no).",
    ),
    "K422": Message(
        "封顶或保底的数可能没有，那整项就没有分了",
        "this limit can be absent, and then the whole value is",
        "不封顶的情形直接写 none，否则用 if_absent 说明。",
        "write none itself where nothing limits, or say it with if_absent.",
    ),
    "K437": Message(
        "取最高几项的“几”可能没有",
        "how many of the best count can be absent",
        "全部计的情形直接写 none，否则用 if_absent 说明。",
        "write none itself where all count, or say it with if_absent.",
    ),
    "K424": Message(
        "同名只计一次，可这个名称可能没有",
        "each name counts once, and this name can be absent",
        "这一列不要写 optional，名称必须填。",
        "do not make the column optional: a name is needed.",
    ),
    "K425": Message(
        "“{unit_type}”按{own}考核，不分 {part}",
        "“{unit_type}” goes by {own} and has no {part}",
        "去掉 {part}。",
        "remove {part}.",
    ),
    "K426": Message(
        "“{table}”的行按{own}，这里的值却是按{level}的",
        "“{table}” has rows by {own}, and this value goes by {level}",
        "先合成按{own}的值（季度合成年度用 quarters）。",
        "make a value by {own} of it first; quarters makes a year of quarters.",
    ),
    "K427": Message(
        "“{unit_type}”的结果按{own}，这个得分却是按{level}的",
        "results of “{unit_type}” go by {own}, and this score by {level}",
        "units 里写 period: {write}，或先合成按{own}的值（季度合成年度用 quarters）。",
        "write period: {write} under units, or make a value by {own} of it; quarters makes a year of quarters.",
    ),
    "K441": Message(
        "“{text}”各期都一样，没有哪一期的上一期",
        "“{text}” is the same in all periods: there is none before it",
        "写按期间填报的列，或由它们算出的值。",
        "name a column that is known by period, or a value that rests on one.",
    ),
    "K442": Message(
        "汇总各{level}的值，这里的值却是按{own}的",
        "values by {level} are folded here, and this one is known by {own}",
        "of 写按{level}的值；更短期间的先另列一个数值合成按{level}的，更长期间的不能拆。",
        "let of be a value by {level}: make one of shorter periods first; longer ones cannot be taken apart.",
    ),
    "K443": Message(
        "按 {level} 汇总，没有写汇总到哪一级期间",
        "this folds over {level}, and nothing says to which longer period",
        "在这一项里写 per，可以是 {levels}，例如 per: year；从年初累计到本期的写 so_far: year。",
        "write per beside it, one of {levels}, as in per: year; from January to the period itself: so_far: year.",
    ),
    "K444": Message(
        "这一项按 {per} 给，没有更短的{level}可以汇总",
        "this entry is per {per}, which has no shorter {level} to fold",
        "over 写比 per 短的一级，例如 per: year 时写 over: month。",
        "let over be a level shorter than per, such as over: month with per: year.",
    ),
    "K445": Message(
        "这一项按 {per} 给，“{text}”却是按{level}的",
        "this entry is per {per}, and “{text}” is known by {level}",
        "先汇总，例如 sum: {{over: month, of: …}}；或者去掉 per。",
        "fold it first, as in sum: {{over: month, of: …}}; or remove per.",
    ),
    "K428": Message(
        "百分数已经是百分之几，不用再除以 100",
        "a percentage is already in hundredths: it is not divided by 100 again",
        "去掉 / 100：85% 乘 5 就是 4.25。",
        "remove / 100: 85% times 5 is 4.25.",
    ),
    "K429": Message(
        "写的是 {written}，这里的计量单位是 {measure}：合 {converted}",
        "{written} is written where the measure is {measure}: that is {converted}",
        "核对单位；数没有错的，写成 {converted}。",
        "check the measure; if the number is right, write {converted}.",
        "warning",
    ),
    "K436": Message(
        "与 none 相比总是没有结果，等于或不等于都不成立",
        "a comparison with none is always absent: it neither holds nor fails",
        "看有没有值，写成 {write}。",
        "ask whether there is a value: {write}.",
    ),
    "K431": Message(
        "这个值总是有的，if_absent 没有用",
        "this value is never absent: if_absent does nothing",
        "去掉 if_absent。",
        "remove if_absent.",
        "warning",
    ),
    "K432": Message(
        "“{name}”不是数，不能调整",
        "“{name}” is no number and cannot be adjusted",
        "scores 里只写按数计的得分；等次、是否由得分算出，会随着变。",
        "list scores that are numbers; grades follow from these.",
    ),
    "K433": Message(
        "“{name}”是按{period}的，与这张调整表的期间不一致",
        "“{name}” is known by {period}, and the period of these adjustments is another",
        "records_of 的 period 与得分一致；期间不同的分两张表写。",
        "let period under records_of be that of the score; scores of other periods have a table of their own.",
    ),
    "K434": Message(
        "“{name}”的计量单位是 {measure}，这张调整表的是 {own}",
        "“{name}” is in {measure}, and these adjustments are in {own}",
        "在调整表里写 measure: …，与得分的一致；计量单位不同的分两张表写。",
        "add measure: … to the adjustments, as the score has it; scores in other measures need a table of their own.",
    ),
    "K435": Message(
        "“{name}”印了分值，算出来的却带计量单位（{measure}）",
        "“{name}” prints points, and what comes out has a measure ({measure})",
        "{write}；不按分计的，去掉 points。",
        "{write}; if it is no score in points, remove points.",
        "warning",
    ),
}
