"""Who is told to look, and when: by what the waiting room asks of one county."""

from __future__ import annotations

import hashlib
import socket

import pytest
from sqlalchemy.exc import OperationalError

from patrol.domain import concerning, county_log, people
from patrol.extensions import reading, writing
from patrol.live import room as rooms
from patrol.live.room import LOOK, Room
from patrol.live.watch import Watch
from patrol.models import log
from patrol.models.people import devices_of
from tests.api.sending import JIULI_SITE, act, done, end_post, give_post, new_case, send_report
from tests.cast import JIULI, YUNYANG, session_key
from tests.leaks import picture

STATION = {"inspector", "assistant"}
ABOVE = {"leader", "officer"}
VILLAGE = {"informant", "neighbour"}


class Open:
    """Everybody has the app open; `told()` is who has been told to look since the last time."""

    def __init__(self, app, cast):
        self.watch = Watch(app)
        self.keys = {session_key(member): member.part for member in cast}
        self.left: set[str] = set()
        self.told()

    def told(self) -> set[str]:
        wake, leave = self.watch(set(self.keys))
        self.left |= {self.keys.pop(key) for key in leave}
        return {self.keys[key] for key in wake}


@pytest.fixture
def open_apps(app, cast) -> Open:
    return Open(app, cast)


def test_a_report_is_told_to_the_village_the_station_the_town_and_the_county(cast, open_apps):
    new_case(cast.informant)
    assert open_apps.told() == VILLAGE | STATION | ABOVE
    assert open_apps.told() == set()


def test_who_opens_the_app_later_is_told_of_what_comes_after(app, cast, open_apps):
    new_case(cast.informant)
    later = Open(app, cast)
    assert later.told() == set()
    new_case(cast.informant)
    assert later.told() == VILLAGE | STATION | ABOVE


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("village", STATION | ABOVE | {"informant"}),
        ("town", STATION | {"informant", "officer"}),
        ("station", {"informant", "officer"}),
    ],
)
def test_of_a_concealed_case_those_alone_are_told_who_may_see_it(cast, open_apps, level, told):
    case = new_case(cast.informant, conceal=level)
    assert open_apps.told() == told
    done(cast.officer, case, "comment")
    assert open_apps.told() == told


def test_from_whom_a_case_is_hidden_later_hears_of_it_once(cast, open_apps):
    case = new_case(cast.informant)
    open_apps.told()
    act(cast.officer, case, "conceal", level="station")
    assert open_apps.told() == VILLAGE | STATION | ABOVE
    done(cast.officer, case, "comment")
    assert open_apps.told() == {"informant", "officer"}


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"place": JIULI_SITE}, VILLAGE | STATION | ABOVE | {"next_village"}),
        ({"place": None, "area": YUNYANG}, VILLAGE | STATION | ABOVE | {"other_inspector", "other_leader"}),
    ],
)
def test_a_case_that_moves_is_told_where_it_lay_and_where_it_lies(cast, open_apps, how, told):
    case = new_case(cast.informant)
    open_apps.told()
    act(cast.officer, case, "move", **how)
    assert open_apps.told() == told


def test_a_new_post_and_one_that_ends_are_told_to_the_one_who_holds_it(app, cast, session, open_apps, clock):
    give_post(session, cast.neighbour, "informant", area=JIULI)
    _say_something_of_the_county(app, clock)
    assert open_apps.told() == {"neighbour"}
    clock.forward(minutes=1)
    end_post(session, cast.neighbour)
    clock.forward(seconds=30)
    assert open_apps.told() == {"neighbour"}
    new_case(cast.informant)
    assert open_apps.told() == (VILLAGE - {"neighbour"}) | STATION | ABOVE


def test_a_town_that_loses_its_last_leader_is_told_to_all_who_may_hold_its_cases(
    app, cast, session, open_apps, clock
):
    """Grave cases wait for the county from now on, and no event of theirs says so: every phone begins anew."""
    end_post(session, cast.other_leader)
    clock.forward(seconds=30)
    assert {"officer", "other_inspector", "other_leader"} <= open_apps.told()


def test_a_notice_of_the_county_is_told_to_the_officers_and_to_whom_it_is_about(app, cast, open_apps, clock):
    with app.app_context(), writing() as session:
        people.change_phone(session, None, cast.admin.id, "13700000000", now=clock.now)
    assert open_apps.told() == {"officer", "admin"}


def test_other_events_of_the_county_are_told_to_nobody(app, open_apps, clock):
    _say_something_of_the_county(app, clock)
    assert open_apps.told() == set()


def test_a_browser_that_was_revoked_must_leave_within_half_a_minute(cast, open_apps, clock):
    device = next(one for one in cast.neighbour.get("/devices").json["devices"] if one["current"])
    assert cast.neighbour.delete(f"/devices/{device['id']}").status_code == 204
    assert (open_apps.told(), open_apps.left) == (set(), set())
    clock.forward(seconds=30)
    assert (open_apps.told(), open_apps.left) == (set(), {"neighbour"})


