"""What both calculations know of words is complete: a word that one of them forgot is named when it is imported."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping

import pytest
from kaohe.language import register
from kaohe.language.register import IncompleteRegister

MODULES = (
    "kaohe.language.rounding_and_apportionment",
    *(f"kaohe.evaluate.{name}" for name in ("conditions", "folds", "groups", "evaluator")),
    *(f"kaohe.verify.{name}" for name in ("arithmetic", "conditions", "groups", "naive", "types")),
)
REGISTERS = {
    "language.rounding_and_apportionment.ROUNDINGS",
    "language.rounding_and_apportionment.SEATS",
    "evaluate.conditions.COMPARISONS",
    "evaluate.folds",
    "evaluate.groups.TIES",
    "evaluate.groups.BORDERS",
    "evaluate.groups.FIGURES",
    "evaluate.evaluator.KEY_PARTS",
    "evaluate.evaluator",
    "verify.arithmetic.ROUNDINGS",
    "verify.arithmetic.SEATS",
    "verify.conditions",
    "verify.groups",
    "verify.groups.TIES",
    "verify.groups.BORDERS",
    "verify.naive",
    "verify.types.UNITS",
    "verify.types.PARTS",
}


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, list[Mapping[object, object]]]]:
    """The parts of each register as its module gives them, by the register's name."""
    found: dict[str, list[Mapping[object, object]]] = {}
    families: dict[str, tuple[object, ...]] = {}
    original = register.total

    def noted(name: str, family: object, *parts: Mapping[object, object]) -> object:
        found[name], families[name] = [*parts], tuple(family)  # type: ignore[arg-type]
        return original(name, families[name], *parts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "total", noted)
        for name in MODULES:
            module = importlib.import_module(name)
            spec = importlib.util.spec_from_file_location(f"again.{name}", module.__file__)
            assert spec is not None and spec.loader is not None
            again = importlib.util.module_from_spec(spec)
            patch.setitem(sys.modules, spec.name, again)
            spec.loader.exec_module(again)
    found["families"] = [families]  # type: ignore[list-item]
    yield found


def test_these_are_all(made: dict[str, list[Mapping[object, object]]]) -> None:
    assert set(made) - {"families"} >= REGISTERS


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_each_forgotten_word_is_named(made: dict[str, list[Mapping[object, object]]], name: str) -> None:
    family = made["families"][0][name]
    words = [word for part in made[name] for word in part]
    assert sorted(map(str, words)) == sorted(map(str, family))  # type: ignore[call-overload]
    for word in words:
        parts = [{key: value for key, value in part.items() if key != word} for part in made[name]]
        with pytest.raises(IncompleteRegister) as raised:
            register.total(name, family, *parts)  # type: ignore[arg-type]
        assert name in str(raised.value) and getattr(word, "__name__", str(word)) in str(raised.value)
