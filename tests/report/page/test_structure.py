"""The page stands by itself: sound HTML, headings in order, pictures that tell, nothing from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.report.page.pages import SVG, example_page, of_class, parsed, words

NAMES = ["xiangxiang_chains", "xiangtan_county", "hengdong", "taojiang", "xiangtan_city"]


@pytest.fixture(scope="module", params=NAMES)
def page(request: pytest.FixtureRequest) -> str:
    return example_page(str(request.param))


def test_it_is_sound_html(page: str) -> None:
    parsed(page)


def test_headings_leave_no_level_out(page: str) -> None:
    levels = [int(each.tag[1]) for each in parsed(page).iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_nothing_comes_from_elsewhere_and_nothing_runs(page: str) -> None:
    root = parsed(page)
    tags = {str(each.tag).removeprefix(SVG) for each in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
    attributes = {attribute for each in root.iter() for attribute in each.attrib}
    assert not {each for each in attributes if each.startswith("on") or each in ("src", "href", "style")}
    assert "://" not in "".join(each.text or "" for each in root.iter("style"))


def test_every_picture_says_what_it_shows(page: str) -> None:
    for picture in parsed(page).iter(f"{SVG}svg"):
        if picture.get("aria-hidden") != "true":
            assert picture.get("role") == "img"
            assert picture[0].tag == f"{SVG}title" and (picture[0].text or "").strip()


def test_ids_are_unique_and_every_filling_is_there(page: str) -> None:
    text = page
    ids = [each.get("id") for each in parsed(text).iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#(\w+)\)", text)) <= set(ids)


def test_sections_are_numbered_without_gaps(page: str) -> None:
    titles = [words(each) for each in parsed(page).iter("h2")][1:]
    assert [title[0] for title in titles] == list("一二三四五六七八九十")[: len(titles)]


def test_targets_alone_make_a_page_without_scores() -> None:
    root = parsed(example_page("hengdong"))
    assert not of_class(root, "card") and not of_class(root, "ranking")
    assert len(of_class(root, "goals")) == 1


def test_each_unit_has_a_card_with_its_explanation() -> None:
    root = parsed(example_page("xiangtan_county"))
    cards = of_class(root, "card")
    assert len(cards) == 17 + 36
    assert all(of_class(card, "why") for card in cards)
    assert words(next(cards[0].iter("h4"))).startswith("易俗河镇")
