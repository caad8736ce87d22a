"""The first sheet of a template (填表说明): how to fill it in, who fills in what, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from kaohe.language.measures import PERCENT
from kaohe.language.numerals import exact_digits
from kaohe.lazy import pattern
from kaohe.policy.model import ColumnSpec, Policy
from kaohe.report import footer
from kaohe.report.template_forms import FIRST_COLUMN, SPARE, Field, Form, bounds, is_always_filled, words
from kaohe.report.xlsx_book import Book, cell, head, height, lines, page
from kaohe.translations import worded
from kaohe.workbook.cell_formats import put

UNSAID = "办法没有写明"
_NAME = pattern(r"[^\W\d]\w*")


def comment(field: Field) -> str:
    """All that is to be known of a column, a line each."""
    lines = [
        field.spec.name,
        _line(worded("含义"), field.spec.note or ""),
        _line(worded("条款"), clauses(field)),
        _line(worded("用于"), purposes(field)),
        _line(worded("填法"), kind(field.spec)),
        _line(worded("空白"), blank(field.spec)),
        _line(worded("由谁填"), worded("、").join(field.use.offices) or worded(UNSAID)),
        _line(worded("代号"), field.spec.id),
    ]
    return "\n".join(line for line in lines if line)


def kind(spec: ColumnSpec) -> str:
    """亿元，不小于 0; 是 或 否; 文字."""
    if spec.type == "text":
        return worded("文字")
    if spec.type == "name":
        return worded("名称，同一个名称每次写法一致")
    if spec.type == "date":
        return worded("日期，写年、月、日，如 2023-01-20")
    if spec.type != "number":
        return worded("下拉选择：") + worded("、").join(words(spec))
    told = [
        worded("整数") if spec.whole else worded("数"),
        worded("单位：{}", spec.measure.label) if spec.measure.label else "",
        bounds(spec),
    ]
    if spec.measure == PERCENT:
        told.append(worded("填 12.5 或 12.5%（一列只用一种），不填 0.125"))
    return worded("，").join(word for word in told if word)


def blank(spec: ColumnSpec) -> str:
    """What an empty cell is taken for."""
    if spec.default is not None:
        return worded("可以空，空白按 {} 计", _default(spec))
    if spec.optional:
        return worded("可以空，空白是暂缺，不是零")
    if spec.may_lack is None:
        return worded("必填")
    if not spec.may_lack:
        return worded("没有的，整行删去；有的必填")
    return worded("没有这一项的，这一项的各列都空着；有的必填")


def clauses(field: Field) -> str:
    """The clauses of the scores and targets that rest on a column."""
    return worded("、").join(dict.fromkeys(purpose.clause for purpose in field.use.purposes if purpose.clause))


def purposes(field: Field) -> str:
    """Their names; that of a target is the column's own."""
    names = dict.fromkeys(purpose.name for purpose in field.use.purposes)
    return worded("、").join(name for name in names if name != field.spec.name)


def conditions(form: Form, texts: Iterable[str]) -> Iterator[str]:
    """What must hold of every row, with the names of the columns instead of their ids.

    A condition of which only a part of the columns stands on the form is left out: nobody could see to it there.
    """
    names = {field.spec.id: field.spec.name for field in form.fields}
    for text in texts:
        asked = set(_NAME.findall(text)) & set(form.table.columns)
        if asked <= set(names):
            yield _NAME.sub(lambda word: names.get(word[0], word[0]), text)


def _default(spec: ColumnSpec) -> str:
    if isinstance(spec.default, bool):
        return worded("是") if spec.default else worded("否")
    if isinstance(spec.default, str):
        return dict(zip(spec.choices, words(spec), strict=True)).get(spec.default, spec.default)
    return exact_digits(spec.default / spec.measure.scale) + spec.measure.label if spec.default is not None else ""


def _line(word: str, text: str) -> str:
    return worded("{}：{}", word, text) if text else ""


