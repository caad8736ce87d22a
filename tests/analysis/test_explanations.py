"""Every code is explained, and the examples are right: the bad one has the finding, the good one is clean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from kaohe.analysis import check
from kaohe.analysis.check import FOLDER, explanation, found_in, nearest_code, repeated
from kaohe.messages import CATALOG
from kaohe.policy.load import load_source
from kaohe.report.check import as_explanation
from kaohe.text_width import visible

# What a policy cannot show by itself: a missing file, a size, signs that YAML refuses before a formula is read.
# K140, K217 and K259 stand behind other findings that say more; K162 is about what is installed,
# K840 and K841 about `consolidate`, K172 to K176 about `migrate`.
K_IN_WORDS = {"K101", "K102", "K103", "K130", "K140", "K162", "K177", "K217", "K259", "K303", "K304", "K840", "K841"}
K_IN_WORDS |= {"K172", "K173", "K174", "K175", "K176"}


@pytest.fixture(scope="module", autouse=True)
def _policies_around_examples_are_read_once() -> Iterator[None]:
    """Dozens of examples of data and of mappings stand in the same few policies."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(check, "load_source", cache(load_source))
        yield


@pytest.mark.parametrize("code", sorted(CATALOG))
def test_the_bad_example_has_it_and_the_good_one_is_clean(code: str) -> None:
    known = explanation(code)
    assert known is not None
    assert known.bad != known.good or known.encoding != "utf-8" or known.why is not None
    bad, good = found_in(known, "bad"), found_in(known, "good")
    if known.kind in ("command", "words"):
        assert code in K_IN_WORDS or not code.startswith("K")
        return
    assert code in {finding.code for finding in bad}
    assert code not in {finding.code for finding in good}
    assert not [finding.code for finding in good if finding.is_error]


@pytest.mark.parametrize("code", sorted(CATALOG))
def test_it_can_be_shown_in_both_languages(code: str) -> None:
    known = explanation(code)
    assert known is not None
    for language, words in (("zh", ("例如：", "改为：")), ("en", ("for example:", "mended:"))):
        lines = as_explanation(known, language).splitlines()
        assert lines[0].startswith(f"{code}  ")
        assert all(word in lines for word in words)
        assert all(line == visible(line) and len(line) < 400 for line in lines)


def test_no_example_is_of_a_code_that_is_gone() -> None:
    import yaml

    for file in FOLDER.glob("*.yaml"):
        family = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        assert set(family["codes"]) <= set(CATALOG), file.name
        assert all(code.startswith(file.stem[:2]) for code in family["codes"])


def test_codes_may_be_written_small() -> None:
    known = explanation(" k203 ")
    assert known is not None and known.code == "K203"
    assert explanation("K999") is None
    assert nearest_code("k2003") == "K203"


def test_what_is_repeated() -> None:
    assert repeated("a⟪bc×3⟫d") == "abcbcbcd"
    assert repeated("⟪b×900⟫", shown=True) == "bbb… (×900)"
