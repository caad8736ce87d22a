"""M1xx: what is wrong with a mapping file (`whatif --with`), or with our data under another policy's rule."""

from __future__ import annotations

from kaohe.messages.entry import Message

MAPPING: dict[str, Message] = {
    "M101": Message(
        "没有另一份办法 {path}",
        "there is no policy {path}",
        "写办法文件的路径（从这个对应文件所在的文件夹算起），或随附办法的代号：{shipped}。",
        "Give the path of its file, from the folder of this one, or the id of one that comes with kaohe: {shipped}.",
    ),
    "M102": Message(
        "{whose}没有单位类别 {name}",
        "{whose} has no unit type {name}",
        "左边写另一份办法的，右边写自己的；这里可以写：{known}。",
        "Theirs stands to the left, yours to the right; what there is: {known}.",
    ),
    "M103": Message(
        "{name}: {ours} 重复，{first} 已经有对应",
        "{name}: {ours} is said twice: {first} is mapped already",
        "一个对应文件里一类单位只对应一次；另一种对应写到另一个文件。",
        "Map each unit type once; what else you want to see goes into a mapping file of its own.",
    ),
    "M104": Message(
        "另一份办法在组内比较{name}，没有写自己的单位在哪一组",
        "the other policy compares {name} within groups, and nobody says in which yours are",
        "写成 {entry}，all 是全部单位；他们的组：{known}。",
        "Write {entry}, where all is every unit; their groups: {known}.",
    ),
    "M105": Message(
        "{whose}没有组 {name}",
        "{whose} has no group {name}",
        "左边写另一份办法的组，右边写自己的；这里可以写：{known}。",
        "Their group stands to the left, yours to the right; what there is: {known}.",
    ),
    "M106": Message(
        "{name} 已经在 {first} 组",
        "{name} is in {first} already",
        "一个单位只在一组：留下一处；写了 all 的，不再写别的组。",
        "A unit is in one group: keep one of them; beside all there is no other group.",
    ),
    "M107": Message(
        "自己的组 {names} 没有写在哪一组",
        "your groups {names} are in no group of theirs",
        "把它们加到右边，一组可以有几个：{known} 中的一个写成 [甲组, 乙组]。",
        "Add them to the right of one of {known}, which may have several: [this, that].",
    ),
    "M108": Message(
        "另一份办法的规则点了 {units} 的名（{values}），没有写是自己的哪个单位",
        "their rules name {units} ({values}), and nobody says which unit of yours that is",
        "写成 {entry}；none 是没有这样的单位，有的写自己的单位。",
        "Write {entry}; none is nobody: else name the unit of yours.",
    ),
    "M109": Message(
        "{whose}没有单位 {name}",
        "{whose} has no unit {name}",
        "左边写另一份办法的单位，右边写自己的；这里可以写：{known}。",
        "Their unit stands to the left, yours to the right; what there is: {known}.",
    ),
    "M110": Message(
        "{name} 已经代替 {first}",
        "{name} stands for {first} already",
        "一个单位只代替一个；多的写 none。",
        "A unit stands for one alone; write none for the others.",
    ),
    "M111": Message(
        "{whose}没有 {name}",
        "{whose} has no {name}",
        "左边写另一份办法的，右边写自己的：得分写代号，数据写 表.列；这里可以写：{known}。",
        "Theirs stands to the left, yours to the right: a value by its id, an input as TABLE.COLUMN; what there is: "
        "{known}.",
    ),
    "M112": Message(
        "{name} 有几处",
        "{name} fits several things",
        "写其中一个：{fitting}。",
        "Write one of them: {fitting}.",
    ),
    "M113": Message(
        "{name} 写了两次，前一次在 {first}",
        "{name} is given twice: it stands in {first} already",
        "只留一个。",
        "Keep one.",
    ),
    "M114": Message(
        "{name} 是{type_name}的，units 里没有写{type_name}是自己的哪一类单位",
        "{name} belongs to {type_name}, and units does not say which of yours that is",
        "在 units 里写 {unit_type}: 自己的单位类别，或删去这一行。",
        "Write {unit_type}: with a unit type of yours under units, or remove this line.",
    ),
    "M115": Message(
        "{name} 是自己的{own}的，这里要{asked}的",
        "{name} belongs to your {own}; one of {asked} is due here",
        "换成{asked}的一项，或改 units 的对应。",
        "Name one of {asked}, or change what units says.",
    ),
    "M116": Message(
        "{name} 是{kind}，{written} 是{own}",
        "{name} is {kind}, and {written} is {own}",
        "换成同一种的；自己没有的，写 {{value: …, note: 为什么}}。",
        "Name one of the same kind; for what you do not have write {{value: …, note: why}}.",
    ),
    "M117": Message(
        "{name} 以 {measure} 计，{written} 以 {own} 计，不能换算",
        "{name} is counted in {measure} and {written} in {own}, which cannot be converted",
        "换成量得一样的一项；自己没有的，写 {{value: …, note: 为什么}}。",
        "Name one that is counted alike; for what you do not have write {{value: …, note: why}}.",
    ),
    "M118": Message(
        "{name} 每年一个数，{written} 每季一个数",
        "{name} is known by the year and {written} by the quarter",
        "写明一年取哪一季：{{of: {written}, quarter: 4}}。",
        "Say which quarter stands for the year: {{of: {written}, quarter: 4}}.",
    ),
    "M119": Message(
        "{name} {per}，{written} {own}",
        "{name} is {per} and {written} {own}",
        "换成{per}的；他们的规则只想每年用一次的，在 units 里写 {theirs}: {{unit: {ours}, per: year}}。",
        "Name one that is {per}; to apply their rules once a year alone, write under units {theirs}: "
        "{{unit: {ours}, per: year}}.",
    ),
    "M120": Message(
        "{name} 和 {written} 都是{per}，quarter 用不着",
        "{name} and {written} are both {per}: there is no need of a quarter",
        "删去 quarter。",
        "Remove quarter.",
    ),
    "M121": Message(
        "{name} 满分 {points}，{written} 满分 {own}",
        "{name} is out of {points}, and {written} out of {own}",
        "按比例折算写 {{of: {written}, out_of: {points}}}；照原样用写 {{of: {written}, out_of: {own}}}。",
        "To convert in proportion write {{of: {written}, out_of: {points}}}; to leave the figures as they are, "
        "{{of: {written}, out_of: {own}}}.",
    ),
    "M122": Message(
        "out_of 要么是 {points}（折算），要么是 {own}（照原样）",
        "out_of is either {points}, to convert, or {own}, to leave the figures as they are",
        "写其中一个。",
        "Write one of them.",
    ),
    "M123": Message(
        "{name} 和 {written} 的满分没有不同，out_of 用不着",
        "{name} and {written} are not out of different points: there is no need of out_of",
        "删去 out_of。",
        "Remove out_of.",
    ),
    "M124": Message(
        "{name} 是一条记录一个数，{written} 不是这样的记录",
        "{name} is known by the record, and {written} is no such record's",
        "写自己的记录表里的列；自己没有这种记录的，写 表: {{value: none, note: 为什么}}。",
        "Name a column of a record table of yours; where you have no such records write TABLE: {{value: none, note: "
        "why}}.",
    ),
    "M125": Message(
        "{written} 是一条记录一个数，{name} 是一个单位一个数",
        "{written} is known by the record, and {name} by the unit",
        "先在自己的办法的 values 里合成一个数（如 sum、count），再写它的代号。",
        "Add the records up in values of your own policy (sum, count …) and name that value.",
    ),
    "M126": Message(
        "{table}的各列要来自同一张表：{name} 来自{second}，前面的来自{first}",
        "the columns of {table} have to come from one table: {name} is from {second}, the ones before from {first}",
        "换成同一张表（同一个季度）的列，或者写 {{value: …, note: 为什么}}。",
        "Name columns of one table (and quarter), or write {{value: …, note: why}}.",
    ),
    "M127": Message(
        "另一份办法一定要有 {name}，不能写 none",
        "the other policy cannot do without {name}: it cannot be none",
        "写自己的 表.列，或者写一个数。",
        "Name a column of yours, or state a value.",
    ),
    "M128": Message(
        "{text} 是常数",
        "{text} is a constant",
        "写明为什么用它：{{value: {text}, note: 为什么}}。",
        "Say why it is used: {{value: {text}, note: why}}.",
    ),
    "M129": Message(
        "{name} 是一张表",
        "{name} is a table",
        "逐列写，如 {column}: 自己的 表.列；没有这种记录的，写 {name}: {{value: none, note: 为什么}}。",
        "Give it column by column, {column}: with a column of yours; where there are no such records, write {name}: "
        "{{value: none, note: why}}.",
    ),
    "M130": Message(
        "要算{values}，还缺另一份办法的{table}：{columns}",
        "{values} also need {table} of the other policy: {columns}",
        "在 inputs 里写 {column}: 自己的 表.列；没有的写 {stated}: {{value: {constant}, note: 为什么}}；"
        "不算的在 values 里各写一行 {leave}。",
        "Under inputs write {column}: with a column of yours; for what you do not have, {stated}: {{value: {constant}, "
        "note: why}}; to leave results out, a line for each under values: {leave}.",
    ),
    "M131": Message(
        "另一份办法没有一项公布的结果用到这里给的数",
        "no published value of the other policy rests on what is given here",
        "在 scores 或 inputs 里写结果要用到的项；kaohe graph 画出什么依据什么。",
        "Give what their results rest on, under scores or inputs; kaohe graph draws what rests on what.",
    ),
    "M132": Message(
        "算出来的结果没有用到 {name}",
        "nothing that is calculated rests on {name}",
        "不要的删去；要的看 readings 取的读法、values 里有没有写 none。",
        "Remove it, or look at the readings in force and at what values leaves out.",
        level="warning",
    ),
    "M133": Message(
        "{name} 是从1月起的累计数，{other} 只是当期的",
        "{name} runs from January, and {other} is of its own period alone",
        "照原样用了；两边的数意思不同，核对是否能比。",
        "Used as it stands; the figures mean different things: see whether they can be compared.",
        level="warning",
    ),
    "M134": Message(
        "{name} 数的是 {measure}，{written} 数的是 {own}",
        "{name} counts {measure}, and {written} counts {own}",
        "照原样用了；核对数的是不是同一种东西。",
        "Used as it stands; see whether both count the same thing.",
        level="warning",
    ),
    "M135": Message(
        "{whose}的 {name} 不公布，不能比",
        "{name} of {whose} is not published, and cannot be compared",
        "换成公布的结果（scores 里的）。",
        "Name a published result, one of scores.",
    ),
    "M136": Message(
        "{name} 不是每个单位每期一个数，不能对应",
        "{name} is not known by unit and period, and cannot be mapped",
        "换成每个单位每季或每年一个数的。",
        "Name one that each unit has each quarter or year.",
    ),
    "M137": Message(
        "{written} 的词 {words} 在 {name} 里没有对应",
        "the words {words} of {written} have none in {name}",
        "写明：{{of: {written}, choices: {{{first}: {missing}}}}}；左边写他们的词：{known}。",
        "Say which they are: {{of: {written}, choices: {{{first}: {missing}}}}}; their words, to the left: {known}.",
    ),
    "M138": Message(
        "{name} 和 {first} 都与自己的 {ours} 比",
        "{name} and {first} are both compared with your {ours}",
        "只留一个。",
        "Keep one.",
    ),
    "M139": Message(
        "{whose}的 {name} 没有“{word}”这个词",
        "{name} of {whose} has no word “{word}”",
        "左边写他们的词，右边写自己的；这里可以写：{known}。",
        "Their word stands to the left, yours to the right; what there is: {known}.",
    ),
    "M140": Message(
        "{name} 不是选择项，choices 用不着",
        "{name} is no choice: there is no need of choices",
        "删去 choices。",
        "Remove choices.",
    ),
    "M141": Message(
        "values 里的 {name} 算不出来：它不依据这里给的数",
        "{name} under values is not calculated: it rests on nothing that is given",
        "给出它依据的项，或删去这一行。",
        "Give what it rests on, or remove the line.",
    ),
    "M142": Message(
        "{name} 没有与自己的哪一项比，名称却与别的结果（{first}）相同，分不清",
        "{name} is compared with nothing of yours, and bears the name of another result ({first})",
        "在 values 里写 {name}: 自己的一项结果，或 {name}: none。",
        "Under values write {name}: with a result of yours, or {name}: none.",
    ),
    "M143": Message(
        "{written}（{unit} {period}）是 {value}，另一份办法的 {name} 要求 {limit}",
        "{written} ({unit} {period}) is {value}, where {name} of the other policy asks for {limit}",
        "换成合乎要求的一项，或者写 {{value: …, note: 为什么}}；一列只说第一处。",
        "Name another column, or write {{value: …, note: why}}; the first of a column alone is told.",
    ),
    "M144": Message(
        "{written}（{unit} {period}）没有数，另一份办法一定要有 {name}",
        "{written} ({unit} {period}) has no value, and the other policy cannot do without {name}",
        "补上数据，或换一项，或者写 {{value: …, note: 为什么}}；一列只说第一处。",
        "Complete the data, name another column, or write {{value: …, note: why}}; of a column the first is told.",
    ),
    "M145": Message(
        "{written}（{unit} {period}）没有数，另一份办法没有写 {name} 没有数时怎么办",
        "{written} ({unit} {period}) has no value, and their rules do not say what holds where {name} has none",
        "补上数据，或换一项；他们的规则哪里没有写，见下面。",
        "Complete the data, or name another value; where their rules say nothing of it stands below.",
    ),
    "M146": Message(
        "{unit}（组：{group}）在另一份办法里没有组",
        "{unit} (group: {group}) is in no group of theirs",
        "在 groups 里给它的组写一个对应，或用 all。",
        "Say under groups which group of theirs it is in, or use all.",
    ),
    "M147": Message(
        "数据里没有第 {quarter} 季度",
        "the data has no quarter {quarter}",
        "quarter 换成有的一季；数据里有：{known}。",
        "Choose a quarter that is there: {known}.",
    ),
    "M148": Message(
        "{name}：自己的办法没有用到{table}，没有读它",
        "{name}: your policy makes no use of {table}, which was not read",
        "换成自己的办法用到的表里的列。",
        "Name a column of a table that your policy uses.",
    ),
    "M149": Message(
        "{name} 是全年的，{written} 第 {quarter} 季度的只是当季的",
        "{name} is of a whole year, and {written} of quarter {quarter} alone",
        "照原样用了；全年的在自己的办法里用 quarters 合成一个数，再写它的代号。",
        "Used as it stands; for the whole year make one value of the quarters in your own policy and name that.",
        level="warning",
    ),
    "M150": Message(
        "数据还没有报齐，不能用另一份办法算",
        "the data are provisional, and cannot be calculated by another policy",
        "先报齐数据；在 Python 里读数据时不写 provisional。",
        "Complete the data first; in Python, read them without provisional.",
    ),
    "M151": Message(
        "{whose}没有待释事项 {name}",
        "{whose} has no open question {name}",
        "readings 里写另一份办法的待释事项；自己的用 --interpret。有：{known}。",
        "readings is about their open questions; yours are chosen with --interpret. What there is: {known}.",
    ),
    "M152": Message(
        "另一份办法的 {question} 没有“{reading}”这种读法",
        "{question} of the other policy has no reading “{reading}”",
        "可以写：{known}。",
        "Choose one of {known}.",
    ),
    "M153": Message(
        "{table} 是一条记录一行，没有一列来自自己的表",
        "{table} has a row for each record, and none of its columns comes from yours",
        "至少一列写自己的记录表的列；没有这种记录的，写 {id}: {{value: none, note: 为什么}}。",
        "Give one column at least by a column of records of yours; where there are none, write {id}: {{value: none, "
        "note: why}}.",
    ),
    "M154": Message(
        "{table} 的键 {keys} 要来自自己那张表的键 {own}",
        "the key parts {keys} of {table} have to come from {own}, the key of your table",
        "一个对一个地写；键不一样的表不能对应，在自己的办法的 values 里合成一个数再写它的代号。",
        "Give each by one of them; tables whose keys differ cannot be mapped: make a value of them in your own policy, "
        "and name that.",
    ),
    "M155": Message(
        "《{title}》的规则在自己的数据上算不下去，是哪一条、哪个单位见下面",
        "the rules of {title} end on your data; which one and for whom stands below",
        "多半是单位比他们的一组多，名次表不够长：换一组，或在 values 里把那一项写成 none。",
        "Often there are more units than in a group of theirs, and a table by place is too short: choose another, "
        "or write none for that result under values.",
    ),
    "M156": Message(
        "《{title}》的规则不能这样用，是哪一条见下面",
        "the rules of {title} cannot be applied so; which one stands below",
        "按季度合成的规则不能每年用一次（per: year）；不要的结果在 values 里写 none。",
        "What is made of quarters cannot be applied once a year (per: year); write none under values for a result that "
        "is not wanted.",
    ),
}
