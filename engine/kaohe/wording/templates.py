"""The words of templates: headings, hints, and the sheet that says how they are filled in."""

from __future__ import annotations

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
