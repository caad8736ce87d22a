"""What may head the columns of a table, what a header therefore names, and headers that are almost an input's."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.table_findings import TableReport
from kaohe.diagnostics import Words, likeness, nearest
from kaohe.language.entry import total
from kaohe.language.measures import PERCENT, Measure, is_same, stated_measure, without_gaps
from kaohe.language.periods import PERIOD_LEVELS, PeriodLevel
from kaohe.language.text import without_blanks
from kaohe.lazy import dataclass, pattern, replace
from kaohe.policy.lists import member_id
from kaohe.policy.member_columns import row_lists
from kaohe.policy.model import ColumnSpec, Table, UnitType
from kaohe.source_places import Place

UNIT_WORDS = ("unit", "单位")
PERIOD_WORDS = ("period", "期间", "周期")
OF_LEVELS: dict[PeriodLevel, tuple[str, ...]] = total(
    "data.sheets.header_names of levels",
    PERIOD_LEVELS,
    {
        "day": ("日期", "日", "date", "Date", "day", "Day"),
        "month": ("月份", "月", "month", "Month"),
        "quarter": ("季度", "季", "quarter", "Quarter"),
        "half_year": ("半年", "half_year", "half-year", "Half-year"),
        "year": ("年度", "年份", "年", "year", "Year"),
    },
)
"""What may head the column of periods besides, where they are of this level."""
_BETWEEN = pattern(r"[\s()\[\]{}<>【】〔〕〖〗「」『』《》〈〉:\-－—–_|;,、。·]+")
_LABEL = pattern(r"^(?:计量|金额|货币|数据)?单位|^(?:in|unit)$", re.IGNORECASE)
_SPREAD = pattern(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_LINE_END = pattern(r"\s*[\r\n]+\s*")


_MUCH_ALIKE = 0.8


def unit_words(unit_type: UnitType) -> tuple[str, ...]:
    """What may head the column of units."""
    return (*UNIT_WORDS, unit_type.id, unit_type.name)


def key_words(table: Table, unit_type: UnitType) -> tuple[str, ...]:
    """What heads a column in every file of a table: that of its units, or of its periods if rows hold for all units."""
    if UNIT not in table.spread:
        return unit_words(unit_type)
    return () if PERIOD in table.spread else (*PERIOD_WORDS, *OF_LEVELS[table.period])


class Names:
    """What may head the columns of a table: words to column ids, `unit` and `period` among them.

    `keys` are those of these two that its file has to have.
    """

    def __init__(self, table: Table, unit_type: UnitType) -> None:
        self.table = table
        self.units = {name for member in unit_type.members.values() for name in (member.name, *member.aliases)}
        taken = {word for spec in table.columns.values() for word in (spec.id, spec.name)}
        self.keys = frozenset({UNIT, PERIOD}.difference(table.spread))
        self.exact = {word: UNIT for word in unit_words(unit_type) if word not in taken and UNIT in self.keys}
        self.period_words = (*PERIOD_WORDS, *OF_LEVELS[table.period])
        self.exact |= {word: PERIOD for word in self.period_words if word not in taken and PERIOD in self.keys}
        of_members = [(word, spec.id) for spec in table.columns.values() for word in spec.heads if word not in taken]
        counts = Counter(word for word, _ in of_members)
        self.exact |= {word: id_ for word, id_ in of_members if counts[word] == 1}
        for spec in table.columns.values():
            self.exact[spec.name] = spec.id
        # An id is certain; where a column's name is another column's id, the id has it.
        self.exact |= {id_: id_ for id_ in table.columns}
        alike: dict[str, set[str]] = {}
        for word, id_ in self.exact.items():
            alike.setdefault(folded(word), set()).add(id_)
        self.folded = {word: ids.pop() for word, ids in alike.items() if len(ids) == 1}
        self.joined = {_joined(word): id_ for word, id_ in self.folded.items()}

    def find(self, header: str) -> str | None:
        """The id of what a header names; None where it names nothing."""
        word = in_one_line(header)
        return self.exact.get(word) or self.folded.get(folded(word)) or self.joined.get(_joined(folded(word)))

    def find_any(self, header: str) -> str | None:
        """The same, where a measure may stand beside the name."""
        measured = None if (found := self.find(header)) else self.find_measured(header)
        return measured.spec.id if measured else found

    def find_measured(self, header: str) -> MeasuredHeader | None:
        """The column whose name a header is with a measure beside it: 投资额（万元）, 投资额【单位：万元】."""
        whole = without_gaps(folded(in_one_line(header)))
        for word in sorted(self.folded, key=len, reverse=True):
            spec = self.table.columns.get(self.folded[word])
            if spec is None or spec.type != "number" or word not in whole:
                continue
            for rest, joint in ((whole.removeprefix(word), 0), (whole.removesuffix(word), -1)):
                if len(rest) < len(whole) and (found := _measured(spec, rest, joint)):
                    return found
        return None


@dataclass(frozen=True, slots=True)
class MeasuredHeader:
    """What a header says: a column, the measure beside its name, as a word too, and what else stands there (含税)."""

    spec: ColumnSpec
    measure: Measure
    word: str
    more: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether figures in the header's measure are those that the policy asks for."""
        return is_same(self.measure, self.spec.measure)


