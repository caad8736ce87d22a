"""What is written of a hostile name for programs to read: the same as of a plain name, but for the name."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element, fromstring

import html5lib
import pytest
from markdown_it import MarkdownIt

from tests.corpus.inject_corpus import TAKEN, THOROUGH, case
from tests.corpus.inject_policies import PLAIN
from tests.corpus.inject_texts import renamed, undigested

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
LONG = "long_40k.csv"
"""A name of which some texts show only the beginning."""


def both(file: str, ending: str) -> Iterator[tuple[str, str]]:
    """What is written of a name, and of the plain one, in the kinds of that ending."""
    found, plain = case(file), case("plain")
    for kind, told in found.told.items():
        if kind.endswith(ending) and plain.told[kind].stdout:
            yield told.stdout, plain.told[kind].stdout
    for path, data in plain.files.items():
        if path.endswith(ending) and path in found.told:
            yield found.files[path].decode("utf-8-sig"), data.decode("utf-8-sig")


@pytest.mark.parametrize("file", TAKEN)
def test_json_gives_the_name_back(file: str) -> None:
    name = case(file).name
    pairs = list(both(file, " json"))
    assert len(pairs) == (6 if file in THOROUGH else 1)
    for written, plain in pairs:
        found, expected = json.loads(written), json.loads(plain)
        if file == LONG:
            assert name in json.dumps(found, ensure_ascii=False)
        else:
            assert renamed(found, PLAIN) == renamed(expected, name) != renamed(expected, "")


@pytest.mark.parametrize("file", TAKEN)
def test_no_cell_of_a_csv_table_is_run_and_each_reads_back(file: str) -> None:
    name = case(file).name
    pairs = list(both(file, "csv"))
    assert len(pairs) == (3 if file in THOROUGH else 1)
    for written, plain in pairs:
        found, expected = (list(csv.reader(io.StringIO(text, newline=""), strict=True)) for text in (written, plain))
        assert [len(row) for row in found] == [len(row) for row in expected]
        named = 0
        for cell, of_plain in zip(chain(*found), chain(*expected), strict=True):
            wanted = renamed(of_plain, name)
            assert cell in (wanted, f"'{wanted}")
            assert NUMBER.fullmatch(cell) or not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", cell)
            assert wanted != name or not NUMBER.fullmatch(cell)
            named += wanted == name
        assert named >= 1


@pytest.mark.parametrize("file", TAKEN)
def test_markdown_shows_it_letter_by_letter(file: str) -> None:
    reader = MarkdownIt("commonmark").enable("table")
    pairs = list(both(file, " markdown"))
    assert len(pairs) == (4 if file in THOROUGH else 1)
    for written, plain in pairs:
        check_page(file, *(f"<!DOCTYPE html><body>{reader.render(text)}" for text in (written, plain)))


@pytest.mark.parametrize("file", TAKEN)
def test_html_has_the_elements_that_it_has_with_a_plain_name(file: str) -> None:
    pairs = [*both(file, " html"), *both(file, ".html")]
    assert len(pairs) == (4 if file in THOROUGH else 2)
    for written, plain in pairs:
        check_page(file, written, plain)


def check_page(file: str, written: str, plain: str) -> None:
    """The elements of both pages are the same, each with the same text but for the name."""
    name = case(file).name
    found, expected = (list(elements(page)) for page in (written, plain))
    assert [tag for tag, *_ in found] == [tag for tag, *_ in expected]
    if file == LONG:
        assert any(name in text for _, text, *_ in found)
    else:
        assert renamed(found, PLAIN) == renamed(expected, name) != renamed(expected, "")


def elements(page: str) -> Iterator[list[object]]:
    """Each element of a page: its tag, its text, the text behind it, its attributes."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    for each in root.iter():
        yield [str(each.tag), each.text or "", each.tail or "", dict(each.attrib)]


@pytest.mark.parametrize("file", TAKEN)
def test_a_drawn_graph_has_its_shapes_and_says_the_name(file: str) -> None:
    ((written, plain),) = both(file, "svg")
    found, expected = fromstring(written), fromstring(plain)
    assert shapes(found) == shapes(expected)
    assert titles(found) == renamed(titles(expected), case(file).name) != titles(expected)


def shapes(root: Element) -> Counter[tuple[str, ...]]:
    """The elements with the names of their attributes; not the texts, which fold."""
    return Counter((each.tag, *sorted(each.attrib)) for each in root.iter() if not each.tag.endswith("text"))


def titles(root: Element) -> list[str]:
    """What is said where somebody points at a shape."""
    return [undigested(each.text or "") for each in root.iter() if each.tag.endswith("title")]


@pytest.mark.parametrize("file", TAKEN)
def test_a_graph_for_a_drawing_program_has_the_same_labels(file: str) -> None:
    for kind, label, decoded in (("dot", DOT, from_dot), ("mermaid", MERMAID, from_mermaid)):
        ((written, plain),) = both(file, kind)
        assert label.sub("", written) == label.sub("", plain)
        labels = [[decoded(each[0]) for each in label.finditer(text)] for text in (written, plain)]
        assert labels[0] == renamed(labels[1], case(file).name) != labels[1]


DOT = re.compile(r'"(?:[^"\\]|\\.)*"')
MERMAID = re.compile(r'"[^"\n]*"')


def from_dot(label: str) -> str:
    """A label as Graphviz draws it."""
    return html.unescape(re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], label))


def from_mermaid(label: str) -> str:
    """A label as Mermaid draws it."""
    return re.sub(r"#(\d+);", lambda sign: chr(int(sign[1])), label.replace("#8203;", ""))
