"""What Excel takes, asked of every formula of a written workbook: there is no Excel here to ask.

Formulas are those of files that Excel opens as they are: it reads a range where one value belongs as the cell of the
same row, unless the formula is an array formula or the range stands in SUMPRODUCT or in a function of ranges.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.formula import ArrayFormula

LONGEST, DEEPEST, MOST_ARGUMENTS, LONGEST_TEXT = 8192, 64, 255, 255
ROWS, COLUMNS = 1_048_576, 16_384

OF_RANGES = {"SUM", "COUNT", "COUNTA", "COUNTIF", "MAX", "MIN", "AVERAGE", "MEDIAN", "INDEX", "SUMPRODUCT"}
OF_ARRAYS = {"EXACT", "ISNUMBER", "ROW", "SUBSTITUTE", "TRIM", ""}
"""What gives an array of an array within SUMPRODUCT; IF, AND and OR do not. The empty name is a bracket."""

OF_VALUES = {"IF", "AND", "OR", "NOT", "IFERROR", "NA", "LEFT", "MID", "RIGHT", "TEXT", "VALUE"}
OF_VALUES |= {
    "DATEVALUE",
    "LEN",
    "SUBSTITUTE",
    "ABS",
    "INT",
    "LOG10",
    "MOD",
    "POWER",
    "SIGN",
    "ROUND",
    "ROUNDDOWN",
    "ROUNDUP",
}
FUNCTIONS = OF_RANGES | OF_ARRAYS | OF_VALUES
"""All of them are in Excel 2010 and in WPS, and none is written with _xlfn."""

_ROW = re.compile(r"(?<=[A-Z])[1-9][0-9]{0,5}(?![0-9])")
"""The row of a place, of those that are in a sheet whatever their digits: what else is in a formula tells it apart."""

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")


def troubles(content: bytes) -> list[str]:
    """Everything in a workbook that Excel would refuse, cut off, or read in another way."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    found: list[str] = []
    formulas = 0
    sound: set[tuple[str, bool]] = set()
    for sheet in workbook:
        if len(sheet.title.encode("utf-16-le")) > 62:
            found.append(f"{sheet.title}: long name")
        for validation in sheet.data_validations.dataValidation:
            if len(str(validation.formula1 or "")) > 257:
                found.append(f"{sheet.title}: a validation is too long")
        for row in sheet.iter_rows():
            for cell in row:
                value, is_array = cell.value, isinstance(cell.value, ArrayFormula)
                if is_array or cell.data_type == "f":
                    formulas += 1
                    text = value.text if is_array else str(value)
                    shape = _ROW.sub("1", text), is_array
                    if len(text) > LONGEST or shape not in sound:  # those of rows that are alike differ in rows alone
                        wrong = [f"{sheet.title}!{cell.coordinate}: {each}" for each in of_formula(text, is_array)]
                        found += wrong
                        sound |= set() if wrong else {shape}
                elif isinstance(value, str) and len(value) > 32_767:
                    found.append(f"{sheet.title}!{cell.coordinate}: long text")
    return found if formulas else ["no formulas"]


def of_formula(formula: str, is_array: bool) -> Iterator[str]:
    """What is wrong with one formula."""
    if len(formula) > LONGEST:
        yield f"{len(formula)} characters"
    open_: list[str] = []
    arguments: list[int] = []
    tokens = Tokenizer(formula).items
    for number, token in enumerate(tokens):
        if token.subtype == Token.OPEN:
            open_.append(token.value[:-1].upper())
            arguments.append(1)
            if open_[-1] not in FUNCTIONS:
                yield f"function {open_[-1]}"
            if len(open_) > DEEPEST:
                yield f"{len(open_)} levels"
        elif token.subtype == Token.CLOSE:
            closed = open_.pop()
            if closed in ("AND", "OR") and tokens[number - 1].subtype == Token.OPEN:
                yield f"{closed} of nothing"
            if arguments.pop() > MOST_ARGUMENTS:
                yield "too many arguments"
        elif token.type == Token.SEP:
            arguments[-1] += 1
        elif token.type == Token.OPERAND:
            alone = all(each.type in (Token.FUNC, Token.SEP) for each in tokens[max(number - 1, 0) : number + 2 : 2])
            yield from _of_operand(token, open_, is_array, alone)
        elif token.value == "^":
            yield "a power sign, which binds less than a minus before it"


def _of_operand(token: Token, open_: list[str], is_array: bool, alone: bool) -> Iterator[str]:
    if token.subtype == Token.TEXT and len(token.value[1:-1].replace('""', '"')) > LONGEST_TEXT:
        yield "a text of more than 255 characters"
    if token.subtype != Token.RANGE:
        return
    found = _PLACE.fullmatch(token.value.rpartition("!")[2])
    if found is None:
        yield f"{token.value} is no reference"
        return
    columns, rows = (found[1], found[3] or found[1]), (found[2], found[4] or found[2])
    if max(map(column_index_from_string, columns)) > COLUMNS or max(map(int, rows)) > ROWS:
        yield f"{token.value} is outside of a sheet"
    if found[3] is not None and not is_array and not _takes_range(open_, alone):
        yield f"{token.value} where one value belongs"


def _takes_range(open_: list[str], alone: bool) -> bool:
    """Whether a range may stand within these functions, `alone` as an argument or in a calculation."""
    if alone and open_ and open_[-1] in OF_RANGES:
        return True
    if "SUMPRODUCT" not in open_:
        return False
    within = open_[len(open_) - open_[::-1].index("SUMPRODUCT") :]
    return all(name in OF_ARRAYS for name in within)
