"""不在岗: while the lead is away the assistant has notices and clock; both are told when it begins and ends."""

from __future__ import annotations

from datetime import datetime

import pytest

from patrol.domain import absences, erasing, verifying
from patrol.domain.errors import Conflict, Invalid, Missing, Refused
from patrol.domain.log import content_of
from patrol.domain.times import CHINA, iso
from patrol.extensions import reading, writing
from patrol.models import Absence, Event, Person
from tests.api.sending import a_case, case_of, done


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def led(cast, clock) -> str:
    """Led by the inspector, with an assistant; 2026-11-24, a Tuesday, 10:00."""
    case_id = a_case(cast, "founded")
    done(cast.inspector, case_id, "assign", lead=cast.inspector.id, assistant=cast.assistant.id)
    clock.forward(minutes=1)
    return case_id


@pytest.fixture
def enter(session, cast, clock):
    def away(from_at: str, to_at: str, whose="inspector", by="inspector") -> Absence:
        entered = absences.enter(
            session, cast[by].actor(session), cast[whose].id, china(from_at), china(to_at), now=clock.now
        )
        session.commit()
        return entered

    return away


@pytest.fixture
def turn(app, clock):
    def tell(**forward) -> int:
        clock.forward(**forward)
        with app.app_context():
            return absences.turn(reading, writing, now=clock.now)

    return tell


def heard(member) -> list[str]:
    return [one["event"] for one in reversed(member.get("/inbox").json["notices"])]


def texts(member) -> list[str]:
    return [one["text"] for one in member.get("/inbox").json["notices"] if one["case"] is None]


def of_county(session) -> list[str]:
    acts = [
        content_of(event)["act"] for event in session.query(Event).filter(Event.case_id.is_(None)).order_by(Event.seq)
    ]
    session.rollback()
    return [act for act in acts if act.startswith("absence")]


def test_both_are_told_at_the_beginning_and_at_the_end_which_comes_by_itself(cast, session, led, enter, turn):
    enter("2026-11-25T00:00", "2026-11-28T00:00")
    assert turn() == 0
    assert (turn(days=1), turn()) == (1, 0)
    name = cast.inspector.name
    assert texts(cast.inspector) == ["您不在岗，到 11月27日。您主办的案件由 B岗代办"]
    assert texts(cast.assistant) == [f"{name}不在岗，到 11月27日。TA 主办、您协办的案件现在由您办"]
    assert (turn(days=3), turn()) == (1, 0)
    assert texts(cast.inspector)[0] == "您回岗了，您主办的案件还归您办"
    assert texts(cast.assistant)[0] == f"{name}回岗了，TA 主办的案件还归 TA 办"
    assert of_county(session) == ["absence", "absence_away", "absence_back"]
    assert verifying.verify(session) == []


