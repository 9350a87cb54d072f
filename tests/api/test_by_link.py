"""A department answers its task by a link: without an account, once, and without learning more than it needs."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest

from patrol import work
from patrol.domain.verifying import verify
from patrol.models import Attachment, TaskLink
from tests.api.sending import case_of, done, new_case, picture
from tests.cast import Cast, Member

POWER = {"department": "power", "instruction": "停止向现场供电", "due_at": "2026-11-25T18:00:00+08:00"}


def asked(cast: Cast, **more) -> tuple[str, str]:
    """(case, task)"""
    case_id = new_case(cast.informant, note="举报人写的话", kind="villa")
    [task] = done(cast.leader, case_id, "convene", tasks=[POWER | more])["tasks"]
    return case_id, task["id"]


def link_to(member: Member, task_id: str) -> str:
    """The path of a new link."""
    made = member.post(f"/tasks/{task_id}/link")
    assert made.status_code == 201, made.json
    return made.json["link"].removeprefix("http://localhost")


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def reply(client, path: str, outcome: str | None = "done", note: str = "", photo: bytes | None = None):
    form = {"note": note} | ({"outcome": outcome} if outcome else {})
    if photo is not None:
        form["photo"] = (BytesIO(photo), "a.jpg")
    return client.post(path, data=form, content_type="multipart/form-data")


def test_the_page_says_what_is_to_be_done_and_nothing_of_who_reported(cast, client):
    _case, task_id = asked(cast)
    shown = page(client, link_to(cast.leader, task_id))
    for told in ("停止向现场供电", "11月25日 18:00", "违建别墅", "延陵镇 柳茹村", "已办好", "办不了"):
        assert told in shown, told
    for hidden in ("举报人写的话", "信息员", "延陵-2026-0001", "31.888", _case):
        assert hidden not in shown, hidden


def test_only_the_hash_of_a_token_is_kept_and_the_link_has_a_code_to_scan(cast, session):
    _case, task_id = asked(cast)
    made = cast.leader.post(f"/tasks/{task_id}/link").json
    token = made["link"].rpartition("/")[2]
    assert [row.token_hash for row in session.query(TaskLink)] == [hashlib.sha256(token.encode()).hexdigest()]
    assert made["expires_at"] == "2026-12-02T10:00:00.000Z"
    assert len(made["qr"]) == len(made["qr"][0]) and set("".join(made["qr"])) == {"0", "1"}


def test_opening_a_link_changes_nothing_and_its_answer_is_the_department_s(cast, client, session):
    case_id, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    before = case_of(cast.leader, case_id)
    for _ in range(3):
        page(client, path)
    assert case_of(cast.leader, case_id) == before
    answer = reply(client, path, note="已断电")
    assert (answer.status_code, answer.location) == (303, path)
    after = case_of(cast.leader, case_id)
    assert [(one["state"], one["via"], one["note"]) for one in after["tasks"]] == [("done", "link", "已断电")]
    entry = after["timeline"][-1]
    assert (entry["act"], entry["outcome"], entry["department"], entry["via"], entry["role"], entry["by"]) == (
        "answer", "done", "power", "link", "department", "联动单位",
    )  # fmt: skip
    assert [one["event"] for one in cast.leader.get("/inbox").json["notices"]][-1:] != []
    assert verify(session) == []


def test_a_link_answers_once_and_a_second_tap_changes_nothing(cast, client):
    case_id, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    first = reply(client, path, note="已断电")
    again = reply(client, path, "cannot", note="又点了一下")
    assert first.status_code == again.status_code == 303
    [task] = case_of(cast.leader, case_id)["tasks"]
    assert (task["state"], task["note"]) == ("done", "已断电")
    shown = page(client, path)
    assert "已断电" in shown and "<form" not in shown


@pytest.mark.parametrize(
    ("outcome", "note", "said"), [(None, "", "请先点"), ("cannot", " ", "写一句为什么"), ("no", "x", "请先点")]
)
def test_what_is_missing_is_said_and_what_was_written_stays(cast, client, outcome, note, said):
    _case, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    answer = reply(client, path, outcome, note)
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)
    assert "<form" in page(client, path)


def test_a_photo_by_link_is_kept_like_every_other(cast, client, app, session):
    case_id, task_id = asked(cast)
    content, named = picture(5)
    assert reply(client, link_to(cast.leader, task_id), photo=content).status_code == 303
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    [photo] = case_of(cast.leader, case_id)["photos"]
    assert (photo["sha256"], photo["state"], photo["preview"], photo["of"]) == (named["sha256"], "held", True, "act")
    assert cast.leader.get(f"/photos/{named['sha256']}", size="thumb").status_code == 200
    assert case_of(cast.leader, case_id)["timeline"][-1]["photos"] == [named["sha256"]]
    sender = session.query(Attachment).one().sender_id
    assert sender == session.query(TaskLink).one().id
    assert verify(session) == []


def test_a_hostile_file_is_no_photo_and_the_words_stay(cast, client):
    case_id, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    answer = reply(client, path, note="已断电", photo=b"<script>alert(1)</script>")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "不是照片" in text and "已断电" in text
    assert [one["state"] for one in case_of(cast.leader, case_id)["tasks"]] == ["open"]


def test_ticked_photos_are_shown_by_number_and_no_others(cast, client):
    content, named = picture(3)
    other, hidden = picture(4)
    case_id = new_case(cast.informant, photos=[named, hidden])
    for bytes_, one in ((content, named), (other, hidden)):
        cast.informant.put(f"/photos/{one['sha256']}/thumbnail", bytes_)
    shown = POWER | {"photos": [named["sha256"]]}
    [task] = done(cast.leader, case_id, "convene", tasks=[shown])["tasks"]
    path = link_to(cast.leader, task["id"])
    assert named["sha256"] not in page(client, path)
    statuses = [client.get(f"{path}/photos/{number}").status_code for number in (1, 0, 2)]
    assert statuses == [200, 404, 404]


def test_a_link_ends_seven_days_after_the_deadline(cast, client, clock):
    _case, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    clock.forward(days=8)
    page(client, path)
    clock.forward(hours=9)
    assert client.get(path).status_code == reply(client, path).status_code == 404


def test_a_new_link_ends_the_old_one_and_one_that_is_revoked_is_as_if_it_never_was(cast, client):
    _case, task_id = asked(cast)
    old = link_to(cast.leader, task_id)
    new = link_to(cast.inspector, task_id)
    nowhere = client.get("/t/nothing-like-it")
    assert client.get(old).status_code == nowhere.status_code == 404
    assert client.get(old).data == nowhere.data
    page(client, new)
    assert cast.leader.delete(f"/tasks/{task_id}/link").status_code == 204
    assert client.get(new).data == nowhere.data


def test_the_village_s_link_ends_when_the_case_is_hidden_from_it(cast, client):
    case_id, task_id = asked(cast, department="village")
    path = link_to(cast.leader, task_id)
    page(client, path)
    done(cast.inspector, case_id, "conceal", level="village")
    assert client.get(path).status_code == reply(client, path).status_code == 404


def test_who_works_on_the_case_gives_links_and_nobody_else(cast):
    _case, task_id = asked(cast)
    parts = ("informant", "inspector", "leader", "department", "officer", "admin", "other_leader", "outsider")
    statuses = {part: cast[part].post(f"/tasks/{task_id}/link").status_code for part in parts}
    assert statuses == dict.fromkeys(parts, 404) | {"inspector": 201, "leader": 201, "officer": 201}


def test_a_task_that_is_over_gets_no_new_link(cast, client):
    _case, task_id = asked(cast)
    reply(client, link_to(cast.leader, task_id))
    assert cast.leader.post(f"/tasks/{task_id}/link").json["error"]["code"] == "task_over"


def test_whoever_guesses_links_is_slowed_down_and_nobody_s_sign_in_suffers(cast, client):
    statuses = {client.get(f"/t/guess-{number}").status_code for number in range(70)}
    assert statuses == {404, 429}
    assert cast.leader.another_browser()


def test_links_are_kept_by_nobody_on_the_way(cast, client):
    _case, task_id = asked(cast)
    headers = client.get(link_to(cast.leader, task_id)).headers
    assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"] and "Set-Cookie" not in headers
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_body_larger_than_any_photo_is_refused(cast, client):
    _case, task_id = asked(cast)
    path = link_to(cast.leader, task_id)
    answer = client.post(
        path, data=b"x", content_type="multipart/form-data; boundary=x", headers={"Content-Length": str(10**9)}
    )
    assert answer.status_code in (413, 422)
