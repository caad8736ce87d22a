"""D2xx: what stands in a cell."""

from __future__ import annotations

from kaohe.messages.entry import Message

_ZH = "数据表“{table}”{row} 的“{column}”"
_EN = "table {table}, {row}, {column}: "

DATA_CELLS: dict[str, Message] = {
    "D201": Message(
        _ZH + "是空白{cells}",
        _EN + "the cell is blank{cells}",
        "请填写{never}",
        "fill it in{never}",
    ),
    "D202": Message(
        _ZH + "填的是“{text}”，不是数",
        _EN + "“{text}” is not a number",
        "是零的写 0；没有数据的，请向填报单位核实，不用符号代替",
        "write 0 for zero; where there is no figure, ask the bureau for it: a sign does not stand for one",
    ),
    "D203": Message(
        _ZH + "是表格软件的“{text}”，不是数",
        _EN + "“{text}” is what a spreadsheet shows in place of a number",
        "请{todo}",
        "{todo}",
    ),
    "D204": Message(
        _ZH + "是公式“{text}”，不是数",
        _EN + "“{text}” is a formula, not a number",
        "请填公式算出的数",
        "write the number that it gives",
    ),
    "D205": Message(
        _ZH + "“{text}”在数字 {number} 后面还有“{word}”",
        _EN + "“{text}” has “{word}” after the number {number}",
        "只填数字；本列的计量单位是 {measure}，不同的先换算",
        "write the number alone; this column is in {measure}: convert what is not",
    ),
    "D206": Message(
        _ZH + "“{text}”带有符号或注记，或是一个范围，不是一个确定的数",
        _EN + "“{text}” has a sign or note with it, or is a range, and is not one certain number",
        "请填确定的数，注记另写",
        "write the exact number, and notes elsewhere",
    ),
    "D207": Message(
        _ZH + "“{text}”像是日期或时间，不是数",
        _EN + "“{text}” looks like a date or a time, not a number",
        "表格软件可能把数改成了日期，请照原始材料重填",
        "a spreadsheet may have changed the number: write it again from the original",
    ),
    "D208": Message(
        _ZH + "“{text}”中有看不见的字符 {character}",
        _EN + "“{text}” holds the invisible character {character}",
        "请清空这一格，重新输入",
        "clear the cell and type it anew",
    ),
    "D209": Message(
        _ZH + "“{text}”太长：最多 {longest} 位数字",
        _EN + "“{text}” is too long: a number has {longest} digits at most",
        "请核对是否多按了键，或把几个数连在了一起",
        "check for a slip of the hand, or several numbers run together",
    ),
    "D210": Message(
        _ZH + "“{text}”中的分隔号不在千分号的位置上，分不清是千分号、小数点还是隔开几个数",
        _EN + "the separators of “{text}” do not part thousands: a decimal point, or several numbers?",
        "请照原始材料重填：小数点用“.”（{point}），整数不用分隔号（{whole}）；是几个数的，只填这一格应填的一个",
        "write it again from the original: “.” for the decimal point ({point}), no separators in a whole number "
        "({whole}); of several numbers the one that belongs here",
    ),
    "D211": Message(
        _ZH + "“{text}”不是数",
        _EN + "“{text}” is not a number",
        "请用 0-9 和一个小数点填写，如 12.5",
        "write it with 0-9 and one decimal point: 12.5",
    ),
    "D212": Message(
        _ZH + "“{text}”带百分号，但本列不是百分数（计量单位：{measure}）",
        _EN + "“{text}” has a percent sign, but the column is not in percent (it is in {measure})",
        "请去掉百分号并核对数值",
        "leave the sign out and check the value",
    ),
    "D213": Message(
        "数据表“{table}”的“{column}”有 {signed} 格带百分号（{with_sign}），{unsigned} 格不带（{without_sign}），"
        "分不清不带的 {text} 是 {text}% 还是比例",
        "{signed} cells of {column} in the table {table} have a percent sign ({with_sign}) and {unsigned} have none "
        "({without_sign}): whether {text} means {text}% or a ratio cannot be told",
        "整列用一种写法：都带百分号（单元格是百分比格式的也算带），或者都不带，12.5% 写作 12.5",
        "write the whole column in one way: with the sign in every cell (a percent format counts as one), or in none, "
        "12.5% as 12.5",
    ),
    "D214": Message(
        _ZH + "是二进制浮点数 {text}，不精确",
        _EN + "{text} is a binary float, which is not exact",
        '请给文本、Decimal 或 Fraction，如 Decimal("0.1")',
        'give text, a Decimal or a Fraction: Decimal("0.1")',
    ),
    "D215": Message(
        _ZH + "的值 {text} 是 {kind}，这里不能用",
        _EN + "{text} is of type {kind}, which cannot stand here",
        "数用 int、Decimal 或 Fraction，是否用 bool，其余用文本",
        "numbers are int, Decimal or Fraction, yes and no bool, all else text",
    ),
    "D216": Message(
        _ZH + "是 {text}，应为整数",
        _EN + "{text} has to be a whole number",
        "请核对并改为整数",
        "check it and write a whole number",
    ),
    "D217": Message(
        _ZH + "是 {text}，小于下限 {limit}",
        _EN + "{text} is below the lowest allowed, {limit}",
        "请核对；办法规定不小于 {limit}",
        "check it: the policy allows nothing below {limit}",
    ),
    "D218": Message(
        _ZH + "是 {text}，大于上限 {limit}",
        _EN + "{text} is above the highest allowed, {limit}",
        "请核对；办法规定不大于 {limit}",
        "check it: the policy allows nothing above {limit}",
    ),
    "D219": Message(
        "数据表“{table}”的百分数列“{column}”全部或大多在 -1 与 1 之间（如 {text}），按百分数读取，即 {text}%",
        "all values of the percent column {column} of the table {table}, or most of them, lie between -1 and 1 (as "
        "{text}); they were read as percent: {text}%",
        "如原意是小数（0.125 即 12.5%），请改写为 12.5",
        "if fractions are meant (0.125 for 12.5%), write 12.5 instead",
        "warning",
    ),
    "D220": Message(
        _ZH + "“{text}”不是“是”或“否”",
        _EN + "“{text}” is neither yes nor no",
        "请填 是/否、√/×、对/错、Y/N、1/0、yes/no 或 true/false",
        "write 是/否, √/×, 对/错, Y/N, 1/0, yes/no or true/false",
    ),
    "D221": Message(
        _ZH + "“{text}”不在可选的词之内",
        _EN + "“{text}” is none of the choices",
        "请填其中之一：{choices}",
        "write one of these: {choices}",
    ),
    "D222": Message(
        _ZH + "是公式“{text}”，文件里没有它的结果",
        _EN + "“{text}” is a formula whose result is not stored in the file",
        "请用 Excel 或 WPS 打开，算出结果后保存；或直接填数",
        "open it with Excel and save it, so that the result is stored; or write the value",
    ),
    "D223": Message(
        _ZH + "的公式“{detail}”取自别的文件、程序或网络，或者每次打开都会变，结果不可靠",
        _EN + "the formula “{detail}” takes its value from another file, program or network, or changes each time",
        "请核对后把这一格改为数值（复制，选择性粘贴为数值）",
        "check it and paste the value in its place",
    ),
    "D224": Message(
        _ZH + "的公式“{detail}”得出的是文本“{text}”，不是数",
        _EN + "the formula “{detail}” gives the text “{text}” and not a number",
        "请改正公式，或直接填数",
        "mend the formula, or write the number",
    ),
    "D225": Message(
        _ZH + "是逻辑值 {text}，不是数",
        _EN + "{text} is a truth value and not a number",
        "请填数",
        "write the number",
    ),
    "D226": Message(
        _ZH + "存的“{text}”不是数值，工作簿可能已损坏",
        _EN + "“{text}” is stored as a number and is none; the workbook may be damaged",
        "请重新输入这一格并保存",
        "type the cell anew and save",
    ),
    "D227": Message(
        _ZH + "按单元格格式显示为“{shown}”，存的却是 {text}（计量单位：{measure}），看到的与存的不是一个数",
        _EN + "the format of the cell shows “{shown}”, but {text} is stored (in {measure}): they are not one number",
        "请核对哪个对：把这一格的格式改为“常规”，再按 {measure} 填数，不带单位",
        "find out which is right: set the format of the cell to General and write the number alone, in {measure}",
    ),
    "D228": Message(
        _ZH + "在合并单元格 {detail} 里，分不清是一个数还是每行各一个",
        _EN + "the cell lies in the merged cells {detail}: one value for all, or one for each row?",
        "请取消合并，每行各自填写",
        "unmerge them and fill in each row",
    ),
    "D247": Message(
        _ZH + "被合并单元格 {detail} 盖住，表里看不见，却存着“{text}”",
        _EN + "the cell lies unseen under the merged cells {detail} and holds “{text}”",
        "请取消合并，看到每一格再填写",
        "unmerge them and fill in each cell in sight",
    ),
    "D249": Message(
        _ZH + "是“{text}”，像是合计或其中的一部分：与别的各条加在一起会算重",
        _EN + "“{text}” seems to be a total or a part of a record, and would be counted twice",
        "请删去这一行；合计由计算得出",
        "delete this row; totals are computed",
    ),
    "D250": Message(
        _ZH + "是 {text}，不是清单里的数",
        _EN + "{text} is no number of the list",
        "请核对；可以写 {choices}",
        "check it; it may be one of {choices}",
    ),
    "D248": Message(
        _ZH + "加了删除线，分不清还算不算：“{text}”",
        _EN + "the cell is struck through, wholly or in part: whether it counts is unclear: “{text}”",
        "作废的，删去这一行或这些字；还算的，取消删除线",
        "if it is void, delete the row or those words; if it counts, remove the strikethrough",
    ),
    "D236": Message(
        _ZH + "“{text}”不是日期",
        _EN + "“{text}” is no date",
        "请写年、月、日：2023-01-20、2023/1/20、2023.1.20 或 2023年1月20日，不写时间",
        "write year, month and day: 2023-01-20, 2023/1/20, 2023.1.20 or 2023年1月20日, without a time",
    ),
    "D237": Message(
        "数据表“{table}”{row} 的“调整”和“调整为”{said}",
        "table {table}, {row}: change and set to: {said}",
        "一行只填一个：加减多少分填“调整”，直接定为多少分填“调整为”",
        "fill in one of them: the points more or less under change, or the new value under set to",
    ),
    "D238": Message(
        "数据表“{table}”的百分数列“{column}”有 {count} 格小得多（{cells}），像是小数，按百分数读取，即 {text}%",
        "{count} cells of the percent column {column} of the table {table} are much smaller ({cells}) and look like "
        "fractions; they were read as percent: {text}%",
        "请核对；如原意是比例（0.125 即 12.5%），请改写为 12.5",
        "check them; if fractions are meant (0.125 for 12.5%), write 12.5",
        "warning",
    ),
    "D240": Message(
        "数据表“{table}”的“{column}”有 {count} 格不在通常的范围 {usual} 之内：{cells}（{who} 是 {text}）",
        "{count} cells of {column} in the table {table} are beyond what is usual, {usual}: {cells} ({who} has {text})",
        "请核对计量单位和小数点；确是这样的不用改",
        "check the measure and the decimal point; if it is right, nothing has to be done",
        "warning",
    ),
    "D241": Message(
        "数据表“{table}”的“{column}”有 {count} 格与其他期间相差 100 倍以上：{cells}"
        "（{who} 是 {text}，别的期间如 {other}）",
        "{count} cells of {column} in the table {table} differ from other periods by a factor of 100 or more: "
        " {cells} ({who} has {text}, another period has {other})",
        "请核对计量单位和小数点；确是这样的不用改",
        "check the measure and the decimal point; if it is right, nothing has to be done",
        "warning",
    ),
    "D242": Message(
        "数据表“{table}”的“{column}”在这个文件（工作表）里的 {count} 格与别处的都相差 100 倍以上：{cells}"
        "（{who} 是 {text}，别处在 {others} 之间）",
        "the {count} cells of {column} in the table {table} that stand in this file or sheet differ from all others by "
        "a factor of 100 or more: {cells} ({who} has {text}, the others lie in {others})",
        "请核对计量单位和小数点；确是这样的不用改",
        "check the measure and the decimal point; if it is right, nothing has to be done",
        "warning",
    ),
    "D244": Message(
        "数据表“{table}”的“{column}”有 {count} 格与别的单位、记录都相差 1 万倍以上：{cells}"
        "（{who} 是 {text}，别的在 {others} 之间）",
        "{count} cells of {column} in the table {table} differ from all other units or records by a factor of 10,000 "
        "or more: {cells} ({who} has {text}, the others lie in {others})",
        "请核对计量单位和小数点；确是这样的不用改",
        "check the measure and the decimal point; if it is right, nothing has to be done",
        "warning",
    ),
    "D243": Message(
        "数据表“{table}”的“{column}”整列都{looks}（如 {text}），像是用了别的计量单位或多了小数位",
        "the figures of {column} in the table {table} {looks} (as {text}): they seem to be in another measure",
        "请核对整列的计量单位；确是这样的不用改，办法的这一列写上 usual（通常的范围）就不再提醒",
        "check the measure of the whole column; if it is right, nothing has to be done; `usual` on the column of the "
        "policy ends this warning",
        "warning",
    ),
    "D239": Message(
        "数据表“{table}”的“{column}”有 {count} 格的格式不显示所存的数，或者还显示别的文字，按存的读取：{cells}"
        "（存的是 {text}，显示为“{detail}”）",
        "the format of {count} cells of {column} in the table {table} does not show the stored number, or shows other "
        "words with it, and the stored one was read: {cells} ({text} is stored, “{detail}” is shown)",
        "请把这些格的格式改为“常规”，核对存的数是不是要报的数；不该有数的，清空",
        "set the format of these cells to General and check that the stored numbers are meant; clear the others",
        "warning",
    ),
    "D230": Message(
        "数据表“{table}”的“{column}”有 {count} 格是公式，按文件里存的结果读取，没有重算：{cells}（{text}，{detail}）",
        "{count} cells of {column} in the table {table} are formulas, read by their stored results and not calculated "
        "again: {cells} ({text}, {detail})",
        "如改过数据而没有保存重算，请用 Excel 打开并保存一次",
        "if inputs were changed without recalculation, open the file with Excel and save it",
        "warning",
    ),
    "D231": Message(
        "数据表“{table}”的“{column}”有 {count} 格是百分比格式，按显示的读取：{cells}（存的 {detail} 读作 {text}）",
        "{count} cells of {column} in the table {table} have a percent format and were read as they show: {cells} "
        "({detail} is stored, {text} was read)",
        "不影响结果；请核对",
        "check that this is right",
        "warning",
    ),
    "D232": Message(
        "数据表“{table}”的“{column}”有 {count} 格的数存成了文本，按数读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} hold numbers as text, read as numbers: {cells} ({text})",
        "表格软件求和时会漏掉这些格，最好改为数值",
        "a spreadsheet leaves them out of sums; better make them numbers",
        "warning",
    ),
    "D233": Message(
        "数据表“{table}”的“{column}”有 {count} 格的位数比表格显示的多，按存的读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} hold more digits than a spreadsheet shows, and were read as "
        "stored: {cells} ({text})",
        "多半是公式的尾差，会使本应达到的界限差一点；请用 ROUND 取整后再存",
        "a formula leaves such digits, and a limit may be missed by them: round the value",
        "warning",
    ),
    "D234": Message(
        "数据表“{table}”的“{column}”有 {count} 格用全角数字或符号，按半角读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} have full-width digits or signs, read as half-width: {cells} "
        "({text})",
        "不影响结果",
        "it changes nothing",
        "warning",
    ),
    "D235": Message(
        "数据表“{table}”的“{column}”有 {count} 格带千分号，按一个数读取：{cells}（{text}）",
        "{count} cells of {column} in the table {table} have thousands separators, each read as one number: {cells} "
        "({text})",
        "不影响结果；最好去掉千分号",
        "it changes nothing; better leave them out",
        "warning",
    ),
}
