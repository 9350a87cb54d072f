"""`verify` is clean after real work, and names whatever was touched since."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, text, update

from patrol.domain import log, verifying
from patrol.models import Case, Due, Event, LogHead
from tests.api.sending import a_case, act, done, new_case, picture, send_report

WORK = (
    ("informant", "stop"), ("inspector", "verify"), ("inspector", "report"), ("inspector", "handle"),
    ("leader", "sign_off"), ("inspector", "close"), ("leader", "reopen"), ("officer", "supervise"),
    ("leader", "comment"), ("officer", "conceal"),
)  # fmt: skip


@pytest.fixture
def worked(cast, clock, app):
    """A county after a day's work, with every kind of event."""
    photo, name = picture()
    receipt = send_report(cast.informant, photos=[name], kind="villa", note="新挖的地基")
    cast.informant.put(f"/photos/{name['sha256']}", photo)
    case_id = receipt["case"]["id"]
    clock.forward(hours=3)
    app.test_cli_runner().invoke(args=["patrol", "tick"])
    for who, what in WORK:
        done(cast[who], case_id, what)
    act(cast.inspector, case_id, "close")
    cast.inspector.post(f"/cases/{case_id}/reporter", {"reason": "回访"})
    new_case(cast.informant, conceal="town")
    done(cast.inspector, a_case(cast), "stop", outcome="refused")
    return case_id


@pytest.fixture
def tried(session):
    """What verify says once something was changed by hand, and then everything is as before: [(code, subject)]."""

    def after(*statements) -> list[tuple[str, str]]:
        for statement in statements:
            session.execute(statement)
        session.expire_all()
        findings = [(one.code, one.subject) for one in verifying.verify(session)]
        session.rollback()
        return findings

    return after


def name_of(event: Event) -> str:
    return f"event {event.n} of case {event.case_id or '-'} (seq {event.seq})"


def event_set(seq: int, **values):
    return update(Event).where(Event.seq == seq).values(**values)


def test_it_is_clean_after_the_whole_run(worked, tried, session):
    assert tried() == []
    assert verifying.count(session) == 19


def test_a_changed_byte_of_any_content_is_named(worked, tried, session):
    events = list(session.query(Event).order_by(Event.seq))
    assert len(events) == 19
    for event in events:
        changed = event.content.replace("accepted", "acceptep").replace("noted", "notep")
        named = name_of(event)
        assert tried(event_set(event.seq, content=changed))[0] == ("content_differs", named)


def test_content_with_a_right_hash_of_its_own_breaks_the_link_and_never_the_command(worked, tried, session):
    event = session.get(Event, 5)
    salt, named = event.salt, name_of(event)
    for content in ("{}", "no json", '{"change": {"case": 5}, "n": "x", "received_at": 1}', "[]", '{"erased": [1]}'):
        hashed = log.content_hash(salt, content)
        assert tried(event_set(5, content=content, content_hash=hashed))[0] == ("hash_differs", named)


def test_any_other_changed_column_is_named(worked, tried, session):
    case_id, zeros = session.get(Event, 5).case_id, "0" * 64
    values = {"hash": zeros, "prev": zeros, "content_hash": zeros, "salt": "0", "case_id": None, "n": 99}
    for column, value in values.items():
        subjects = [subject for _, subject in tried(event_set(5, **{column: value}))]
        told = {"case_id": "event 5 of case - (seq 5)", "n": f"event 99 of case {case_id} (seq 5)"}
        assert told.get(column, f"event 5 of case {case_id} (seq 5)") in subjects, column


def test_a_removed_event_is_named(worked, tried):
    for seq in (1, 5, 12):
        assert ("event_missing", f"seq {seq}") in tried(delete(Event).where(Event.seq == seq))


def test_a_moved_or_missing_head_is_named(worked, tried):
    assert tried(update(LogHead).values(seq=20)) == [("head_differs", "seq 20")]
    assert tried(update(LogHead).values(hash="0" * 64)) == [("head_differs", "seq 19")]
    assert tried(delete(LogHead)) == [("head_missing", "seq 19")]


def test_an_edited_case_row_is_named_by_its_number(worked, tried, session):
    number = session.get(Case, worked).number
    edits = {
        "kind": "waste", "concealed": None, "grave": False, "due_at": None, "n": 3, "lat": 31.5, "path": "321181/",
        "signed_off": True, "holder": "town", "state": "closed", "founded": None, "concealed_path": None,
    }  # fmt: skip
    for column, value in edits.items():
        edit = update(Case).where(Case.id == worked).values({column: value})
        assert tried(edit) == [("case_differs", number)], column
    assert tried(update(Case).where(Case.id == worked).values(number="延陵-2026-0099")) == [
        ("case_differs", "延陵-2026-0099")
    ]


def test_an_edited_due_row_is_named_by_its_case(worked, tried, session):
    number = session.get(Case, worked).number
    edits = [
        ("stop", {"owed": True}), ("handle", {"level": "village"}), ("report", {"on_time": None}),
        ("stop", {"missed": []}), ("handle", {"outcome": "filed"}), ("stop", {"late_arrival": True}),
        ("handle", {"due_at": session.get(Case, worked).opened_at}), ("report", {"provisional": True}),
    ]  # fmt: skip
    for step, values in edits:
        edit = update(Due).where(Due.case_id == worked, Due.step == step).values(values)
        assert tried(edit) == [("case_differs", number)], values
    assert tried(delete(Due).where(Due.case_id == worked, Due.step == "stop")) == [("case_differs", number)]


def test_a_case_that_was_taken_out_is_named(worked, tried, session):
    number = session.get(Case, worked).number
    tables = ("notices", "attachments", "acts", "reports", "dues")
    out = [text(f"DELETE FROM {table} WHERE case_id = '{worked}'") for table in tables]
    assert tried(*out, delete(Case).where(Case.id == worked)) == [("case_missing", number)]


def test_the_command_says_so_with_its_exit_code(worked, app, session, tmp_path, cast):
    run = app.test_cli_runner().invoke
    clean = run(args=["patrol", "verify"])
    assert (clean.exit_code, clean.output.startswith("Clean: ")) == (0, True)
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(send_report(cast.informant)))
    assert run(args=["patrol", "verify", "--receipt", str(receipt)]).exit_code == 0
    receipt.write_text(json.dumps({"report": "of another county", "head": "0" * 64}))
    foreign = run(args=["patrol", "verify", "--receipt", str(receipt)])
    assert (foreign.exit_code, foreign.output.splitlines()) == (
        1, ["receipt_not_in_log: fact of another county (the log was rewritten, or cut off before it)"],
    )  # fmt: skip
    receipt.write_text("not json")
    assert run(args=["patrol", "verify", "--receipt", str(receipt)]).exit_code == 2
    session.execute(update(Case).where(Case.id == worked).values(kind="waste"))
    session.commit()
    edited = run(args=["patrol", "verify"])
    named = f"case_differs: {session.get(Case, worked).number} (kind)"
    assert (edited.exit_code, edited.output.splitlines()) == (1, [named])
