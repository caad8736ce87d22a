"""What the first page says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.language.rounding import rounded
from kaohe.policy.model import Definition
from kaohe.report import footer, provisional
from kaohe.workbook.book import Book

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler

HOW = (
    "本簿是计分底稿：每个得分都是 Excel 公式，从数据表一步步算来。点一个得分，就能看到它引用了哪些格。",
    "蓝色字的格是报入的数据，可以改：改一个数，得分、排名、等次随着变。其余各格是公式，请不要改。",
    "清空的数据按暂缺计，不按零计：由它而来的得分、全组的排名都成为空白。",
    "需要作比较、排名的，先把浮点误差修约掉（小数点后 10 位）再比；公布的小数位数只在“公布”表里修约。",
    "“核对”表列出引擎精确计算的值和差额，差额应当全是 0；改了数据以后，差额就是改动的影响。",
)

_CLOSE = "有的分值相差不到一百亿分之一，本簿视为相同，名次以引擎的精确计算为准。"


def lines(book: Book) -> Iterator[tuple[str, str]]:
    """Label and text of what stands above the readings."""
    policy, record = book.report.policy, book.report.record
    yield "办法", policy.title
    for key, name in (("number", "文号"), ("issued", "印发"), ("part", "部分")):
        if policy.document.get(key):
            yield name, policy.document[key]
    yield "状态", "草案" if policy.status == "draft" else "施行中"
    yield "办法文件摘要", record.policy_digest
    yield "数据摘要", record.data_digest
    found = book.found
    if found.judged is not None and found.scored is not None:
        yield "目标数据摘要", found.judged.results.record.data_digest
    yield "引擎版本", f"kaohe {record.engine_version}"
    yield "计算时间", record.time
    if found.untold:
        yield "没有列入", f"目标：数据里没有“{found.untold}”"
    if notice := next(filter(None, map(provisional.notice, book.reports)), ""):
        yield "结果", notice


def waited_for(book: Book) -> list[str]:
    """What has not been sent yet, of either side."""
    return list(dict.fromkeys(line for report in book.reports for line in provisional.lines(report)))


def readings(book: Book) -> Iterator[tuple[str, str, str, str, str]]:
    """Question, clause, what is asked, the reading in force, and whether it was chosen for this run."""
    for line in footer.readings(book.report):
        yield line.question, line.clause, line.ask, line.reading, "默认" if line.is_default else "本次选用"


def near_ties(compiler: Compiler, published: Sequence[Definition]) -> list[str]:
    """A note for each group in which exact arithmetic tells values apart that a sheet takes for equal."""
    found: list[str] = []
    for definition in published:
        for node in tree.walk(definition.rule):
            if isinstance(node, tree.Rank):
                found += _of_rank(compiler, definition, node)
    return list(dict.fromkeys(found))


def _of_rank(compiler: Compiler, definition: Definition, node: tree.Rank) -> Iterator[str]:
    grid = compiler.layout.grid(compiler.policy.types[node].grain)
    scale = compiler.policy.types[node.of].measure.scale
    by_period: dict[object, set[Fraction]] = {}
    for position in grid.order:
        value = compiler.values.of(node.of, grid.frame, position)
        if isinstance(value, Fraction):
            by_period.setdefault(grid.key(position)[1], set()).add(value / scale)
    for period, values in by_period.items():
        if len({rounded(value, 10, "half_up") for value in values}) < len(values):
            yield f"{grid.unit_type.name} {period}“{definition.name}”：{_CLOSE}"
