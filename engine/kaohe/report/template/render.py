"""The template as a file."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.policy.model import Policy
from kaohe.progress import each_told
from kaohe.report import footer
from kaohe.report.template.choices import Choices
from kaohe.report.template.form_sheet import write_form
from kaohe.report.template.forms import Form, sheet_names
from kaohe.report.template.guide import Guide, guide_name
from kaohe.report.xlsx.book import Book, name_of


def render(policy: Policy, forms: Sequence[Form], assessor: str | None = None) -> bytes:
    """The workbook: the instructions, then a sheet for each form."""
    title = f"{footer.title(policy)}：数据填报表"
    book = Book(title)
    first = book.sheet(guide_name(policy))
    choices = Choices(book, first)
    sheets = [book.sheet(name) for name in sheet_names(forms)]
    for sheet, form in zip(sheets, each_told("sheet", forms, lambda form: form.table.name), strict=True):
        write_form(book, sheet, form, choices, title)
    Guide(book, first).write(policy, forms, [name_of(sheet) for sheet in sheets], assessor)
    return book.close()
