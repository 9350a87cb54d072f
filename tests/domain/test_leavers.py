"""Names of people who left: kept for the county's time, proposed when it is over, erased by the office alone."""

from __future__ import annotations

import pytest

from patrol import work
from patrol.domain import leavers, people, retention, verifying
from patrol.domain.retention import Retention
from patrol.models import Person
from tests.api.sending import a_case, bring, new_case
from tests.desk.browsing import Office
from tests.domain.test_erase import everything

NAME, PHONE = "欧阳清风", "13800000008"


@pytest.fixture(autouse=True)
def named(cast, session) -> None:
    session.query(Person).filter_by(id=cast.informant.id).update({"name": NAME})
    session.commit()


@pytest.fixture
def admin(cast) -> Office:
    return Office(cast, "admin")


def keep_names(session, cast, months: int | None) -> None:
    seen, rules = retention.current(session)
    wanted = rules.model_copy(update={"people": months})
    retention.save(session, wanted, seen, cast.admin.actor(session), cast.admin.app.config["CLOCK"]())
    session.commit()


def leave(session, cast, clock, part: str = "informant") -> None:
    people.close(session, cast.admin.actor(session), cast[part].id, now=clock())
    session.commit()


def due(session, clock) -> list[str]:
    session.rollback()
    return [one.id for one in leavers.due(session, clock(), 9)]


def work_on(app) -> None:
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass


def test_nobody_is_proposed_before_a_time_is_set_and_has_passed(cast, session, clock):
    leave(session, cast, clock)
    clock.forward(days=4000)
    assert due(session, clock) == []
    keep_names(session, cast, 12)
    assert due(session, clock) == [cast.informant.id]


def test_the_time_runs_from_the_last_case_and_an_open_one_keeps_the_name(cast, session, clock):
    keep_names(session, cast, 12)
    case_id = a_case(cast, "handled")
    leave(session, cast, clock)
    clock.forward(days=400)
    assert due(session, clock) == []
    bring_to_an_end(cast, case_id)
    clock.forward(days=364)
    assert due(session, clock) == []
    clock.forward(days=2)  # 2028 has a leap day
    assert due(session, clock) == [cast.informant.id]


def bring_to_an_end(cast, case_id: str) -> None:
    from tests.api.sending import done

    done(cast.inspector, case_id, "close")


def test_who_acted_in_a_case_that_is_open_is_not_proposed(cast, session, clock):
    keep_names(session, cast, 12)
    bring(cast, new_case(cast.neighbour), "founded")  # the inspector's verification, the informant's stop
    leave(session, cast, clock, "inspector")
    clock.forward(days=4000)
    assert due(session, clock) == []


def test_nothing_is_erased_by_itself(app, cast, session, clock):
    keep_names(session, cast, 1)
    leave(session, cast, clock)
    clock.forward(days=4000)
    work_on(app)
    assert session.get(Person, cast.informant.id).name == NAME


def test_the_office_is_told_sees_who_and_erases_in_two_taps(app, cast, session, clock, admin):
    a_case(cast, "closed", note=f"{NAME}报的")
    keep_names(session, cast, 12)
    leave(session, cast, clock)
    clock.forward(days=366)
    assert "有 1 位离岗人员的姓名和电话到期" in admin.text("/desk/areas")
    assert NAME in admin.text("/desk/people", state="due")
    one = f"/desk/people/{cast.informant.id}"
    assert "清除姓名和电话" in admin.text(one)
    assert f"清除{NAME}的姓名和电话？" in admin.text(f"{one}/erasure")
    for _ in range(2):
        assert admin.send(f"{one}/erasure").status_code == 302
    assert NAME in everything(session)
    session.rollback()
    work_on(app)
    assert NAME not in everything(session) and PHONE not in everything(session)
    session.rollback()
    assert verifying.verify(session) == []
    assert due(session, clock) == []
    assert admin.get(f"{one}/erasure").status_code == 404
    assert "要清除离岗人员的姓名" in admin.text("/desk/log")


def test_before_the_time_the_office_cannot(cast, session, clock, admin):
    keep_names(session, cast, 12)
    leave(session, cast, clock)
    one = f"/desk/people/{cast.informant.id}"
    assert "清除姓名和电话" not in admin.text(one)
    assert admin.get(f"{one}/erasure").status_code == 404
    assert admin.send(f"{one}/erasure").status_code == 422
    assert "有 1 位离岗人员" not in admin.text("/desk/areas")


def test_who_came_back_meanwhile_keeps_the_name(app, cast, session, clock, admin):
    keep_names(session, cast, 1)
    leave(session, cast, clock)
    clock.forward(days=60)
    assert admin.send(f"/desk/people/{cast.informant.id}/erasure").status_code == 302
    session.query(Person).filter_by(id=cast.informant.id).update({"closed_at": None})
    session.commit()
    work_on(app)
    session.expire_all()
    assert session.get(Person, cast.informant.id).name == NAME


def test_a_version_from_before_names_had_a_time_is_still_read(session):
    assert Retention.model_validate({"unfounded": 6, "corrected": None, "filed": None, "transferred": None}) == (
        Retention(unfounded=6)
    )
