"""What holds for any formula: it means what Python means by it, nothing is lost, and the reader never fails."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st
from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.language.formula import read_formula
from kaohe.source_places import Place, Source

from tests.language.fake_scope import FakeScope, Value, read, value

NAMES = ("x", "y", "z", "完成率")

# An expression is written twice: as a formula, and for Python's own evaluator over Fractions. `level` says how
# tightly its outermost operator holds, so that brackets are written where they are due (and sometimes where not).
Written = tuple[str, str, int]
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, MINUS, LEAF = range(9)


def _within(part: Written, least: int, more: bool) -> str:
    text, _, level = part
    return f"({text})" if more or level < least else text


def _python(part: Written) -> str:
    return f"({part[1]})"


def numbers() -> st.SearchStrategy[Written]:
    whole = st.integers(0, 99).map(lambda n: (str(n), f"Fraction({n})", LEAF))
    decimal = st.integers(0, 999).map(lambda n: (f"{n // 100}.{n % 100:02}", f"Fraction({n}, 100)", LEAF))
    name = st.sampled_from(NAMES).map(lambda n: (n, n, LEAF))
    return st.recursive(st.one_of(whole, decimal, name), _larger_numbers, max_leaves=12)


@st.composite
def _joined(draw: st.DrawFn, parts: st.SearchStrategy[Written]) -> Written:
    sign = draw(st.sampled_from("+-*/"))
    level = SUM if sign in "+-" else PRODUCT
    left, right, more = draw(parts), draw(parts), draw(st.booleans())
    # Right of + and - no minus may begin, at whatever depth of the product that stands there.
    bracketed = more or (level == SUM and right[0].startswith("-"))
    text = f"{_within(left, level, more)} {sign} {_within(right, level + 1, bracketed)}"
    if sign == "/":
        return text, f"divided({_python(left)}, {_python(right)})", level
    return text, f"{_python(left)} {sign} {_python(right)}", level


@st.composite
def _larger(draw: st.DrawFn, parts: st.SearchStrategy[Written]) -> Written:
    kind = draw(st.sampled_from(["minus", "min", "max", "choice"]))
    one, other, more = draw(parts), draw(parts), draw(st.booleans())
    if kind == "minus":
        return f"-{_within(one, LEAF, more)}", f"-{_python(one)}", MINUS
    if kind == "choice":
        sign = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
        condition = f"{_within(one, SUM, more)} {sign} {_within(other, SUM, more)}"
        text = f"{_within(one, OR, more)} if {condition} else {other[0]}"
        return text, f"{_python(one)} if {_python(one)} {sign} {_python(other)} else {_python(other)}", CHOICE
    return f"{kind}({one[0]}, {other[0]})", f"{kind}({one[1]}, {other[1]})", LEAF


def _larger_numbers(parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.one_of(_joined(parts), _larger(parts))


@st.composite
def _chain(draw: st.DrawFn) -> Written:
    terms = draw(st.lists(numbers(), min_size=2, max_size=4))
    signs = [draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="])) for _ in terms[1:]]
    text, python = _within(terms[0], SUM, False), _python(terms[0])
    for sign, term in zip(signs, terms[1:], strict=True):
        text, python = f"{text} {sign} {_within(term, SUM, False)}", f"{python} {sign} {_python(term)}"
    return text, python, COMPARISON


@st.composite
def _conditions(draw: st.DrawFn, parts: st.SearchStrategy[Written]) -> Written:
    kind, more = draw(st.sampled_from(["and", "or", "not"])), draw(st.booleans())
    if kind == "not":
        one = draw(parts)
        return f"not {_within(one, NOT, more)}", f"not {_python(one)}", NOT
    level = AND if kind == "and" else OR
    terms = draw(st.lists(parts, min_size=2, max_size=3))
    # In a series of equals, `(a and b) and c` needs its brackets no more than it has them; both mean the same.
    return (
        f" {kind} ".join(_within(term, level, more) for term in terms),
        f" {kind} ".join(_python(term) for term in terms),
        level,
    )


def conditions() -> st.SearchStrategy[Written]:
    return st.recursive(_chain(), _conditions, max_leaves=5)


def divided(one: Fraction, other: Fraction) -> Fraction:
    return Fraction(one) / other


def agrees(written: Written, row: dict[str, Value]) -> None:
    text, python, _ = written
    if len(text) > 2000:
        return
    try:
        expected = eval(python, {"Fraction": Fraction, "divided": divided, "min": min, "max": max, **row})
    except ZeroDivisionError:
        return
    assert value(read(text, " ".join(NAMES)), row) == expected


ROWS = st.fixed_dictionaries({name: st.fractions(-9, 9, max_denominator=8) for name in NAMES})


@settings(max_examples=75, deadline=None)
@given(numbers(), ROWS)
def test_numbers_mean_what_python_means(written: Written, row: dict[str, Value]) -> None:
    agrees(written, row)


@settings(max_examples=75, deadline=None)
@given(conditions(), ROWS)
def test_conditions_mean_what_python_means(written: Written, row: dict[str, Value]) -> None:
    agrees(written, row)


@settings(max_examples=75, deadline=None)
@given(st.one_of(numbers(), conditions()))
def test_no_operand_is_lost(written: Written) -> None:
    findings, scope = Findings(), FakeScope(set(NAMES))
    root = read_formula(written[0], Place(Source("p"), 1, 1), scope, findings)
    if root is None:
        assert findings.all
        return
    kept = [(node.place.column, node.column) for node in tree.walk(root) if isinstance(node, tree.Column)]
    assert len(kept) == len(scope.asked)
    assert [name for _, name in sorted(kept)] == scope.asked
    assert len(scope.asked) == sum(written[0].count(name) for name in NAMES) - written[0].count("max")


PIECES = st.sampled_from(
    [
        *(
            "x",
            "完成率",
            "1",
            "0.5",
            "15%",
            "2亿元",
            "2 亩",
            "'a'",
            "table.x",
            "yes",
            "none",
            "and",
            "or",
            "not",
            "if",
            "else",
        )
    ]
    + [*'(),+-*/<=.%％×，（）“²＝\n\t\u3000\u200b#;[{!&\\"🙂１', "==", "<=", "..", "**", "//", "min(", "max(", "round("]
    + ["lambda", "True", "0x1", "1e5", "f'", "\ud800"]
)


def told_or_read(text: str) -> None:
    findings, scope = Findings(), FakeScope({"x", "完成率"})
    root = read_formula(text, Place(Source("p", text), 1, 1), scope, findings)
    assert (root is None) == bool(findings.all or scope.unknown)
    for finding in findings.all:
        for language in ("zh", "en"):
            told = finding.message(language) + finding.mend(language)
            assert told
            assert told.isprintable()
        assert finding.place is not None
        assert 1 <= finding.place.column <= len(text) + 1


@settings(max_examples=250, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES).map(" ".join)))
@example("(" * 1999)
@example("not " * 499 + "x")
@example("x if x else " * 160 + "x")
@example("-(" * 900)
@example("min(x," * 300)
def test_any_text_is_read_or_refused(text: str) -> None:
    told_or_read(text)
