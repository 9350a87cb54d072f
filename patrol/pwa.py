"""Serves the app: its page, its files by hashed name, its service worker and its manifest. Uses nothing of ours."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, request, send_from_directory
from markupsafe import escape

PWA = Path(__file__).parent / "static" / "pwa"
DIST = PWA / "dist"
ENTRY = "src/app.tsx"
NOT_BUILT = "The app is not built yet: run bin/setup, or `node patrol/static/pwa/build.mjs` after `npm ci`.\n"
FOREVER = "public, max-age=31536000, immutable"
# What who comes for the first time needs next: the ways in.
NEXT = "src/screens/entry.ts"
# The build packs each file both ways; the smaller stands first.
PACKED = {"br": ".br", "gzip": ".gz"}
ICONS = ("icon.svg", "icon-192.png", "icon-512.png", "calendar.svg")
MANIFEST = {
    "name": "田野巡查",
    "short_name": "田野巡查",
    "lang": "zh-CN",
    "id": "/app/",
    "start_url": "/app/",
    "scope": "/app/",
    "display": "standalone",
    "background_color": "#f1f3f0",
    "theme_color": "#0b6b45",
    "icons": [
        {"src": "/app/icons/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/app/icons/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
        {"src": "/app/icons/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ],
}

blueprint = Blueprint("pwa", __name__)


@dataclass(frozen=True)
class Shell:
    page: str
    worker: str
    files: frozenset[str]
    packed: frozenset[str]


@blueprint.get("/")
def front() -> Response:
    return redirect("/app/")


@blueprint.get("/app/")
def page() -> Response:
    return _text(_shell().page, "text/html")


@blueprint.get("/app/sw.js")
def worker() -> Response:
    return _text(_shell().worker, "text/javascript")


@blueprint.get("/app/manifest.webmanifest")
def manifest() -> Response:
    return _text(_manifest(), "application/manifest+json")


def _manifest() -> str:
    return json.dumps(MANIFEST, ensure_ascii=False)


@blueprint.get("/app/icons/<name>")
def icon(name: str) -> Response:
    if name not in ICONS:
        abort(404)
    return send_from_directory(PWA / "icons", name, max_age=86400)


@blueprint.get("/app/<name>")
def hashed_file(name: str) -> Response:
    if name not in _shell().files:
        abort(404)
    coding = _coding([one for one, suffix in PACKED.items() if name + suffix in _shell().packed])
    response = send_from_directory(DIST, name + PACKED.get(coding, ""), mimetype=_type_of(name))
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response


def _shell() -> Shell:
    meta = DIST / "meta.json"
    if not meta.is_file():
        abort(Response(NOT_BUILT, status=503, mimetype="text/plain"))
    return _read(meta.stat().st_mtime_ns)


@cache
def _read(_built_at: int) -> Shell:
    outputs = json.loads((DIST / "meta.json").read_text())["outputs"]
    outputs = {Path(name).name: output for name, output in outputs.items()}
    by_source = {one["entryPoint"]: name for name, one in outputs.items() if "entryPoint" in one}
    entry, then = by_source[ENTRY], by_source[NEXT]
    bundle = outputs[entry].get("cssBundle")
    links = [f'<link rel="stylesheet" href="/app/{escape(Path(bundle).name)}">'] if bundle else []
    modules = dict.fromkeys([entry, *_imports(outputs, entry), then, *_imports(outputs, then)])
    links += [f'<link rel="modulepreload" href="/app/{escape(name)}">' for name in modules]
    links.append(f'<script type="module" src="/app/{escape(entry)}"></script>')
    html = (PWA / "index.html").read_text().replace("<!-- files -->", "\n".join(links))
    packed = frozenset(file.name for file in DIST.iterdir() if file.suffix in PACKED.values())
    return Shell(html, _worker(html, sorted(outputs)), frozenset(outputs), packed)


def _imports(outputs: dict[str, dict], name: str) -> list[str]:
    """The files that must be there before this one runs."""
    return [Path(one["path"]).name for one in outputs[name]["imports"] if one["kind"] == "import-statement"]


def _coding(offered: list[str]) -> str | None:
    """The one the browser likes best, by its q-values; ours decide between equals."""
    accepted = request.accept_encodings
    best = max(offered, key=accepted.quality, default=None)
    if best is None or accepted.quality(best) <= 0:
        return None
    return best if accepted.quality(best) >= _plain_quality() else None


def _plain_quality() -> float:
    """Of the bytes as they are: only where the browser names them do they stand against a packed file."""
    return next((q for coding, q in request.accept_encodings if coding.lower() == "identity"), 0)


def _worker(html: str, names: list[str]) -> str:
    """The worker's code with the list of what it keeps. Hashed names change with content, the page is hashed here."""
    code = (DIST / "sw.js").read_text()
    version = hashlib.sha256("\n".join([*names, html, code, json.dumps(MANIFEST)]).encode()).hexdigest()[:16]
    files = {"/app/": html.encode(), "/app/manifest.webmanifest": _manifest().encode()}
    files |= {f"/app/icons/{name}": (PWA / "icons" / name).read_bytes() for name in ICONS}
    files |= {f"/app/{name}": (DIST / name).read_bytes() for name in names}
    files = {path: _integrity(content) for path, content in files.items()}
    return f"self.SHELL={json.dumps({'version': version, 'files': files})};\n{code}"


def _integrity(content: bytes) -> str:
    """By this a browser knows the file, whoever on the way answered in the server's place."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def _text(body: str, kind: str) -> Response:
    coding = _coding(["gzip"])
    response = Response(_gzipped(body) if coding else body, content_type=f"{kind}; charset=utf-8")
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@cache
def _gzipped(body: str) -> bytes:
    return gzip.compress(body.encode(), 9, mtime=0)


def _type_of(name: str) -> str:
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
    return types.get(Path(name).suffix, "application/octet-stream")
