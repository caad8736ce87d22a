"""The words of workbooks, Chinese to English: the working paper, and the templates that bureaus fill in."""

from __future__ import annotations

WORKING_PAPER: dict[str, str] = {
    "计分底稿": "Working paper",
    "怎样看": "How to read it",
    "本簿是计分底稿：每个得分都是 Excel 公式，从数据表一步步算来。点一个得分，就能看到它引用了哪些格。": (
        "This is the working paper of the scores: each is an Excel formula, step by step from the tables of data. "
        "Click on a score to see the cells that it rests on."
    ),
    "蓝色字的格是报入的数据，可以改：改一个数，得分、排名、等次随着变。其余各格是公式，请不要改。": (
        "Cells in blue letters are data and may be changed: scores, places and grades follow. All others are "
        "formulas, please leave them."
    ),
    "清空的数据按暂缺计，不按零计：由它而来的得分、全组的排名都成为空白。": (
        "Data that is cleared is absent, not zero: the scores made of it and the ranking of the whole group become "
        "blank."
    ),
    "数据表可以排序，各行按单位和期间认。有差错的行整行不用，错在哪里见各表的“差错”，由它而来的得分也成为空白。": (
        "Tables may be sorted, as rows are known by unit and period. A faulty row is not used at all; its sheet says "
        "under “Faults” what is wrong, and the scores made of it are blank."
    ),
    (
        "需要作比较、排名的，先把浮点误差修约掉（小数点后 10 位，大数按它自己的位数）再比；公布的小数位数只在“公布”表"
        "里修约。"
    ): (
        "Before numbers are compared or ranked, floating-point error is rounded away (at 10 decimals, large numbers "
        "at their own digits); the decimals that are published are rounded in the “published” sheets alone."
    ),
    "“核对”表列出引擎精确计算的值和差额，差额应当全是 0；改了数据以后，差额就是改动的影响。": (
        "The “check” sheets have the exact values of the engine and the differences, which should all be 0; once "
        "data is changed, they are what the change does."
    ),
    "请注意": "Please note",
    # Front
    "文号": "Document",
    "印发": "Issued",
    "部分": "Part",
    "草案": "draft",
    "施行中": "in force",
    "没有列入": "Left out",
    "目标：数据里没有“{}”": "targets: the data has no “{}”",
    "结果": "Results",
    "默认": "default",
    "本次选用": "chosen for this run",
    "待释事项": "Open question",
    "问题": "Question asked",
    "本次的读法": "Reading in this run",
    "数据表": "Table",
    "读自": "Read from",
    "行数": "Rows read",
    "核对": "check",
    "输入": "Input",
    "改动": "Changed",
    "须符合": "Must hold",
    "“{}”与引擎不同的格数": "cells of “{}” that differ from the engine",
    "“{}”有差错的行数（写在表外的行也算）": "rows of “{}” with faults (rows outside of the table too)",
    "“{}”不符合“{}”的行数": "rows of “{}” that do not meet “{}”",
    "与“{}”不同的格数（不是 0，引擎算好的值就空着）": (
        "cells that differ from “{}” (unless it is 0, values of the engine are blank)"
    ),
    "计量": "Measure of it",
    "{} 分": "{} points",
    # Sheets and headings
    "{}过程": "{} steps",
    "{}：计算过程": "{}: steps of the calculation",
    "{}计分": "{} scores",
    "{}公布": "{} published",
    "{}考核结果": "{}: results",
    "{}核对": "{} check",
    "{}：与引擎核对": "{}: checked against the engine",
    "{}原值": "{} as it was",
    "{}：写底稿时的数据": "{}: the data when the paper was written",
    "目标完成情况": "How targets stand",
    "有差错的行：{}": "Faulty rows: {}",
    "引擎值": "engine",
    "差额": "difference",
    "不同": "differs",
    "计分用到的中间步骤，除橙色的列（引擎值）外都是公式；行与计分表相同。空白表示暂缺：所依据的数据没有填。": (
        "The steps behind the scores, all formulas save for the orange columns (values of the engine); rows as in "
        "the sheet of scores. Blank is absent: data that it rests on is not filled in."
    ),
    (
        "报入的数据。可以改数看结果怎样变，也可以排序，各行按单位和期间认；清空的格按暂缺计，不按零计。有差错的行（见"
        "“差错”一列）整行不用，有关得分暂缺。"
    ): (
        "Data as it was sent. Numbers may be changed to see what follows, and rows sorted, which are known by unit "
        "and period; a cleared cell is absent, not zero. A faulty row (column “Faults”) is not used, and its scores "
        "are absent."
    ),
    (
        "报入的台账，一项一行，可在下面的空行续填；右边各列是逐行计算的公式。单位或期间认不出的行、有差错的行（见“差"
        "错”一列），会使有关得分暂缺。"
    ): (
        "Records as they were sent, a row each; more may follow in the blank rows. The columns on the right are "
        "formulas of each row. Rows of no known unit or period, and faulty ones (column “Faults”), make the scores "
        "absent."
    ),
    (
        "报入的数据，各单位或各期共用，一个数只填一处；可以改数看结果怎样变，也可以排序。这里不能加行。"
        "清空的格按暂缺计，不按零计。"
    ): (
        "Data as they were sent, of all units or all periods: each figure stands here once. Change one and see what "
        "moves; rows may be sorted, and none added. A cell that is cleared counts as absent, never as zero."
    ),
    (
        "报入的数据，各单位或各期共用，一个数只填一处；可以改数看结果怎样变，也可以在下面的空行续填。"
        "清空的格按暂缺计，不按零计。"
    ): (
        "Data as they were sent, of all units or all periods: each figure stands here once. Change one and see what "
        "moves; more may follow in the blank rows. A cell that is cleared counts as absent, never as zero."
    ),
    "“{}”里的数按单位和期间逐行展开，都是公式；要改，请改那一张。有差错的行（见“差错”一列），会使有关得分暂缺。": (
        "The figures of “{}” by unit and period, all of them formulas; change them on that sheet. Faulty rows (column "
        "“Faults”) make the scores absent."
    ),
    "{}：逐行展开": "{}: row by row",
    "{}展开": "{} by row",
    "所有": "all",
    "每个目标每年一行，从目标数据表算来。年均增速是各年（1＋增速）连乘再开方，是否达到按连乘积比较。": (
        "A row for each target and year, from the table of targets. Mean growth is the root of the product of (1 + "
        "growth); whether it is attained is judged by the product."
    ),
    "左边的数：数据里有几格和这里不同（调换行的次序也算）。不是 0 时，引擎算好、不会重算的值都空着。": (
        "The number on the left: how many cells of the data differ from these (another order of rows too). Unless it "
        "is 0, values of the engine that are not calculated again are blank."
    ),
    "写不成公式，这一列是引擎算好的值，不会重算。所依据的数据改了，右边引用它的一列就空着。": (
        "There is no formula for this: the column has values of the engine and is not calculated again. Where the "
        "data that it rests on is changed, the column on the right that uses it is blank."
    ),
    "办法自己的表，按键查用，请不要改。第一行是表里没有这一行时用的值，空着就没有值。": (
        "A table of the policy itself, looked up by its key; please leave it. The first row holds where the table "
        "has no row, and a blank one is no value."
    ),
    "其他": "others",
    "{}第几行": "Row of {}",
    "{}。{}": "{}. {}",
    "{}（起）": "{} (since)",
    "键的词与数据里的写法不同": "words of the key are not those of the data",
    "同分时再比的数有的暂缺": "what level places go by is absent for some",
    "按起始时间": "Since a date",
    "{}每日": "{} daily",
    "{}月度": "{} monthly",
    "{}半年": "{} half-yearly",
    "未报": "not sent",
    "这张表还没有报来，靠它的得分都空着。报来以后填在下面，再清空左边的“未报”；确实没有的，直接清空。": (
        "This table has not been sent; scores that rest on it are blank. Fill it in below once it has, then clear "
        "“not sent” on the left; if there is nothing to fill in, just clear it."
    ),
    "引擎值是 kaohe 精确计算的结果，不随改动变化；差额应当全是 0。改了数据以后，差额就是这次改动的影响。": (
        "Values of the engine are the exact results of kaohe and do not follow changes; the differences should all "
        "be 0. Once data is changed, they are what the change does."
    ),
    "按办法的小数位数修约后的结果，供公布；修约只在这里，计分过程不修约。": (
        "Results rounded to the policy's decimals, to be published; nothing is rounded anywhere else."
    ),
    "引擎值，不重算": "value of the engine, not calculated again",
    (
        "“{}”里的“{}”写不成公式：{}。“{}”里橙色的一列是引擎算好的值，不会重算；它所依据的数据有一格和{}不同，它和由它"
        "而来的得分就都空着，改回来又有。"
    ): (
        "“{1}” in “{0}” has no formula: {2}. The orange column in “{3}” has values of the engine and is not "
        "calculated again; as soon as a cell that it rests on differs from {4}, it and the scores made of it are "
        "blank until it is put back."
    ),
    "公式太长，一格放不下": "the formula is too long for a cell",
    "规则没有读懂": "the rule was not understood",
    "一档不能单独计算": "a tier has no value of its own",
    "按等次或日期排先后，没有写成公式": "an order by grade or date is not written as a formula",
    "等次或日期的最高、最低没有写成公式": "the best or last of grades or dates is not written as a formula",
    "清单成员太多，先后没有写成公式": "the list has too many members for an order to be written as a formula",
    "清单成员之间的名次没有写成公式": "places among the members of a list are not written as a formula",
    "在各条记录之间比，没有写成公式": "places among records are not written as formulas",
    "看哪个单位要看数据": "which unit is meant depends on the data",
    "逐行的公式查不到它": "formulas of rows cannot look it up",
    "各组的名称分不清是哪一组": "the names of the groups are not distinct",
    "并列怎样排名要看数据": "how level places are ranked depends on the data",
    "名额怎样取整要看数据": "how seats are rounded depends on the data",
    "有的分值相差极小，电子表格分不出来，本簿视为相同，名次以引擎的精确计算为准。": (
        "some numbers differ by so little that a spreadsheet cannot tell them apart; they are level in this paper, "
        "and the exact places are the engine's."
    ),
    "{} {}“{}”：{}": "{} {} “{}”: {}",
    # Columns
    "各项是否都成立没有写成公式": "whether all hold is not written as a formula",
    "百分位数没有写成公式": "the percentile is not written as a formula",
    "标准差没有写成公式": "the deviation is not written as a formula",
    "偏度没有写成公式": "the skewness is not written as a formula",
    "峰度没有写成公式": "the kurtosis is not written as a formula",
    "占比没有写成公式": "the share is not written as a formula",
    "名单没有写成公式": "the names are not written as a formula",
    "这些项的这个数没有写成公式": "this figure of these is not written as a formula",
    "不计的、去掉的项没有写成公式": "what is left out or dropped is not written as a formula",
    "类型：{}": "Type: {}",
    "计量单位：{}": "Measure: {}",
    "可填：{}": "May be: {}",
    "用于：{}": "Used for: {}",
    "是/否": "yes/no",
    "选项": "choice",
    "名称": "name",
    "日期": "date",
    "组内{}": "{} of the group",
    "组内{}：{}": "{} of the group: {}",
    "未到的期间": "Periods to come",
    "合计": "total",
    "项数": "count",
    "有无": "any",
    "平均": "mean",
    "名次：{}": "Place: {}",
    "前 {} 等名额": "Seats of the first {} grades",
    "第 {} 等名额": "Seats of grade {}",
    "中间值": "Value between",
    "按比例得分": "In proportion",
    "逐点增减": "Steps",
    "插值": "Interpolated",
    "功效系数": "Efficacy coefficient",
    "排名": "Rank",
    "最后一名": "Last place",
    "调整为，没有则调整前": "Set to, else as calculated",
    "{}（续）": "{} (continued)",
    "{}（第 {} 段）": "{} (piece {})",
    "计入：{}": "Counts: {}",
    "同名取一": "One of a name",
    "是否计入": "Whether it counts",
    "取此行": "This row",
    "参加：{}": "Takes part: {}",
    "比较范围：{}": "Compared within: {}",
    "参加比较：{}": "Compared: {}",
    "排名用：{}": "For the ranking: {}",
    "同值首见：{}": "First of equals: {}",
    "所在行": "Row of it",
    "0 没有，-1 有差错": "0 none, -1 faulty",
    "（缺）": "(missing)",
    "超出 {}～{}": "out of {} to {}",
    "{}：调整后核对": "{}: check of the adjusted",
    "不限": "no limit",
    "符合": "holds",
    "不符合": "does not hold",
    "本期已报": "Sent for this period",
    "1 已有数据，0 还没有": "1 there is data, 0 not yet",
    (
        "{} {} 还没有数据：有关各表最后已经留好这些期间的空行，填齐以后年度的得分和名次就会算出来；没有填齐时，年度的"
        "结果空着。"
    ): (
        "{} {}: there is no data yet. The tables have blank rows for these periods at their end; once they are "
        "filled in, scores and places of the year are calculated, and until then they are blank."
    ),
    # Checks of rows
    "行的核对": "Check of the row",
    "1 有效，0 空行，-1 单位或期间认不出，-2 有差错": "1 valid, 0 blank, -1 unknown unit or period, -2 faulty",
    "有效": "Valid",
    "认得": "Known",
    "1 单位和期间认得，0 认不出": "1 unit and period are known, 0 not",
    "差错": "Faults",
    "空白就是没有差错": "blank means none",
    "有的格是错误值": "a cell has an error value",
    "{}（日数）": "{} (days)",
    "“{}”和“{}”要填一个，只填一个": "one of “{}” and “{}” has to be filled in, and one alone",
    "同一得分有“{}”，又有别的决定": "the same score has “{}” and another decision",
    "与另一行重复": "the same as another row",
    "“{}”超出范围": "“{}” is out of range",
    "“{}”应当是整数": "“{}” has to be whole",
    "单位或期间认不出": "unknown unit or period",
    "不符合“{}”": "does not meet “{}”",
    "“{}”没有填或填得不对": "“{}” is blank or does not fit",
    "“{}”填得不对": "“{}” does not fit",
    "……（共{}字，单元格放不下）": "… ({} characters, too many for a cell)",
    "&L&A&R第 &P 页，共 &N 页": "&L&A&RPage &P of &N",
}


