"""Findings about names and rules of a policy (from K220)."""

from __future__ import annotations

from kaohe.messages.entry import Message

RULES: dict[str, Message] = {
    "K220": Message(
        "“{id}”是公式里的保留字，不能作标识",
        "“{id}” is a word of the formula language and cannot be an id",
        "换一个标识，例如 {id}_score。",
        "choose another id, such as {id}_score.",
    ),
    "K221": Message(
        "“{id}”在第 {line} 行已经用过",
        "“{id}” is already used in line {line}",
        "同一类考核对象的列、数值和得分，标识不能相同：改其中一个。",
        "columns, values and scores of one unit type need different ids: change one of them.",
    ),
    "K222": Message(
        "没有“{name}”这类考核对象",
        "there is no unit type “{name}”",
        "写 units 里的标识。",
        "write an id from units.",
    ),
    "K223": Message(
        "没有“{name}”这张表", "there is no table “{name}”", "写 tables 里的标识。", "write an id from tables."
    ),
    "K224": Message(
        "没有“{name}”这个待释问题",
        "there is no question “{name}”",
        "写 questions 里的标识，或先在那里列出它和各种读法。",
        "write an id from questions, or list it there with its readings.",
    ),
    "K225": Message(
        "问题 {question} 没有“{name}”这种读法",
        "question {question} has no reading “{name}”",
        "写它列出的读法。",
        "write one of its readings.",
    ),
    "K226": Message(
        "问题 {question} 的读法 {missing} 没有写怎样计算",
        "question {question}: no case for the reading {missing}",
        "每种读法各写一行。",
        "write a case for each reading.",
    ),
    "K227": Message(
        "“{name}”列了两次",
        "“{name}” is listed twice",
        "同一单位（含别名）只列一次。",
        "list each unit once, aliases included.",
    ),
    "K229": Message(
        "这里不能写“{word}”", "“{word}” cannot stand here", "可以写：{allowed}。", "write one of {allowed}."
    ),
    "K230": Message(
        "这条规则没有说怎样计算",
        "this rule does not say how to calculate",
        "写 formula、tiers、sum 等计分词之一。",
        "add one keyword: formula, tiers, sum …",
    ),
    "K231": Message(
        "一条规则里有两个计分词：{first} 和 {second}",
        "two keywords in one rule: {first} and {second}",
        "只留一个；要连起来算，就把其中一个写成单独的数值（values）。",
        "keep one; to use both, make one of them a value of its own.",
    ),
    "K232": Message("自定方法调用了自己：{path}", "a method calls itself: {path}", "去掉循环。", "break the circle."),
    "K233": Message(
        "自定方法里没有“{name}”这个参数",
        "“{name}” is not a parameter of this method",
        "方法里只能用它自己的参数：把需要的值列入 parameters。",
        "a method knows its parameters alone: add it to parameters.",
    ),
    "K234": Message(
        "没有叫“{name}”的数据列、数值或得分",
        "nothing is called “{name}” here",
        "写本类考核对象的列、数值或得分的标识。",
        "write the id of a column, value or score of the same unit type.",
    ),
    "K235": Message(
        "“{name}”是“{table}”每一行各有的值，一个单位有好多行",
        "“{name}” is known for each row of “{table}”, and a unit has many rows",
        "用 sum、count、any 或 highest 汇总：{{over: {table_id}, of: {name}}}。",
        "fold it with sum, count, any or highest: {{over: {table_id}, of: {name}}}.",
    ),
    "K236": Message(
        "“{name}”是“{other}”的值，这里计算的是“{own}”",
        "“{name}” belongs to “{other}”, and this rule is for “{own}”",
        "写本类考核对象自己的值。",
        "write a value of the same unit type.",
    ),
    "K237": Message(
        "“{name}”有两个意思",
        "“{name}” may mean two things",
        "写明是哪一个：{first} 或 {second}。",
        "say which: {first} or {second}.",
    ),
    "K238": Message(
        "{words} 是文字，没有加引号（共 {count} 处）",
        "{words}: a text without quotes ({count} in all)",
        "文字加引号，写成 {write}；整个值是一个词的，外面再加一层。",
        "put texts in quotes: {write}; a word that is all of a value needs a second pair around it.",
    ),
    "K239": Message(
        "公式要写在一行里",
        "a formula stands on one line",
        "不要用 |、>、换行或转义字符；太长就拆成几个数值（values）。",
        "no |, >, line breaks or escapes; split a long one into values.",
    ),
    "K240": Message(
        "没有说这是哪类考核对象的值",
        "it is not said for which unit type this is",
        "加一行 for: 考核对象的标识。",
        "add for: with a unit type's id.",
    ),
    "K241": Message(
        "“{id}”不是为“{unit_type}”写的，不能作它的一部分",
        "“{id}” is not for “{unit_type}” and cannot be a part here",
        "这一部分也算“{unit_type}”的，for 里加上 {unit}；不算的，整体分两条写：id 相同，for 各写一类，parts 各列各的。",
        "if “{unit_type}” has this part too, add {unit} to its for; if not, write the whole twice: with the same id, "
        "one unit type each under for, and the parts of each.",
    ),
    "K242": Message(
        "“{name}”没有列出任何单位",
        "“{name}” lists no units",
        "写 members、groups，或 from: 表，即以表中出现的单位为准。",
        "write members, groups, or from: with a table.",
    ),
    "K243": Message(
        "“{text}”不是一个数",
        "“{text}” is not an amount",
        "写 6、0% 或 2 亿元 这样的数。",
        "write an amount such as 6, 0% or 2 亿元.",
    ),
    "K244": Message(
        "表“{name}”没有说每行是谁的、什么时候的",
        "table “{name}” does not say whose its rows are",
        "加一行 key: {{unit: …, period: quarter}}（每个单位每期一行）或 records_of:（每期多行）。",
        "add key: {{unit: …, period: quarter}} (one row each) or records_of: (many).",
    ),
    "K245": Message(
        "“{name}”不是这张表的列",
        "“{name}” is no column of the table",
        "写列的标识。",
        "write a column's id.",
    ),
    "K246": Message(
        "不认识计量单位“{word}”",
        "unknown measure “{word}”",
        "可以写 元、万元、万美元、亩、公顷、万吨、立方米、千瓦时、公里、小时、%、‰、分，家、次、项 等量词，"
        "以及两个相除的（微克/立方米）；办法自己的计量单位先在 measures 里写明，例如 measures: {{{word}: {{}}}}。",
        "write 元, 万元, 万美元, 亩, 公顷, 万吨, 立方米, 千瓦时, 公里, 小时, %, ‰, 分, a count word such as 家, 次, "
        "or a quotient of two (微克/立方米); one of the policy's own is declared first, as in "
        "measures: {{{word}: {{}}}}.",
    ),
    "K247": Message(
        "“{text}”不是年份或季度", "“{text}” is no year or quarter", "写 2022 或 2022Q1。", "write 2022 or 2022Q1."
    ),
    "K248": Message(
        "这张表里有两列都叫“{name}”",
        "two columns of this table are called “{name}”",
        "数据按名称认列：改其中一个的名称。",
        "data are matched by name: rename one of them.",
    ),
    "K249": Message(
        "名称“{name}”前后有空白，或者不在一行里",
        "the name “{name}” has blanks around it, or more than one line",
        "删去空白和换行；数据里的名称不带这些，对不上。",
        "remove the blanks and line breaks; no name in data has them, so that none would match.",
    ),
    "K251": Message(
        "档次的界限“{bound}”要是一个数",
        "the bound “{bound}” has to be an amount",
        "写 6、80% 或 2 亿元 这样的数。",
        "write an amount such as 6, 80% or 2 亿元.",
    ),
    "K252": Message("两档的界限相同", "two tiers have the same bound", "去掉一档。", "remove one."),
    "K253": Message(
        "条件都不成立时怎么算没有说",
        "what holds when no condition does is not said",
        "最后加一行 otherwise: …",
        "end with a line otherwise: …",
    ),
    "K254": Message(
        "otherwise 后面的条件永远轮不到",
        "the conditions after otherwise are never reached",
        "把 otherwise 放到最后。",
        "put otherwise last.",
    ),
    "K257": Message(
        "{keyword} 需要这一项的分值", "{keyword} needs the points of the entry", "加一行 points: …", "add points: …"
    ),
    "K290": Message(
        "名额与 {grades} 个等次对不上",
        "the seats do not fit {grades} grades",
        "每个等次写一个名额，取其余的那一个等次写 rest，只写一个，例如 [2, 3, rest]。",
        "write a number of seats for each grade, and rest for the one that has what they leave, such as [2, 3, rest].",
    ),
    "K293": Message(
        "这里不能在“{name}”的各行之间比",
        "rows of “{name}” cannot be compared here",
        "over 写在表的 let 里，写这张表自己的标识；比单位的不写 over。",
        "over stands in the let of a table, and names that table; leave it out to compare units.",
    ),
    "K294": Message(
        "then 的这一项没有写清比哪个数",
        "this key of then does not say what decides",
        "写一个算式；低的在前写 {{lowest: F}}；一个列表逐项比写 {{each: 列表, of: F}}。",
        "write a formula, {{lowest: F}} where the lowest is first, or {{each: LIST, of: F}} for each member of a list.",
    ),
    "K292": Message(
        "by 的数带计量单位（{measure}），cases 里的数没有",
        "by has a measure ({measure}), and the numbers of cases have none",
        "数带单位的用 tiers 或 first 分情形，例如 tiers: {{of: …, at_least: {{100%: 5}}, below: 0}}。",
        "use tiers or first for numbers with a measure, as in tiers: {{of: …, at_least: {{100%: 5}}, below: 0}}.",
    ),
    "K297": Message(
        "“{word}”本来就是计量单位",
        "“{word}” is a measure anyway",
        "去掉这一行，直接用。",
        "remove this line, and just use it.",
    ),
    "K298": Message(
        "“{word}”写了 times，没有写 of",
        "“{word}” has times, and no of",
        "用 of 写明是哪个计量单位的倍数，例如 of: 箱；只是量词的，去掉 times。",
        "say with of which measure it is so many times of, as in of: 箱; if it only counts, remove times.",
    ),
    "K299": Message(
        "“{word}”与别的结果一样像是文字，又是一个名称",
        "“{word}” looks like a text, as the other results do, and is a name too",
        "是文字的，写成 '\"{word}\"'；是名称的，别的结果加引号。",
        "write '\"{word}\"' if it is a text; if it is the name, put the other results in quotes.",
    ),
    "K261": Message(
        "“{unit_type}”没有公布“{name}”这个得分，不能调整",
        "“{unit_type}” publishes no score “{name}” to adjust",
        "写 scores 里这一类考核对象的得分的标识。",
        "write the id of a score of that unit type.",
    ),
    "K262": Message(
        "“{name}”已经列在调整表“{table}”里",
        "“{name}” is listed under the adjustments “{table}” already",
        "一个得分只在一张表里调整，否则先后不明：去掉一处。",
        "one table alone may change a score, or nobody knows which comes first: remove one.",
    ),
    "K263": Message(
        "identity 要写名称列，“{name}”不是",
        "identity takes columns that hold names, and “{name}” does not",
        "把列“{name}”的类型写成 type: name；或者换一列。",
        "give the column {name} type: name, or name another column.",
    ),
    "K265": Message(
        "“{text}”不是由小到大的范围",
        "“{text}” is no range from a lower to a higher bound",
        "写成 下限..上限，如 0..5 亿元、-20..50%。",
        "write lower..higher, as 0..5 亿元 or -20..50%.",
    ),
    "K264": Message(
        "some 写的“{name}”不是这张表的键的另一部分",
        "“{name}” in some is no further part of the key of this table",
        "写 key 里单位、期间以外的部分的名称。",
        "write the name of a part that key has beside unit and period.",
    ),
    "K260": Message("最高分低于最低分", "the cap is below the floor", "改 cap 或 floor。", "change cap or floor."),
    "K266": Message(
        "{keyword} 要是大于 0 的数",
        "{keyword} has to be an amount above 0",
        "写 100%、1%、5 万元 这样的数。",
        "write an amount such as 100%, 1% or 5 万元.",
    ),
    "K267": Message(
        "后面还有一行，这一行到哪里为止没有说",
        "another line follows, and it is not said up to where this one holds",
        "加 until: …，写这一行到哪里为止。",
        "add until: … with the border up to which the line holds.",
    ),
    "K268": Message(
        "这一侧有加有减，most 限的是哪一样不清楚",
        "this side adds and takes, so that it is not clear which of them most limits",
        "去掉 most，把整项的上下限写成 cap 和 floor。",
        "remove most, and write the limits of the whole as cap and floor.",
    ),
    "K269": Message(
        "界限“{bound}”没有比前一个离 from 更远",
        "the border “{bound}” does not lie further from where it starts than the one before",
        "above 的界限由小到大写，below 的由大到小写。",
        "write the borders of above in rising order, those of below in falling order.",
    ),
    "K270": Message(
        "从 {near} 到 {far} 不是整数个 {each}",
        "from {near} to {far} is no whole number of steps of {each}",
        "核对原文；不足一步的要按比例计，就写 part_step: counted。",
        "check the document; write part_step: counted if a part of a step counts in proportion.",
        level="warning",
    ),
    "K277": Message(
        "most 限的是整个一侧，要写在最后一行",
        "most limits its whole side, and stands on its last line",
        "把 most 移到这一侧的最后一行。",
        "move most to the last line of this side.",
    ),
    "K278": Message(
        "插值的点“{bound}”没有大于前一个",
        "the point “{bound}” does not lie above the one before",
        "through 的点由小到大写，每个只写一次。",
        "write the points of through in rising order, each once.",
    ),
    "K271": Message("没有说哪一年要达到", "it is not said by when", "加一行 due: 年份。", "add due: with a year."),
    "K272": Message(
        "目标要求什么，要写而且只写一样",
        "a target asks for one thing, and only one",
        "写 {kinds} 之一。",
        "write one of {kinds}.",
    ),
    "K273": Message(
        "区间上下颠倒",
        "the range is turned round",
        "from 写下限，to 写上限。",
        "from: is the lower end, to: the upper.",
    ),
    "K274": Message(
        "没有叫“{name}”的、能计数的目标",
        "there is no target “{name}” that can be counted",
        "写 targets 里的标识。",
        "write an id from targets.",
    ),
    "K275": Message(
        "年均增速要用百分数",
        "an average growth is a percentage",
        '加 measure: "%"，要求写 8% 这样的数。',
        'add measure: "%", and write what is required as 8%.',
    ),
    "K276": Message("{words} 只能写一个", "only one of {words} can hold", "去掉多余的。", "remove the others."),
    "K279": Message(
        "targets 的 table 是“{id}”，tables 里已经有这张表（第 {line} 行）",
        "the table of targets is “{id}”, and tables has one of this id already (line {line})",
        "目标的实际数另成一张表，每项目标一列，不用在 tables 里写：table 换一个没有用过的代号。",
        "the actual figures of targets are a table of their own, a column for each target, not listed under tables: "
        "give table an id that is not used.",
    ),
    "K281": Message(
        "{key} 的词“{word}”不在共用的词里，比较时只和写法相同的对齐",
        "the word “{word}” under {key} is none of the shared ones, and is aligned with the same spelling alone",
        "用 schemas/vocabulary.yaml 里的词；没有合适的，可以不写。",
        "use a word of schemas/vocabulary.yaml; leave it out where none fits.",
        "warning",
    ),
    "K282": Message(
        "第 {line} 行的目标已经是 {word}，一份办法里两个目标不能量同一样东西",
        "the target in line {line} is {word} already, and two targets of a policy do not measure the same thing",
        "量的不是同一样的，改一个 concept 的词，或者不写。",
        "where they measure different things, change one concept, or leave it out.",
    ),
}
