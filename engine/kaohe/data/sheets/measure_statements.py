"""Where a sheet states the measure of its figures, outside the header of each: in titles, notes, names, rows, columns,
and in comments, input messages, text boxes, page headers and conditional formats.

Each statement is compared with the measure that the policy declares. One that agrees is silent; one that does not is
refused, because figures in another measure are wrong by a factor and look right.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from kaohe.data.numbers import MarkedCell
from kaohe.data.raw import PERIOD, UNIT, Annotation, AnnotationKind, RawSheet
from kaohe.data.sheets.header_names import Names, folded, in_one_line, is_growth, label_of, says_index
from kaohe.data.sheets.totals_and_notes import is_figure
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.diagnostics import Words, few
from kaohe.language.measures import NUMBER, differs, is_same, stated_measure, stated_measures, without_gaps
from kaohe.lazy import dataclass, pattern, replace
from kaohe.policy.model import ColumnSpec
from kaohe.source_places import Place

_LABELLED = pattern(
    r"(?P<of>[^，,；;。、\s(（【\[:：]*?)(?:的)?(?:计量|金额|货币|数据|统计)?单位(?:均|统一|一律)?\s*(?:为|是|用|以)?[:：=—－-]?\s*"
    r"(?P<words>[^\s，,；;。()（）【】\[\]〔〕]+)"
    r"|[以按用](?P<as>[^\s，,；;。()（）]+?)(?:为(?:计量|金额|货币)?单位|填报|填列|填写|统计|计算|计|口径|列示|表示)"
    r"|(?:此|本|该|这一?|各|以上|上述|表中|表内|所有|全部)(?:列|栏|表|项|数|格|数据|金额|数字|数值)?的?(?:数据|数字|数值|金额)?"
    r"(?:均|都|全|皆)?(?:为|是|系)\s*(?P<is>[^\s，,；;。()（）]+)"
    r"|(?:金额|数额)\s*[:：=]\s*(?P<amount>[^\s，,；;。()（）【】\[\]〔〕]+)"
)
_SPREAD = pattern(r"(?<=[计金货数统单])[ \u3000]+(?=[量额币据计单位])")
"""单 位, as it is spread to fill a line."""
_ODD = str.maketrans(
    {"億": "亿", "萬": "万", "圓": "元", "圆": "元", "∶": "：", "﹕": "：", "＝": "=", **dict.fromkeys('“”"「」『』')}
)
"""Signs that are written for others, and quotation marks, which say nothing."""
_IN_BRACKETS = pattern(r"[(（【\[〔]\s*([^()（）【】\[\]〔〕]{1,15}?)\s*[)）】\]〕]")
_HEAD = pattern(r"(?P<of>.*?)(?:计量|金额|货币|数据)?单位|unit|measure", re.IGNORECASE)
_LABELS = frozenset({"单位", "计量单位", "金额单位", "货币单位", "数据单位"})
_BRACKETS = " \t\u3000()（）【】[]〔〕"
_NONE = frozenset({"", "-", "—", "——", "/", "无", "文本", "是/否", "选择"})
_SHOWN = 3
_LARGE = 10**4
_LOOKED_AT = 20


Inputs = dict[int, ColumnSpec]
"""The columns of numbers that a sheet has, by index."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says of the measure of figures: the words, and the column before them, if it names one.

    `row` is None for what stands in no row of its own; `columns` are those that it speaks of, None for all. One that
    `is_attached` belongs to the column itself, whatever the header says.
    """

    words: str
    of: str
    text: str | Words
    place: Place
    row: int | None = None
    columns: range | None = None
    is_attached: bool = False


def join_measure_row(sheet: RawSheet, row: int, names: Names) -> bool:
    """Whether the row below a header states its measures (万元, %); they are put behind the header's names then."""
    if row + 1 >= len(sheet.rows):
        return False
    upper, lower = sheet.rows[row], sheet.rows[row + 1]
    if not lower:  # joined before
        return True
    keys = {index for index, cell in enumerate(upper) if names.find(cell) in (UNIT, PERIOD)}
    texts = {
        index: cell.strip(_BRACKETS)
        for index, cell in enumerate(lower)
        if cell.strip() and not (isinstance(cell, MarkedCell) and "covered" in cell.marks)
    }
    stated = {index: text for index, text in texts.items() if index not in keys and is_statement(text)}
    others = {text for index, text in texts.items() if index not in stated}
    if not stated or not others <= (_LABELS | _NONE):
        return False
    for index in stated.keys() & set(range(len(upper))):
        upper[index] = f"{upper[index]}（{stated[index]}）"
    sheet.rows[row + 1] = []
    return True