TEMPLATES: dict[str, str] = {
    "填表说明": "How to fill in",
    "怎样填表": "How this is filled in",
    "填报人": "Filled in by",
    "审核人": "Checked by",
    "填报日期": "Date",
    "办法没有写明": "the policy does not say",
    "{}：数据填报表": "{}: data to be filled in",
    "填报单位：{}": "Office: {}",
    "字": "character",
    # Hints
    "含义": "Meaning",
    "用于": "Used for",
    "用于{}": "used for {}",
    "填法": "How",
    "由谁填": "By whom",
    "下拉选择：": "choose from the list: ",
    "单位：{}": "measure: {}",
    "整数": "whole number",
    "数": "number",
    "文字": "text",
    "名称，同一个名称每次写法一致": "name, the same one always written alike",
    "日期，写年、月、日，如 2023-01-20": "date with year, month and day, as 2023-01-20",
    "填 12.5 或 12.5%（一列只用一种），不填 0.125": "write 12.5 or 12.5% (one way in a column), not 0.125",
    "可以空，空白按 {} 计": "may be blank, which counts as {}",
    "可以空，空白是暂缺，不是零": "may be blank, which is absent and not zero",
    "没有的，整行删去；有的必填": "delete the row where there is none; must be filled in where there is",
    "没有这一项的，这一项的各列都空着；有的必填": (
        "leave all columns of this item blank where there is none; must be filled in where there is"
    ),
    "必填": "required",
    "填得不对": "This does not fit",
    "{} 至 {}": "{} to {}",
    "不小于 {}": "at least {}",
    "不大于 {}": "at most {}",
    "“{}”请从下拉列表里选：{}": "“{}”: choose from the list: {}",
    "“{}”请从下拉列表里选。": "“{}”: choose from the list.",
    "“{}”要填{}{}。没有数的留空，不要填“无”“—”“/”。": (
        "“{}” is a {}{}. Leave it blank without a figure, write no “none”, “—”, “/”."
    ),
    "“{}”要填日期，写年、月、日，如 2023-01-20，不写时间。": (
        "“{}” is a date with year, month and day, as 2023-01-20, without a time."
    ),
    "下拉列表里的词（供各表引用，请勿改动）": "Words of the lists (used by the other sheets, please leave as they are)",
    "单位名称：已经填好的不要改动。": "Names of the units: leave them as they are.",
    "单位名称，每行都填。": "Name of the unit, in every row.",
    "2023Q1 即2023年一季度，2023 即2023年全年。": "2023Q1 is the first quarter of 2023, 2023 the whole year.",
    # The sheet that says how
    "一、怎么填": "1  How to fill in",
    (
        "一张数据表一个工作表，第一行是表头。请不要改表头和工作表的名字，不要加标题行、合计行，不要合并单元格，不要隐"
        "藏行、列或工作表。"
    ): (
        "Each table has a sheet, its first row is the header. Please leave headers and names of sheets as they are, "
        "add no titles or totals, merge no cells, and hide no rows, columns or sheets."
    ),
    "鼠标停在表头上，批注写明这一列的含义、条款、填法和由谁填；下面“四、各列”是同样的内容，可以打印。": (
        "Rest the mouse on a header: its comment says what the column means, by which clause, how and by whom it is "
        "filled in; part 4 below says the same for printing."
    ),
    "数按表头括号里的计量单位填，只填数，不带单位、不带“约”“以上”；可以填的范围之外的数，填的时候就会提示。": (
        "Numbers stand in the measure in the header's brackets, without the measure itself and without “about”; a "
        "number out of range is told at once."
    ),
    "直接填数，不要用公式引用别的文件。填好后另存为 .xlsx 交回，直接就是计分的数据，不用再录入。": (
        "Write the numbers themselves, no formulas that read other files. Save as .xlsx and send it back: it is the "
        "data as it stands."
    ),
    "灰色的{}已经填好，请不要改动，一行一项。还不填报的期间，把它的行整行删去。": (
        "{} in grey are filled in, please leave them as they are, a row each. Delete the rows of periods that are "
        "not due."
    ),
    (
        "单位、期间没有预先填好的表，一项一行，从第二行起往下填（备了{}行，不够的接着填），单位、期间从下拉列表里选；"
        "没有的不填，留空表就是没有。"
    ): (
        "Where units and periods are not filled in, each record is a row from the second on (there are {}, more may "
        "follow); choose unit and period from the lists. A sheet that is left empty says that there are none."
    ),
    "是/否和选项从下拉列表里选。": "Choose yes or no and other words from the lists.",
    "文字照原样填，以0开头的编号不会变。": "Texts stay as they are written, with leading zeros.",
    "日期写年、月、日，如 2023-01-20，不写时间。": "A date has year, month and day, as 2023-01-20, without a time.",
    "二、空白和看不懂的怎么办": "2  Blanks, and what cannot be read",
    "空白就是没有填报，不会当作零。确实是零的，请填 0。": (
        "A blank cell is not filled in, and never zero. Write 0 for zero."
    ),
    "必填的空着，计分时会指出是哪张表的哪一格，补上才出结果。": (
        "A required cell that is blank is named with its sheet, and there are no results without it."
    ),
    "表头是灰色的列可以空，空白怎么算见“四、各列”；蓝色的都必填。": (
        "Columns with a grey header may be blank, part 4 says what that means; those in blue are required."
    ),
    "“—”“/”“无”“暂无”不是数，也不当作零或空白，会退回来问。": (
        "“—”, “/”, “none” are no numbers, neither zero nor blank, and are asked back."
    ),
    "程序不猜、不更正：单位名称对不上、超出范围、像是填错了百分数的，都会指出工作表和单元格，由填表的单位来改。": (
        "Nothing is guessed or corrected: unknown names, numbers out of range, percentages that look wrong are named "
        "with sheet and cell, for the office to mend."
    ),
    "三、各表由谁填": "3  Who fills in which table",
    "四、各列": "4  The columns",
    "五、填好后每行都要满足": "5  What every row has to meet",
    "工作表": "Sheet",
    "列": "Column",
    "要填的列": "Columns to fill in",
    "含义、用途": "Meaning, use",
    "已填好{}行": "{} rows are filled in",
    "一项一行": "a row each",
}
