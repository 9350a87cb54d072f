"""The informant's page on paper: the Markdown as one A4 page, by the printer that makes the cards."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from markdown_it import MarkdownIt
from PIL import Image
from weasyprint import HTML, Document

STYLE = Path(__file__).with_name("sheet.css")


def page(markdown: Path) -> str:
    """The whole of it as HTML that needs no other file but its style."""
    body = MarkdownIt("commonmark").enable("table").render(markdown.read_text(encoding="utf-8"))
    body = re.sub(r'src="([^"]+)"', lambda found: f'src="{_as_jpeg(markdown.parent / found[1])}"', body)
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><body>{body}</body></html>'


def document(markdown: Path) -> Document:
    return HTML(string=page(markdown)).render(stylesheets=[STYLE])


def pdf(markdown: Path, target: Path) -> int:
    """How many pages it has."""
    made = document(markdown)
    made.write_pdf(target)
    return len(made.pages)


def _as_jpeg(file: Path) -> str:
    """Written into a PDF as it is; WebP would be written there without any compression that counts."""
    encoded = io.BytesIO()
    Image.open(file).convert("RGB").save(encoded, "JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(encoded.getvalue()).decode()
