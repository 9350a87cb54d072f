"""A name leaves the county's data for good, and the log can still be proved."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.engine import make_url

from patrol.domain import log, verifying
from patrol.models import Device, Event, Person, PushSubscription
from tests.api.sending import a_case, act, case_of, done, new_case, new_id, send_report
from tests.cast import LIURU, send
from tests.desk.browsing import Office
from tests.receivers import reach
from tests.sealing import PhoneFile

NAME, PHONE, USERNAME = "欧阳清风", "13912345678", "ouyang-qingfeng"


@pytest.fixture
def case_id(cast, session):
    """A case full of the inspector's name: as author, as lead, as whose it was, and in everybody's words."""
    session.execute(update(Person).where(Person.id == cast.inspector.id).values(name=NAME, phone=PHONE))
    session.commit()
    case_id = new_case(cast.informant, note=f"{NAME}来过，电话{PHONE}")
    done(cast.inspector, case_id, "stop", note=f"我是{NAME}")
    done(cast.officer, case_id, "assign", lead=cast.inspector.id)
    done(cast.inspector, case_id, "verify", party=f"{NAME}的亲戚")
    assert act(cast.assistant, case_id, "verify").json["by"] == NAME
    done(cast.leader, case_id, "supervise", instruction=f"请{NAME}今天办")
    mistyped = {"username": cast.inspector.username, "password": "wrong"}
    assert send(cast.inspector.app.test_client(), "POST", "/session", mistyped).status_code == 403
    return case_id


@pytest.fixture
def erase(app, cast):
    def once(reason: str = "本人要求"):
        done_ = app.test_cli_runner().invoke(args=["patrol", "erase", cast.inspector.id, "--reason", reason])
        assert done_.exit_code == 0, done_.output
        return done_.output

    return once


def everything(session) -> str:
    """All tables as text, as a dump has them."""
    tables = inspect(session.get_bind()).get_table_names()
    return "\n".join(str(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table}")))


def test_name_and_phone_are_in_no_table_any_more_and_verify_is_clean(case_id, session, erase, cast):
    assert NAME in everything(session) and PHONE in everything(session)
    session.rollback()
    assert erase() == "Erased; 5 events held the name.\n"
    left = everything(session)
    assert NAME not in left and PHONE not in left and "inspector-yanling" not in left
    assert verifying.verify(session) == []


def test_the_addresses_to_which_notices_went_are_forgotten(case_id, session, erase, cast):
    reach(session, cast.inspector, email="qingfeng@example.cn", wecom="ouyang")
    session.add(PushSubscription(person_id=cast.inspector.id, device_id=_device(session, cast), endpoint="https://x/qf",
                                 p256dh="x", auth="x", created_at=cast.inspector.app.config["CLOCK"]()))  # fmt: skip
    session.commit()
    erase()
    left = everything(session)
    assert "qingfeng@" not in left and "ouyang" not in left and "https://x/qf" not in left


def _device(session, cast) -> str:
    return session.scalar(select(Device.id).where(Device.person_id == cast.inspector.id).limit(1))


def test_the_database_file_itself_does_not_hold_it(case_id, session, erase, app, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("on PostgreSQL a dump is what leaves the house, and it is the tables")
    session.rollback()
    erase()
    path = Path(make_url(database_url).database)
    for file in path.parent.glob(f"{path.name}*"):
        assert NAME.encode() not in file.read_bytes() and PHONE.encode() not in file.read_bytes(), file.name


def test_what_was_done_stays_and_what_others_did_is_untouched(case_id, cast, erase):
    before = case_of(cast.officer, case_id)
    erase()
    after = case_of(cast.officer, case_id)
    assert after["dues"] == before["dues"] and after["number"] == before["number"]
    stop = next(one for one in after["timeline"] if one["act"] == "stop")
    assert (stop["by"], stop["role"], stop["outcome"], stop["note"]) == ("巡查员", "inspector", "stopped", "我是＊＊")
    supervise = next(one for one in after["timeline"] if one["act"] == "supervise")
    assert (supervise["by"], supervise["instruction"]) == ("延陵镇分管领导", "请＊＊今天办")
    assert after["reports"][0]["note"] == "＊＊来过，电话＊＊"


def test_a_namesake_keeps_the_name(case_id, cast, session, erase):
    session.execute(update(Person).where(Person.id == cast.leader.id).values(name=NAME))
    session.commit()
    done(cast.leader, case_id, "comment", note="同名不同人")
    erase()
    assert case_of(cast.officer, case_id)["timeline"][-1]["by"] == NAME


def test_the_erased_person_is_signed_out_and_cannot_come_back(case_id, cast, erase):
    browser = cast.inspector.http
    erase()
    assert browser.get("/api/session").status_code == 401
    with pytest.raises(AssertionError):
        cast.inspector.another_browser()


def test_a_short_name_never_touches_what_the_log_is_replayed_from(cast, session, erase):
    session.execute(update(Person).where(Person.id == cast.inspector.id).values(name="stop", phone="2026"))
    session.commit()
    case_id = a_case(cast, "closed")
    erase()
    assert verifying.verify(session) == []
    assert case_of(cast.officer, case_id)["number"] == "延陵-2026-0001"


def test_two_erased_one_after_the_other_leave_a_log_that_is_clean(case_id, cast, session, erase, app):
    erase()
    run = app.test_cli_runner().invoke(args=["patrol", "erase", cast.leader.id, "--reason", "本人要求"])
    assert run.exit_code == 0
    assert verifying.verify(session) == []
    assert "延陵镇分管领导" not in everything(session)


@pytest.mark.parametrize("forged", ['{"act":"comment"}', "nonsense", None])
def test_a_deleted_content_without_an_erase_is_named(case_id, session, forged, cast):
    event = session.query(Event).filter(Event.case_id == case_id, Event.n == 2).one()
    session.execute(update(Event).where(Event.seq == event.seq).values(content=None, salt=None, redacted=forged))
    session.commit()
    told = [(one.code, one.subject) for one in verifying.verify(session)]
    assert ("erased_without_event" if forged else "content_missing") in [code for code, _ in told]


def test_a_redaction_changed_after_its_erase_is_named(case_id, session, erase):
    session.rollback()
    erase()
    event = session.query(Event).filter(Event.redacted.is_not(None)).first()
    forged = log.content_of(event) | {"note": "另一番话"}
    session.execute(update(Event).where(Event.seq == event.seq).values(redacted=log.canonical(forged)))
    session.commit()
    told = [(one.code, one.subject) for one in verifying.verify(session)]
    assert told == [("erased_without_event", f"event {event.n} of case {event.case_id}")]


def test_a_receipt_from_before_the_erase_is_still_in_the_log(case_id, cast, session, erase):
    receipt = send_report(cast.informant)
    erase()
    assert verifying.verify(session, [receipt]) == []


def test_of_somebody_who_left_a_trace_wherever_one_can_be_left_no_table_keeps_any(cast, session, app):
    """Renamed, called by another number, enrolled, looked for, kept in a view, mistyped, sealed, a caller, a photo's
    owner: what is new in the tables is looked through as they are."""
    admin, officer, one = Office(cast, "admin"), Office(cast, "officer"), f"/desk/people/{cast.informant.id}"
    for details in ({"name": NAME}, {"phone": PHONE}, {"username": USERNAME}, {"name": f"{NAME}甲"}):
        assert admin.send(f"{one}/details", details).status_code == 302
    cast.informant.username = USERNAME
    case_id = send_report(cast.informant, note=f"我是{NAME}")["case"]["id"]
    sealed = PhoneFile(cast.informant)
    sealed.report(note=f"{NAME}家的地")
    check = officer.send("/desk/sealed", {"file": (io.BytesIO(sealed.sealed()), f"{NAME}.patrol")})
    assert officer.send(f"{check.location}/confirmation").status_code == 302
    for path in ("card", "code"):
        assert admin.send(f"{one}/{path}").status_code == 200
    done(cast.officer, case_id, "pause", reason="hearing", note=f"等{NAME}回来")
    for said in (NAME, USERNAME.upper()):
        mistyped = {"username": said, "password": "wrong"}
        assert send(app.test_client(), "POST", "/session", mistyped).status_code == 403
    assert officer.send(f"/desk/cases/export?q={NAME}", {"as": "csv"}).status_code == 200
    assert officer.send("/desk/cases/views", {"name": f"{NAME}的", "query": f"q={quote(NAME)}"}).status_code == 302
    call = {"report": new_id(), "source": "phone", "at": "2026-11-24T09:30", "kind": "waste", "area": LIURU}
    called = officer.send("/desk/calls", call | {"where": f"{NAME}门口", "name": NAME, "phone": PHONE})
    assert called.status_code == 302
    traces = (NAME, PHONE, USERNAME, quote(NAME))
    assert all(trace in everything(session) for trace in traces)
    session.rollback()
    erased = app.test_cli_runner().invoke(args=["patrol", "erase", cast.informant.id, "--reason", "本人要求"])
    assert erased.exit_code == 0, erased.output
    assert [line for line in everything(session).splitlines() if any(trace in line for trace in traces)] == []
    assert verifying.verify(session) == []
