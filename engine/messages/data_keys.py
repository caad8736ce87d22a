"""D3xx: whose row it is, and when: units, periods, and who is missing."""

from __future__ import annotations

from engine.messages.entry import Message

DATA_KEYS: dict[str, Message] = {
    "D301": Message(
        "数据表“{table}”的单位“{text}”不是本办法的{type}",
        "the unit “{text}” of the table {table} is no {type} of this policy",
        "请照办法中的名称填写单位：{known}",
        "write the unit's name as the policy has it: {known}",
    ),
    "D302": Message(
        "数据表“{table}”的单位“{text}”是{other}，本表填的是{type}",
        "“{text}” in the table {table} is a {other}, and this table is of {type}",
        "请把这一行移到{other}的表中",
        "move the row to the table of {other}",
    ),
    "D303": Message(
        "数据表“{table}”这一行没有单位名称",
        "a row of the table {table} names no unit",
        "请写上单位；合并单元格要拆开，每行都写",
        "name the unit; split merged cells and name it in each row",
    ),
    "D304": Message(
        "数据表“{table}”中“{text}”是说明文字，不是数据行",
        "“{text}” in the table {table} is a note and not a row of data",
        "请删去这一行",
        "delete this row",
    ),
    "D305": Message(
        "数据表“{table}”中“{text}”是合计或平均行，不是单位",
        "“{text}” in the table {table} heads a row of totals or means and is no unit",
        "请删去这一行；合计由计算得出",
        "delete this row; totals are computed",
    ),
    "D306": Message(
        "数据表“{table}”的单位“{text}”中有看不见的字符 {character}",
        "the unit “{text}” of the table {table} holds the invisible character {character}",
        "请清空这一格，重新输入单位名称",
        "clear the cell and type the name anew",
    ),
    "D310": Message(
        "数据表“{table}”{text} 缺少 {count} 个单位：{units}",
        "the table {table} lacks {count} units in {text}: {units}",
        "请补上；每个单位每个期间要有一行，缺的不当作零",
        "add them; each unit needs a row in each period, and what is missing is never zero",
    ),
    "D311": Message(
        "数据表“{table}”中“{row}”有两行，另一行在 {first}",
        "“{row}” has two rows in the table {table}; the other is {first}",
        "请核对，只保留一行",
        "check both and keep one",
    ),
    "D312": Message(
        "数据表“{table}”没有 {text} 的数据（{count} 个单位），别的表有",
        "the table {table} has nothing for {text} ({count} units), although other tables have",
        "请补上 {text} 的各行，或从别的表中去掉这个期间",
        "add the rows of {text}, or take that period out of the other tables",
    ),
    "D313": Message(
        "数据表“{table}”中“{unit}”有 {text} 的行，但{type}没有这个期间的数据",
        "the table {table} has a row of “{unit}” for {text}, a period that {type} has no data for",
        "请核对期间，或补齐这个期间的各表",
        "check the period, or add the other tables of that period",
    ),
    "D314": Message(
        "数据表“{table}”中“{unit}”有 {text} 的行，但确定{type}名单的表里没有它",
        "the table {table} has a row of “{unit}” for {text}, which the table that names the {type} units lacks",
        "请核对单位名称和期间",
        "check the unit's name and the period",
    ),
    "D316": Message(
        "数据表“{table}”没有 {text} 年的数据；该年尚不完整，要用到它的值暂缺",
        "the table {table} has nothing for {text}; that year is not complete yet, and what rests on it is absent",
        "年度数据出来后请补上",
        "add the year's rows when there are figures",
        "warning",
    ),
    "D317": Message(
        "数据表“{table}”中“{unit}”的组别先是“{first}”，这里是“{text}”",
        "the group of “{unit}” in the table {table} is “{first}” before and “{text}” here",
        "一个单位只能在一个组，请改为一致",
        "a unit is in one group: make them agree",
    ),
    "D320": Message(
        "数据表“{table}”这一行没有期间",
        "a row of the table {table} names no period",
        "请写上期间，如 2022Q1 或 2022",
        "name the period: 2022Q1 or 2022",
    ),
    "D321": Message(
        "数据表“{table}”的期间“{text}”看不懂",
        "the period “{text}” of the table {table} cannot be read",
        "季度写 2022Q1 或 2022年一季度，年度写 2022",
        "a quarter is written 2022Q1, a year 2022",
    ),
    "D322": Message(
        "数据表“{table}”的期间“{text}”没有年份",
        "the period “{text}” of the table {table} has no year",
        "请写上年份，如 2022Q1",
        "add the year: 2022Q1",
    ),
    "D323": Message(
        "数据表“{table}”的期间“{text}”年份只有两位",
        "the year of the period “{text}” of the table {table} has two digits",
        "请写四位年份，如 2022Q1",
        "write four digits: 2022Q1",
    ),
    "D324": Message(
        "数据表“{table}”的期间“{text}”是半年，本办法只有季度和年度",
        "the period “{text}” of the table {table} is a half year; there are quarters and years alone",
        "请分季度填写，如 2022Q1 和 2022Q2",
        "give the quarters: 2022Q1 and 2022Q2",
    ),
    "D325": Message(
        "数据表“{table}”按季度填写，“{text}”是年度",
        "the table {table} is by quarter, and “{text}” is a year",
        "请写季度，如 {text}Q1；全年数不放在季度表里",
        "write a quarter: {text}Q1; figures of a whole year do not belong here",
    ),
    "D326": Message(
        "数据表“{table}”按年度填写，“{text}”是季度",
        "the table {table} is by year, and “{text}” is a quarter",
        "请写年度，如 2022",
        "write a year: 2022",
    ),
    "D327": Message(
        "数据表“{table}”的期间“{text}”像是月份或日期，分不清指哪个季度",
        "the period “{text}” of the table {table} looks like a month or a date, and does not say which quarter",
        "季度写 2022Q1，年度写 2022",
        "a quarter is written 2022Q1, a year 2022",
    ),
    "D328": Message(
        "数据表“{table}”的期间“{text}”像是表格软件的日期序号",
        "the period “{text}” of the table {table} looks like a spreadsheet's date number",
        "请把该列设为文本，写 2022Q1 或 2022",
        "make the column text and write 2022Q1 or 2022",
    ),
    "D329": Message(
        "数据表“{table}”的期间 {text} 不在办法施行期间（{first}—{last}）之内",
        "the period {text} of the table {table} is outside the time the policy is in force ({first}–{last})",
        "请核对期间；确属需要的基期数据可以保留",
        "check the period; figures of a base year that are needed may stay",
        "warning",
    ),
    "D330": Message(
        "数据表“{table}”有 {count} 个单位名称前后带空格，已略去空格：{cells}",
        "{count} names of units in the table {table} have blanks around them, which were left out: {cells}",
        "不影响结果",
        "it changes nothing",
        "warning",
    ),
    "D331": Message(
        "数据表“{table}”有 {count} 个单位用的是别名：{names}",
        "{count} units of the table {table} go by another name: {names}",
        "办法中列有这些别名，已按办法中的名称读取",
        "the policy lists these names, and they were read as its own",
        "warning",
    ),
    "D332": Message(
        "数据表“{table}”的“{column}”有 {count} 格在合并单元格里，每行都按合并格的“{text}”读取：{cells}",
        "{count} cells of {column} in the table {table} lie in merged cells, and each row was read as “{text}” and so "
        "on: {cells}",
        "请核对；最好取消合并，每行都写",
        "check it; better unmerge them and write each row",
        "warning",
    ),
    "D333": Message(
        "数据表“{table}”有 {count} 格的期间没有年份（如“{text}”），按标题、工作表名或文件名里的 {year} 年读取：{cells}",
        "{count} periods of the table {table} have no year (“{text}”) and were read as of {year}, which the title, the "
        "sheet's or the file's name says: {cells}",
        "请核对；最好写全，如 {year}Q1",
        "check it; better write {year}Q1 in full",
        "warning",
    ),
    "D334": Message(
        "数据表“{table}”的“{column}”有 {count} 格是日期，按它所结束的期间读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} are dates, read as the period that ends on that day: {cells} "
        "({text})",
        "请核对；最好写 2022Q1 或 2022",
        "check it; better write 2022Q1 or 2022",
        "warning",
    ),
    "D335": Message(
        "数据表“{table}”的期间是日期 {text}，不是一个期间的最后一天，分不清指哪个期间",
        "the period of the table {table} is the date {text}, which is not the last day of one: which period is meant?",
        "表格软件会把 2022-1 改成日期；请把该列设为文本，写 2022Q1 或 2022",
        "a spreadsheet turns 2022-1 into a date: make the column text and write 2022Q1 or 2022",
    ),
}