def measure_columns(sheet: RawSheet, row: int) -> dict[int, str]:
    """The columns that state a measure in each row (计量单位), by index, and whose name stands in their header."""
    found: dict[int, str] = {}
    for index, cell in enumerate(sheet.rows[row]):
        head = _HEAD.fullmatch(folded(in_one_line(cell)))
        if head is None:
            continue
        cells = sheet.rows.column(index, range(row + 1, len(sheet.rows)))
        first = list(islice(filter(None, map(str.strip, cells)), _LOOKED_AT))
        if not any(map(is_statement, first)):  # names of units, of which there may be many
            continue
        below = [text for cell in cells if (text := cell.strip())]
        stating = {text for text in set(below) if is_statement(text)}
        if below and 2 * sum(text in stating for text in below) > len(below):
            found[index] = head["of"] or ""
    return found


def check_measure_columns(
    sheet: RawSheet, header: int, columns: dict[int, str], inputs: Inputs, rows: Sequence[int], report: TableReport
) -> None:
    """D181 where rows state another measure than the policy declares."""
    for index, of in columns.items() if rows else ():
        cells = sheet.rows.column(index, range(rows[0], rows[-1] + 1))
        specs = _inputs_of(index, of, inputs, len(columns) > 1)
        wrong: dict[tuple[str, str], list[int]] = {}
        for at in rows:
            word = cells[at - rows[0]].strip()
            for spec in specs if word else ():
                stated = stated_measures(word, spec.measure)
                alone = len(specs) == 1 and stated and not any(is_same(each, spec.measure) for each in stated)
                if alone or differs(stated, spec.measure):
                    wrong.setdefault((spec.id, word), []).append(at)
        for (id_, word), found in wrong.items():
            spec = next(spec for spec in specs if spec.id == id_)
            listed = cells_in(found, lambda at, index=index: sheet.locate(at, index))  # type: ignore[misc]
            details = {"header": in_one_line(sheet.rows[header][index]), "found": word, "declared": label_of(spec)}
            place = sheet.locate(found[0], index)
            report.add("D181", place, column=spec.name, count=len(found), cells=listed, **details)


def check_statements(
    statements: Iterable[Statement],
    inputs: Inputs,
    stated_by_header: Container[str],
    others: Iterable[str],
    report: TableReport,
) -> set[int | None]:
    """D146 where a title, a note, a name or a comment states another measure than the policy declares.

    What belongs to no column says nothing of the inputs whose own headers state one, nor of the `others`, which are no
    inputs. Returns the rows that were told.
    """
    done: set[str] = set()
    rows: set[int | None] = set()
    for statement in statements:
        named = [spec for spec in inputs.values() if statement.of.endswith(spec.name)]
        wrong: list[ColumnSpec] = []
        if not named and any(other and statement.of.endswith(other) for other in others):
            continue
        for index, spec in inputs.items():
            if spec.id in done or (named and spec not in named):
                continue
            if spec.id in stated_by_header and not statement.is_attached:
                continue
            if statement.columns is not None and index not in statement.columns:
                continue
            stated = stated_measures(statement.words, spec.measure)
            alone = stated and named == [spec] and not any(is_same(each, spec.measure) for each in stated)
            if alone or differs(stated, spec.measure):
                wrong.append(spec)
        for declared in dict.fromkeys(map(label_of, wrong)):
            names = tuple(spec.name for spec in wrong if label_of(spec) == declared)
            details = {"text": statement.text, "columns": names, "column": names[0], "declared": declared}
            report.add("D146", statement.place, **details)
        done |= {spec.id for spec in wrong}
        rows |= {statement.row} if wrong else set()
    return rows


