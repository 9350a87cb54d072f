"""Broken bodies, queries and addresses: a 4xx in our shape, never a 500, and nothing is stored."""

from __future__ import annotations

import base64
import json

from sqlalchemy import func, select

from patrol.models import Attachment, Case, Event, Notice, Report
from tests.api.sending import act_body, new_case, new_id, report_body
from tests.cast import send

DEEP = "[" * 100_000 + "]" * 100_000
# What is no JSON object at all, or none that anybody takes.
BROKEN = {
    "empty": b"",
    "array": b"[]",
    "null": b"null",
    "number": b"1",
    "text": b'"text"',
    "cut off": b'{"kind": "wa',
    "no utf-8": b'{"kind": "\xff\xfe"}',
    "deep": DEEP.encode(),
    "deep within": ('{"kind": ' + DEEP + "}").encode(),
    "NaN": b'{"kind": NaN}',
    "surrogate": b'{"kind": "\\ud800"}',
    "huge": b'{"note": "' + b"x" * 300_000 + b'"}',
    "a code": b'{"code": {"a": 1}, "act": 5, "self": 1, "key": 2, "language": 3}',
}
TABLES = (Case, Report, Event, Attachment, Notice)
FIX = {"lat": 31.9, "lon": 119.5}
REPORT = [
    {"kind": "palace"}, {"kind": None}, {"kind": 5}, {"captured_at": "yesterday"}, {"captured_at": 1732413600},
    {"captured_at": "2026-11-24T10:00:00"}, {"captured_at": "2026-11-24"},
    {"captured_at": "9999-12-31T23:59:59-14:00"},
    {"captured_at": "0001-01-01T00:00:00+14:00"}, {"captured_at": "2026-02-30T10:00:00Z"}, {"captured_at": ""},
    {"source": "rumour"}, {"works_going_on": "often"}, {"conceal": "county"}, {"note": 5}, {"note": "x" * 4001},
    {"fix": FIX | {"lat": 91}}, {"fix": FIX | {"lon": 1e400}}, {"fix": {"lat": 1}}, {"fix": "here"},
    {"fix": FIX | {"accuracy_m": -1}}, {"fix": FIX | {"heading_deg": 361}}, {"fix": FIX | {"lat": "31.9\x00x"}},
    {"place": FIX | {"by": "guess"}}, {"place": FIX}, {"place": []},
    {"photos": [{"sha256": "A" * 64, "bytes": 1, "type": "image/jpeg"}]}, {"photos": [{"sha256": "a" * 64}]},
    {"photos": [{"sha256": "a" * 64, "bytes": -1, "type": "image/jpeg"}]}, {"photos": "none"}, {"photos": [None]},
    {"photos": [{"sha256": "a" * 64, "bytes": 10**30, "type": "image/jpeg"}]},
    {"photos": [{"sha256": "a" * 64, "bytes": 1, "type": "image/jpeg"}] * 21},
    {"voice": {"sha256": "a" * 64, "bytes": 1, "type": "audio/webm", "seconds": 121}}, {"voice": "a" * 64},
]  # fmt: skip
ACT = [
    {"act": "dance"}, {"act": None}, {"act": ["stop"]}, {"at": None}, {"at": "now"}, {"outcome": "maybe"},
    {"act": "verify"}, {"act": "verify", "founded": False}, {"act": "verify", "founded": "perhaps"},
    {"act": "handle", "outcome": "stopped"}, {"act": "reopen"}, {"act": "reopen", "reason": ""},
    {"act": "return", "reason": "x"}, {"act": "return", "reason": "x", "step": "stop"},
    {"act": "supervise", "instruction": "x", "due_at": "soon"},
    {"act": "supervise", "due_at": "2026-11-27T18:00:00Z"},
    {"act": "move"}, {"act": "move", "station": 0}, {"act": "move", "station": 2**63},
    {"act": "move", "place": {"lat": 1}},
    {"act": "conceal"}, {"act": "conceal", "level": "county"}, {"act": "assign", "lead": 5},
    {"act": "assign", "lead": "x" * 37},
]  # fmt: skip