def _measured(spec: ColumnSpec, rest: str, joint: int) -> MeasuredHeader | None:
    """What stands beside a column's name, if a measure is there; `joint` is the index of what adjoins the name."""
    if not rest:
        return None
    words = [word for each in _BETWEEN.split(rest) if (word := _LABEL.sub("", each).strip("/"))]
    stated = {word: found for word in words if (found := stated_measure(word, spec.measure))}
    if not stated:
        return None
    wrong = {word: found for word, found in stated.items() if not is_same(found, spec.measure)}
    word, found = next(iter((wrong or stated).items()))
    is_apart = _BETWEEN.match(rest[joint]) is not None or rest[joint] == "/"
    if not is_apart and (len(words) > 1 or found.kind == "number"):
        return None  # 项目名 is no 项目 counted in 名
    return MeasuredHeader(spec, found, word, tuple(each for each in words if each not in stated))


def stated_in_header(header: str, spec: ColumnSpec) -> Measure | None:
    """The measure that a header names somewhere, whatever column it may mean."""
    words = _BETWEEN.split(folded(in_one_line(header)))[1:]
    return next((found for word in words if (found := stated_measure(word, spec.measure))), None)


def in_one_line(header: str) -> str:
    """A header without the line ends that make it fit its column: 新增规模\\n企业."""
    return _LINE_END.sub("", without_blanks(header))


_GROWTH = pattern(r"增(?:长(?:速度|率)?|速|幅)")
_NO_GROWTH = pattern("完成|目标|计划|达成|任务|指数|贡献|得分|位次")
_INDEX = pattern(r"发展速度|(?:上年|去年|同期|基期)[^，,。；;]{0,3}(?:=|＝|为|作)\s*100")


def is_growth(spec: ColumnSpec) -> bool:
    """Whether a column is of rates of growth in percent, 8.5 and not 108.5."""
    return spec.measure == PERCENT and bool(_GROWTH.search(spec.name)) and not _NO_GROWTH.search(spec.name)


def is_index(spec: ColumnSpec) -> bool:
    """Whether a column is of what a year is in percent of the one before, 108.5 and not 8.5."""
    return _INDEX.search(spec.name) is not None and spec.measure.kind in ("percent", "number")


def says_index(text: str) -> bool:
    """Whether a text speaks of figures that are in percent of the year before: 发展速度, 上年=100."""
    return _INDEX.search(text) is not None


