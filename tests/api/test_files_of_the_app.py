"""How the app's own files go out: packed as the browser likes best, kept for ever under hashed names."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest

from patrol import packing, pwa
from tests.api.sending import a_case

ENTRY = "app-AAAAAAAA.js"
CHUNK, NEXT, SHARED, MAP, STYLE = (
    "chunk-BBBBBBBB.js", "informant-CCCCCCCC.js", "chunk-DDDDDDDD.js", "chart-EEEEEEEE.js", "app-FFFFFFFF.css",
)  # fmt: skip


def imports(*names: str) -> list[dict]:
    return [{"path": f"dist/{name}", "kind": "import-statement"} for name in names]


OUTPUTS = {
    ENTRY: {"entryPoint": "src/app.tsx", "imports": imports(CHUNK), "cssBundle": f"dist/{STYLE}"},
    CHUNK: {"imports": []},
    NEXT: {"entryPoint": "src/screens/entry.ts", "imports": imports(SHARED, CHUNK)},
    SHARED: {"imports": []},
    MAP: {"entryPoint": "src/screens/map/chart.ts", "imports": []},
    STYLE: {"imports": []},
}


@pytest.fixture
def dist(tmp_path, monkeypatch):
    """A build of the app in small."""
    for name in OUTPUTS:
        (tmp_path / name).write_text(f"plain {name}")
        (tmp_path / f"{name}.gz").write_bytes(b"packed by gzip")
    (tmp_path / f"{ENTRY}.br").write_bytes(b"packed by brotli")
    (tmp_path / "sw.js").write_text("// the worker " * 60)
    (tmp_path / "meta.json").write_text(
        json.dumps({"outputs": {f"dist/{name}": one for name, one in OUTPUTS.items()}})
    )
    monkeypatch.setattr(pwa, "DIST", tmp_path)
    pwa._read.cache_clear()
    yield tmp_path
    pwa._read.cache_clear()


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("identity, gzip;q=0.5, br;q=0.5", None),
        ("identity;q=0.1, br", "br"),
        ("zstd", None),
        ("", None),
    ],
)
def test_a_file_comes_packed_as_the_browser_likes_best(browser, dist, accepts, coding):
    answer = browser.get(f"/app/{ENTRY}", headers={"Accept-Encoding": accepts})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == coding
    assert (
        answer.data == {"br": b"packed by brotli", "gzip": b"packed by gzip", None: f"plain {ENTRY}".encode()}[coding]
    )
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/javascript"


def test_signing_in_does_not_make_a_phone_fetch_the_app_anew(cast, dist):
    answer = cast.informant.http.get(f"/app/{ENTRY}", headers={"Accept-Encoding": "br"})
    assert (answer.headers["Vary"], "Set-Cookie" in answer.headers) == ("Accept-Encoding", False)


def test_a_file_that_was_not_packed_so_comes_as_it_can(browser, dist):
    answer = browser.get(f"/app/{STYLE}", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert (answer.headers["Content-Encoding"], answer.mimetype) == ("gzip", "text/css")


@pytest.mark.parametrize("name", ["meta.json", "sw.js.map", f"{ENTRY}.br", "app-00000000.js", "..%2fpwa.py"])
def test_nothing_else_of_the_folder_goes_out(browser, dist, name):
    assert browser.get(f"/app/{name}").status_code == 404


def test_the_page_names_what_is_needed_next_and_not_the_map(browser, dist):
    page = browser.get("/app/").text
    assert re.findall(r'modulepreload" href="/app/([^"]+)"', page) == [ENTRY, CHUNK, NEXT, SHARED]
    assert MAP not in page
    kept = json.loads(re.search(r"self.SHELL=(\{.*?\});", browser.get("/app/sw.js").text)[1])["files"]
    assert {f"/app/{name}" for name in OUTPUTS} <= set(kept)


def test_the_worker_knows_each_file_it_keeps_by_its_hash(browser, dist):
    kept = json.loads(re.search(r"self.SHELL=(\{.*?\});", browser.get("/app/sw.js").text)[1])["files"]
    served = {path: hashlib.sha256(browser.get(path).data).digest() for path in kept}
    assert kept == {path: f"sha256-{base64.b64encode(digest).decode()}" for path, digest in served.items()}


@pytest.mark.parametrize("path", ["/app/", "/app/sw.js", "/app/manifest.webmanifest"])
def test_page_worker_and_manifest_are_asked_for_anew_and_cost_nothing_when_the_same(browser, dist, path):
    packed = browser.get(path, headers={"Accept-Encoding": "gzip"})
    plain = browser.get(path)
    assert gzip.decompress(packed.data) == plain.data
    assert {one.headers["Vary"] for one in (packed, plain)} == {"Accept-Encoding"}
    assert plain.headers["Cache-Control"] == "no-cache"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = browser.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_long_json_answers_go_packed_to_who_reads_that(cast):
    a_case(cast, "handled")
    http = cast.inspector.http
    plain, packed = (http.get("/api/changes", headers={"Accept-Encoding": one}) for one in ("identity", "gzip, br"))
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding, Cookie")
    assert len(packed.data) < len(plain.data) / 2
    unpacked, read = json.loads(gzip.decompress(packed.data)), plain.json
    assert [one["id"] for one in unpacked["cases"]] == [one["id"] for one in read["cases"]]
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Content-Encoding" not in plain.headers


def test_short_answers_and_errors_stay_as_they_are(cast):
    for path in ("/inbox", "/cases/00000000-0000-4000-8000-000000000000"):
        answer = cast.inspector.http.get(f"/api{path}", headers={"Accept-Encoding": "gzip"})
        assert len(answer.data) < packing.WORTH_IT
        assert "Content-Encoding" not in answer.headers