def tell_indices(sheet: RawSheet, rows: Iterable[int], inputs: Inputs, report: TableReport) -> None:
    """D246 where titles, notes, names and comments beside rates of growth speak of 发展速度, or of 上年=100."""
    names = tuple(spec.name for spec in inputs.values() if is_growth(spec))
    if not names:
        return
    texts = [(cell, sheet.locate(row, index)) for row in rows for index, cell in enumerate(sheet.rows[row])]
    texts += [(name, sheet.whole) for name in (sheet.whole.sheet or "", PurePath(sheet.whole.source.name).stem)]
    texts += [(each.text, each.place) for each in sheet.annotations]
    for text, place in texts:
        if says_index(text):
            report.add("D246", place, text=text.strip(), columns=names)
            return


def statements_in(
    sheet: RawSheet, titles: Iterable[int], groups: Iterable[int], header: int, unused: Iterable[int], end: int
) -> Iterator[Statement]:
    """What titles, the rows over groups of columns, the rest of the header, notes and names say, in this order."""
    for row in titles:
        yield from _in_row(sheet, row)
    for row in groups:
        starts = [index for index, cell in enumerate(sheet.rows[row]) if cell.strip()]
        for start, stop in zip(starts, [*starts[1:], 1 << 14], strict=True):
            yield from statements_of(sheet.rows[row][start], sheet.locate(row, start), row, range(start, stop))
    for index in unused:
        yield from (
            each for each in statements_of(sheet.rows[header][index], sheet.locate(header, index)) if not each.of
        )
        yield from _in_remarks(sheet, index, range(header + 1, end))
    for row in range(end, len(sheet.rows)):
        yield from _in_row(sheet, row)
    for name in (sheet.whole.sheet or "", PurePath(sheet.whole.source.name).stem):
        yield from statements_of(name, sheet.whole)


def _in_row(sheet: RawSheet, row: int) -> Iterator[Statement]:
    for index, cell in enumerate(sheet.rows[row]):
        if cell.strip():
            yield from statements_of(cell, sheet.locate(row, index), row)


def _in_remarks(sheet: RawSheet, column: int, rows: range) -> Iterator[Statement]:
    """What a column that is no input says of the measure in so many words; each text once."""
    seen: set[str] = set()
    for row, text in zip(rows, sheet.rows.column(column, rows), strict=True):
        if ("元" in text or "单位" in text) and text not in seen:
            seen.add(text)
            for words, of in _labelled(_plain(text)):
                yield Statement(words, of, text, sheet.locate(row, column))


def statements_of(
    cell: str, place: Place, row: int | None = None, columns: range | None = None, brackets: bool = True
) -> Iterator[Statement]:
    """What one text states, in brackets too unless these are only by the way."""
    text, plain = cell.strip(), _plain(cell)
    for words, of in _labelled(plain):
        yield Statement(words, of, text, place, row, columns)
    for words in (*(_IN_BRACKETS.findall(plain) if brackets else ()), *plain.splitlines()):
        if any(each.kind != "number" or each.scale >= _LARGE for each in stated_measures(words, NUMBER)):
            yield Statement(words, "", text, place, row, columns)


def _plain(text: str) -> str:
    return _SPREAD.sub("", without_gaps(text.strip().translate(_ODD)))


def _labelled(plain: str) -> Iterator[tuple[str, str]]:
    """What is said of measures in so many words, and the column before it, if it names one."""
    for found in _LABELLED.finditer(plain):
        yield found["words"] or found["as"] or found["is"] or found["amount"], found["of"] or ""


def _inputs_of(index: int, of: str, inputs: Inputs, is_one_of_several: bool) -> list[ColumnSpec]:
    """The inputs that a column of measures speaks of: those that it names, its neighbour, or all."""
    named = [spec for spec in inputs.values() if of and of in (spec.name, spec.id)]
    if named or not is_one_of_several:
        return named or list(inputs.values())
    left = [at for at in inputs if at < index]
    return [inputs[max(left)]] if left else [inputs[at] for at in sorted(inputs)[:1]]


def is_statement(text: str) -> bool:
    """Whether a text states measures and nothing else."""
    text = text.strip(_BRACKETS)
    return bool(stated_measures(text, NUMBER)) or stated_measure(text, NUMBER) is not None


