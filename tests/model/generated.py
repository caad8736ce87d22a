# ruff: noqa: E501  a rule that is written out stands in one line
"""Policies and data made at random from a seed: every word of the language, nested, on a few made-up units.

Most of what is made passes `check`; what is refused there is no pair. All names and figures are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

UNITS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
QUARTERS = ("2021Q2", "2022Q1", "2022Q2")
HEAD = (Path(__file__).parent / "generated_head.yaml").read_text(encoding="utf-8")
NUMBERS = ("x", "y", "gap", "middle", "some", "half", "due", "base_of", "if_absent(gap, 3)", "quarter", "full_points")
NUMBERS += ("whole", "top", "common", "seen", "left")
DAYS = ("2021-04-01", "2021-06-30", "2022-01-01", "2022-01-31", "2022-02-28", "2022-03-09", "2022-04-30", "2022-05-17")
CALLS = (
    "c(so2)",
    "c(main)",
    "c(o3)",
    "per_item_(pm)",
    "meant(so2)",
    "meant(main)",
    "w(pm)",
    "v(pm)",
    "base_of(high)",
    "points_for(1)",
)
CALLS += ("weight_of(so2)", "weight_of(item = o3)", "points_for(order)", "position(level)", "position(main)", "x(乙镇)")
CALLS += ("graded_as(x)", "relative(x)", "doubled(y)", "previous(x)", "last_year(y)", "years_ago(middle, 1)")
EACH = ("c", "w", "v", "per_item_", "meant", "weight_of", "x", "position(item)")
ROWS = ("score", "graded", "size / 1 亿元", "large", "score + x", "first_of", "c(about)")
SURE = ("flag", "x > y", "not flag", "2 < x <= 8", "kind == high", "x >= middle", "group == one", "unit != 甲镇")
SURE += ("present(gap) and gap > 2", 'level == "best"', 'main != "so2"', "rate >= 80%", "money > 3 亿元", "x > 100")
TRUTHS = (*SURE, "gap > 2", "x > 3 and gap > 1", "gap > 1 or flag", "some > 3", "0 < x < gap")
ROW_TRUTHS = ("size > 1 亿元", "if_absent(score, 0) > 3", "size > 0.5 亿元 or flag", "first_of == 1", "present(score)")
OF_NUMBERS = ("sum", "highest", "lowest", "mean", "median", "product")
REALS = ("sqrt(x)", "ln(x + 1)", "sqrt(x * y)", "root(y, 3)", "power(x + 1, 0.5)", "exp(x / 5)", "sqrt(2) * sqrt(x)")


OF_ITEM = ('flag or item != "so2"', "item == main", "x > 4")


FIGURES: dict[str, Callable[[Random], object]] = {
    **dict.fromkeys(("数甲", "数乙", "任务"), lambda random: random.randint(0, 12)),
    **dict.fromkeys(("硫", "尘", "臭氧", "分数", "件数", "走访户"), lambda random: random.randint(0, 9)),
    "完成率": lambda random: random.randint(500, 1000) / 10,
    **dict.fromkeys(("投资", "规模"), lambda random: random.randint(0, 60) / 10),
    "通报": lambda random: random.choice("是否"),
    "类别": lambda random: random.choice("高低"),
    "主项": lambda random: random.choice(("so2", "尘", "o3")),
    "名称": lambda random: random.choice(("灯展", "花展", "书市")),
}
"""What may come in each column that has to be there."""
REQUIRED = (
    ("数据", ("数甲", "数乙", "完成率", "投资", "通报", "类别", "主项", "硫", "尘", "臭氧")),
    ("数据", ("数甲", "数乙", "通报")),
    ("项目", ("名称", "规模")),
    ("打分", ("分数",)),
    ("年度计划", ("任务",)),
    ("分项", ("件数",)),
    ("走访", ("走访户",)),
)
"""What may be waited for, with --provisional."""


LISTED = HEAD[HEAD.index("units:\n") : HEAD.index("questions:\n")]
FROM_DATA = "units: {town: {name: 乡镇, period: quarter, from: register, group: part}}\n"
REGISTER = "  register:\n    name: 名册\n    key: [town, quarter]\n    columns: [{type: choice, choices: {one: 一组, two: 二组}, names: {part: 组}}]\n"


class Maker:
    """What a seed makes. Of some the units come from the data, and the last one goes after the first quarters."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.units_go = Random(f"units of {seed}").random() < 0.3

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def number(self, depth: int = 2) -> str:
        """A formula that comes to a bare number."""
        if depth == 0 or self.random.random() < 0.35:
            return self.one(*(NUMBERS if self.random.random() < 0.6 else CALLS), str(self.random.randint(0, 9)))
        a, b = self.number(depth - 1), self.number(depth - 1)
        return self.one(
            f"{a} + {b}",
            f"{a} - ({b})",
            f"({a}) * ({b})",
            f"({a}) / (y + 1)",
            f"(-({a}))",
            f"min({a}, {b})",
            f"max({a}, {b}, 2)",
            f"abs({a})",
            f"mod({a}, 3)",
            f"round({a}, 1)",
            f"if_absent({a}, {b})",
            f"({a} if {self.one(*TRUTHS)} else {b})",
            f"mean({a}, {b})",
            f"median({a}, {b}, 4)",
            f"doubled({a})",
        )

    def truth(self) -> str:
        return self.one(*TRUTHS, f"{self.number(1)} > {self.number(1)}", f"not ({self.one(*TRUTHS)})")

    def limits(self) -> str:
        return self.one(
            "",
            "",
            "",
            ", round: {decimals: 1, mode: half_up}",
            ", round: {decimals: 0, mode: half_even}",
            ", round: {decimals: 0, mode: up}",
            ", round: {decimals: 1, mode: down}",
            ", cap: 9",
            ", floor: 2, cap: 6",
            ", cap: 'none if flag else 5'",
        )

    def left(self) -> str:
        return self.one(
            "", "", ", absent: left_out", ", absent: left_out, at_least: 2", ", absent: left_out, at_least: 60%"
        )

    def options(self) -> str:
        drop = ", drop: {highest: 1}"
        best = "1 if flag else none"
        return self.left() + self.one("", "", drop, ", drop: {highest: 1, lowest: 1}", ", best: 2", f", best: '{best}'")

    def within(self) -> str:
        return self.one("all", "group", "kind", "flag", "[group, kind]", "level")

    def where(self) -> str:
        return self.one("", "", f", where: '{self.one(*SURE)}'")

    def tier(self) -> str:
        return f"'{self.number(1)}'"

    # Rules

    def formula(self) -> str:
        return f"formula: '{self.number(3)}'{self.limits()}"

    def condition(self) -> str:
        return f"formula: '{self.truth()}'"

    def real(self) -> str:
        if self.random.random() < 0.4:
            return f"formula: '{self.one(*REALS)} + {self.one('x', '1', 'sqrt(3)')}'{self.limits()}"
        operator = self.one("geometric_mean", "deviation", "skewness", "kurtosis", "harmonic_mean")
        kind = ", kind: sample" if operator == "deviation" else ""
        over = self.one(
            "[x + 1, y + 1, 3, 'x + 4']",
            "[x + 1, 2]",
            "{x + 1: 2, y + 1: 3}" if operator.endswith("mean") else "[1, y, x]",
        )
        if operator in ("deviation", "skewness", "kurtosis") and self.random.random() < 0.5:
            return (
                f"{operator}: {{over: {self.one('unit, of: x', 'item, of: c', 'projects, of: size / 1 亿元')}{kind}}}"
            )
        return f"{operator}: {{over: {over}{kind}}}"

    def tiers(self) -> str:
        if self.random.random() < 0.5:
            return (
                f"tiers: {{of: '{self.number()}', at_least: {{8: 3, 4: {self.tier()}}}, more_than: {{9: 5, 4: 2}}, "
                f"below: {self.tier()}}}{self.limits()}"
            )
        if self.random.random() < 0.3:
            of, borders = self.random.choice(
                (("money", "2 亿元: 3, 5000 万元: 1"), ("rate", "90%: 3, 55%: 1"), ("round(money)", "2 亿元: 3"))
            )
            return f"tiers: {{of: {of}, at_least: {{{borders}}}, below: 0}}"
        return f"tiers: {{of: '{self.number()}', at_most: {{3: 8, 6: {self.tier()}}}, less_than: {{4: 5}}, above: {self.tier()}}}"

    def choice(self) -> str:
        a, b, c = self.tier(), self.tier(), self.tier()
        return self.one(
            f"first: [{{when: '{self.truth()}', give: {a}}}, {{when: '{self.truth()}', give: 4}}, {{otherwise: {b}}}]",
            f"by: kind, cases: {{high: {a}, low: {b}}}{self.limits()}",
            f"by: group, cases: {{one: {a}}}, otherwise: {b}",
            f"by: order, cases: {{1: {a}, 2: {b}}}, otherwise: {c}",
            f"by: level, cases: {{best: {a}, good: {b}, bad: {c}}}",
            f"by: main, cases: {{so2: {a}, pm: {b}}}, otherwise: {c}",
            f"reading: Q, cases: {{strict: {a}, mild: {b}}}",
            f"since: {{2022: {a}, 2021: {b}}}",
            f"since: {{2022Q2: {a}, 2020: {b}}}{self.limits()}",
        )

    def points(self) -> str:
        gate = self.one("", ", zero_below: 2", ", zero_below: gap")
        return self.one(
            f"points: 8, pro_rata: {{of: '{self.number()}', full_at: '{self.one('7', 'y + 1')}'{gate}}}",
            "points: 5, pro_rata: rate",
            "points: 5, pro_rata: {of: money, full_at: 3 亿元, zero_below: 8000 万元}",
            f"points: 5, full_if: '{self.truth()}'",
            f"per_item: {{x: 2, flag: {self.one('1', '3.5', 'y')}}}{self.limits()}",
            f"deduct: {{from: 4, each: {{y: 0.5, flag: 2}}{self.one('', ', floor: 0')}}}",
            "points: 10, by_rank: {rank: order, shares: [100%, 90%, 70%, 50%, 10%]}",
            "points: 10, by_rank: {rank: order, shares: {by: group, cases: {one: [100%, 90%, 80%, 70%, 60%], two: [50%, 40%, 30%, 20%, 0]}}}",
        )

    def steps(self) -> str:
        above = self.one(
            "{each: 1, add: 2}",
            "{each: 0.7, take: 1, most: 2}",
            "[{each: 2, add: 1.5, until: 9}, {each: 1, take: 0.25}]",
        )
        below = self.one(
            "{each: 1, take: 1}",
            "{each: 0.3, add: 2, until: -4}",
            "[{each: 1, take: x, until: -2}, {each: 1, take: 1, most: 4}]",
        )
        return (
            f"points: 3, steps: {{of: '{self.number()}', from: '{self.one('5', 'y', 'middle')}', start: '{self.one('3', 'gap', 'full_points')}', "
            f"above: {above}, below: {below}, part_step: {self.one('ignored', 'counted', 'rounded_up')}}}{self.limits()}"
        )

    def tiers_of_members(self) -> str:
        """Tiers whose borders a table of the document has, some of them blank for a group."""
        border = self.one(("at_least", "below"), ("more_than", "below"), ("at_most", "above"), ("less_than", "above"))
        column, give = self.one(("knot_of", "'worth + x'"), ("step_of", "worth"), ("step_of", "gap"))
        return (
            f"tiers: {{of: '{self.number()}', over: place, {border[0]}: {column}, give: {give}, "
            f"{border[1]}: {self.tier()}}}{self.limits()}"
        )

    def interpolate(self) -> str:
        ends = f"below: {self.one('end', '0', 'gap')}, above: {self.one('end', '9', 'x')}"
        if self.random.random() < 0.3:
            return f"interpolate: {{of: '{self.number(1)}', over: place, at: knot, give: worth, {ends}}}"
        return (
            f"interpolate: {{of: '{self.number()}', through: {{-2: {self.tier()}, 1.5: {self.tier()}, 6: 4}}, {ends}}}"
        )

    def fold_rows(self) -> str:
        where = self.one("", f", where: '{self.one(*ROW_TRUTHS)}'")
        once = self.one("", "", ", once_per: title, keep: highest", ", once_per: title, keep: lowest")
        of = self.one(*ROWS[:-1])
        return self.one(
            f"sum: {{over: projects, of: '{of}'{where}{self.options()}{once}}}{self.limits()}",
            f"{self.one(*OF_NUMBERS[1:])}: {{over: projects, of: '{of}'{where}{self.options()}{once}, if_none: {self.one('1', 'gap', 'x')}}}",
            f"percentile: {{over: projects, of: '{of}', at: {self.one('0%', '30%', '75%', '100%')}{self.options()}}}",
            f"{self.one('sum', 'mean')}: {{over: projects, of: '{of}', weight: x + 1{self.left()}}}",
            f"count: {{over: projects{where}}}",
            f"count: {{over: projects{where}, once_per: title}}",
            f"any: {{over: projects{where}}}",
            f"{self.one('any', 'all', 'share')}: {{over: projects, of: '{self.one(*ROW_TRUTHS)}'}}",
            f"names: {{over: projects, of: title{where}, once_per: title, join: ；}}",
            f"{self.one('mean', 'sum', 'median', 'lowest')}: {{over: marks, of: given{self.options()}, where: '{self.one('given > 3', 'flag', 'given > x')}'}}",
        )

    def fold_units(self) -> str:
        within, where = self.within(), self.where()
        return self.one(
            f"{self.one(*OF_NUMBERS)}: {{over: unit, of: '{self.number()}', within: {within}{where}{self.options()}}}",
            f"mean: {{over: unit, of: '{self.number()}'{where}, weight: y + 1, if_none: x{self.left()}}}",
            f"share: {{over: unit, of: '{self.truth()}', within: {within}}}",
            f"count: {{over: unit, where: '{self.one(*SURE)}', within: {within}}}",
            f"names: {{over: unit, where: '{self.one(*SURE)}', within: {within}}}",
            f"percentile: {{over: unit, of: '{self.number(1)}', at: 30%, within: {within}{where}{self.options()}}}",
        )

    def fold_list(self) -> str:
        of = self.one(*EACH)
        weight = self.one("", ", weight: [1, 2, 3]", ", weight: {so2: 50%, 尘: 20%, o3: 30%}", ", weight: weight_of")
        where = self.one(
            "", "", ", where: item != main", ", where: 'if_absent(w, 0) > 2'", ", where: 'flag or item == \"pm\"'"
        )
        return self.one(
            f"{self.one('sum', 'mean')}: {{over: item, of: '{of}'{weight}{where}{self.left()}}}",
            f"{self.one(*OF_NUMBERS)}: {{over: item, of: '{of}'{where}{self.options()}}}",
            f"{self.one('any', 'all', 'share')}: {{over: item, of: '{self.one('c > x', 'w > 2', 'item == main')}'{where}}}",
            f"count: {{over: item{where or ', where: c > 3'}}}",
            f"names: {{over: item{where}}}",
            f"sum: {{over: place, of: points_for, where: 'place <= order'{self.options()}}}",
        )

    def fold_named(self) -> str:
        a, b, c = (self.number(1) for _ in range(3))
        return self.one(
            f"{self.one(*OF_NUMBERS)}: {{over: ['{a}', '{b}', '{c}']{self.options()}}}",
            f"percentile: {{over: ['{a}', '{b}', '{c}'], at: {self.one('0%', '30%', '100%')}{self.options()}}}",
            f"{self.one('sum', 'mean')}: {{over: ['{a}', '{b}'], weight: [2, 3]{self.left()}}}",
            f"mean: {{over: {{'{a}': 3, 4: 'y + 2'}}{self.left()}}}",
            f"{self.one('any', 'all', 'share')}: {{over: ['{self.truth()}', '{self.truth()}']{self.left()}}}",
        )

    def fold_periods(self) -> str:
        of = self.one("x", "y", "gap", "middle", "some", "c(so2)")
        return self.one(
            f"{self.one('sum', 'highest', 'lowest', 'mean')}: {{over: quarter, of: {of}, so_far: year{self.left()}}}",
            f"per: half_year, {self.one(*OF_NUMBERS)}: {{over: quarter, of: {of}, where: '{self.one('x > 3', 'flag')}'{self.left()}}}",
            f"per: year, {self.one(*OF_NUMBERS)}: {{over: quarter, of: {of}{self.left()}{self.one('', ', best: 2', ', drop: {highest: 1}')}}}",
            "per: half_year, count: {over: quarter, where: x > 3}",
            f"{self.one(*OF_NUMBERS)}: {{over: year, years: {self.one('{from: 2021, to: 2022}', '{from: 2022, to: 2023}')}, of: {of}{self.left()}}}",
            "sum: {over: year, years: {from: 2021, to: 2022}, of: y, where: x > 3, weight: [1, 2], absent: left_out}",
            "per: year, sum: {over: projects, of: 'size / 1 亿元'}",
            "per: half_year, count: {over: projects, once_per: title}",
        )

    def fold_days(self) -> str:
        of = self.one("d", "d", "if_absent(d, 1)", "d * day", "d + month")
        where = self.one("", "", ", where: 'if_absent(d > 3, no)'", ", where: 'day <= 28'")
        per = self.one("quarter", "quarter", "half_year", "year")
        return self.one(
            f"per: {per}, {self.one(*OF_NUMBERS[:-1])}: {{over: day, of: '{of}', absent: left_out{where}}}",
            f"per: {per}, count: {{over: day, where: 'if_absent(d > {self.one('0', '4')}, no)'}}",
            f"per: quarter, {self.one('sum', 'highest', 'mean')}: {{over: month, of: in_month{self.left()}}}",
            f"per: {per}, {self.one(*OF_NUMBERS[:-1])}: {{over: day, of: '{of}', so_far: year, absent: left_out}}",
            "per: quarter, sum: {over: day, of: d}",
        )

    def common(self) -> str:
        """A value for nobody: one for all units."""
        return self.one(
            "sum: {over: town, of: 'x + y'}",
            f"{self.one('mean', 'median', 'highest')}: {{over: town, of: gap{self.left()}, if_none: 2}}",
            f"mean: {{over: town, of: 'x'{self.one('', ', where: flag', ', weight: y + 1')}}}",
            "count: {over: town, where: 'x > y'}",
            f"formula: '{self.one('whole * 2 + quarter', 'top - whole', 'whole / 2 if top > 5 else year - 2000')}'",
            "tiers: {of: whole, at_least: {40: 9, 20: top}, below: 1}",
            "first: [{when: top > 10, give: 3}, {otherwise: whole}]",
        )

    def compared(self) -> str:
        then = self.one(
            "",
            "",
            ", then: [y]",
            ", then: [{lowest: rate}, x, gap]",
            ", then: [{each: item, of: c}]",
            ", then: [{each: item, lowest: c}, y]",
        )
        of, within, where = self.one(self.number(), "x", "x", "money", "some"), self.within(), self.where()
        first = self.one("", ", first: lowest")
        return self.one(
            f"rank: {{of: '{of}', within: {within}{where}{then}{first}, ties: {self.one('competition', 'dense')}}}",
            f"last_place: {{of: '{of}', within: {within}{where}{then}}}",
            f"efficacy: {{of: '{of}', within: {within}{where}, base: 6, span: 4, when_equal: '{self.one('10', 'gap')}'}}",
            f"where: '{self.one(*SURE)}', rank: {{of: '{of}', within: {within}, ties: competition}}",
            self.quota(of, within, where, first, then),
        )

    def quota(self, of: str, within: str, where: str, first: str, then: str) -> str:
        seats = self.one(
            f"ratio: {self.one('3:6:1', '1:1:1', '1:2:0')}, rounding: {self.one('largest_remainder', 'half_up', 'floor')}",
            f"seats: {self.one('[1, rest, 1]', '[2, 1, rest]', '[rest, 1, 0]')}",
        )
        apart = self.one(
            "", f", except: {{when: {self.one('flag', 'x > 9')}, grade: 丁, counted: {self.one('yes', 'no')}}}"
        )
        return (
            f"quota: {{of: '{of}', within: {within}{where}{first}{then}, grades: [甲, 乙, 丙], {seats}, "
            f"border: {self.one('first', 'last')}, ties: {self.one('competition', 'dense')}{apart}}}"
        )

    def each(self) -> str:
        of = self.one("c + x", "weight_of * c", "w + 1", "position(item) * y", "if_absent(w, c(main))", "c - c(pm)")
        return "each: item, " + self.one(
            f"formula: '{of}'{self.limits()}",
            f"rank: {{of: '{of}', within: {self.within()}, ties: dense}}",
            self.among_members(of),
            self.among_members(of),
            f"by: item, cases: {{so2: {self.tier()}, 臭氧: '{of}'}}, otherwise: x",
            "count: {over: projects}",
            f"{self.one('sum', 'mean')}: {{over: projects, of: 'size / 1 亿元'}}",
            f"where: '{self.one(*OF_ITEM)}', formula: '{of}'",
            f"tiers: {{of: '{of}', at_least: {{8: 3, 4: 1}}, below: 0}}",
        )

    def among_members(self, of: str) -> str:
        """What compares the members of a list."""
        where = self.one("", ", where: present(w)", f", where: '{self.one(*OF_ITEM)}'")
        then = self.one("", "", ", then: [w]", ", then: [{lowest: c}, x]")
        first, ties = self.one("", ", first: lowest"), self.one("competition", "dense")
        exists = self.one("", "", f"where: '{self.one(*OF_ITEM)}', ")
        within = self.one("all", "all", "c > x", "[gap]", "[flag, c > 5]")
        group = f"of: '{of}', over: item, within: {within}{where}"
        together = f"of: '{of}', over: [unit, item], within: {self.one(within, 'group', 'item')}{where}"
        seats = self.one(
            "ratio: 1:2:1, rounding: largest_remainder", "seats: [1, rest, 1]", "ratio: 2:1:1, rounding: floor"
        )
        apart = self.one(
            "", "", f", except: {{when: '{self.one('c > 7', 'flag')}', grade: 丁, counted: {self.one('yes', 'no')}}}"
        )
        border = self.one("first", "last")
        return exists + self.one(
            f"rank: {{{group}{first}{then}, ties: {ties}}}",
            f"rank: {{{together}{first}{then}, ties: {ties}}}",
            f"last_place: {{{group}{then}}}",
            f"efficacy: {{{group}, base: 6, span: 4, when_equal: {self.one('10', 'gap')}}}{self.limits()}",
            f"quota: {{{group}{first}{then}, grades: [甲, 乙, 丙], {seats}, border: {border}, ties: {ties}{apart}}}",
        )

    def words(self) -> str:
        return self.one(
            f"list: grade, tiers: {{of: '{self.number(1)}', at_least: {{7: 优秀, 3: good}}, below: bad}}",
            "list: grade, formula: '(lower(level, 1))'",
            f"tiers: {{of: '{self.number(1)}', at_least: {{7: 一等, 3: 二等}}, below: 三等}}",
            "list: grade, first: [{when: flag, give: (level)}, {otherwise: 不合格}]",
        )

    def parts(self, number: int) -> str:
        combine = self.one("", ", combine: mean", ", combine: product")
        weights = self.one("", ", weight: 2") if not combine.endswith("product") else ""
        wheres = self.one("", f", where: '{self.one(*SURE)}'")
        return (
            f"parts: [{{id: p{number}, formula: '{self.number()}'{weights}}}, "
            f"{{id: q{number}{wheres}, formula: '{self.number(1)}'{weights}}}]{combine}{self.limits()}"
        )

    def policy(self) -> str:
        """A whole policy with a few scores."""
        makers: list[Callable[[], str]] = [
            self.formula,
            self.condition,
            self.real,
            self.tiers,
            self.choice,
            self.points,
        ]
        makers += [
            self.steps,
            self.interpolate,
            self.tiers_of_members,
            self.fold_rows,
            self.fold_rows,
            self.fold_units,
            self.fold_list,
        ]
        makers += [self.fold_named, self.fold_periods, self.compared, self.compared, self.each, self.words]
        makers += [self.fold_days]
        lines = []
        for number in range(self.random.randint(3, 7)):
            made = self.random.choice([*makers, lambda number=number: self.parts(number)])()
            points = "" if "points:" in made or "full_points" not in made else "points: 4, "
            made = made if "parts:" not in made else made.replace("full_points", "7")
            lines.append(f"  - {{id: s{number}, name: 得分{number}, for: town, {points}{made}}}\n")
        common = f"  - {{id: common, name: 全县的, {self.common()}}}\n"
        made = HEAD.replace("scores:\n", f"{common}scores:\n") + "".join(lines)
        if not self.units_go:
            return made
        made = made.replace(LISTED, FROM_DATA).replace("tables:\n", f"tables:\n{REGISTER}")
        return made.replace("(乙镇)", '("乙镇")').replace("unit != 甲镇", 'unit != "甲镇"')

    def data(self) -> dict[str, str]:
        """Files of data that fit HEAD."""
        pick, number = self.random.choice, self.random.randint
        figures = ["单位,期间,数甲,数乙,完成率,投资,缺项,通报,类别,主项,硫,尘,臭氧"]
        items, visits, projects, marks = (
            ["单位,期间,指标,数量,件数"],
            ["单位,期间,走访户,余户"],
            ["单位,期间,名称,规模,评分,关于"],
            ["单位,期间,评分人,分数"],
        )
        for period in QUARTERS:
            for unit in UNITS:
                cells = [number(0, 12), number(0, 12), number(500, 1000) / 10, number(0, 60) / 10, pick(("", "1", "4"))]
                cells += [
                    pick("是否"),
                    pick("高低"),
                    pick(("so2", "尘", "o3")),
                    number(0, 9),
                    number(0, 9),
                    number(0, 9),
                ]
                figures.append(",".join(map(str, [unit, period, *cells])))
                for item in ("硫", "pm", "臭氧"):
                    if item == "硫" or number(0, 3):
                        own = pick(("1", "2", "5") if item == "硫" else ("", "1", "2", "5"))
                        items.append(f"{unit},{period},{item},{own},{number(0, 9)}")
                if number(0, 3) or unit == UNITS[-1]:
                    visits.append(f"{unit},{period},{number(0, 9)},{pick(('', '1', '4'))}")
                for title in (pick(("灯展", "花展", "书市")) for _ in range(number(0, 3))):
                    projects.append(
                        f"{unit},{period},{title},{number(0, 40) / 10},{pick(('', *'0123456789'))},{pick(('', 'so2', '尘'))}"
                    )
                for who in ("张", "李", "王")[: number(1, 3)]:
                    marks.append(f"{unit},{period},{who},{number(0, 10)}")
        daily, gone = ["单位,期间,日数"], {(pick(UNITS), pick(DAYS)) for _ in range(2)}
        for day in DAYS:
            daily += [f"{unit},{day},{number(0, 9)}" for unit in UNITS if (unit, day) not in gone]
        plan = ["单位,期间,任务", *(f"{unit},{year},{number(1, 20)}" for year in (2021, 2022) for unit in UNITS)]
        tables = {
            "数据": figures,
            "分项": items,
            "走访": visits,
            "项目": projects,
            "打分": marks,
            "年度计划": plan,
            "日报": daily,
        }
        if self.units_go:
            groups = zip(UNITS, ("一组", "一组", "一组", "二组", "二组"), strict=True)
            tables["名册"] = ["单位,期间,组", *(f"{unit},{q},{group}" for unit, group in groups for q in QUARTERS)]
            gone = tuple(f"{UNITS[-1]},{when}" for when in (QUARTERS[-1], "2022-04", "2022-05"))
            tables = {name: [row for row in rows if not row.startswith(gone)] for name, rows in tables.items()}
        return {f"{name}.csv": "\n".join(lines) + "\n" for name, lines in tables.items()}

    def unsent(self, files: dict[str, str]) -> dict[str, str]:
        """The same with a few of the figures that have to be there not sent yet."""
        found = dict(files)
        for _ in range(self.random.randint(1, 4)):
            name, heads = self.random.choice(REQUIRED)
            first, *rows = found[f"{name}.csv"].splitlines()
            if rows:
                row, head = self.random.randrange(len(rows)), self.random.choice(heads)
                cells = rows[row].split(",")
                cells[first.split(",").index(head)] = ""
                rows[row] = ",".join(cells)
                found[f"{name}.csv"] = "\n".join([first, *rows]) + "\n"
        return found

    def sent(self, files: dict[str, str]) -> dict[str, str]:
        """The same when what is missing has come."""
        found = {}
        for name, text in files.items():
            first, *rows = text.splitlines()
            heads = first.split(",")
            for number, row in enumerate(rows):
                cells = [
                    str(FIGURES[head](self.random)) if not cell and head in FIGURES else cell
                    for head, cell in zip(heads, row.split(","), strict=True)
                ]
                rows[number] = ",".join(cells)
            found[name] = "\n".join([first, *rows]) + "\n"
        return found
