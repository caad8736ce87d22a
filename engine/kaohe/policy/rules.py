"""Reads a rule of the policy into the tree: finds its keyword, and lets that lower it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from math import prod

from kaohe.diagnostics import few, nearest
from kaohe.language import nodes
from kaohe.language.formula import read_formula
from kaohe.language.formula_scope import MOST_LEVELS, Function, is_too_deep
from kaohe.language.nodes import text_of
from kaohe.language.periods import PeriodLevel
from kaohe.language.tree import (
    Absent,
    And,
    Cases,
    Key,
    Neg,
    Node,
    Number,
    Or,
    Reading,
    Ref,
    Step,
    Text,
    Truth,
    Unknown,
    walk,
)
from kaohe.language.vocabulary import FULL_POINTS
from kaohe.lazy import dataclass, replace
from kaohe.policy.bare_words import is_bare_word, is_quoted, member_words, results_of
from kaohe.policy.declarations import check_readings, question_asked
from kaohe.policy.fold_sets import FoldSets
from kaohe.policy.formula_names import NamesOfFormula
from kaohe.policy.lists import ClosedList
from kaohe.policy.scope import scope_of
from kaohe.source_places import Place
from kaohe.words import KEYWORDS
from kaohe.words.cap_floor_round import limited
from kaohe.words.formula_and_parts import (
    FOLD_FUNCTIONS,
    FORMULA,
    FUNCTIONS,
    METHOD,
    FormulaRoles,
    MemberRoles,
    MethodRoles,
)
from kaohe.words.lowering import InMember, printed_points

_LISTED = 8

MOST_ELEMENTS = 10_000
"""Of members over which the rules of a policy are folded, all together."""
MOST_CALLS = 5_000
"""Calls of own methods with different arguments, those inside of others included."""


@dataclass(frozen=True)
class RuleReader(FoldSets):
    """Reads rules where `scope` holds; it is the Context that keywords ask, and the Scope that formulas ask."""

    points: Node | None = None
    clause: str | None = None
    calling: tuple[str, ...] = ()
    where: Node | None = None
    per: PeriodLevel | None = None
    where_written: nodes.Node | None = None

    # What keywords ask (kaohe.words.lowering.Context)

    def rule(self, written: nodes.Node) -> Node:
        """A formula, or a mapping with one keyword (K230 none, K231 two), limited by cap, floor and round."""
        if isinstance(written, nodes.Scalar):
            return self.scope.result_member(written) or self.formula(written)
        if not isinstance(written, nodes.Mapping):
            self.find("K230", written.place)
            return Unknown(place=written.place)
        keywords = [entry.key for name, entry in written.entries.items() if name in KEYWORDS]
        if not keywords:
            self.find("K230", written.place)
            return Unknown(place=written.place)
        for second in keywords[1:]:
            self.find("K231", second.place, first=keywords[0].text, second=second.text)
        self._take_bare_results(written, keywords[0].text)
        body = KEYWORDS[keywords[0].text].lower(written, self)
        return limited(written, body, self)

    def _take_bare_results(self, rule: nodes.Mapping, keyword: str) -> None:
        """Takes the results of a choice for texts where all are words without quotes, and none of them a name.

        A single one is no proof. One that is a name besides, among more that are none, is asked about (K299), once;
        where a word is nearly a name, it may be a slip for that, and nothing is taken.
        """
        leaves = list(results_of(rule, keyword))
        words = [leaf for leaf in leaves if is_bare_word(leaf)]
        if len(leaves) < 2 or not words or any(not is_bare_word(each) and not is_quoted(each) for each in leaves):
            return
        standing = {word.text: self.scope.standing(word.text, word.at(0, len(word.text))) for word in words}
        kinds = list(standing.values())
        if "near" in kinds or kinds.count("free") <= kinds.count("name"):
            return
        for word in words:
            place = word.at(0, len(word.text))
            if standing[word.text] == "name" and word.text not in self.names.unquoted.asked:
                self.names.unquoted.asked.add(word.text)
                self.find("K299", place, word=word.text)
            self.names.unquoted.results.add(place)

    def formula(self, written: nodes.Node) -> Node:
        """A formula on one line, whose places can be told (K239 otherwise)."""
        if not isinstance(written, nodes.Scalar) or not written.is_locatable:
            self.find("K239", written.place)
            return Unknown(place=written.place)
        place = written.at(0, len(written.text))
        if place in self.names.unquoted.results:
            return Text(written.text, place=place)
        named = NamesOfFormula(self, self.scope)
        body = read_formula(written.text, place, named, self.findings)
        if body is None:
            return Unknown(place=place)
        if self.scope.common is not None:
            for node in walk(body):
                if isinstance(node, Key) and node.part in ("unit", "group"):
                    self.scope.tell_of_one(node.part, node.place)
        # With all that its methods hold: told of whoever calls them.
        if self.names.methods and not self.calling and is_too_deep(body):
            self.find("K353", place, most=MOST_LEVELS)
            return Unknown(place=place)
        if isinstance(body, Neg) and isinstance(body.operand, Number):
            return Number(-body.operand.value, body.operand.measure, place=place)
        if isinstance(body, Number | Text | Truth | Absent):
            return body
        roles = FormulaRoles(body, Text(written.text, place=place), named.found)
        return Step(FORMULA, roles, body, self.clause, place=place)

    def beside(self, written: nodes.Node, other: Node | None) -> Node:
        """A formula, or the member of the list that `other` is of."""
        if other is not None and is_bare_word(written):
            place = written.at(0, len(written.text))
            word = self.scope.word_beside(other, written.text, place)
            if word is not None:
                return word
        found = self.formula(written)
        return self.scope.text_beside(other, found) if other is not None and isinstance(found, Text) else found

    def size(self, node: Node) -> Fraction | None:
        """A number that is written, or the place of a member from the worst of its list."""
        if isinstance(node, Number):
            return node.value
        known = self.names.lists.get(node.list or "") if isinstance(node, Text) else None
        if not isinstance(node, Text) or known is None or not known.rising:
            return None
        return Fraction(known.rising.index(node.value))

    def word(self, written: nodes.Node, allowed: Collection[str]) -> Node:
        """A word of a method (K229 if it is none); `{reading: Q}` alone where the readings bear those words."""
        if isinstance(written, nodes.Mapping) and "cases" not in written.entries:
            question = question_asked(self.names.questions, self.find, written)
            place = written.place
            for reading in self.names.questions[question].readings if question else ():
                if reading not in allowed:
                    self.find("K229", place, word=reading, allowed=tuple(allowed))
            readings = self.names.questions[question].readings if question else {}
            return Reading(question, tuple((word, Text(word, place=place)) for word in readings), place=place)

        if isinstance(written, nodes.Mapping) and "by" in written.entries:  # one word holds for a whole group
            self.find("K229", written.place, word="by", allowed=tuple(allowed))

        def read(plain: nodes.Node) -> tuple[Node, ...]:
            text = plain.text if isinstance(plain, nodes.Scalar) else ""
            if text not in allowed:
                self.find("K229", plain.place, word=text, allowed=tuple(allowed), suggestion=nearest(text, allowed))
            return (Text(text, place=plain.place),)

        return self.alternatives(written, read)[0]

    def plain_word(self, written: nodes.Node | None, default: str) -> str:
        """A word as it stands."""
        return written.text if isinstance(written, nodes.Scalar) else default

    def alternatives(self, written: nodes.Node, read: Callable[[nodes.Node], tuple[Node, ...]]) -> tuple[Node, ...]:
        """What `read` gives for a plain value; for `reading` or `by` a Reading or Cases at each position."""
        is_choice = isinstance(written, nodes.Mapping) and {"cases"} < {*written.entries} & {"cases", "reading", "by"}
        if not isinstance(written, nodes.Mapping) or not is_choice:
            return read(written)
        cases = written.entries["cases"].value
        assert isinstance(cases, nodes.Mapping)
        found = {word: self.alternatives(entry.value, read) for word, entry in cases.entries.items()}
        if "reading" in written.entries:
            question = question_asked(self.names.questions, self.find, written)
            check_readings(self.names.questions, self.find, question, cases)
            return tuple(
                Reading(question, tuple((word, case[i]) for word, case in found.items()), place=cases.place)
                for i in range(_common_length(found.values()))
            )
        known = self.scope.current_list(written.entries["by"].value)
        if known is not None:
            return self._case_of_member(written, cases, known, read)
        of = self.formula(written.entries["by"].value)
        members = member_words(of, self.names)
        labels = [members.get(word, word) for word in found]
        for at, entry in enumerate(cases.entries.values()):
            if labels[at] in labels[:at]:
                self.find("K608", entry.key.place, name=entry.key.text, suggestion=None)
        rest = written.get("otherwise")
        otherwise = None if rest is None else self.alternatives(rest, read)
        lists = [*found.values()] + ([] if otherwise is None else [otherwise])
        return tuple(
            Cases(
                of,
                tuple((label, case[i]) for label, case in zip(labels, found.values(), strict=True)),
                None if otherwise is None else otherwise[i],
                tuple(entry.key.place for entry in cases.entries.values()),
                place=cases.place,
            )
            for i in range(_common_length(lists))
        )

    def _case_of_member(
        self, written: nodes.Mapping, cases: nodes.Mapping, known: ClosedList, read: Callable[..., tuple[Node, ...]]
    ) -> tuple[Node, ...]:
        """The case of the current member of a list. K608 for a label that is no member, K609 for members without."""
        of: dict[str, nodes.Node] = {}
        for word, entry in cases.entries.items():
            member = known.find(word)
            if member is None or member in of:
                near = known.nearest(word) if member is None else None
                self.find("K608", entry.key.place, name=word, suggestion=near)
            else:
                of[member] = entry.value
        rest = written.get("otherwise")
        missing = tuple(name for member, name in known.members.items() if member not in of)
        if missing and rest is None:
            self.find("K609", cases.place, missing=few(missing, _LISTED))
        member = self.scope.known[known.id].member
        chosen = next(iter(of.values()), rest) if member is None else of.get(member, rest)
        found = () if chosen is None else self.alternatives(chosen, read)
        return tuple(Absent(place=node.place) for node in found) if member is None else found

    def own_member(self, list_: nodes.Scalar) -> str | None:
        """The current member of a list of the entry's `each`; of nobody's in the body of a method."""
        return None if self.calling else self.scope.current.get(list_.text)

    def exists(self) -> Node | None:
        """Under which condition the entry exists at the current members."""
        return None if self.where_written is None else self.formula(self.where_written)

    def members(self, list_: nodes.Node) -> list[InMember]:
        """Each member of a list, with the reader for which it is current; K601 for what is no list, K610 too many."""
        text = list_.text if isinstance(list_, nodes.Scalar) else ""
        known = self.names.lists.get(text)
        if known is None:
            self.find("K601", list_.place, name=text, suggestion=nearest(text, self.names.lists))
            return []
        self.names.elements += len(known.members)
        times = prod(len(self.names.lists[of].members) for of in self.scope.current)  # as often as the rule is read
        if max(self.names.elements, times * len(known.members)) > MOST_ELEMENTS:
            self.find("K610", list_.place, most=MOST_ELEMENTS)
            return []
        current = {member: {**self.scope.current, known.id: member} for member in known.members}
        inside = {member: replace(self, scope=replace(self.scope, current=each)) for member, each in current.items()}
        agrees = self.scope.agrees
        return [
            InMember(member, name, inside[member], agrees(known.id, member)) for member, name in known.members.items()
        ]

    def part(self, written: nodes.Node) -> Node:
        """A reference to a score listed here; K241 if it is not for all unit types that the whole is for."""
        assert isinstance(written, nodes.Mapping)
        id_ = written.entries["id"].value
        assert isinstance(id_, nodes.Scalar)
        if (self.scope.unit_type, id_.text) not in self.names.written:
            known = self.names.unit_types
            asked = written.get("for")  # a unit type that is not there has been told
            listed = asked.items if isinstance(asked, nodes.Sequence) else () if asked is None else (asked,)
            if all(isinstance(word, nodes.Scalar) and word.text in known for word in listed):
                unit_type = known[self.scope.unit_type]
                self.find("K241", id_.place, id=id_.text, unit_type=unit_type.name, unit=unit_type.id)
            return Unknown(place=id_.place)
        return Ref(self.scope.unit_type, self.scope.at_members(id_.text, self.scope.unit_type), place=id_.place)

    def applies(self, node: Node) -> Node | None:
        """The `where` of the entry that a formula names and nothing else, if it has one.

        A whole all of whose parts have one exists where any of them does.
        """
        while isinstance(node, Step) and isinstance(node.roles, FormulaRoles | MemberRoles):
            node = node.roles.means
        if isinstance(node, Cases):  # the value at a member that is known with the row or the unit
            conditions = list(map(self.applies, node.branches))
            if any(condition is not None for condition in conditions):
                each = iter(condition or Truth(True, place=node.place) for condition in conditions)
                return node.mapped(lambda _: next(each))
        return self.applying((node.unit_type, node.id))[0] if isinstance(node, Ref) else None

    def applying(self, identity: tuple[str, str]) -> tuple[Node | None, frozenset[str]]:
        """Under which condition a named value exists, read once, and the lists whose members it names."""
        known = self.names.applying
        draft = self.names.drafts.get(identity)
        if identity in known or draft is None or not isinstance(draft.written, nodes.Mapping):
            return known.get(identity, (None, frozenset()))
        known[identity] = (None, frozenset())  # a condition that leads back to itself is a circle, and told as one
        scope = scope_of(draft, self.names, self.findings)
        reader = RuleReader(self.names, self.findings, scope)
        written, parts = draft.written.get("where"), draft.written.get("parts")
        found = None if written is None else reader.formula(written)
        listed = parts.items if isinstance(parts, nodes.Sequence) else ()
        ids = [text_of(part, "id") or "" for part in listed if isinstance(part, nodes.Mapping)]
        wheres = [reader.applying((draft.unit_type, scope.at_members(id_, draft.unit_type)))[0] for id_ in ids]
        if wheres and None not in wheres:
            some = tuple({_text(where): where for where in reversed(wheres) if where is not None}.values())[::-1]
            any_part = some[0] if len(some) == 1 else Or(some, place=some[0].place)
            found = any_part if found is None else And((found, any_part), place=found.place)
        known[identity] = (found, frozenset(scope.asked))
        return known[identity]

    def find(self, code: str, place: Place, **arguments: object) -> None:
        """Notes a finding."""
        self.findings.add(code, place, **arguments)

    # What formulas ask (kaohe.language.formula.Scope)

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        """What a name means here; `full_points` is what the entry prints."""
        if name == FULL_POINTS and qualifier is None:
            return replace(printed_points(self, FULL_POINTS, place), place=place)
        return self.scope.name(name, qualifier, place)

    def methods(self) -> Mapping[str, int]:
        """The policy's own methods and how many arguments each takes."""
        return {name: len(method.parameters) for name, method in self.names.methods.items()}

    def functions(self) -> Mapping[str, Function]:
        """The functions of the language."""
        return FUNCTIONS | FOLD_FUNCTIONS

    def method(self, name: str, arguments: list[Node], place: Place) -> Node | None:
        """The method's rule with the arguments in place of its parameters, which all calls with these arguments share.

        K232 if it calls itself, K811 where the rule is for another unit type than the method, K812 far too many calls.
        """
        own = self.names.methods[name]
        if name in self.calling:
            self.find("K232", place, path=" → ".join((*self.calling, name)))
            return None
        self.names.called.add(name)
        unit_type, types = own.unit_type, self.names.unit_types
        if unit_type is not None and unit_type.text not in types:
            return None  # told where it is written
        if unit_type is not None and unit_type.text != self.scope.unit_type:
            own_type, other = (types[id_].name for id_ in (unit_type.text, self.scope.unit_type))
            self.find("K811", place, name=name, own=own_type, other=other)
            return None
        parameters = dict(zip((parameter.text for parameter in own.parameters), arguments, strict=True))
        around = (self.scope.unit_type, self.scope.row_of, *sorted(self.scope.current.items()), id(self.scope.asked))
        key = (name, *arguments, *around, self.points, self.where, self.per)
        if key not in self.names.lowered:
            if len(self.names.lowered) >= MOST_CALLS:
                self.find(
                    "K812", self.names.methods[self.calling[0] if self.calling else name].id.place, most=MOST_CALLS
                )
                return None
            row_of = self.scope.row_of if unit_type is None else None
            scope = replace(self.scope, parameters=parameters, closed=unit_type is None, row_of=row_of, results=None)
            inside = replace(self, scope=scope, clause=own.clause, calling=(*self.calling, name))
            self.names.lowered[key] = (inside.rule(own.means), scope)
        body, _ = self.names.lowered[key]
        return Step(METHOD.called(name, own.name), MethodRoles(body, parameters), body, own.clause, place=place)


def _text(condition: Node) -> object:
    """What a condition is written as; conditions of one entry's parts that are written alike are one."""
    if isinstance(condition, Step) and isinstance(condition.roles, FormulaRoles):
        return condition.roles.text.value
    return condition


def _common_length(lists: Collection[tuple[Node, ...]]) -> int:
    """The length of all lists; a list that could not be read has been found wrong already."""
    return min((len(each) for each in lists), default=0)
