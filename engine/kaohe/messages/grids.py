"""Findings about tables of the document in the policy, and about what looks something up in them (K7xx)."""

from __future__ import annotations

from kaohe.messages.entry import Message

GRIDS: dict[str, Message] = {
    "K701": Message(
        "办法里的表“{table}”用“{name}”作键，没有哪里说它有哪些取值",
        "the table “{table}” of the document has “{name}” in its key, and nothing says what that may be",
        "写数据表里一列的标识，或 group、year、quarter、单位类别的标识；或者在这张表的 columns 里写出这一列。",
        "write the id of a column of data, group, year, quarter or a unit type; or describe it under columns here.",
    ),
    "K702": Message(
        "“{table}”的表头“{name}”既不是键，也不是列",
        "the heading “{name}” of “{table}” is neither a part of its key nor a column",
        "表头写：{known}。",
        "write one of {known}.",
    ),
    "K703": Message(
        "“{table}”的表头缺 {missing}",
        "“{table}” has no heading for {missing}",
        "补上这些表头和下面的格子；不要的列从 columns 里去掉。",
        "add these headings with their cells, or remove the columns that are not wanted.",
    ),
    "K704": Message(
        "“{table}”的表头“{name}”与前面的“{first}”是同一列",
        "the heading “{name}” of “{table}” means the same column as “{first}” before it",
        "去掉一个，或改成要写的那一列。",
        "remove one, or write the heading that is meant.",
    ),
    "K705": Message(
        "“{table}”的“{column}”不能写“{text}”",
        "“{text}” cannot stand under “{column}” of “{table}”",
        "这里写{due}。",
        "write {due}.",
    ),
    "K706": Message(
        "“{table}”的这一行有 {given} 格，表头只有 {most} 格",
        "this row of “{table}” has {given} cells under {most} headings",
        "去掉多的格，或者补上表头；数里不用千分位的逗号。",
        "remove the cells too many, or add their headings; numbers have no commas in them.",
    ),
    "K707": Message(
        "“{table}”里“{key}”与第 {line} 行重复",
        "“{table}” has “{key}” already, in line {line}",
        "每个键只写一行：改键，或去掉一行。",
        "write one row for each key: change the key, or remove a row.",
    ),
    "K708": Message(
        "“{table}”没有 {missing} 的行（共缺 {count} 行）",
        "“{table}” has no row for {missing} ({count} in all)",
        "补上这些行；文件没有写到的，在列上写 otherwise: 值，或写 some: [键的这一部分]。",
        "add these rows; for what the document does not list write otherwise: on the column, or some: [part of key].",
    ),
    "K709": Message(
        "“{table}”的“{column}”空着",
        "a cell of “{column}” in “{table}” is blank",
        "填上值；确实没有的，给这一列写 optional: yes（没有值）、default: 值 或 otherwise: 值。",
        "fill it in; where there is no value, write optional: yes, default: or otherwise: on the column.",
    ),
    "K710": Message(
        "“{column}”这一行合计 {sum}，办法写的是 {due}",
        "this row of “{column}” adds up to {sum}, and the policy says {due}",
        "核对文件，改格子里的数，或改 adds_up_to。",
        "check the document: change a cell, or adds_up_to.",
    ),
    "K711": Message(
        "“{word}”不是这里可以写的成员",
        "“{word}” is no member that may stand here",
        "可以写：{known}。",
        "write one of {known}.",
    ),
    "K712": Message(
        "“{name}”按 {missing} 查，这里不知道是哪一个",
        "“{name}” is looked up by {missing}, which is not known here",
        "写明是哪一个，例如 {write}。",
        "say which, as in {write}.",
    ),
    "K713": Message(
        "“{name}”可能是 {known} 中的任何一个",
        "“{name}” may be any of {known}",
        "写明是哪一个，例如 {write}。",
        "say which, as in {write}.",
    ),
    "K714": Message(
        "“{name}”在这里没有位置，或者写了两次",
        "there is no part of the key for “{name}”, or it is given twice",
        "这个值按 {known} 分别有值，每个部分至多写一次。",
        "the value is known by {known}; each part is given once at most.",
    ),
    "K715": Message(
        "“{word}”既是键里的词，又是这里的一个名称",
        "“{word}” is a member of the key and a name as well",
        "指词的，写成 {quoted}；指名称的，写成 {named}。",
        "write {quoted} for the member, or {named} for the name.",
    ),
    "K716": Message(
        "“{table}”没有 {words} 的行",
        "“{table}” has no row for {words}",
        "表里的“{key}”有：{known}。补上行，或在列上写 otherwise: 值。",
        "its “{key}” are {known}: add rows, or write otherwise: on the column.",
    ),
    "K719": Message(
        "since 里的“{text}”不是期间，或者与另一个日期相同",
        "“{text}” under since is no period, or the same as another",
        "写年、季度或月，例如 2024、2024Q3，每个写一次。",
        "write a year, a quarter or a month, as in 2024 or 2024Q3, each once.",
    ),
    "K720": Message(
        "办法从 {from_} 起施行，这里的规则从 {since} 才有",
        "the policy is in force from {from_}, and there is no rule here before {since}",
        "写上 {from_} 起的规则，或改 in_force 的 from。",
        "write the rule that holds from {from_}, or change the from of in_force.",
    ),
    "K721": Message(
        "interpolate 的 at 写的“{text}”不是办法里的表的一列",
        "at of interpolate is “{text}”, which is no column of a table of the document",
        "写那一列的标识，例如 standard；点不在表里的用 through。",
        "write the id of the column, such as standard; points that no table has stand under through.",
    ),
    "K722": Message(
        "这份清单只有一个成员，一个点连不成线",
        "this list has one member, and one point makes no line",
        "在清单里补上成员，或者改用 tiers。",
        "add members to the list, or use tiers.",
    ),
    "K723": Message(
        "“{table}”的“{key}”这一行各点不是一直升或一直降：{points}",
        "the points of “{key}” in “{table}” neither rise nor fall throughout: {points}",
        "核对文件：插值的各点要按清单的次序一直升或一直降。",
        "check the document: points of an interpolation rise, or fall, in the order of the list.",
    ),
    "K724": Message(
        "这张表的键里没有{missing}，说不清每行是谁的、什么时候的",
        "the key of this table has no {missing}, so that nobody knows whose its rows are, or when",
        "写进键里，可以写：{known}。不写单位类别的，办法里只能有一类单位；记录表都要写。",
        "add it; known are {known}. A key without a unit type needs a policy with one alone; records always have both.",
    ),
    "K725": Message(
        "键里已经有“{first}”，“{name}”与它是同一部分",
        "the key has “{first}” already, and “{name}” is the same part of it",
        "单位类别只写一个，期间也只写一个：去掉多的。",
        "a key has one unit type and one period: remove one.",
    ),
    "K726": Message(
        "“{table}”按{level}分，而这里的结果按{own}算",
        "“{table}” goes by {level}, and results here are for each {own}",
        "表里改写{own}，或给 units 里的 period 写更短的期间。",
        "write each {own} in the table, or a shorter period under units.",
    ),
    "K727": Message(
        "“{name}”是办法自己的表，没有记录可以汇总",
        "“{name}” is a table of the document, with no records to fold",
        "直接写它的列名查用：{columns}；要按成员合计的，over 写清单。",
        "name its columns where they are needed: {columns}; to fold over members write a list under over.",
    ),
    "K728": Message(
        "“{unit_type}”的表都没有期间，没有哪里说结果是哪些年的",
        "no table of “{unit_type}” has a period, and nothing says which years there are",
        "给一张表的键加上期间，例如 key: [{unit_type}, year]（写单位类别的标识）。",
        "add a period to the key of one, as in key: [unit type, year].",
    ),
    "K717": Message(
        "办法里的表“{id}”没有哪条规则查它",
        "no rule looks anything up in the table “{id}” of the document",
        "看规则里是不是漏了它；确实不用的，删掉。",
        "see whether a rule lacks it; remove it if it is not wanted.",
        "warning",
    ),
    "K718": Message(
        "“{table}”的“{id}”没有哪条规则查它",
        "no rule looks up “{id}” of “{table}”",
        "看规则里是不是漏了它；确实不用的，删掉这一列。",
        "see whether a rule lacks it; remove the column if it is not wanted.",
        "warning",
    ),
}