_KINDS: dict[AnnotationKind, Words] = {
    "comment": Words("批注", "comment"),
    "input_message": Words("输入提示", "input message"),
    "text_box": Words("文本框", "text box"),
    "page_header": Words("页眉页脚", "page header"),
    "conditional_format": Words("条件格式", "conditional format"),
    "metadata": Words("元数据", "metadata"),
    "other_sheet": Words("同一工作簿的另一个工作表", "another sheet of the workbook"),
}
_COLON = pattern("[:：]")
_OF_ALL = pattern("(?:[本各该]表|表[中内]|所有|全部|以上|上述)?")


def statements_in_annotations(sheet: RawSheet, header: int, end: int, inputs: Inputs) -> Iterator[Statement]:
    """Those of a column speak of it, all others of the whole table; `header` and `end` are indices of rows.

    A comment on a single figure (比上年多 0.5（亿元）) may name measures by the way. What another sheet says of figures
    that it names is of the columns that it names alone.
    """
    names = [spec.name for spec in inputs.values()]
    for each in sheet.annotations:
        own = each.columns if _is_of_rows(each, sheet, header, end) and _has_input(each, inputs) else None
        is_of_figures = own is not None and not _is_of_rows(each, sheet, header, header + 1)
        text = Words(*(f"{kind}：{each.text}" for kind in _KINDS[each.kind]))
        is_elsewhere = each.kind == "other_sheet"
        for found in statements_of(each.text, each.place, columns=own, brackets=not is_of_figures and not is_elsewhere):
            if is_elsewhere and not (_OF_ALL.fullmatch(found.of) or any(found.of.endswith(name) for name in names)):
                continue  # it may be of another table
            yield replace(found, text=text, is_attached=own is not None)


def statements_in_guide(sheet: RawSheet) -> list[Annotation]:
    """What a sheet without a table says of the measure of the others: 说明, in which stands 单位：万元.

    Nothing where a row has several figures, or where it names several measures for all. What stands in a row with other
    texts than labels (填报单位：…) may be of what these name.
    """
    found: list[Annotation] = []
    for_all: set[str] = set()
    for row in range(len(sheet.rows)):
        cells = sheet.rows[row]
        texts = [cell for cell in cells if cell.strip()]
        if sum(map(is_figure, texts)) > 1:
            return []
        labels = [cell for cell in texts if _COLON.search(cell)]
        for index, cell in enumerate(cells if len(labels) == len(texts) or len(texts) == 1 else ()):
            stated = [each for each in statements_of(cell, sheet.whole, brackets=False) if is_statement(each.words)]
            for_all |= {each.words for each in stated if _OF_ALL.fullmatch(each.of)}
            if stated:
                found.append(Annotation("other_sheet", cell.strip(), sheet.locate(row, index)))
    return found if len(for_all) < 2 else []


def tell_comments(
    sheet: RawSheet, header: int, end: int, inputs: Inputs, told: Container[Place], report: TableReport
) -> None:
    """D184 once a column for the comments on its figures: one may say what is right (应为 1300)."""
    by_column: dict[int, list[Annotation]] = {}
    for each in sheet.annotations:
        if each.kind == "comment" and each.place not in told and _is_of_rows(each, sheet, header + 1, end):
            for index in inputs.keys() & set(each.columns or ()):
                by_column.setdefault(index, []).append(each)
    for index, those in sorted(by_column.items()):
        texts = few((f"{each.place.cell} “{' '.join(each.text.split())}”" for each in those), _SHOWN)
        report.add("D184", those[0].place, column=inputs[index].name, count=len(those), text=texts)


def check_conditional_formats(sheet: RawSheet, header: int, end: int, inputs: Inputs, report: TableReport) -> None:
    """D183 for each column whose conditional format shows other figures than are stored, and names no measure."""
    for each in sheet.annotations:
        if each.kind != "conditional_format" or is_statement(each.text):
            continue
        if _is_of_rows(each, sheet, header + 1, end):
            for index in sorted(inputs.keys() & set(each.columns or ())):
                report.add("D183", each.place, column=inputs[index].name, text=each.text)


def _is_of_rows(each: Annotation, sheet: RawSheet, first: int, end: int) -> bool:
    """Whether it belongs to cells of the rows from `first` to before `end`."""
    if each.rows is None or first >= end:
        return False
    return each.rows.start <= sheet.numbers[end - 1] and sheet.numbers[first] < each.rows.stop


def _has_input(each: Annotation, inputs: Inputs) -> bool:
    return any(index in inputs for index in each.columns or ())