def test_who_is_signed_out_by_the_office_or_leaves_must_leave_at_once(app, cast, open_apps, clock):
    with app.app_context(), writing() as session:
        people.sign_out(session, None, cast.neighbour.id, now=clock.now)
        people.close(session, None, cast.other_informant.id, now=clock.now)
    open_apps.told()
    assert open_apps.left == {"neighbour", "other_informant"}


def test_an_open_app_says_nothing_of_when_its_person_was_here(cast, session, open_apps, clock):
    """Nobody's hours are kept: waiting writes nothing."""
    before = [one.last_contact_at for one in devices_of(session, cast.inspector.id)]
    clock.forward(hours=3)
    open_apps.told()
    session.expire_all()
    assert [one.last_contact_at for one in devices_of(session, cast.inspector.id)] == before


def test_a_photo_that_has_arrived_is_told_too(cast, open_apps):
    taken = picture("far view")
    named = {"sha256": hashlib.sha256(taken).hexdigest(), "bytes": len(taken), "type": "image/jpeg"}
    send_report(cast.informant, photos=[named])
    open_apps.told()
    assert cast.informant.put(f"/photos/{named['sha256']}", taken).status_code == 200
    assert open_apps.told() == VILLAGE | STATION | ABOVE


def test_after_a_database_that_did_not_answer_nothing_is_missed(cast, open_apps, monkeypatch):
    new_case(cast.informant)
    with monkeypatch.context() as broken:
        broken.setattr(concerning, "persons", _no_database)
        with pytest.raises(OperationalError):
            open_apps.told()
    assert open_apps.told() == VILLAGE | STATION | ABOVE


def _no_database(*_):
    raise OperationalError("SELECT", {}, Exception("gone"))


def test_what_happened_while_nobody_was_there_is_told_to_nobody(app, cast):
    room = Room(Watch(app))
    room.open()
    key, heard = session_key(cast.inspector), []
    for _ in range(2):
        phone, ours = socket.socketpair()
        room.take(ours, key, chunked=False)
        look(room)
        new_case(cast.informant)
        look(room)
        heard.append(phone.recv(100))
        phone.close()
        look(room)
        new_case(cast.informant)
    assert heard == [LOOK, LOOK]
    phone, ours = socket.socketpair()
    room.take(ours, key, chunked=False)
    look(room)
    phone.setblocking(False)
    with pytest.raises(BlockingIOError):
        phone.recv(100)


def test_what_happens_between_the_greeting_and_the_first_look_is_told(app, cast):
    room = Room(Watch(app))
    room.open()
    with app.app_context(), reading() as session:
        since = log.last_seq(session)
    phone, ours = socket.socketpair()
    room.take(ours, session_key(cast.inspector), chunked=False, since=since)
    new_case(cast.informant)
    look(room)
    assert phone.recv(100) == LOOK


def look(room: Room) -> None:
    room.next_look = 0
    room.turn(0)


def test_a_heartbeat_comes_when_nothing_else_was_said_for_a_while(app, cast, monkeypatch):
    room = Room(Watch(app))
    room.open()
    phone, ours = socket.socketpair()
    room.take(ours, session_key(cast.inspector), chunked=True)
    look(room)
    monkeypatch.setattr(rooms, "HEARTBEAT_SECONDS", 0)
    look(room)
    assert phone.recv(100) == b"3\r\n:\n\n\r\n"


def test_a_crowd_is_woken_by_and_by(cast, monkeypatch):
    everybody = {str(number) for number in range(120)}

    class Loud:
        def begin(self, since):
            pass

        def __call__(self, keys):
            return (everybody, set())

    room = Room(Loud())
    room.open()
    pairs = [socket.socketpair() for _ in everybody]
    for name, (_phone, ours) in zip(everybody, pairs, strict=True):
        room.take(ours, name, chunked=False)
    heard = []
    look(room)
    for _ in range(3):
        heard.append(sum(_has_heard(phone) for phone, _ours in pairs))
        room.turn(0)
    assert heard == [50, 100, 120]


def _has_heard(phone: socket.socket) -> bool:
    phone.setblocking(False)
    try:
        return bool(phone.recv(100, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def test_under_a_server_that_keeps_nothing_open_the_app_is_sent_to_ask_by_itself(cast):
    answer = cast.inspector.get("/live")
    assert (answer.status_code, answer.data) == (204, b"")


def _say_something_of_the_county(app, clock) -> None:
    with app.app_context(), writing() as session:
        county_log.record(session, "export", None, clock.now, what="cases", format="csv", asked={}, count=0)