NAME, _OTHER_NAME = "填表说明", "怎样填表"
_SIGNED = ("填报人", "审核人", "填报日期")
"""Who answers for the figures, filled in by hand or on the screen; nothing here is read as data."""

_WIDTHS = (14, 22, 14, 28, 14, 18, 26)
_LAST = len(_WIDTHS) - 1


def guide_name(policy: Policy) -> str:
    """What the sheet is called: a table of that name goes first, or its data would be looked for here."""
    taken = {table.name for table in policy.tables.values()}
    return worded(_OTHER_NAME if worded(NAME) in taken else NAME)


class Guide:
    """The sheet as it is written, downwards."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book = book
        self._sheet = sheet
        self._row = 0
        for column, wide in enumerate(_WIDTHS):
            sheet.set_column(column, column, wide)
        sheet.set_column(_LAST + 1, FIRST_COLUMN - 1, 3)

    def write(self, policy: Policy, forms: Sequence[Form], names: Sequence[str], assessor: str | None) -> None:
        """The whole sheet; `names` are those of the forms' sheets."""
        title = worded("{}：数据填报表", footer.title(policy))
        self._say(title, bold=True, font_size=14)
        if assessor is not None:
            self._say(worded("填报单位：{}", assessor or worded(UNSAID)), bold=True)
        self._table(tuple(map(worded, _SIGNED)), [[""] * len(_SIGNED)])
        for part in (_how(forms), _blanks(forms)):
            heading, *told = part
            self._heading(heading)
            for number, text in enumerate(told, 1):
                self._say(f"{number}. {text}")
        self._heading(worded("三、各表由谁填"))
        self._table(
            (worded("工作表"), worded("由谁填"), worded("行"), worded("说明"), worded("要填的列")), _who(forms, names)
        )
        self._heading(worded("四、各列"))
        self._table(
            (
                worded("工作表"),
                worded("列"),
                worded("条款"),
                worded("填法"),
                worded("空白"),
                worded("由谁填"),
                worded("含义、用途"),
            ),
            _columns(forms, names),
        )
        if rows := _conditions(policy, forms, names):
            self._heading(worded("五、填好后每行都要满足"))
            self._table((worded("工作表"), worded("条件")), rows)
        self._sheet.print_area(0, 0, self._row, _LAST)
        page(self._sheet, title, _WIDTHS, heads=0, across=1)

    def _say(self, text: str, **look: object) -> None:
        """A text over the whole width."""
        format_ = self._book.format(text_wrap=True, **look)
        self._sheet.merge_range(self._row, 0, self._row, _LAST, "", format_)
        put(self._sheet, self._row, 0, text, format_)
        tall = 1.4 if look.get("font_size") else 1
        self._sheet.set_row(self._row, height(lines(text, sum(_WIDTHS))) * tall)
        self._row += 1

    def _heading(self, text: str) -> None:
        self._row += 1
        self._say(text, bold=True)

    def _table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; its last column takes what is left of the width."""
        last = len(headings) - 1
        spans = [(column, column) for column in range(last)] + [(last, _LAST)]
        for number, cells in enumerate([headings, *rows]):
            format_ = cell(self._book, text_wrap=True) if number else head(self._book)
            tallest = 1
            for (first, end), text in zip(spans, cells, strict=True):
                if end > first:
                    self._sheet.merge_range(self._row, first, self._row, end, "", format_)
                put(self._sheet, self._row, first, text, format_)
                tallest = max(tallest, lines(text, sum(_WIDTHS[first : end + 1])))
            self._sheet.set_row(self._row, height(tallest))
            self._row += 1


def _how(forms: Sequence[Form]) -> list[str]:
    told = [
        worded("一、怎么填"),
        worded(
            "一张数据表一个工作表，第一行是表头。请不要改表头和工作表的名字，不要加标题行、合计行，不要合并单元格，不要隐藏行、列或工作表。"
        ),
        worded("鼠标停在表头上，批注写明这一列的含义、条款、填法和由谁填；下面“四、各列”是同样的内容，可以打印。"),
    ]
    if any(form.rows for form in forms):
        keys = worded("、").join(dict.fromkeys((worded("单位"), worded("期间"), *_members(forms))))
        told.append(worded("灰色的{}已经填好，请不要改动，一行一项。还不填报的期间，把它的行整行删去。", keys))
    if any(form.spare for form in forms):
        told.append(
            worded(
                "单位、期间没有预先填好的表，一项一行，从第二行起往下填（备了{}行，不够的接着填），单位、期间从下拉列表里选；没有的不填，留空表就是没有。",
                SPARE,
            )
        )
    told.append(
        worded("数按表头括号里的计量单位填，只填数，不带单位、不带“约”“以上”；可以填的范围之外的数，填的时候就会提示。")
    )
    types = {field.spec.type for form in forms for field in form.fields}
    if types & {"truth", "choice"}:
        told.append(worded("是/否和选项从下拉列表里选。"))
    if types & {"text", "name"}:
        told.append(worded("文字照原样填，以0开头的编号不会变。"))
    if "date" in types:
        told.append(worded("日期写年、月、日，如 2023-01-20，不写时间。"))
    told.append(worded("直接填数，不要用公式引用别的文件。填好后另存为 .xlsx 交回，直接就是计分的数据，不用再录入。"))
    return told


def _members(forms: Sequence[Form]) -> Iterator[str]:
    """The names of the further keys whose members stand there already."""
    for form in forms:
        yield from (form.table.columns[id_].name for id_ in form.members)


def _blanks(forms: Sequence[Form]) -> list[str]:
    told = [
        worded("二、空白和看不懂的怎么办"),
        worded("空白就是没有填报，不会当作零。确实是零的，请填 0。"),
        worded("必填的空着，计分时会指出是哪张表的哪一格，补上才出结果。"),
        worded("“—”“/”“无”“暂无”不是数，也不当作零或空白，会退回来问。"),
        worded(
            "程序不猜、不更正：单位名称对不上、超出范围、像是填错了百分数的，都会指出工作表和单元格，由填表的单位来改。"
        ),
    ]
    if not all(is_always_filled(field.spec) for form in forms for field in form.fields):
        told.append(worded("表头是灰色的列可以空，空白怎么算见“四、各列”；蓝色的都必填。"))
    return told


def _who(forms: Sequence[Form], names: Sequence[str]) -> list[list[str]]:
    """For each table, who fills in which columns."""
    rows = []
    for form, name in zip(forms, names, strict=True):
        apart: dict[tuple[str, ...], list[str]] = {}
        for field in form.fields:
            apart.setdefault(field.use.offices, []).append(field.spec.name)
        filled = worded("已填好{}行", len(form.rows)) if form.rows else worded("一项一行")
        for offices, columns in apart.items():
            note = form.table.note or ""
            rows.append([name, worded("、").join(offices) or worded(UNSAID), filled, note, worded("、").join(columns)])
    return rows


def _columns(forms: Sequence[Form], names: Sequence[str]) -> list[list[str]]:
    rows = []
    for form, name in zip(forms, names, strict=True):
        for field in form.fields:
            used = purposes(field)
            meaning = worded("；").join(
                word for word in (field.spec.note, worded("用于{}", used) if used else "") if word
            )
            offices = worded("、").join(field.use.offices) or worded(UNSAID)
            told = (clauses(field), kind(field.spec), blank(field.spec), offices, meaning)
            rows.append([name, field.spec.name, *told])
    return rows


def _conditions(policy: Policy, forms: Sequence[Form], names: Sequence[str]) -> list[list[str]]:
    rows = []
    for form, name in zip(forms, names, strict=True):
        texts = [condition.text for condition in policy.conditions if condition.table == form.table.id]
        rows += [[name, text] for text in conditions(form, texts)]
    return rows
