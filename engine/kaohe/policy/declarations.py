"""What a policy declares beside tables and rules: units, clauses, questions, notes, and measures of its own.

`units` says who is appraised, `clauses` what became of each clause of the document, `questions` and `notes` what its
wording leaves open, `measures` a count word (床位), or so many times of another measure (标箱 of 箱).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import cast

from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language import nodes
from kaohe.language.measures import Measure, known_words, measure, own_measure, own_measures
from kaohe.language.nodes import Node, Scalar, text_of, texts_of
from kaohe.language.periods import PeriodLevel
from kaohe.lazy import replace
from kaohe.policy.model import Citation, Clause, Group, Member, Note, Policy, Question, Table, UnitType
from kaohe.source_places import Place


def read_units(section: nodes.Mapping, findings: Findings) -> dict[str, UnitType]:
    """The unit types; a unit listed twice, by name or alias, is a finding (K227)."""
    return {name: _unit_type(entry.key, entry.value, findings) for name, entry in section.entries.items()}


def _unit_type(id_: Scalar, written: Node, findings: Findings) -> UnitType:
    assert isinstance(written, nodes.Mapping)
    members: dict[str, Member] = {}
    groups: dict[str, Group] = {}
    listed = written.get("groups")
    for name, entry in listed.entries.items() if isinstance(listed, nodes.Mapping) else ():
        assert isinstance(entry.value, nodes.Mapping)
        groups[name] = Group(name, text_of(entry.value, "name") or name, text_of(entry.value, "clause"))
        _add(members, _members(entry.value.get("members"), name), findings)
    _add(members, _members(written.get("members"), None), findings)
    source = text_of(written, "from")
    if not members and source is None:
        findings.add("K242", id_.place, name=id_.text)
    return UnitType(
        id_.text,
        text_of(written, "name") or id_.text,
        cast(PeriodLevel, text_of(written, "period")),
        id_.place,
        text_of(written, "clause"),
        members,
        groups,
        source,
        text_of(written, "group"),
    )


def _members(listed: Node | None, group: str | None) -> Iterator[Member]:
    for item in listed.items if isinstance(listed, nodes.Sequence) else ():
        if isinstance(item, Scalar):
            yield Member(item.text, item.place, group)
        elif isinstance(item, nodes.Mapping):
            name = item.entries["name"].value
            yield Member(
                name.text if isinstance(name, Scalar) else "",
                name.place,
                group,
                texts_of(item, "alias"),
                texts_of(item, "lead"),
                texts_of(item, "responsible"),
                text_of(item, "reports_to"),
                text_of(item, "note"),
            )


def _add(members: dict[str, Member], more: Iterator[Member], findings: Findings) -> None:
    taken = {name for member in members.values() for name in (member.name, *member.aliases)}
    for member in more:
        for name in (member.name, *member.aliases):
            if name in taken:
                findings.add("K227", member.place, name=name)
            taken.add(name)
        members.setdefault(member.name, member)


def check_sources(
    section: nodes.Mapping, unit_types: dict[str, UnitType], tables: Mapping[str, Table], findings: Findings
) -> None:
    """K223 a table of units that is not there, K245 a column of groups that it has not; such a type has no units."""
    for unit_type in list(unit_types.values()):
        if unit_type.source_table is None:
            continue
        written = section.entries[unit_type.id].value
        assert isinstance(written, nodes.Mapping)
        table = tables.get(unit_type.source_table)
        column = unit_type.group_column
        if table is None:
            near = nearest(unit_type.source_table, tables)
            findings.add("K223", written.entries["from"].value.place, name=unit_type.source_table, suggestion=near)
        elif column is not None and column not in table.columns:
            near = nearest(column, table.columns)
            findings.add("K245", written.entries["group"].value.place, name=column, suggestion=near)
        elif column is not None and table.columns[column].type not in ("text", "name", "choice"):
            kinds = {"found": Words("数", "a number"), "wanted": Words("文字", "a text")}
            write = Words("分组写文字列或选择列。", "name a column of texts or choices.")
            findings.add("K407", written.entries["group"].value.place, **kinds, write=write)
        else:
            continue
        unit_types[unit_type.id] = replace(unit_type, source_table=None, group_column=None)


# Where `clause` may stand, down from the top (* is each of several), and whether what cites it there is calculated.
_CITING = {
    ("units", "*"): False,
    ("units", "*", "groups", "*"): False,
    ("tables", "*", "let", "*"): True,
    ("questions", "*"): False,
    ("notes", "*"): False,
    ("methods", "*"): True,
    ("values", "*"): True,
    ("scores", "*"): True,
    ("targets", "list", "*"): True,
    ("assert", "*"): True,
    ("adjustments", "*"): False,
    ("examples", "*"): False,
}
BETWEEN = "、"
"""What stands between two clauses that are cited together."""


def read_clauses(section: Node | None) -> Iterator[Clause]:
    """The clauses of the document: encoded, not computable, or open."""
    for name, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        place = entry.key.place
        if not isinstance(entry.value, nodes.Mapping):
            yield Clause(name, "encoded", place)
        elif "open" in entry.value.entries:
            yield Clause(name, "open", place, text_of(entry.value, "open") or "")
        else:
            yield Clause(name, "not_computable", place, text_of(entry.value, "not_computable") or "")


def read_citations(root: nodes.Mapping) -> Iterator[Citation]:
    """Every clause that is cited, several in one text each by itself, with its own place."""
    for path, is_rule in _CITING.items():
        for entry in _entries(root, path):
            written = entry.get("clause")
            if isinstance(written, Scalar):
                offset = 0
                for clause in written.text.split(BETWEEN):
                    yield Citation(clause, written.at(offset, len(clause)), is_rule, path[0])
                    offset += len(clause) + len(BETWEEN)


# A number goes on in signs of its own kind: 三1 and 三10 are two clauses, and so are 一 and 一二; 三（一） is under 三.
_KINDS = ("0123456789", "０１２３４５６７８９", "〇零一二三四五六七八九十百", "abcdefghijklmnopqrstuvwxyz")


def cites(cited: str, clause: str) -> bool:
    """Whether a citation is of the clause or of something under it."""
    if not cited.startswith(clause):
        return False
    joint = cited[len(clause) - 1 : len(clause) + 1].lower()
    return len(joint) < 2 or not any(joint[0] in kind and joint[1] in kind for kind in _KINDS)


def repealed_clauses(base: nodes.Mapping, root: nodes.Mapping) -> dict[str, tuple[Place, ...]]:
    """The encoded clauses of a base that nothing cites any more once it is amended, with where it cited them."""
    now, before = ([each for each in read_citations(each) if each.section != "examples"] for each in (root, base))
    found = {}
    for clause in read_clauses(base.get("clauses")):
        lost = tuple(each.place for each in before if cites(each.clause, clause.id))
        if clause.fate == "encoded" and lost and not any(cites(each.clause, clause.id) for each in now):
            found[clause.id] = lost
    return found


def repealed_by(policy: Policy, base: Policy) -> Iterator[Clause]:
    """The clauses of the base that the policy repeals, with the change that does."""
    repealed = repealed_clauses(base.text.root, policy.text.root)
    for clause in base.clauses:
        if clause.id in repealed:
            lost = repealed[clause.id]
            by = next((each for each in policy.text.amendments if each.gone.intersection(lost)), None)
            yield replace(clause, fate="repealed", words="" if by is None else f"{by.clause} {by.say}")


def _entries(node: Node | None, path: Sequence[str]) -> Iterator[nodes.Mapping]:
    """The mappings at a path, the parts of scores with them."""
    if not path:
        if isinstance(node, nodes.Mapping):
            yield node
            yield from _entries(node.get("parts"), ("*",))
    elif path[0] != "*":
        yield from _entries(node.get(path[0]) if isinstance(node, nodes.Mapping) else None, path[1:])
    elif isinstance(node, nodes.Mapping):
        for entry in node.entries.values():
            yield from _entries(entry.value, path[1:])
    elif isinstance(node, nodes.Sequence):
        for item in node.items:
            yield from _entries(item, path[1:])


def read_questions(section: Node | None) -> dict[str, Question]:
    """The open questions with every reading; the first is the default."""
    found = {}
    for name, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        assert isinstance(entry.value, nodes.Mapping)
        readings = entry.value.entries["readings"].value
        assert isinstance(readings, nodes.Mapping)
        words = {word: r.value.text for word, r in readings.entries.items() if isinstance(r.value, Scalar)}
        ask, clause, note = (text_of(entry.value, word) for word in ("ask", "clause", "note"))
        found[name] = Question(name, ask or "", words, entry.key.place, clause, note, text_of(entry.value, "about"))
    return found


def read_notes(section: Node | None) -> Iterator[Note]:
    """Questions for the drafters that have no other computed reading."""
    for item in section.items if isinstance(section, nodes.Sequence) else ():
        assert isinstance(item, nodes.Mapping)
        yield Note(text_of(item, "ask") or "", item.place, text_of(item, "clause"), text_of(item, "read_as"))


def bound_readings(policy: Policy, chosen: Mapping[str, str], findings: Findings) -> dict[str, str]:
    """A reading for every question: the chosen one or the default. C201 unknown question, C202 unknown reading."""
    for question, reading in chosen.items():
        if question not in policy.questions:
            findings.add("C201", None, question=question, suggestion=nearest(question, policy.questions))
        elif reading not in policy.questions[question].readings:
            known = policy.questions[question].readings
            findings.add(
                "C202", None, question=question, reading=reading, known=tuple(known), suggestion=nearest(reading, known)
            )
    return {id_: chosen.get(id_, question.default) for id_, question in policy.questions.items()}


def question_asked(questions: Mapping[str, Question], find: Callable[..., None], written: nodes.Mapping) -> str:
    """The question whose `reading` decides; "" after K224 where there is none of that id."""
    id_ = written.entries["reading"].value
    text = id_.text if isinstance(id_, Scalar) else ""
    if text not in questions:
        find("K224", id_.place, name=text, suggestion=nearest(text, questions))
        return ""
    return text


def check_readings(
    questions: Mapping[str, Question], find: Callable[..., None], asked: str, cases: nodes.Mapping
) -> None:
    """Every reading has its case (K226), and no case is of an unknown reading (K225)."""
    readings = questions[asked].readings if asked else {}
    for word, entry in cases.entries.items():
        if asked and word not in readings:
            find("K225", entry.key.place, name=word, question=asked, suggestion=nearest(word, readings))
    missing = [reading for reading in readings if reading not in cases.entries]
    if missing:
        find("K226", cases.place, question=asked, missing=tuple(missing))


Written = tuple[str | None, Fraction]
"""What a measure is of, None for a count word, and how many times of that one makes."""


def written_measures(section: Node | None) -> dict[str, Written]:
    """Each own measure as the file has it."""
    found: dict[str, Written] = {}
    for word, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        assert isinstance(entry.value, nodes.Mapping)
        of, times = entry.value.get("of"), entry.value.get("times")
        factor = Fraction(Decimal(times.text)) if isinstance(times, Scalar) else Fraction(1)
        found[word] = (of.text if isinstance(of, Scalar) else None, factor)
    return found


def read_measures(section: Node | None, findings: Findings) -> dict[str, Measure]:
    """The own measures, each of those before it too. K297 for a known one, K298 for `times` of nothing, K246."""
    found: dict[str, Measure] = {}
    written = written_measures(section)
    for word, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        assert isinstance(entry.value, nodes.Mapping)
        of, times = written[word]
        with own_measures(found):
            if measure(word) is not None:
                findings.add("K297", entry.key.place, word=word)
            elif of is None and "times" in entry.value.entries:
                findings.add("K298", entry.value.entries["times"].key.place, word=word)
            elif (own := own_measure(word, of, times)) is not None:
                found[word] = own
            else:
                place = entry.value.entries["of"].value.place
                findings.add("K246", place, word=of, suggestion=nearest(of or "", known_words()))
    return found


def in_force(written: Mapping[str, Written]) -> dict[str, Measure]:
    """The measures of a policy that was found sound."""
    found: dict[str, Measure] = {}
    for word, (of, times) in written.items():
        with own_measures(found):
            own = own_measure(word, of, times)
        if own is not None:
            found[word] = own
    return found