def test_the_timeline_says_so_to_those_who_work_on_the_case_and_to_nobody_else(cast, session, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    turn(days=2)
    for member, wanted in ((cast.leader, ["away", "back"]), (cast.informant, [])):
        timeline = case_of(member, led)["timeline"]
        assert [one["act"] for one in timeline if one["act"] in ("away", "back")] == wanted
    entry = next(one for one in case_of(cast.leader, led)["timeline"] if one["act"] == "away")
    assert (entry["by"], entry["lead"]["name"], entry["assistant"]["name"], entry["until"]) == (
        "系统",
        cast.inspector.name,
        cast.assistant.name,
        iso(china("2026-11-26T00:00")),
    )


def test_meanwhile_the_assistant_alone_gets_the_notices_and_is_shown_with_the_clock(cast, clock, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    clock.forward(minutes=1)
    before = heard(cast.inspector)
    done(cast.leader, led, "supervise")
    assert heard(cast.inspector) == before and heard(cast.assistant)[-1] == "supervise"
    case = case_of(cast.leader, led)
    wanted = {"id": cast.assistant.id, "name": cast.assistant.name, "until": iso(china("2026-11-26T00:00"))}
    assert (case["stand_in"], case["lead"]["id"]) == (wanted, cast.inspector.id)
    assert cast.officer.get("/cases").json["cases"][0]["stand_in"] == wanted
    assert case_of(cast.informant, led)["stand_in"] is None  # who is away is not for the village
    turn(days=2)
    assert case_of(cast.leader, led)["stand_in"] is None
    clock.forward(minutes=1)
    done(cast.leader, led, "supervise")
    assert heard(cast.inspector)[-1] == "supervise"


def test_the_record_shows_who_did_what(cast, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    done(cast.assistant, led, "report")
    assert case_of(cast.leader, led)["timeline"][-1]["by"] == cast.assistant.name


def test_without_an_assistant_everybody_of_the_station_hears(cast, clock, enter, turn):
    case_id = a_case(cast, "founded")
    done(cast.inspector, case_id, "assign", lead=cast.inspector.id, assistant=None)
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn(minutes=1)
    clock.forward(minutes=1)
    done(cast.leader, case_id, "supervise")
    assert (heard(cast.assistant)[-1], "supervise" in heard(cast.inspector)) == ("supervise", False)
    assert case_of(cast.leader, case_id)["stand_in"] is None


def test_with_both_away_no_notice_is_lost(cast, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    enter("2026-11-24T00:00", "2026-11-26T00:00", whose="assistant", by="assistant")
    turn()
    done(cast.leader, led, "supervise")
    assert ["supervise" in heard(one) for one in (cast.assistant, cast.inspector)] == [True, True]


def test_who_is_assigned_meanwhile_is_right_at_once(cast, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    done(cast.officer, led, "assign", lead=cast.assistant.id, assistant=cast.inspector.id)
    assert case_of(cast.leader, led)["stand_in"] is None


def test_times_that_overlap_become_one(cast, session, clock, enter):
    first = enter("2026-11-25T00:00", "2026-11-28T00:00")
    enter("2026-12-05T00:00", "2026-12-06T00:00")
    assert enter("2026-11-27T00:00", "2026-12-05T00:00").id == first.id
    rows = [(iso(one.from_at), iso(one.to_at)) for one in session.query(Absence)]
    assert rows == [(iso(china("2026-11-25T00:00")), iso(china("2026-12-06T00:00")))]
    before = of_county(session)
    enter("2026-11-26T00:00", "2026-11-27T00:00")  # within it: nothing is new
    assert of_county(session) == before == ["absence"] * 3


def test_one_that_lasts_longer_than_was_said_is_told_again(cast, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    enter("2026-11-24T00:00", "2026-11-30T00:00", by="admin")
    assert turn() == 1
    assert texts(cast.assistant)[0].startswith(f"{cast.inspector.name}不在岗，到 11月29日")


def test_an_end_is_told_also_when_nobody_could_tell_that_it_was_put_off(cast, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-24T18:00")
    turn()
    enter("2026-11-24T00:00", "2026-11-24T20:00")
    assert turn(hours=12) == 1
    assert texts(cast.assistant)[0].endswith("回岗了，TA 主办的案件还归 TA 办")
    assert turn() == 0


def test_one_that_began_before_it_was_said_counts_from_now_on(cast, session, clock, led, enter, turn):
    done(cast.leader, led, "supervise")
    assert heard(cast.inspector)[-1] == "supervise"
    enter("2026-11-20T00:00", "2026-11-26T00:00", by="admin")
    assert turn() == 1
    assert "supervise" in heard(cast.inspector)  # what was told stays told
    assert verifying.verify(session) == []


@pytest.mark.parametrize(
    ("from_at", "to_at", "code"),
    [
        ("2026-11-26T00:00", "2026-11-26T00:00", "absence_ends_first"),
        ("2026-11-26T00:00", "2026-11-25T00:00", "absence_ends_first"),
        ("2026-11-20T00:00", "2026-11-24T00:00", "absence_over"),
        ("2026-11-25T00:00", "2027-12-25T00:00", "absence_too_long"),
    ],
)
def test_odd_times_are_refused(enter, from_at, to_at, code):
    with pytest.raises(Invalid) as refused:
        enter(from_at, to_at)
    assert refused.value.code == code


def test_pieces_do_not_add_up_to_more_than_a_year(enter):
    enter("2026-11-25T00:00", "2027-08-01T00:00")
    with pytest.raises(Invalid) as refused:
        enter("2027-08-01T00:00", "2028-03-01T00:00")
    assert refused.value.code == "absence_too_long"


def test_only_oneself_and_the_office_say_it_and_only_of_those_who_lead_cases(enter):
    for whose, by, code in (("inspector", "leader", "admin_only"), ("leader", "leader", "absence_of_inspectors")):
        with pytest.raises(Refused) as refused:
            enter("2026-11-25T00:00", "2026-11-26T00:00", whose=whose, by=by)
        assert refused.value.code == code


def test_back_early_ends_it_and_one_to_come_is_cancelled_without_a_word(cast, session, clock, led, enter, turn):
    absence = enter("2026-11-24T00:00", "2026-11-30T00:00")
    turn()
    clock.forward(hours=3)
    absences.end(session, cast.inspector.actor(session), cast.inspector.id, absence.id, now=clock.now)
    session.commit()
    assert case_of(cast.leader, led)["stand_in"] is None
    assert turn() == 1 and texts(cast.assistant)[0].endswith("回岗了，TA 主办的案件还归 TA 办")
    later = enter("2026-12-01T00:00", "2026-12-02T00:00")
    absences.end(session, cast.admin.actor(session), cast.inspector.id, later.id, now=clock.now)
    session.commit()
    told = len(texts(cast.assistant))
    assert turn(days=10) == 0 and len(texts(cast.assistant)) == told
    with pytest.raises(Missing):
        absences.end(session, cast.inspector.actor(session), cast.inspector.id, later.id, now=clock.now)
    session.rollback()
    assert verifying.verify(session) == []


def test_nobody_ends_another_one_s(session, cast, clock, enter):
    absence = enter("2026-11-25T00:00", "2026-11-26T00:00")
    with pytest.raises(Missing):
        absences.end(session, cast.assistant.actor(session), cast.assistant.id, absence.id, now=clock.now)


def test_a_worker_that_was_down_the_whole_time_tells_nothing_afterwards(cast, session, led, enter, turn):
    enter("2026-11-25T00:00", "2026-11-26T00:00")
    before = case_of(cast.leader, led)["timeline"]
    turn(days=7)
    assert (texts(cast.assistant), case_of(cast.leader, led)["timeline"]) == ([], before)
    assert turn() == 0


def test_who_left_is_not_entered(session, cast, clock, enter):
    session.get(Person, cast.inspector.id).closed_at = clock.now
    session.commit()
    with pytest.raises(Conflict):
        enter("2026-11-25T00:00", "2026-11-26T00:00", by="admin")


def test_the_name_goes_with_an_erase(session, cast, clock, led, enter, turn):
    enter("2026-11-24T00:00", "2026-11-26T00:00")
    turn()
    erasing.erase(session, session.get(Person, cast.inspector.id), "退休", now=clock.now)
    session.commit()
    contents = [content_of(event) for event in session.query(Event)]
    assert [one for one in contents if cast.inspector.name in one.values()] == []
    assert verifying.verify(session) == []


def test_over_http_a_person_sees_enters_and_ends_the_own_ones(cast, clock):
    answer = cast.inspector.post("/absences", {"from_on": "2026-11-24", "to_on": "2026-11-26"})
    [one] = answer.json["absences"]
    assert (one["from_on"], one["to_on"], one["begun"]) == ("2026-11-24", "2026-11-26", True)
    assert cast.inspector.get("/absences").json == answer.json
    for body in ({"from_on": "2026-11-26", "to_on": "2026-11-25"}, {"from_on": "soon", "to_on": "2026-11-25"}, {}):
        assert cast.inspector.post("/absences", body).status_code == 422
    assert cast.assistant.delete(f"/absences/{one['id']}").status_code == 404
    assert cast.inspector.delete(f"/absences/{one['id']}").json == {"absences": []}
    assert cast.leader.get("/absences").json["error"]["code"] == "absence_of_inspectors"
