"""Every route is behind the gate, and every write shows that it comes from the app."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from patrol.desk import gate, parts
from tests.api.sending import report_body, send_report
from tests.cast import send

OPEN = {
    ("GET", "/api/health"), ("GET", "/api/openapi.json"), ("POST", "/api/session"),
    ("POST", "/api/session/transfer/redemption"), ("POST", "/api/session/password"),
    ("GET", "/api/enrolments/<token>"), ("POST", "/api/enrolments/<token>/redemption"),
}  # fmt: skip
OPEN_DESK = {
    ("GET", "/desk/sign-in"), ("POST", "/desk/sign-in"), ("GET", "/desk/sign-in/password"),
    ("POST", "/desk/sign-in/password"), ("GET", "/desk/static/<path:filename>"),
}  # fmt: skip
VALUES = {
    "sha256": "a" * 64, "token": "token", "code": "321181101208", "filename": "desk.css", "card_id": "x",
    "elsewhere": "nowhere", "area_id": 1, "station_id": 1, "file_id": "x", "post_id": 1,
}  # fmt: skip


def routes(app, prefix: str) -> list[tuple[str, str, str]]:
    """(method, rule, a path that fits it)"""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(prefix):
            values = {name: VALUES.get(name, uuid.UUID(int=1)) for name in rule.arguments}
            path = app.test_request_context().request.url_root and rule.build(values)[1]
            found += [(method, rule.rule, path) for method in rule.methods - {"HEAD", "OPTIONS"}]
    return sorted(set(found))


def test_every_view_of_the_api_is_closed_to_the_unsigned_unless_it_is_listed_here(app, client):
    seen = set()
    for method, rule, path in routes(app, "/api"):
        answer = client.open(path, method=method, headers={"X-Requested-With": "patrol"}, json={})
        if answer.status_code == 401:
            assert answer.json["error"]["code"] == "signed_out"
        else:
            seen.add((method, rule))
    assert seen == OPEN
    assert len(routes(app, "/api")) > 25


def test_every_page_of_the_office_sends_the_unsigned_to_the_sign_in(app, client):
    seen = set()
    for method, rule, path in routes(app, "/desk"):
        form = {}
        if method == "POST":
            client.get("/desk/sign-in")
            with client.session_transaction() as cookie:
                form = {"form_token": cookie["form"]}
        answer = client.open(path, method=method, data=form)
        if answer.status_code != 302 or not answer.location.startswith("/desk/sign-in"):
            seen.add((method, rule))
    assert seen == OPEN_DESK


def test_each_part_of_the_office_opens_only_to_the_roles_of_its_line(app, cast):
    for method, rule, path in routes(app, "/desk"):
        name = rule_endpoint(app, rule, method).removeprefix("desk_").split(".")[0]
        if method != "GET" or (method, rule) in OPEN_DESK:
            continue
        allowed = parts.OFFICE if name in gate.COMMON else parts.BY_NAME[name].roles
        for member in cast:
            answer = member.http.get(path).status_code
            assert (rule, member.part, answer == 403) == (rule, member.part, not roles_of(member) & allowed)


def rule_endpoint(app, rule: str, method: str) -> str:
    return next(one.endpoint for one in app.url_map.iter_rules() if one.rule == rule and method in one.methods)


def roles_of(member) -> set[str]:
    return {post["role"] for post in member.get("/session").json["posts"]}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 403, "not_from_the_app"),
        ({"X-Requested-With": "XMLHttpRequest"}, 403, "not_from_the_app"),
        ({"X-Requested-With": "patrol", "Sec-Fetch-Site": "cross-site"}, 403, "cross_site"),
        ({"X-Requested-With": "patrol", "Content-Type": "text/plain"}, 415, "json_only"),
        ({"X-Requested-With": "patrol", "Content-Type": "application/x-www-form-urlencoded"}, 415, "json_only"),
        ({"X-Requested-With": "patrol", "Content-Type": ""}, 415, "json_only"),
    ],
)
def test_a_write_that_another_page_could_have_made_is_refused(cast, headers, status, code):
    given = {"Content-Type": "application/json", **headers}
    path = f"/api/reports/{uuid.uuid4()}"
    answer = cast.informant.http.put(path, data=b'{"kind": "waste"}', headers=given)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert cast.informant.get("/cases").json["cases"] == []


def test_every_write_is_refused_without_the_app_s_header(app, cast):
    for method, rule, path in routes(app, "/api"):
        if method != "GET":
            answer = cast.admin.http.open(path, method=method, json={})
            assert (rule, answer.status_code, answer.json["error"]["code"]) == (rule, 403, "not_from_the_app")


def test_the_same_site_and_the_app_itself_may_write(cast):
    for site in ("same-origin", "same-site", "none"):
        answer = cast.informant.put(f"/reports/{uuid.uuid4()}", report_body(cast.informant), Sec_Fetch_Site=site)
        assert answer.status_code == 201


@pytest.mark.parametrize("path", ["/api/health", "/api/session", "/api/nowhere", "/desk/sign-in", "/nowhere"])
def test_every_answer_carries_the_headers_of_safety(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    if path.startswith("/api"):
        assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_site_alone_and_secure_once_there_is_tls(cast, database_url, tmp_path, clock):
    from patrol import create_app
    from tests.databases import settings

    cookie = sign_in_headers(cast.informant.app.test_client(), cast.informant)["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    expires = parsedate_to_datetime(re.search(r"Expires=([^;]+)", cookie)[1])
    assert (expires - datetime.now(UTC) + timedelta(minutes=5)).days == 400
    more = {"PATROL_TRUSTED_PROXIES": "1", "PATROL_PUBLIC_URL": "https://patrol.example.cn"}
    behind = create_app(settings(tmp_path / "instance", database_url, **more))
    behind.config["CLOCK"] = clock
    browser = behind.test_client()
    by = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "patrol.example.cn", "X_Forwarded_For": "10.1.2.3"}
    headers = sign_in_headers(browser, cast.informant, **by)
    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_a_stranger_says_of_tls_is_not_believed_without_a_proxy(cast):
    headers = sign_in_headers(cast.informant.app.test_client(), cast.informant, X_Forwarded_Proto="https")
    assert "Secure" not in headers["Set-Cookie"]


def sign_in_headers(browser, member, **headers) -> dict:
    answer = send(browser, "POST", "/session", {"username": member.username, "password": member.password}, **headers)
    assert answer.status_code == 200
    return answer.headers


def test_errors_have_one_shape_in_the_reader_s_language(client, cast):
    for path, status in (("/api/nowhere", 404), ("/api/session", 401)):
        answer = client.get(path, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == status
        assert set(answer.json) == {"error"} and set(answer.json["error"]) == {"code", "message", "fields"}
        english = client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).json["error"]["message"]
        assert english.isascii() and not answer.json["error"]["message"].isascii()
    wrong = client.delete("/api/health")
    assert (wrong.status_code, wrong.json["error"]["code"]) == (405, "wrong_method")


def test_nobody_s_time_or_head_is_wasted_on_a_signed_out_body(client, cast):
    body = report_body(cast.informant)
    answer = send(client, "PUT", f"/reports/{uuid.uuid4()}", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "signed_out")
    assert send_report(cast.informant)["case"]["number"] == "延陵-2026-0001"