def _other_names(spec: ColumnSpec) -> list[str]:
    """What a column would be called if it had its growth as an index, or the other way round."""
    if is_growth(spec):
        return [_GROWTH.sub(word, spec.name) for word in ("发展速度", "指数")]
    return [spec.name.replace("发展速度", word) for word in ("增长速度", "增速", "增长率")] if is_index(spec) else []


def label_of(spec: ColumnSpec) -> str:
    """The measure that a column is declared in, for messages."""
    return spec.measure.label or "—"


def folded(word: str) -> str:
    """A header without the width of its letters."""
    return unicodedata.normalize("NFKC", word).strip()


def _joined(word: str) -> str:
    """A header without the blanks between Chinese characters, which only spread it over its column: 税　收."""
    return _SPREAD.sub("", word)


def check_columns(cells: TableCells, place: Place, report: TableReport, files: Sequence[str] = ()) -> bool:
    """Whether there is a column for each input: D127, D128, and D163 where a table stands in several `files`.

    Returns whether the rows can be told apart; they cannot where they are of members and do not say of which (D188).
    Where a header that names nothing may be meant, it is told there, and what is asked for is to rename it.
    """
    face, lists = cells.face or cells.table, cells.row_lists
    there = {on_face(spec, lists) for spec in cells.table.columns.values() if spec.id in cells.cells}
    in_rows = face.columns.keys() & set(face.further_keys) - cells.table.columns.keys()
    known = [spec for spec in face.columns.values() if spec.id not in in_rows]
    in_part = {spec.written for spec in known if spec.members and spec.id in there}
    may_lack = face.may_lack_beside(there)
    told: set[str] = set()
    told_apart = True
    for spec in known:
        if spec.id in there or spec.written in told:
            continue
        todo = added(spec)
        if spec.members and spec.written not in in_part:  # no member of it has a column
            told.add(spec.written)
            heads = [each.heads[-1] for each in known if each.written == spec.written and each.heads][:2]
            todo = _added_for_members(heads)
            spec = replace(spec, id=spec.written, name=spec.written_name, heads=())
            own = next((word for word in map(folded, (spec.name, spec.id)) if word in cells.unused), None)
            if own is not None:
                told.update(
                    each.written for each in known if each.members and folded(each.written_name) in cells.unused
                )
                _tell_unsaid_members(cells, spec, own, todo, report)
                told_apart = False
                continue
        near = near_header((spec.name, spec.id, *spec.heads, *_other_names(spec)), cells.unused)
        if near is not None:
            # Where a header looks like a slip of the pen, even a column that may be left out was meant to be there.
            todo, at = _renamed(near, spec), cells.unused[near]
            report.add("D127", at, column=spec.name, id=spec.id, todo=todo, suggestion=near)
        elif not spec.is_required or spec.id in may_lack:
            report.add("D128", place, column=spec.name, id=spec.id)
        elif files:
            report.add("D163", place, column=spec.name, id=spec.id, files=tuple(files))
        else:
            report.add("D127", place, column=spec.name, id=spec.id, todo=todo)
    return told_apart


def added(spec: ColumnSpec) -> Words:
    """What D127 asks for where no header may be meant; a member's column is headed as the sheet heads the others."""
    first, second = (spec.heads[-1], spec.name) if spec.members and spec.heads else (spec.name, spec.id)
    return Words(
        f"加上这一列，列名用 {first} 或 {second}，写在同一行表头里",
        f"add the column, headed {first} or {second}, in the one row of the header",
    )


def _added_for_members(heads: Sequence[str]) -> Words:
    """The same for an input that has a column for each member of a list."""
    zh, en = "、".join(heads), ", ".join(heads)
    return Words(
        f"每个成员加一列，列名如 {zh}，写在同一行表头里",
        f"add a column for each member, headed as in {en}, in the one row of the header",
    )


