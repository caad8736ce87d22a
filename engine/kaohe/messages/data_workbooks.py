"""D137, D140 and on: workbooks, several sheets of one table, and what stands around a table."""

from __future__ import annotations

from kaohe.messages.entry import Message

DATA_WORKBOOKS: dict[str, Message] = {
    "D137": Message(
        "数据表“{table}”的表头有两行（上面一行：{text}），按下面一行读取",
        "the table {table} has a header of two rows (the upper one: {text}) and was read by the lower one",
        "可以只留一行表头",
        "one row of headers is enough",
        "warning",
    ),
    "D140": Message(
        "文件不是 .xlsx 工作簿（{kind}）",
        "the file is no .xlsx workbook ({kind})",
        "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，不设密码",
        "open it with its own program and save it as an Excel workbook (.xlsx), without a password",
    ),
    "D141": Message(
        "工作簿已损坏：{reason}",
        "the workbook is damaged: {reason}",
        "请用 Excel 或 WPS 打开后重新保存，或请填报单位重发",
        "open it with Excel and save it again, or ask for it once more",
    ),
    "D142": Message(
        "工作簿的 {part} 中有文档类型声明或实体，正常的工作簿没有，可能有害，没有读取",
        "{part} of the workbook declares a document type or entities, which no workbook needs; it may do harm and was "
        "not read",
        "请填报单位用 Excel 或 WPS 重新保存后再发",
        "ask for the file once more, saved by Excel",
    ),
    "D143": Message(
        "工作簿太大（上限 {limit}）",
        "the workbook is too large (at most {limit})",
        "请删去数据以外的内容，或把大表存为 CSV",
        "remove what is not data, or save large tables as CSV",
    ),
    "D180": Message(
        "工作簿设了打开密码，读不了",
        "the workbook is encrypted with a password and cannot be read",
        "请用 Excel 或 WPS 凭密码打开，在“文件”的“加密”（或“保护工作簿”“用密码进行加密”）里清空密码，保存后再放回来",
        "open it with its password, clear the password under File, Info, Protect Workbook, Encrypt with Password, and "
        "save it",
    ),
    "D181": Message(
        "数据表“{table}”的“{header}”列有 {count} 行写的是 {found}，而“{column}”规定用 {declared}：{cells}",
        "{count} rows of {header} in the table {table} say {found}, but {column} is declared in {declared}: {cells}",
        "请把这些行的“{column}”换算为 {declared}，“{header}”也改为 {declared}",
        "convert {column} to {declared} in these rows, and write {declared} under {header}",
    ),
    "D182": Message(
        "数据表“{table}”的标题、表名或文件名写的是{text}，各行的期间却没有它，而是{found}等",
        "the title of the table {table}, or the name of its sheet or file, says {text}, but no row is of it: {found} …",
        "请核对是哪个期间的数据：期间列不对的改期间列，标题或名称没有跟着改的改标题或名称",
        "find out which is right, and change the periods of the rows, or the title or name that was left as it was",
        "warning",
    ),
    "D144": Message(
        "工作表“{text}”不是本办法的任何一张数据表，没有读取",
        "the sheet {text} is none of the policy's tables and was not read",
        "如应读取，请把工作表改名为数据表的名称或代号",
        "if it is meant to be read, name it after the table",
        "warning",
    ),
    "D145": Message(
        "数据表“{table}”所在的工作表“{text}”是隐藏的，没有读取",
        "the sheet {text} of the table {table} is hidden and was not read",
        "请核对后取消隐藏；确应使用的，加 --include-hidden",
        "check it and unhide it; if it is meant to be used, say --include-hidden",
    ),
    "D146": Message(
        "数据表“{table}”旁边写着“{text}”，而“{columns}”规定用 {declared}",
        "beside the table {table} stands “{text}”, but {columns} is declared in {declared}",
        "请换算为 {declared}，并改这句话；确已是 {declared} 的，把单位写在列名后面，如 {column}（{declared}）",
        "convert it to {declared} and change that text; if it is in {declared} already, write that behind the header: "
        "{column}（{declared}）",
    ),
    "D147": Message(
        "工作表“{text}”按文件名作为数据表“{table}”读取",
        "the sheet {text} was read as the table {table}, after which the file is named",
        "如不对，请把工作表改名为数据表的名称",
        "if that is wrong, name the sheet after its table",
        "warning",
    ),
    "D148": Message(
        "数据表“{table}”有 {count} 行是隐藏的（或被筛选掉）：{cells}",
        "{count} rows of the table {table} are hidden or filtered out: {cells}",
        "请取消隐藏和筛选，核对这些行；确应使用的，加 --include-hidden",
        "unhide them and check them; if they are meant to be used, say --include-hidden",
    ),
    "D149": Message(
        "数据表“{table}”有 {count} 行是隐藏的（或被筛选掉），已照 --include-hidden 读取：{cells}",
        "{count} rows of the table {table} are hidden or filtered out, and were read because of --include-hidden: "
        "{cells}",
        "请核对这些行",
        "check them",
        "warning",
    ),
    "D150": Message(
        "数据表“{table}”的“{column}”列是隐藏的",
        "the column {column} of the table {table} is hidden",
        "请取消隐藏并核对；确应使用的，加 --include-hidden",
        "unhide it and check it; if it is meant to be used, say --include-hidden",
    ),
    "D151": Message(
        "数据表“{table}”的“{column}”列是隐藏的，已照 --include-hidden 读取",
        "the column {column} of the table {table} is hidden, and was read because of --include-hidden",
        "请核对这一列",
        "check it",
        "warning",
    ),
    "D152": Message(
        "数据表“{table}”下方的“{text}”行已略去",
        "the row “{text}” below the table {table} was left out",
        "合计由计算得出，可以删去这一行",
        "totals are computed; the row may be deleted",
        "warning",
    ),
    "D153": Message(
        "数据表“{table}”{row} 的“{column}”有两个值：这里是“{text}”，{first} 是“{other}”",
        "table {table}, {row}, {column}: “{text}” here, but “{other}” in {first}",
        "请与填报单位核对，只保留一个{corrected}",
        "ask the bureaus which is right, and keep that one{corrected}",
    ),
    "D154": Message(
        "数据表“{table}”的同一条记录在两处：{text}；另一处是 {first}",
        "the same record of the table {table} stands in two places: {text}; the other is {first}",
        "请核对，只保留一处，以免重复计算{corrected}",
        "keep one of them: it would count twice{corrected}",
    ),
    "D155": Message(
        "数据表“{table}”所在的工作表“{text}”是隐藏的，已照 --include-hidden 读取",
        "the sheet {text} of the table {table} is hidden, and was read because of --include-hidden",
        "请核对这张表",
        "check it",
        "warning",
    ),
    "D157": Message(
        "数据表“{table}”下方的 {count} 行说明文字已略去：{text}",
        "{count} rows of notes below the table {table} were left out: {text}",
        "请核对其中没有数据",
        "check that no data stands there",
        "warning",
    ),
    "D183": Message(
        "数据表“{table}”的“{column}”列设了条件格式“{text}”，符合条件时显示的不是所存的数，一律按存的读取",
        "the column {column} of the table {table} has the conditional format “{text}”, by which other figures may be "
        "shown than are stored; the stored ones were read",
        "请去掉这个条件格式，核对存的数是不是要报的数",
        "remove that format and check that the stored numbers are meant",
        "warning",
    ),
    "D184": Message(
        "数据表“{table}”的“{column}”有 {count} 格有批注，批注里写的不作数：{text}",
        "{count} cells of {column} in the table {table} have comments, which do not count: {text}",
        "请看一看批注；批注写的才对的，改正格里的数",
        "read them; where the comment is right, correct the figure",
        "warning",
    ),
    "D158": Message(
        "数据表“{table}”的“{text}”列没有用到，它与“{suggestion}”列相近，“{suggestion}”列已读取",
        "the column {text} of the table {table} was not used; it is much like the column {suggestion}, which was read",
        "如果两列填的是同一项，只保留对的一列；无关的不用改",
        "if both hold the same input, keep the one that is right; if not, nothing has to be done",
        "warning",
    ),
    "D159": Message(
        "这里的“{text}”列没有读取：数据表“{table}”没有这一列，别的表里有“{column}”列",
        "the column {text} was not read here: the table {table} has no such column, and other sheets have {column}",
        "是同一项的，把列名改为 {column}；不是的，请删去这一列或改名",
        "if it is that input, head it {column}; if it is not, delete or rename the column",
    ),
    "D156": Message(
        "工作表“{text}”{hidden}的表头与数据表“{table}”相同，名称却不是，分不清要不要读",
        "the sheet {text}{hidden} has the header of the table {table} but not its name: whether it counts is unclear",
        "应读的，并入名为“{table}”的工作表，或改名；不应读的，请删去",
        "if it counts, name it {table} or move its rows into the sheet of that name; if not, delete it",
    ),
}
