"""Notices to me, in my language, page by page, and seen once."""

from __future__ import annotations

from tests.api.sending import a_case, done, new_case


def test_a_notice_says_what_happened_where_in_the_reader_s_language(cast):
    case_id = new_case(cast.informant)
    done(cast.inspector, case_id, "stop")
    chinese = cast.informant.get("/inbox").json
    assert chinese["cursor"] is None
    assert len(chinese["notices"]) == 1
    notice = chinese["notices"][0]
    case = {"id": case_id, "number": "延陵-2026-0001", "kind": "farmland_house"}
    rest = {"event": "stop", "at": "2026-11-24T02:00:00.000Z", "seen_at": None}
    assert notice == {"id": notice["id"], "case": case, "text": notice["text"]} | rest
    english = cast.informant.http.get("/api/inbox", headers={"Accept-Language": "en"}).json["notices"][0]
    assert "stop" in english["text"] and english["text"] != notice["text"]


def test_the_village_hears_of_another_s_report_without_its_number(cast):
    new_case(cast.informant)
    notice = cast.neighbour.get("/inbox").json["notices"][0]
    assert notice["case"]["number"] is None


def test_pages_tell_every_notice_once_the_newest_first(cast, clock):
    for minute in range(7):
        clock.forward(minutes=minute % 2)  # some at the very same moment
        new_case(cast.informant)
    told, cursor = [], None
    while True:
        page = cast.inspector.get("/inbox", limit=2, **({"cursor": cursor} if cursor else {})).json
        told += page["notices"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert len({one["id"] for one in told}) == len(told) == 7
    assert [one["at"] for one in told] == sorted((one["at"] for one in told), reverse=True)


def test_seen_is_said_once_and_only_by_the_one_it_was_told_to(cast, clock):
    a_case(cast)
    notice = cast.inspector.get("/inbox").json["notices"][0]["id"]
    assert cast.assistant.put(f"/inbox/{notice}/seen").status_code == 404
    assert cast.inspector.put(f"/inbox/{notice}/seen").status_code == 204
    clock.forward(hours=1)
    assert cast.inspector.put(f"/inbox/{notice}/seen").status_code == 204
    assert cast.inspector.get("/inbox").json["notices"][0]["seen_at"] == "2026-11-24T02:00:00.000Z"
