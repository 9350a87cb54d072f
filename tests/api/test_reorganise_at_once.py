"""A report that comes in while its village is being merged: it waits, and lands in the successor."""

from __future__ import annotations

import threading

from sqlalchemy import select

from patrol.domain import reorganising, verifying
from patrol.domain.reorganising_plan import Successor, Wish
from patrol.extensions import writing
from patrol.models import Area
from tests.api.sending import a_case, send_report
from tests.cast import LIURU

SUN_CITY = "321181001001"


def test_no_case_opens_behind_the_back_of_a_merge(app, cast, session, clock, monkeypatch):
    a_case(cast)
    village = session.scalar(select(Area.id).where(Area.code == LIURU))
    by = cast.admin.actor(session)
    session.rollback()
    cast.informant.http  # noqa: B018  signed in before the merge begins
    held, go_on = threading.Event(), threading.Event()
    move_posts = reorganising._move_posts

    def slowly(*given):
        held.set()
        assert go_on.wait(20)
        return move_posts(*given)

    monkeypatch.setattr(reorganising, "_move_posts", slowly)

    def merge():
        with app.app_context(), writing() as own:
            reorganising.reorganise(own, Wish((village,), (Successor(SUN_CITY),)), by, clock.now)

    receipts = []
    merging = threading.Thread(target=merge)
    merging.start()
    assert held.wait(20)
    reporting = threading.Thread(target=lambda: receipts.append(send_report(cast.informant)))
    reporting.start()
    reporting.join(0.5)
    waited = reporting.is_alive()
    go_on.set()
    merging.join(20)
    reporting.join(20)
    session.rollback()
    case = cast.officer.get(f"/cases/{receipts[0]['case']['id']}").json
    assert (waited, case["area"]["code"], case["station"]["name"]) == (True, SUN_CITY, "云阳所")
    assert verifying.verify(session) == []
