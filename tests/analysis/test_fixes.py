"""Every mend that is a text is applied as a program would: what comes then is right, or the next true finding.

Applied to each bad policy that a finding is explained by. What has no such text is listed with the reason.
"""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check, explanation, policy_text, repeated
from kaohe.diagnostics import Diagnostic, Findings, Fix
from kaohe.language.text import source_of
from kaohe.messages import CATALOG

MOST_STEPS = 20
WITHOUT = {
    "what is right stands in the document, or in the head of the writer": (
        "E101 E102 E401 E403 E404 K210 K211 K214 K220 K221 K224 K225 K226 K227 K229 K230 K231 K233 K235 K236 K237 K240 "
        "K241 K242 K243 K244 K245 K246 K247 K248 K251 K252 K253 K255 K256 K257 K258 K260 K262 K263 K264 K265 K271 K272 "
        "K273 K275 K276 K282 K409 K412 K413 K416 K417 K418 K421 K422 K424 K432 K433 K434 K501 K502 K503 K504 "
        "K505 K506 K507 K508 K509 K510 K511 K512 K513 K514 K515 K516 K517 K518 K519 K520 K521 K522 K523 K524 K526 K527 "
        "K450 K284 K285 K289 K437 E110 K528 K301 K529 K530 K531 K532 K533 K534 K536 K537 K538 K539 K540 "
        "K703 K704 K705 K706 K707 K708 K709 K710 K712 K713 K714 "
        "K715 K716 K719 K720 K721 K722 K723 K724 K725 K726 K727 K728 K730 K717 K718 E107"
        " E106 E206 K290 K368 K441 K448 K602 K603 K606 K609 K612 K613 K804 K805 K821 K823 K826 K828 K832 K833"
    ),
    "there is more than one way to mend it, and the message names them": (
        "E402 K614 K615 K616 K617 K618 K619 K172 K173 K174 K175 K176 K177 K369"
        " K131 K132 K133 K134 K136 K137 K142 K143 K145 K147 K148 K149 K151 K152 K153 K154 K158 K160 K161 K206 K207 "
        "K208 K209 K212 K213 K215 K216 K218 K219 K307 K308 K309 K313 K314 K319 K320 K322 K323 K325 K326 K327 K328 K332 "
        "K334 K335 K336 K341 K342 K343 K344 K345 K346 K347 K348 K349 K350 K351 K352 K354 K361 K362 K363 K364 K366 "
        "K283 K286 K287 K288 K367 K266 K267 K268 K269 K270 K277 K278 K279 E104 E105 "
        "K401 K402 K403 K406 K407 K408 K411 K414 K425 K426 K427 K446 K447 K449 K630"
        " K292 K293 K294 K295 K296 K729 K731 K451"
        " K297 K298 K299 K442 K443 K444 K445 K604 K605 K607 K610 K611 K801 K802 K803 K806 K807 K808"
        " K809 K810 K811 K812 K820 K822 K824 K825 K827 K829 K830 K831 K835 K840 K841"
    ),
    "several lines have to be written or moved": (
        "K120 K121 K122 K123 K124 K125 K126 K127 K128 K129 K141 K146 K156 K157 K202 K203 K232 K239 K254 K302 K310 K312 "
        "K162 K249 K315 K353"
    ),
    "the file itself has to be mended, not its text": "K104 K105 K108 K109 K110 K111 K112 K113 K138",
    "no policy has it, so that its example is in words or a command": (
        "E103 E201 E202 E203 E204 E207 E208 E209 E301 E503 E504 "
        "E601 E602 E603 E604 E605 E606 E607 E608 E609 E610 K101 K102 K103 K130 K140 K217 K259 K303 K304"
    ),
    "the bad example is a file of another encoding": "K106 K107",
    "a closing quote may belong anywhere in a formula": "K318",
}
CODES = sorted(code for code in CATALOG if code[0] in "KE")


def bad_policy(code: str) -> str | None:
    known = explanation(code)
    assert known is not None
    if known.encoding != "utf-8" or not isinstance(known.bad, str):
        return None
    return policy_text(known, repeated(known.bad))


def told(text: str) -> list[Diagnostic]:
    findings = Findings()
    source = source_of(text.encode("utf-8", "surrogateescape"), "policy.yaml", findings)
    return findings.all if source is None else check(source)[1]


def applied(text: str, fix: Fix) -> str:
    lines = text.split("\n")
    line, start = lines[fix.place.line - 1], fix.place.column - 1
    lines[fix.place.line - 1] = line[:start] + fix.text + line[start + fix.place.width :]
    return "\n".join(lines)


def fixable(text: str) -> list[Diagnostic]:
    return [each for each in told(text) if each.fix is not None]


@pytest.mark.parametrize("code", CODES)
def test_a_fix_leads_to_a_right_policy_or_to_the_next_finding(code: str) -> None:
    text = bad_policy(code)
    for _ in range(MOST_STEPS):
        found = [] if text is None else fixable(text)
        if text is None or not found:
            break
        first = found[0]
        assert first.fix is not None and first.place is not None
        text = applied(text, first.fix)
        after = told(text)
        assert (first.code, str(first.place)) not in {(each.code, str(each.place)) for each in after}
        assert not [each for each in after if each.code.startswith("K1") and each.is_error]
    assert text is None or not fixable(text), "no end of fixes"


def test_what_has_no_text_is_listed_with_the_reason() -> None:
    listed = [code for codes in WITHOUT.values() for code in codes.split()]
    assert len(listed) == len(set(listed))
    with_text = {code for code in CODES if any(each.code == code for each in fixable(bad_policy(code) or ""))}
    assert with_text.isdisjoint(listed)
    assert with_text | set(listed) == set(CODES)
