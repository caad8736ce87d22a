"""What stands among data and is none: heads of totals, notes, who signed on which day, and rows that hold nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kaohe.data.numbers import Figure, MarkedCell, read_figure
from kaohe.data.raw import RawSheet
from kaohe.data.table_findings import TableReport
from kaohe.language.periods import read_period
from kaohe.language.text import half_width, without_blanks
from kaohe.lazy import pattern

_WHOLE = r"全[县市区省州国]"
_SUM = r"(?:合计|总计|共计|小计|累计|平均|均值)(?:数|值|分|额|水平)?"
_ALONE = r"汇总数?|均分|总分|总和|总数|(?:grand)?total|sub-?total|sum|average|mean|avg"
_BRACKETED = r"[(（][^()（）]*[)）]"
_TOTAL = pattern(
    rf"[一-鿿]{{0,6}}(?:{_SUM})(?:[:：]|{_BRACKETED})?|(?:{_WHOLE}|本[页表])?(?:{_ALONE})(?:[:：]|{_BRACKETED})?"
    rf"|(?:{_SUM}|{_ALONE})[:：].*|其中(?:[:：、].*)?|.+[(（](?:合计|总计|共计|小计|汇总|total|subtotal)[)）]",
    re.IGNORECASE,
)
_COMPARISON = pattern(
    r"(?:去年|上年)(?:同期)?(?:数|值)?|(?:上年|去年)?同期(?:数|值)?|(?:年度)?(?:目标|计划|任务|标准|基准|参考|标杆)值"
    r"|中位数|最[大小高低]值|最[高低]分|标准差|示例(?:行|数据|项目|企业|单位)?|例[:：].*|[xXＸｘ×]{2,}[一-鿿]{0,6}"
)
_NO_UNIT = pattern(
    rf"(?:{_WHOLE}|全行业)(?:平均|工业|企业|规上)?|全部(?:企业|单位|乡镇|项目)?"
    r"|增幅|增速|增长率?|增减额?|比重|占比|同比|环比|排名|目标|计划数?|任务数?"
    r"|(?:[一二三四五六七八九十]{1,2}[、.．]|[(（][一二三四五六七八九十]{1,2}[)）])(?![一二三四五六七八九十]).*"
)
_LISTED = pattern(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,3}[、.．)）]"
    r"|[(（][0-9]{1,3}[)）](?![班组队号区中])|[①-⑳](?!号))\s*(?P<rest>(?![0-9一二三四五六七八九十]).+)",
    re.DOTALL,
)
_COUNTED = "(?:个|家|项|户|件|处|座|条|批|笔)"
_MANY = (
    rf"(?:[0-9]+余?{_COUNTED}(?:项目|企业|单位|工程|公司)?"
    rf"|(?:[一二三四五六七八九十两几数多]+|若干)余?(?:个|{_COUNTED}(?:项目|企业|单位|公司)))"
)
"""So many of something; 百家 and 十项工程 may be names."""
_NO_RECORD = pattern(
    rf"等?(?:共计?|合计)?{_MANY}|若干(?:项目|企业)?|[(（]?(?:详?见|参见)(?:附件|附表|附后|备注|说明|下表|上表|明细|清单).*"
    r"|上(?:年|季|期|月)度?(?:结转|转入|遗留)(?:项目|企业|数)?|结转(?:项目|企业|数)?|[同仝]上|同前|[〃″々]|[(（]?略[)）]?|ditto",
    re.IGNORECASE,
)
_SEVERAL = pattern(rf".+等{_MANY}")
_EVERYBODY = pattern(rf"{_WHOLE}|全行业|全部(?:企业|单位|乡镇|项目)?")
_NUMBER = r"(?:[0-9一二三四五六七八九十]{1,2}|[(（][0-9一二三四五六七八九十]{1,2}[)）])"
_NOTE_WORD = r"(?:注|附注|注释|注意|说明|填表说明|填报说明|指标说明|指标解释|备注|数据来源|资料来源)"
_SIGNER = (
    r"(?:(?:单位|部门|科室|股室|财务|分管|主管|主要)?(?:负责人|领导)|日期|联系电话|联系方式|电话|签字|签章|盖章|公章"
    r"|(?:填表|制表|填报|审核|复核|审批|经办|统计|联系|报送|上报)(?:人|人员|员|单位|部门|日期|时间))"
    r"(?:\s*[(（][^()（）]*[)）])?"
)
_NOTE = pattern(rf"{_NOTE_WORD}(?:|\s*{_NUMBER}?\s*[:：.．、].*)", re.DOTALL)
_SIGNED = pattern(
    rf"{_SIGNER}(?:|\s*[:：].*)|(?:填表|制表|审核|填报)(?:人|单位|日期|时间).*"
    r"|(?:填表|制表|填报|审核|复核|校对|统计|经办)\s*[:：].*|第\s*\d+\s*页.*",
    re.DOTALL,
)
_LABEL = pattern(rf"{_NOTE_WORD}|{_SIGNER}|.*[:：]", re.DOTALL)
_STAMPED = pattern(r".*[(（](?:单位)?(?:盖章|公章|签字|签章)[)）][:：]?", re.DOTALL)
_BEGIN = frozenset(
    "注附说填指备数资单部科股财分主负领日联电签盖公制审复经统报上校第满权标计栏"
    "合总共小累汇平均其全本去年同目任基参中最示例增比占环排一二三四五六七八九十(（xXＸｘ×gGtTsSaAmM"
    "等两几数多若详见上结仝〃″々略dD①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)
_END = frozenset(")）:：计均值数分额平总和长减lLmMeEnNgG")
"""How notes and what is no unit begin, and how the place for a seal and totals end."""
_SCALES = frozenset({"满分", "分值", "权重", "标准分", "满分值", "计量单位", "栏次"})
_DAY = pattern(r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?")
_FURTHER = pattern(rf"(?:{_NUMBER}\s*[.．、:：]|[(（]{_NUMBER}[)）]|[(（]).*", re.DOTALL)
_CALLED = pattern(r".*(?:电话|手机|方式|日期|时间)\s*[:：]?")


_SERIAL = frozenset({"序号", "序", "行号", "no", "no.", "№", "#"})
_SERIAL_NUMBER = pattern(r"[(（]?(?:[0-9]+|[一二三四五六七八九十]+)[)）]?[.．、]?")


def is_total(text: str) -> bool:
    """Whether the name of a row says that it is a total or a mean of others, or a part of one.

    The whole name does, or all but a bracket or what follows a colon: 合计, 机械小计, 合计（8家）, 其中：机械. A name
    with such a word in it is a name: 合计科技公司, 总部大楼.
    """
    return _TOTAL.fullmatch("".join(text.split())) is not None


def is_beside_the_rows(text: str) -> bool:
    """Whether the name of a row says that it is a total, that others are compared with it, or that it is a sample."""
    return is_total(text) or _COMPARISON.fullmatch("".join(text.split())) is not None


def heads_no_unit(text: str) -> bool:
    """Whether a text that nobody listed as a unit is none: 去年同期, 增速, 示例, 全县, or a heading, 一、机械."""
    plain = "".join(text.split())
    return _COMPARISON.fullmatch(plain) is not None or _NO_UNIT.fullmatch(plain) is not None


def without_number(text: str) -> str | None:
    """A text without the number that it has in a list: 湘机厂 of 1、湘机厂; None where it has none."""
    found = _LISTED.fullmatch(text.strip())
    return found["rest"].strip() if found else None


def names_no_record(text: str) -> bool:
    """Whether a text in place of a record's name says how many there are, or to look elsewhere: 等3个项目, 见附件."""
    return _NO_RECORD.fullmatch("".join(text.split())) is not None


