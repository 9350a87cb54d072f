"""Acts that come late, from phones that are wrong, and from people who have left."""

from __future__ import annotations

from datetime import timedelta

from patrol.domain.sweep import sweep
from patrol.extensions import writing
from tests.api.sending import a_case, act, act_body, case_of, due_of, end_post, give_post, new_case, new_id
from tests.cast import YANLING


def tick(app, clock) -> int:
    with app.app_context():
        return sweep(writing, now=clock())


def test_done_before_the_deadline_and_heard_after_the_escalation_it_releases_the_level_above(app, cast, clock):
    case_id = a_case(cast)
    clock.forward(hours=3)
    assert tick(app, clock) == 1
    assert due_of(case_of(cast.inspector, case_id), "stop")["level"] == "station"
    clock.forward(hours=1)
    answer = act(cast.informant, case_id, "stop", at="2026-11-24T11:30:00+08:00").json
    case = case_of(cast.inspector, case_id)
    missed = [{"level": "village", "due_at": "2026-11-24T04:00:00.000Z", "at": "2026-11-24T05:00:00.000Z"}]
    assert due_of(case, "stop") == {
        "step": "stop", "level": "village", "due_at": "2026-11-24T09:00:00.000Z", "owed": False, "outcome": "stopped",
        "done_at": "2026-11-24T03:30:00.000Z", "on_time": True, "late_arrival": True, "provisional": False,
        "missed": missed, "paused": None,
        "rule": {"amount": 4, "unit": "window_hours", "opens": "07:00", "closes": "21:00"},
    }  # fmt: skip
    rise, stop = case["timeline"][-2:]
    assert (rise["act"], stop["act"], stop["on_time"], stop["late"]) == ("escalate", "stop", True, True)
    assert answer["outcome"] == "accepted"


def test_done_after_the_deadline_it_is_late_and_the_level_above_keeps_it(app, cast, clock):
    case_id = a_case(cast)
    clock.forward(hours=3)
    tick(app, clock)
    act(cast.informant, case_id, "stop")
    stop = due_of(case_of(cast.inspector, case_id), "stop")
    # In time for the station, which held it by then: it is the village that missed it.
    assert (stop["level"], stop["on_time"], stop["late_arrival"], len(stop["missed"])) == ("station", True, False, 1)


def test_a_phone_three_hours_behind_is_set_right_by_what_it_says_on_sending(cast, clock):
    case_id = a_case(cast)
    clock.forward(hours=1)
    phone_now, phone_at = "2026-11-24T08:00:00+08:00", "2026-11-24T07:50:00+08:00"
    body = act_body(cast.informant, "stop", at=phone_at)
    answer = cast.informant.put(f"/cases/{case_id}/acts/{new_id()}", body, X_Device_Time=phone_now)
    assert answer.status_code == 201
    assert case_of(cast.inspector, case_id)["timeline"][-1]["at"] == "2026-11-24T02:50:00.000Z"


def test_a_time_in_the_future_becomes_the_receipt_s_and_a_finding(cast):
    case_id = a_case(cast)
    act(cast.inspector, case_id, "stop", at="2026-11-24T12:30:00+08:00")
    entry = case_of(cast.inspector, case_id)["timeline"][-1]
    assert (entry["at"], entry["findings"]) == ("2026-11-24T02:00:00.000Z", ["device_time_future"])


def test_nothing_is_done_in_a_case_before_somebody_found_it(cast):
    case_id = a_case(cast)
    act(cast.inspector, case_id, "comment", at="2026-11-20T12:30:00+08:00")
    assert case_of(cast.inspector, case_id)["timeline"][-1]["at"] == "2026-11-24T02:00:00.000Z"


def test_what_was_done_in_office_counts_for_a_week_after_it_ended(cast, session, clock):
    case_id, other = a_case(cast), a_case(cast)
    clock.forward(hours=1)
    in_office = clock().isoformat()
    clock.forward(hours=1)
    end_post(session, cast.inspector)
    clock.forward(days=6)
    answer = act(cast.inspector, case_id, "stop", at=in_office).json
    assert (answer["outcome"], answer["case"]) == ("accepted", None)  # it lands; the case is not theirs to see
    clock.forward(days=1)
    late = act(cast.inspector, other, "stop", at=in_office).json
    assert (late["outcome"], late["why"]) == ("noted", "not_your_post")


def test_what_was_done_after_the_post_had_ended_is_noted(cast, session, clock):
    case_id = a_case(cast)
    end_post(session, cast.inspector)
    clock.forward(minutes=10)
    answer = act(cast.inspector, case_id, "stop").json
    assert (answer["outcome"], answer["why"]) == ("noted", "not_your_post")


def test_a_post_not_yet_held_at_the_time_gives_no_right(cast, session, clock):
    case_id = a_case(cast)
    clock.forward(hours=1)
    give_post(session, cast.outsider, "inspector", station="延陵所")
    answer = act(cast.outsider, case_id, "stop", at="2026-11-24T10:20:00+08:00").json
    assert (answer["outcome"], answer["why"]) == ("noted", "not_your_post")


def test_of_a_case_hidden_meanwhile_an_earlier_viewer_s_act_is_noted_and_a_stranger_s_is_404(cast, clock):
    case_id = a_case(cast)
    clock.forward(hours=1)
    act(cast.officer, case_id, "conceal", level="station")
    for part in ("neighbour", "leader", "inspector"):
        answer = act(cast[part], case_id, "stop", at="2026-11-24T10:30:00+08:00", note="制止过")
        assert (answer.status_code, answer.json["outcome"], answer.json["case"]) == (201, "noted", None)
    for part in ("next_village", "other_inspector", "other_leader", "outsider"):
        assert act(cast[part], case_id, "stop").status_code == 404


def test_whoever_once_led_the_town_acts_as_the_officer_he_is_now(cast, session):
    year_ago = cast.officer.app.config["CLOCK"]() - timedelta(days=300)
    give_post(session, cast.officer, "leader", area=YANLING, at=year_ago)
    case_id = new_case(cast.informant, conceal="town")
    assert cast.officer.get(f"/cases/{case_id}").status_code == 404
    from sqlalchemy import update

    from patrol.models import Post

    session.execute(update(Post).where(Post.role == "leader", Post.person_id == cast.officer.id).values(
        to_at=year_ago + timedelta(days=30)
    ))  # fmt: skip
    session.commit()
    assert act(cast.officer, case_id, "stop").json["outcome"] == "accepted"
