"""What anybody must be able to read and hit: axe-core, and sizes, distances and contrasts as ui.md has them.

`check_page(page)` is all of it for the screen that is open: in light and dark, on narrow phones, with doubled text.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.hand import ZH
from tests.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN = "options => axe.run(document, {resultTypes: ['violations'], ...options}).then(found => found.violations)"
SIDEWAYS = """() => {
  const ground = document.scrollingElement, wide = ground.clientWidth;
  const cut = (one) => { for (let up = one.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible") return true; return false; };
  const out = [...document.querySelectorAll("body *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && (box.right > wide + 1 || box.left < -1) && one.checkVisibility() && !cut(one)
      && !one.closest(".hidden-text, svg");
  });
  const names = out.slice(0, 3).map(one => `<${one.tagName.toLowerCase()}.${one.className}>`
    + ` "${one.innerText?.slice(0, 20)}"`);
  return ground.scrollWidth > wide || out.length ? `${ground.scrollWidth} of ${wide} px ${names.join(", ")}` : "";
}"""


@dataclass(frozen=True)
class Rules:
    target: int  # px, the least that can be tapped or clicked
    apart: int  # px between two of them
    body: int  # px of running text and of what is typed
    smallest: int = 13
    contrast: float = 5.5
    edge: float = 3.0


PHONE = Rules(target=48, apart=8, body=17)
DESK = Rules(target=44, apart=0, body=16)
WIDTHS = {False: ((360, 740), (320, 640), (740, 360)), True: ((1280, 800), (360, 740))}


def check_page(page: Page, *, desk: bool = False) -> list[str]:
    """What is wrong on this screen, one line each; the screen is left as it was, in light."""
    rules = DESK if desk else PHONE
    before = page.viewport_size
    problems = [f"a key in the place of a word: {key}" for key in keys_shown(page)]
    problems += [f"light: {one}" for one in axe(page) + measured(page, rules)]
    if not desk:
        _set_theme(page, "dark")
        found = axe(page, runOnly=["color-contrast"]) + measured(page, rules)
        problems += [f"dark: {one}" for one in found if f"light: {one}" not in problems]
        _set_theme(page, "light")
    for width, height in WIDTHS[desk]:
        for scale in (100, 200):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{scale}%")
            page.evaluate(SETTLED)
            wide = page.evaluate(SIDEWAYS)
            problems += [f"{width} px, text {scale} %: wider than the screen: {wide}"] if wide else []
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size(before)
    page.evaluate(SETTLED)
    return problems


def keys_shown(page: Page) -> list[str]:
    """A word that did not come along with the screen that needs it is shown by its key."""
    found = re.findall(r"[a-z_]+(?:\.[a-z_0-9]+)+", page.inner_text("body"))
    return [one for one in found if one in ZH]


def axe(page: Page, **options) -> list[str]:
    # Through the devices' own door: the page's policy lets in no foreign script.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [
        f"axe {found['id']} ({found['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for found in page.evaluate(RUN, options)
        for node in found["nodes"]
    ]


def measured(page: Page, rules: Rules) -> list[str]:
    return page.evaluate(f"(() => {{ const rules = {json.dumps(asdict(rules))};\n{MEASURE} }})()")


def _set_theme(page: Page, theme: str) -> None:
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.evaluate(SETTLED)