def _tell_unsaid_members(cells: TableCells, spec: ColumnSpec, own: str, columns: Words, report: TableReport) -> None:
    """D188 at a header that has figures of members and does not say of which; D127 for a slip in the one that does."""
    known, lists = row_lists(cells.table), cells.row_lists
    lacking = [known[list_] for list_, _ in spec.members if list_ in known and list_ not in lists]
    for column in lacking:
        near = near_header((column.name, column.id), [word for word in cells.unused if word != own])
        if near is not None:
            at = {"column": column.name, "id": column.id, "todo": _renamed(near, column), "suggestion": near}
            report.add("D127", cells.unused[near], **at)
            return
    names = [column.name for column in lacking]
    zh, en = "、".join(names), ", ".join(names)
    rows = Words(
        f"加上“{zh}”列，每行写明是哪一个；或者", f"add the column {en}, which says in each row which it is; or "
    )
    todo = Words(rows.zh + columns.zh, rows.en + columns.en) if lacking else columns
    of = tuple(cells.table.lists[list_].name for list_, _ in spec.members)
    report.add("D188", cells.unused[own], text=own, lists=of, todo=todo)


def on_face(spec: ColumnSpec, lists: Container[str]) -> str:
    """The id of a column where the file has rows for the members of some lists."""
    return member_id(spec.written or spec.id, tuple(each for each in spec.members if each[0] not in lists))


def _renamed(header: str, spec: ColumnSpec) -> Words:
    """What to do with a header that may stand for a column; the measure that it names is not lost on the way."""
    if is_growth(spec) and (says_index(header) or header in _other_names(spec)):
        return Words(
            f"先把各数减去 100（发展速度减 100 才是增长速度），再把“{header}”列改名为 {spec.name}",
            f"subtract 100 from each figure, which gives the growth, then rename {header} to {spec.name}",
        )
    if is_index(spec) and _GROWTH.search(header):
        return Words(
            f"先把各数加上 100（增长速度加 100 才是发展速度），再把“{header}”列改名为 {spec.name}",
            f"add 100 to each figure, which gives the index, then rename {header} to {spec.name}",
        )
    found = stated_in_header(header, spec)
    name = f"{spec.name}（{spec.measure.label}）" if found and spec.measure.label else spec.name
    if found is None or is_same(found, spec.measure):
        return Words(f"把“{header}”列改名为 {name}", f"rename the column {header} to {name}")
    return Words(
        f"先把这一列由 {found.label} 换算为 {label_of(spec)}，再把“{header}”列改名为 {name}",
        f"convert the column from {found.label} to {label_of(spec)}, then rename {header} to {name}",
    )


def check_unused(table: Table, found: Container[str], unused: Mapping[str, Place], report: TableReport) -> None:
    """D158 where a column that is not used is headed much like one that was read: it may be the one that was meant."""
    known = _words(table)
    for word, place in unused.items():
        near = nearest(word, known)
        if near is not None and known[near] in found and likeness(word, near) >= _MUCH_ALIKE:
            report.add("D158", place, text=word, suggestion=near)


def check_misnamed(part: TableCells, elsewhere: Container[str], report: TableReport) -> set[str]:
    """D159 where a sheet lacks an input that other sheets of the table have, and has a column headed like it.

    Returns the inputs that are told.
    """
    known = _words(part.table)
    found_for: set[str] = set()
    for word, place in part.unused.items():
        near = nearest(word, known)
        if near is not None and known[near] not in part.cells and known[near] in elsewhere:
            report.add("D159", place, text=word, column=near, suggestion=near)
            found_for.add(known[near])
    return found_for


def near_header(words: Iterable[str], left: Iterable[str]) -> str | None:
    """The header among those left that one of the words may stand for, whatever is added behind it in brackets."""
    bare = {_BETWEEN.split(header)[0] or header: header for header in left}
    return next((bare.get(found, found) for word in words if (found := nearest(word, [*left, *bare]))), None)


def _words(table: Table) -> dict[str, str]:
    """The ids and the names of the inputs, to their ids."""
    return {word: id_ for id_, spec in table.columns.items() for word in (id_, spec.name)}