def names_several(text: str) -> bool:
    """Whether the name of a record says that it is several: 电机线等3个项目."""
    return _SEVERAL.fullmatch("".join(text.split())) is not None


def is_everybody(text: str) -> bool:
    """Whether a text names all units together: 全县. Where no other unit is beside it, it is the unit."""
    return _EVERYBODY.fullmatch("".join(text.split())) is not None


def is_note(text: str) -> bool:
    """Whether a text begins a note, says who signed, or heads a row about the columns."""
    return text in _SCALES or any(pattern.fullmatch(text) for pattern in (_NOTE, _SIGNED, _STAMPED))


def may_be_remarks(texts: Iterable[str]) -> set[str]:
    """The texts that are worth while to be looked at as notes or as heads of totals, by what these begin with.

    A digit may be a number in a list, or so many of something.
    """
    return {
        each
        for each in texts
        if each[:1] in _BEGIN
        or each[-1:] in _END
        or (each[:1].isdigit() and not (each[:4].isascii() and each[1:4].isalnum()))
    }


def is_stamped(text: str) -> bool:
    """Whether a text is somebody's name with the place for a seal or a signature: 县教育局（盖章）."""
    return _STAMPED.fullmatch(text) is not None


def is_day(cell: str) -> bool:
    """Whether a cell holds a day and nothing else."""
    is_date = isinstance(cell, MarkedCell) and "date" in cell.marks
    return is_date or _DAY.fullmatch(half_width(cell.strip())) is not None


def is_further_note(text: str) -> bool:
    """Whether a text goes on with a note that the row above began: 2. …, （二）…, or a day."""
    return is_day(text) or _FURTHER.fullmatch(text) is not None


def values_of_labels(cells: Sequence[str]) -> set[int]:
    """The indices of cells that are what a label before them asks for: 填报人： | 张三, 联系电话： | 13800000000.

    A figure is that behind 电话 and the like alone; elsewhere it may be data.
    """
    found: set[int] = set()
    label = ""
    for index, cell in enumerate(cells):
        text = cell.strip()
        if not text:
            continue
        is_label = _LABEL.fullmatch(text) is not None
        if label and not is_label and (not is_figure(text) or _CALLED.fullmatch(label)):
            found.add(index)
        label = text if is_label else ""
    return found


def is_figure(text: str) -> bool:
    """Whether a text may be data: a number or a period, but for a day, which stands under signatures too."""
    period = read_period(half_width(text))
    return isinstance(read_figure(text), Figure) or (period is not None and period.level != "day")


def serial_columns(headers: Sequence[str]) -> set[int]:
    """The columns that number the rows."""
    return {index for index, header in enumerate(headers) if "".join(header.split()).casefold() in _SERIAL}


def is_blank_row(cells: Sequence[str], serials: Collection[int]) -> bool:
    """Whether a row that is not wholly blank holds nothing but its serial number."""
    return bool(serials) and all(
        index in serials and _SERIAL_NUMBER.fullmatch(half_width(without_blanks(cell)))
        for index, cell in enumerate(cells)
        if without_blanks(cell)
    )


def tell_blank_rows(sheet: RawSheet, first: int, last: int, blank: Collection[int], report: TableReport) -> None:
    """D138 for the blank rows between the rows `first` and `last`, those of `blank` among them."""
    numbers = sheet.numbers
    passed = [numbers[row] for row in blank if row < last]
    if numbers[last] - numbers[first] == last - first and not passed:
        return
    there = set(numbers[first : last + 1]).difference(passed)
    rows = [number for number in range(numbers[first], numbers[last]) if number not in there]
    report.add("D138", sheet.locate(first, 0), count=len(rows), rows=_runs(rows))


def _runs(numbers: Sequence[int]) -> tuple[str, ...]:
    """3, 5–7 for 3, 5, 6, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