def is_ours(answer) -> bool:
    error = answer.json["error"]
    return 400 <= answer.status_code < 500 and set(error) == {"code", "message", "fields"} and bool(error["message"])


def stored(session) -> list[int]:
    session.rollback()
    return [
        session.scalar(select(func.count()).select_from(one)) for one in (Case, Report, Event, Attachment, Notice)
    ]


def writes(case_id: str) -> list[tuple[str, str]]:
    return [
        ("PUT", f"/reports/{new_id()}"), ("PUT", f"/cases/{case_id}/acts/{new_id()}"), ("POST", "/session"),
        ("PUT", f"/reports/{new_id()}/acts/{new_id()}"), ("POST", f"/cases/{case_id}/reporter"),
        ("POST", "/enrolments"), ("PUT", "/notice-settings"), ("PUT", "/push-subscription"),
        ("POST", "/enrolments/token/redemption"), ("POST", "/session/transfer/redemption"),
    ]  # fmt: skip


def test_what_is_no_body_of_ours_is_refused_by_every_write(cast, session):
    case_id = new_case(cast.informant)
    before = stored(session)
    for broken, body in BROKEN.items():
        for method, path in writes(case_id):
            answer = send(cast.admin.http, method, path, body, Content_Type="application/json")
            assert is_ours(answer), (broken, path, answer.get_data(as_text=True))
    assert stored(session) == before


def test_every_wrong_field_of_a_report_is_named_and_nothing_is_stored(cast, session):
    good = report_body(cast.informant)
    for wrong in REPORT:
        answer = cast.informant.put(f"/reports/{new_id()}", good | wrong)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid"), wrong
        assert any(name.startswith(next(iter(wrong))) for name in answer.json["error"]["fields"]), wrong
    for name in ("kind", "captured_at"):
        without = {key: value for key, value in good.items() if key != name}
        answer = cast.informant.put(f"/reports/{new_id()}", without)
        assert (answer.status_code, set(answer.json["error"]["fields"])) == (422, {name})
    assert stored(session) == [0] * 5


def test_every_wrong_act_is_refused_and_nothing_is_stored(cast, session):
    case_id = new_case(cast.informant)
    before = stored(session)
    for wrong in ACT:
        body = {"act": "stop", "at": "2026-11-24T10:00:00+08:00", "outcome": "stopped"} | wrong
        answer = cast.officer.put(f"/cases/{case_id}/acts/{new_id()}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid"), wrong
    assert stored(session) == before


