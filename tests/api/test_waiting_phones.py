"""久未联系: phones with something unsent, to be rung; never a word of who is online, or of who reported what."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from patrol.models import Device
from tests.api.sending import end_post, give_post
from tests.cast import LIURU

START = "2026-11-24T02:00:00.000Z"


def say(member, unsent: str) -> None:
    answer = member.http.get("/api/changes", headers={"X-Unsent": unsent})
    assert answer.status_code == 200


def waiting(member) -> list[dict]:
    answer = member.get("/waiting-phones")
    assert answer.status_code == 200, answer.json
    return answer.json["villages"]


LIURU_WAITS = {
    "area": {"code": LIURU, "name": "柳茹村委会", "level": "village"},
    "phones": [
        {"label": "Chrome · Android", "last_contact_at": START, "unsent": 3, "since": "2026-11-24T00:30:00.000Z"}
    ],
}  # fmt: skip


def test_a_phone_with_unsent_things_is_listed_after_a_day_of_silence_beside_the_village_s_numbers(cast, clock):
    say(cast.informant, "3; for=5400")
    clock.forward(hours=24)
    assert waiting(cast.inspector) == []
    clock.forward(minutes=1)
    [village] = waiting(cast.inspector)
    numbers = village.pop("numbers")
    assert village == LIURU_WAITS
    assert numbers == sorted(numbers) and len(numbers) == 2 and "13900000000" in numbers
    assert [one["area"]["code"] for one in waiting(cast.officer)] == [LIURU]
    assert cast.informant.name not in cast.inspector.get("/waiting-phones").get_data(as_text=True)


def test_a_phone_that_has_sent_all_is_never_in_the_list_however_long_it_is_silent(cast, clock):
    say(cast.informant, "0")
    say(cast.neighbour, "2; for=600")
    clock.forward(seconds=5)
    say(cast.neighbour, "0")
    clock.forward(days=90)
    assert waiting(cast.inspector) == []


def test_a_station_sees_its_own_towns_alone(cast, clock):
    say(cast.informant, "1; for=600")
    clock.forward(days=2)
    assert waiting(cast.other_inspector) == [] and len(waiting(cast.assistant)) == 1


@pytest.mark.parametrize("part", ["informant", "leader", "department", "admin", "outsider", "other_leader"])
def test_it_is_for_inspectors_and_officers(cast, part):
    answer = cast[part].get("/waiting-phones")
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "not_for_you")


def test_who_is_no_informant_any_more_and_a_phone_that_was_revoked_are_not_listed(cast, clock, session):
    say(cast.informant, "1; for=600")
    say(cast.neighbour, "1; for=600")
    clock.forward(days=2)
    assert len(waiting(cast.inspector)[0]["phones"]) == 2
    end_post(session, cast.informant)
    cast.neighbour.delete("/session")
    assert waiting(cast.inspector) == []


def test_an_informant_of_a_group_is_listed_under_the_village_once(cast, clock, session):
    give_post(session, cast.informant, "informant", area=LIURU)
    say(cast.informant, "1; for=600")
    clock.forward(days=2)
    [village] = waiting(cast.inspector)
    assert (village["area"]["code"], len(village["phones"])) == (LIURU, 1)


def test_what_goes_out_by_itself_costs_no_writing_and_the_rest_one_now_and_then(cast, clock, session):
    def kept() -> tuple:
        session.rollback()
        question = select(Device.unsent, Device.unsent_at).where(Device.person_id == cast.informant.id)
        return tuple(session.execute(question).one())

    cast.informant.http  # noqa: B018  signs in
    for said in ("1; for=0", "3; for=20", "2; for=170"):
        say(cast.informant, said)
    assert kept() == (0, None)
    say(cast.informant, "2; for=180")
    assert kept() == (2, clock.now)
    told = clock.now
    clock.forward(minutes=2)
    say(cast.informant, "5; for=300")
    assert kept() == (2, told)
    clock.forward(minutes=1)
    say(cast.informant, "5; for=360")
    assert kept() == (5, clock.now)
    clock.forward(seconds=1)
    say(cast.informant, "0")
    assert kept() == (0, clock.now)


@pytest.mark.parametrize("said", ["", "many", "-1", "1; for=", "1; for=-5", "999999", "1; for=9999999999", "１"])
def test_a_header_that_is_none_is_told(cast, said):
    answer = cast.informant.http.get("/api/changes", headers={"X-Unsent": said.encode("utf-8").decode("latin-1")})
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")
    assert "X-Unsent" in answer.json["error"]["fields"]


def test_one_device_is_kept_for_each_browser(cast, session):
    say(cast.informant, "3; for=600")
    cast.informant.another_browser()
    question = select(func.count(Device.id)).where(Device.person_id == cast.informant.id, Device.unsent > 0)
    assert session.scalar(question) == 1
