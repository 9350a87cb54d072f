"""The informant's page on paper: the Markdown as one A4 page, by the printer that makes the cards."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt
from weasyprint import HTML, Document

STYLE = Path(__file__).with_name("sheet.css")


def document(markdown: Path) -> Document:
    body = MarkdownIt("commonmark").enable("table").render(markdown.read_text(encoding="utf-8"))
    page = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><body>{body}</body></html>'
    return HTML(string=page, base_url=str(markdown.parent)).render(stylesheets=[STYLE])


def pdf(markdown: Path, target: Path) -> int:
    """How many pages it has."""
    made = document(markdown)
    made.write_pdf(target)
    return len(made.pages)
