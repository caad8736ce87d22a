"""Texts and elements of HTML: nothing that a name holds is ever markup."""

from __future__ import annotations

from html import escape

from kaohe.shown_text import visible


def text(words: str) -> str:
    """A text as it stands."""
    return escape(visible(words), quote=True)


def element(tag: str, inner: str, kind: str = "") -> str:
    """An element around what is HTML already."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<{tag}{attribute}>{inner}</{tag}>"


def page(title: str, style: str, body: str, language: str = "zh") -> str:
    """A whole page, which needs nothing from elsewhere."""
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else text(language)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
