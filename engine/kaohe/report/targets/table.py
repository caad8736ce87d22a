"""Targets as tables for a terminal: at a glance what is attained, how far the rest is, by when, and how firm."""

from __future__ import annotations

from kaohe.report.screen import WIDTH, Page
from kaohe.report.targets.layout import course_plans, plans
from kaohe.report.targets.lines import COURSE, course_notes, is_counted
from kaohe.report.targets.state import summary
from kaohe.report.targets.year import TargetYear
from kaohe.shown_text import visible


def render(targets: TargetYear, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    policy = targets.results.policy
    page.head(targets.results)
    courses = [course for course in targets.courses() if is_counted(course)]
    for unit, members in targets.by_unit().items():
        page.say()
        page.say(f"{visible(unit)} {targets.year.in_words()}：{summary(members)}", "bold")
        for field, plan in plans(members, policy.display, width):
            page.say()
            if field is not None:
                page.say(f"【{visible(field)}】", "bold")
            page.draw(plan)
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        for number, plan in enumerate(course_plans(own, targets.years, policy.display, width) if own else ()):
            page.say()
            if not number:
                page.say(COURSE, "bold")
                for note in course_notes(members):
                    page.say(note)
            page.draw(plan)
    return page.close(targets.results)
