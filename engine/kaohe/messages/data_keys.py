"""D3xx: whose row it is, and when: units, periods, and who is missing; D4xx: conditions that must hold."""

from __future__ import annotations

from kaohe.messages.entry import Message

DATA_KEYS: dict[str, Message] = {
    "D301": Message(
        "数据表“{table}”的单位“{text}”不是本办法的{type}{rows}",
        "the unit “{text}” of the table {table} is no {type} of this policy{rows}",
        "请照办法中的名称填写单位：{known}",
        "write the unit's name as the policy has it: {known}",
    ),
    "D302": Message(
        "数据表“{table}”的单位“{text}”是{other}，本表填的是{type}{rows}",
        "“{text}” in the table {table} is a {other}, and this table is of {type}{rows}",
        "请把这一行移到{other}的表中",
        "move the row to the table of {other}",
    ),
    "D303": Message(
        "数据表“{table}”这一行没有单位名称{rows}",
        "a row of the table {table} names no unit{rows}",
        "请写上单位；合并单元格要拆开，每行都写",
        "name the unit; split merged cells and name it in each row",
    ),
    "D304": Message(
        "数据表“{table}”中“{text}”不是单位，这一行不是数据行{rows}",
        "“{text}” in the table {table} is no unit, and its row no row of data{rows}",
        "请删去这一行；没有记录的表，只留表头",
        "delete this row; a table without records has its header alone",
    ),
    "D305": Message(
        "数据表“{table}”中“{text}”是合计或平均行，不是单位{rows}",
        "“{text}” in the table {table} heads a row of totals or means and is no unit{rows}",
        "请删去这一行；合计由计算得出",
        "delete this row; totals are computed",
    ),
    "D306": Message(
        "数据表“{table}”的单位“{text}”中有看不见的字符 {character}{rows}",
        "the unit “{text}” of the table {table} holds the invisible character {character}{rows}",
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
    "D315": Message(
        "{files} 缺 {count} 行：{text} {units}；数据表“{table}”的“{columns}”只在这里填",
        "{files} lacks {count} rows: {text} {units}; {columns} of the table {table} stands there alone",
        "请补上这些行；这些行在别的文件里填的，在那里加上“{columns}”列",
        "add these rows; if another file has them, add the column {columns} there",
    ),
    "D316": Message(
        "数据表“{table}”没有 {text} 的数据；这段时间的数据尚不完整，要用到它的值暂缺",
        "the table {table} has nothing for {text}; that is not complete yet, and what rests on it is absent",
        "数据出来后请补上",
        "add the rows when there are figures",
        "warning",
    ),
    "D317": Message(
        "数据表“{table}”中“{unit}”的组别先是“{first}”，这里是“{text}”",
        "the group of “{unit}” in the table {table} is “{first}” before and “{text}” here",
        "一个单位只能在一个组，请改为一致",
        "a unit is in one group: make them agree",
    ),
    "D318": Message(
        "数据表“{table}”{text} 有 {count} 行没有填报，只有单位和期间：{units}（{cells}）",
        "{count} rows of the table {table} for {text} were not filled in and have a unit and a period alone: {units} "
        "({cells})",
        "请补填，是零的写 0，空白不当作零；还不用填报的期间，删去它的行",
        "fill them in; a zero is written 0, a blank is never taken for one; delete the rows of a period not yet due",
    ),
    "D319": Message(
        "数据表“{table}”{text} 有 {count} 行只有单位和期间，没有内容：{units}（{cells}）",
        "{count} rows of the table {table} for {text} have a unit and a period and nothing else: {units} ({cells})",
        "有的请补填；没有的不填行，请删去",
        "fill in what there is; where there is nothing, delete the row",
    ),
    "D338": Message(
        "数据表“{table}”{periods} 一行也没有，按没有计",
        "the table {table} has no row at all for {periods}, and counts as having none",
        "确实没有的不用管，漏报的请补上",
        "if there is nothing, all is well; if it was left out, add the rows",
        "warning",
    ),
    "D340": Message(
        "数据表“{table}”{text} 缺少 {count} 行：{units} 没有“{column}”为 {members} 的行",
        "the table {table} lacks {count} rows in {text}: {units} has none whose {column} is {members}",
        "请补上，缺的不当作零；办法本来就不要求每一项都有的，在办法的这张表里写 some",
        "add them, what is missing is never zero; if the method does not ask for all of them, write some in its table",
    ),
    "D341": Message(
        "数据表“{table}”里 {row} 的“{name}”有两条记录，另一条在 {first}",
        "“{name}” of {row} has two records in the table {table}; the other is {first}",
        "请核对，只留一条；确是两项的，照文件把名称写得不同，如加上“二期”",
        "check both and keep one; if they are two, write their names as the documents tell them apart",
    ),
    "D342": Message(
        "数据表“{table}”有 {count} 条记录两个文件里都有：{names}；另一处从 {first} 起",
        "{count} records of the table {table} stand in two files: {names}; the others begin at {first}",
        '“{new}”更正了“{old}”的，加上 --replaces "{new}={old}"，或在数据文件夹的 '
        "replaces.csv 里写“新,旧,原因”，下一行写“{new},{old},更正”；反过来的对调；都不是的，每条只留一处",
        'if {new} corrects {old}, say --replaces "{new}={old}", or write a file replaces.csv '
        "into the data's folder with the lines new,old,reason and {new},{old},corrected; the other way round if it is "
        "so; else keep each once",
    ),
    "D343": Message(
        "数据表“{table}”的“{column}”有 {count} 格的名称换成了同一种写法：{names}",
        "{count} names in {column} of the table {table} were read in the spelling that others have: {names}",
        "如不是同一个，请照文件把名称写得不同",
        "if they are not the same, write their names as the documents tell them apart",
        "warning",
    ),
    "D344": Message(
        "数据表“{table}”的“{column}”里有只是写法不同的文字，按不同的项各计一次：{names}",
        "{column} of the table {table} holds texts that differ in spelling alone, and each counts by itself: {names}",
        "是同一项的，写法改成一致；或者在办法里把列 {id} 写成 type: name",
        "if they are one, write them alike, or give the column {id} type: name in the policy",
        "warning",
    ),
    "D345": Message(
        "数据表“{table}”里 {who} 的期间是 {text}，其余 {others}是 {other}",
        "{who} in the table {table} is of {text}, and the other {others} are of {other}",
        "请核对，是不是把 {other} 写成了 {text}；期间没有写错的，把两个期间都补齐",
        "check whether {other} was meant; if the periods are right, add what is missing of both",
    ),
    "D346": Message(
        "数据表“{table}”里 {who} 的期间是 {text}，其余 {others}是 {other}",
        "{who} in the table {table} is of {text}, and the other {others} are of {other}",
        "请核对，是不是把 {other} 写成了 {text}；没有写错的，等其余的报来",
        "check whether {other} was meant; if it is right, the others are still to come",
        "warning",
    ),
    "D320": Message(
        "数据表“{table}”这一行没有期间{rows}",
        "a row of the table {table} names no period{rows}",
        "请写上期间，如 {write}",
        "name the period: {write}",
    ),
    "D321": Message(
        "数据表“{table}”的期间“{text}”看不懂{rows}",
        "the period “{text}” of the table {table} cannot be read{rows}",
        "请写成 {write}",
        "write it so: {write}",
    ),
    "D322": Message(
        "数据表“{table}”的期间“{text}”没有年份{rows}",
        "the period “{text}” of the table {table} has no year{rows}",
        "请写上年份，如 {write}；或者在标题、工作表名、文件名里写明年份，只写一个，如“2022年”",
        "add the year: {write}; or name one year, and no other, in a title or the name of the sheet or file: 2022年",
    ),
    "D323": Message(
        "数据表“{table}”的期间“{text}”年份只有两位{rows}",
        "the year of the period “{text}” of the table {table} has two digits{rows}",
        "请写四位年份，如 {write}",
        "write four digits: {write}",
    ),
    "D324": Message(
        "数据表“{table}”的期间“{text}”是半年，这张表按{own}填写{rows}",
        "the period “{text}” of the table {table} is a half year; the table is by {own}{rows}",
        "请按{own}填写，如 {write}",
        "give it by {own}: {write}",
    ),
    "D325": Message(
        "数据表“{table}”按{own}填写，“{text}”是按{found}的{rows}",
        "the table {table} is by {own}, and “{text}” is a {found}{rows}",
        "请写到{own}，如 {write}；按{found}的合计数不放在这张表里",
        "name the {own}: {write}; figures of a whole {found} do not belong here",
    ),
    "D326": Message(
        "数据表“{table}”按{own}填写，“{text}”是按{found}的{rows}",
        "the table {table} is by {own}, and “{text}” is a {found}{rows}",
        "请写成 {write}",
        "write it so: {write}",
    ),
    "D327": Message(
        "数据表“{table}”的期间“{text}”像是月份或日期，分不清指哪个期间{rows}",
        "the period “{text}” of the table {table} looks like a month or a date, and does not say which period{rows}",
        "请写成 {write}",
        "write it so: {write}",
    ),
    "D328": Message(
        "数据表“{table}”的期间“{text}”像是表格软件的日期序号{rows}",
        "the period “{text}” of the table {table} looks like a spreadsheet's date number{rows}",
        "请把该列设为文本，写 {write}",
        "make the column text and write {write}",
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
        "请核对；最好写全，如 {full}",
        "check it; better write {full} in full",
        "warning",
    ),
    "D334": Message(
        "数据表“{table}”的“{column}”有 {count} 格是日期，按它所结束（按月的：所在）的期间读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} are dates, read as the period that ends on that day, or "
        "as its month: {cells} ({text})",
        "请核对；最好写出期间，例如 2022M03、2022Q1 或 2022",
        "check it; better write the period, such as 2022M03, 2022Q1 or 2022",
        "warning",
    ),
    "D335": Message(
        "数据表“{table}”的期间是日期 {text}，不是一个期间的最后一天，分不清指哪个期间{rows}",
        "the period of the table {table} is the date {text}, the last day of no period: which one is meant?{rows}",
        "表格软件会把 2022-1 改成日期；请把该列设为文本，写 {write}",
        "a spreadsheet turns 2022-1 into a date: make the column text and write {write}",
    ),
    "D336": Message(
        "数据表“{table}”把{row} 的“{name}”直接定为一个数，又在 {first} 另有调整，分不清哪个在后",
        "the table {table} sets “{name}” of {row} to a value and changes it besides, in {first}: which comes last?",
        "请只留“调整为”一行，填最后定下的分数；或者都改填“调整”",
        "keep one row with set to, the value that holds in the end; or write all of them as changes",
    ),
    "D337": Message(
        "数据表“{table}”{row} 的这项调整与 {first} 完全相同，会重复计算",
        "the table {table}: this decision about {row} is the same as {first}, and would count twice",
        "请删去重复的一行；确是两项决定的，理由或文号要写得有区别",
        "delete one of them; if they are two decisions, let reason or document tell them apart",
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
    "D403": Message(
        "“{name}”对 {unit} {period} 不适用，不能调整",
        "“{name}” does not apply to {unit} {period}, and cannot be adjusted",
        "删去这一行调整，或改成对它适用的项目。",
        "remove the decision, or name a score that applies to it.",
    ),
}
