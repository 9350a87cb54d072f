"""Draws cards as a PDF: JSON from standard input, the PDF to standard output. Exit code 3: no Pango on this machine.

{"language", "how", "bureau", "title", "cards": [{"name", "place", "link"}…]}; A4, eight a page, with lines to cut at.
"""

import bounds

bounds.take()

# ruff: noqa: E402
import base64
import html
import io
import json
import sys

import segno

A_PAGE, COLUMNS = 8, 2
WIDTH, HEIGHT = 105, 74.25  # mm: A4 in two columns and four rows, no margin lost between them
STYLE = (
    """
@page { size: A4; margin: 0 }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font-family: "WenQuanYi Micro Hei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; color: #12181b }
.page { position: relative; width: 210mm; height: 297mm; break-after: page }
.page:last-child { break-after: auto }
.card { position: absolute; width: 105mm; height: 74.25mm; padding: 9mm 7mm 7mm }
.card a { position: absolute; left: 7mm; top: 13mm; width: 42mm; height: 42mm }
.card img { display: block; width: 42mm; height: 42mm }
.words { position: absolute; left: 54mm; top: 12mm; width: 45mm }
.name { font-size: 19pt; font-weight: bold; line-height: 1.25; overflow-wrap: anywhere }
.long .name { font-size: 13pt }
.place { font-size: 11pt; line-height: 1.4; margin-top: 1.5mm }
.how { font-size: 11pt; line-height: 1.5; margin-top: 4mm }
.bureau { position: absolute; left: 7mm; right: 7mm; bottom: 7mm; font-size: 9pt; color: #414a50 }
.line { position: absolute; border: 0 dashed #768087 }
.across { left: 0; width: 210mm; border-top-width: .2mm }
.down { top: 0; left: 105mm; height: 297mm; border-left-width: .2mm }
"""
    + "".join(f".c{n} {{ left: {n % COLUMNS * WIDTH}mm; top: {n // COLUMNS * HEIGHT}mm }}" for n in range(A_PAGE))
    + "".join(f".a{n} {{ top: {n * HEIGHT}mm }}" for n in (1, 2, 3))
)
LINES = '<div class="line down"></div>' + "".join(f'<div class="line across a{n}"></div>' for n in (1, 2, 3))


def picture(link: str) -> str:
    out = io.BytesIO()
    # Of the eight masks one is as good for a random token; to weigh them all takes five times as long.
    segno.make(link, error="m", micro=False, mask=3).save(out, kind="svg", xmldecl=False, border=2, omitsize=True)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def card(place: int, one: dict, how: str, bureau: str) -> str:
    say = html.escape
    long = " long" if len(one["name"]) > 6 else ""
    return (
        f'<div class="card c{place}{long}"><a href="{say(one["link"])}"><img alt="" src="{picture(one["link"])}"></a>'
        f'<div class="words"><p class="name">{say(one["name"])}</p><p class="place">{say(one["place"])}</p>'
        f'<p class="how">{say(how)}</p></div><p class="bureau">{say(bureau)}</p></div>'
    )


def document(asked: dict) -> str:
    cards, pages = asked["cards"], []
    for start in range(0, len(cards), A_PAGE):
        drawn = [card(n, one, asked["how"], asked["bureau"]) for n, one in enumerate(cards[start : start + A_PAGE])]
        pages.append(f'<div class="page">{LINES}{"".join(drawn)}</div>')
    head = f"<title>{html.escape(asked['title'])}</title><style>{STYLE}</style>"
    return (
        f'<!doctype html><html lang="{html.escape(asked["language"])}"><meta charset="utf-8">{head}{"".join(pages)}'
    )


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        import weasyprint
    except OSError as problem:  # WeasyPrint is here, the system's library is not
        sys.stderr.write(str(problem))
        sys.exit(3)

    def nothing_else(url: str, *_more):
        raise ValueError(f"cards load nothing: {url[:80]}")

    class Fetcher(weasyprint.urls.URLFetcher if hasattr(weasyprint.urls, "URLFetcher") else object):
        def fetch(self, url, headers=None):
            return super().fetch(url, headers) if url.startswith("data:") else nothing_else(url)

    sys.stdout.buffer.write(weasyprint.HTML(string=document(asked), url_fetcher=Fetcher()).write_pdf())


main()
