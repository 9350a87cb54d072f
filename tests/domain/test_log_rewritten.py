"""Somebody with the whole database in hand rewrites it with right hashes: a receipt on one phone tells."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update

from patrol.domain import log, verifying
from patrol.models import Event, LogHead
from tests.api.sending import a_case, act, done, send_report


def rewrite_from(session, first: int, change) -> None:
    """Every event from `first` on with changed content and hashes that are right; head and rows follow."""
    prev = session.get(Event, first - 1).hash if first > 1 else log.ORIGIN
    for event in session.query(Event).filter(Event.seq >= first).order_by(Event.seq):
        event.content = change(event.content) if event.seq == first else event.content
        event.content_hash = log.content_hash(event.salt, event.content)
        event.prev = prev
        event.hash = prev = log.link(prev, event.seq, event.case_id, event.n, event.content_hash)
    session.query(LogHead).update({"hash": prev})
    session.commit()


def findings(session, *receipts) -> list[tuple[str, str]]:
    session.expire_all()
    return [(one.code, one.subject) for one in verifying.verify(session, receipts)]


def test_a_log_rewritten_from_an_event_on_is_named_by_one_receipt(cast, session):
    first, second = send_report(cast.informant, note="挖机两台"), send_report(cast.informant)
    done(cast.inspector, first["case"]["id"], "stop")
    seq = session.query(Event.seq).filter(Event.case_id == first["case"]["id"], Event.n == 1).scalar()
    rewrite_from(session, seq, lambda content: content.replace("挖机两台", "挖机一台"))
    assert findings(session) == []  # from inside, nothing is to be seen
    assert findings(session, second) == [("receipt_not_in_log", f"fact {second['report']}")]


def test_the_receipt_of_an_act_tells_as_well_and_an_earlier_one_stays_right(cast, session):
    receipt = send_report(cast.informant)
    landed = act(cast.inspector, receipt["case"]["id"], "comment", note="到过现场").json
    last = session.query(LogHead).one().seq
    rewrite_from(session, last, lambda content: content.replace("到过现场", "没有去过"))
    assert findings(session, receipt, landed) == [("receipt_not_in_log", f"fact {landed['act']}")]


@pytest.mark.parametrize("rows_too", [False, True])
def test_a_log_cut_at_its_tail_is_named_by_a_receipt(cast, session, rows_too):
    kept = send_report(cast.informant)
    last = session.query(LogHead).one().seq
    session.rollback()
    lost = send_report(cast.informant)
    end = session.get(Event, last)
    session.execute(delete(Event).where(Event.seq > last))
    session.execute(update(LogHead).values(seq=end.seq, hash=end.hash))
    if rows_too:
        for table in ("notices", "attachments", "reports", "dues"):
            session.execute(text(f"DELETE FROM {table} WHERE case_id = :id"), {"id": lost["case"]["id"]})
        session.execute(text("DELETE FROM cases WHERE id = :id"), {"id": lost["case"]["id"]})
    session.commit()
    told = findings(session, kept, lost)
    assert told[-1] == ("receipt_not_in_log", f"fact {lost['report']}")
    assert (("fact_not_in_log", f"fact {lost['report']}") in told) is not rows_too
    assert (len(told) == 1) is rows_too
    if not rows_too:
        # The case's own row and the report's row betray the cut even without the phone.
        assert {code for code, _ in findings(session)} == {"case_without_event", "fact_not_in_log"}


def test_what_goes_out_never_holds_a_place_in_the_log(cast):
    case_id = a_case(cast)
    for path in (f"/cases/{case_id}", "/cases", "/changes", "/inbox"):
        assert '"seq"' not in cast.officer.get(path).get_data(as_text=True)