NO_TIMES = ("tomorrow", "2026-11-24T10:00:00", "2026-11-24", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


def test_a_phone_s_clock_that_is_no_time_is_refused(cast, session):
    for given in NO_TIMES:
        answer = cast.informant.put(f"/reports/{new_id()}", report_body(cast.informant), X_Device_Time=given)
        assert (answer.status_code, answer.json["error"]["fields"]) == (422, {"X-Device-Time": "not a time"}), given
    assert stored(session) == [0] * 5


def test_a_phone_s_clock_of_another_century_is_set_right(cast):
    for year in ("2000", "2199"):
        body = report_body(cast.informant, captured_at=f"{year}-01-01T00:00:00Z")
        answer = cast.informant.put(f"/reports/{new_id()}", body, X_Device_Time=f"{year}-01-01T00:00:00Z")
        assert answer.status_code == 201


def test_nul_in_words_is_dropped_and_the_report_kept(cast):
    case_id = new_case(cast.informant, note="挖\x00机")
    assert cast.inspector.get(f"/cases/{case_id}").json["reports"][0]["note"] == "挖机"


def cursor(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


CURSORS = [
    "x", "é", "AAAA", "=", "a" * 5000, cursor({}), cursor(5), cursor([]), cursor([1]), cursor([None, None, None]),
    cursor(["now", "x"]), cursor([None, "\x00"]), cursor([None, "\ud800"]), cursor([5, 5]), cursor([[], {}]),
    cursor(["0001-01-01T00:00:00+14:00", "x"]), cursor([1, "x", "y", 10**30]), cursor([1, "x", "\x00", 1]),
    cursor([1, "x", None, -1]), cursor([1, "x", "y", True]), base64.urlsafe_b64encode(DEEP[:9000].encode()).decode(),
]  # fmt: skip
QUERIES = [
    ("/cases", {"limit": "0"}), ("/cases", {"limit": "201"}), ("/cases", {"limit": "-1"}), ("/cases", {"limit": "x"}),
    ("/cases", {"limit": "9" * 5000}), ("/changes", {"limit": "9" * 5000}), ("/inbox", {"limit": ""}),
    ("/cases", {"step": "dance"}), ("/cases", {"holder": "x"}), ("/cases", {"kind": "x"}), ("/cases", {"state": "x"}),
    ("/cases", {"overdue": "maybe"}), ("/cases", {"bbox": "1,2,3"}), ("/cases", {"bbox": "a,b,c,d"}),
    ("/cases", {"q": "x" * 81}), ("/cases", {"colour": "red"}), ("/cases", {"self": "1"}), ("/cases", {"code": "1"}),
]  # fmt: skip


def test_a_cursor_that_is_none_of_ours_is_refused(cast):
    new_case(cast.informant)
    for path, name in (("/cases", "cursor"), ("/inbox", "cursor"), ("/changes", "after")):
        for bad in CURSORS:
            answer = cast.officer.get(path, **{name: bad})
            if answer.status_code != 200:  # one that happens to be well-formed only begins anew
                assert (is_ours(answer), answer.json["error"]["code"]) == (True, "bad_cursor"), (path, bad[:80])
            elif path != "/changes" or not answer.json["reset"]:
                assert path == "/cases" and bad == cursor([None, "x"]), (path, bad[:80])


def test_a_filter_that_is_none_is_said_and_not_passed_over(cast):
    for path, query in QUERIES:
        answer = cast.officer.http.get(f"/api{path}", query_string=query)
        assert (answer.status_code, is_ours(answer)) == (422, True), (path, query)
    for harmless in (
        {"q": "\x00%_"},
        {"area": "\x00"},
        {"bbox": "nan,nan,nan,nan"},
        {"q": "\udc80".encode("utf-8", "replace")},
    ):
        assert cast.officer.get("/cases", **harmless).status_code == 200


NOWHERE = (
    "/", "/cases/1", "/cases/x/acts/y", "/reports/1", "/cases/%00", "/devices/%00", "/devices/x", "/photos/abc",
    "/photos/" + "%00" * 64, "/photos/" + "z" * 64, "/voices/" + "%00" * 64, "/photos/" + "..%2f" * 16,
    "/photos/" + "%00" * 64 + "/facts", "/enrolments/%00", "/inbox/x/seen", f"/inbox/{new_id()}/seen",
    f"/cases/{new_id()}", f"/cases/{new_id()}/candidates",
)  # fmt: skip


def test_an_address_that_leads_nowhere_is_404_whatever_one_does_there(cast):
    for path in NOWHERE:
        for method in ("GET", "PUT", "POST", "DELETE"):
            answer = send(cast.officer.http, method, path, b"{}", Content_Type="application/json")
            assert answer.status_code in (404, 405) and is_ours(answer), (method, path, answer.get_data(as_text=True))


def test_a_body_without_announced_length_is_bounded_too(cast):
    body = act_body(cast.informant, "comment", note="x" * 300_000)
    answer = cast.informant.http.put(
        f"/api/reports/{new_id()}",
        environ_overrides={"wsgi.input": Endless(json.dumps(body).encode()), "wsgi.input_terminated": True},
        headers={"X-Requested-With": "patrol", "Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "body_too_large")


class Endless:
    """A chunked body that never ends by itself."""

    def __init__(self, begin: bytes):
        self.begin, self.given = begin, 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "somebody reads it to its end"
        self.given += size
        assert self.given < 2**20, "far more was read than is taken"
        return self.begin[:size].ljust(size, b" ")

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)
