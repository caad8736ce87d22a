"""Results as tables for a terminal, for whoever has to read the ranking rather than to calculate with it."""

from __future__ import annotations

from kaohe.report import adjusted
from kaohe.report.blocks import blocks
from kaohe.report.layout import plans
from kaohe.report.screen import WIDTH, Page
from kaohe.results import Results
from kaohe.shown_text import visible


def render(results: Results, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    page.head(results)
    for block in blocks(results):
        page.say()
        page.say(visible(block.title), "bold")
        for part, plan in enumerate(plans(block, results.policy.display, width)):
            if part:
                page.say()
            page.draw(plan)
    if said := adjusted.legend(results):
        page.say()
        page.say(said)
    return page.close(results)
