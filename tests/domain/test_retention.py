"""Photos of closed cases are kept as long as the county set, and let go of by an event that leaves the hash."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from patrol import work
from patrol.domain import attaching, retention, sweeping, verifying
from patrol.domain.errors import Conflict, Invalid, Refused
from patrol.domain.log import content_of
from patrol.domain.retention import Retention, months_before
from patrol.extensions import reading, writing
from patrol.models import Attachment, Blob, Event
from patrol.naming import alone
from tests.api.sending import a_case, act, case_of, done, picture, receive_report, send_report
from tests.api.test_uploads import begin, code
from tests.tooling.test_backup import returned, take  # noqa: F401  a fixture


def keep_for(cast, session, **months) -> None:
    """The administrator's setting."""
    seen, _ = retention.current(session)
    retention.save(session, Retention(**months), seen, cast.admin.actor(session), cast.admin.app.config["CLOCK"]())
    session.commit()


def send(member, content: bytes, name: dict) -> int:
    return member.put(f"/photos/{name['sha256']}", content).status_code


def a_photo(cast, seed: int, state: str = "closed", **more) -> tuple[str, bytes, dict]:
    """(case, bytes, name) of an informant's case with one photo, brought to a state."""
    content, name = picture(seed)
    case = a_case(cast, state, photos=[name], **more)
    assert send(cast.informant, content, name) == 200
    make_pictures(cast.informant.app)
    return case, content, name


def make_pictures(app) -> None:
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass


def carry_out(app, **more) -> int:
    with app.app_context():
        storage = app.extensions["storage"]
        return retention.carry_out(writing, reading, alone, storage, now=app.config["CLOCK"](), **more)


def lies(app, sha256: str) -> list[bool]:
    """Whether the original and each picture made of it is in the storage."""
    storage = app.extensions["storage"]
    return [storage.exists(sha256), *(storage.has_object(f"{one}/{sha256}") for one in sweeping.RENDITIONS)]


def test_nothing_is_ever_let_go_of_unless_a_time_is_set(app, cast, clock):
    _case, _content, name = a_photo(cast, 1)
    clock.forward(days=20_000)
    assert carry_out(app) == 0 and lies(app, name["sha256"]) == [True] * 3


def test_what_is_over_its_time_goes_and_the_case_says_which_and_why(app, cast, session, clock):
    case, _content, name = a_photo(cast, 1)
    sha256, me = name["sha256"], cast.informant
    keep_for(cast, session, corrected=12)
    clock.forward(days=364)
    assert carry_out(app) == 0
    clock.forward(days=1)
    assert carry_out(app) == 1 and carry_out(app) == 0
    assert lies(app, sha256) == [False] * 3
    photo = case_of(me, case)["photos"][0]
    assert (photo["state"], photo["expired"]) == ("held", True)
    for member, size in ((me, "thumb"), (cast.inspector, "view"), (cast.officer, "original")):
        assert code(member.get(f"/photos/{sha256}", size=size)) == (410, "photo_expired")
    assert code(cast.inspector.get(f"/photos/{sha256}/facts")) == (410, "photo_expired")
    assert sha256 in me.get(f"/photos/{sha256}").json["error"]["message"]
    event = session.scalars(select(Event).where(Event.case_id == case).order_by(Event.n.desc())).first()
    said = content_of(event)
    assert {name: said[name] for name in ("act", "by", "role", "cause", "of", "months", "version", "files")} == {
        "act": "expire", "by": None, "role": "system", "cause": "retention", "of": "corrected", "months": 12,
        "version": 1, "files": [sha256],
    }  # fmt: skip
    assert case_of(cast.inspector, case)["timeline"][-1]["act"] == "expire"
    assert session.get(Blob, sha256).facts is None
    assert verifying.verify(session) == []


def test_a_phone_that_asks_later_sends_nothing_again(app, cast, session, clock, tmp_path):
    content, name = picture(2)
    receipt = send_report(cast.informant, photos=[name])
    assert send(cast.informant, content, name) == 200
    done(cast.inspector, receipt["case"]["id"], "verify", founded=False, reason="已批准")
    clock.forward(minutes=1)
    take(app, tmp_path / "backup")
    keep_for(cast, session, unfounded=1)
    clock.forward(days=32)
    assert carry_out(app) == 1
    again = cast.informant.get(f"/reports/{receipt['report']}").json
    assert (again["photos"], again["safe"]) == ({name["sha256"]: "held"}, True)
    assert code(cast.informant.put(f"/photos/{name['sha256']}", content)) == (410, "photo_expired")
    assert code(begin(cast.informant, content, name["sha256"])) == (410, "photo_expired")
    assert lies(app, name["sha256"])[0] is False


@pytest.mark.parametrize(
    ("outcome", "goes"),
    [
        ("corrected", ["corrected"]),
        ("filed", ["filed"]),
        ("transferred", ["transferred"]),
        ("unfounded", ["unfounded"]),
    ],
)
def test_each_outcome_has_its_own_time_and_what_is_open_stays(app, cast, session, clock, outcome, goes):
    cases = {"open": a_case(cast, "handled", photos=[picture(30)[1]])}
    for seed, (how, kind) in enumerate({"corrected": "waste", "filed": "felling", "transferred": "other"}.items()):
        case = cases[how] = a_case(cast, "reported", kind=kind, photos=[picture(seed)[1]])
        done(cast.inspector, case, "handle", outcome=how)
        if how == "filed":
            done(cast.inspector, case, "decide")
        done(cast.inspector, case, "close")
    cases["unfounded"] = a_case(cast, "stopped", photos=[picture(9)[1]])
    done(cast.inspector, cases["unfounded"], "verify", founded=False, reason="已批准")
    keep_for(cast, session, **{outcome: 1})
    clock.forward(days=40)
    carry_out(app)
    expired = session.scalars(select(Attachment.case_id).where(Attachment.expired_at.is_not(None)))
    assert set(expired) == {cases[one] for one in goes}
    assert verifying.verify(session) == []


def test_a_case_opened_again_or_added_to_is_not_over(app, cast, session, clock):
    reopened, _, first = a_photo(cast, 1)
    added, _, second = a_photo(cast, 2)
    keep_for(cast, session, corrected=1)
    clock.forward(days=30)
    done(cast.inspector, reopened, "reopen", reason="回潮")
    assert act(cast.informant, added, "comment", note="又来了").status_code == 201
    clock.forward(days=5)
    assert carry_out(app) == 0
    assert (lies(app, first["sha256"])[0], lies(app, second["sha256"])[0]) == (True, True)
    clock.forward(days=30)
    assert carry_out(app) == 1
    assert (lies(app, first["sha256"])[0], lies(app, second["sha256"])[0]) == (True, False)


def test_bytes_that_another_case_names_stay_until_that_one_is_over_too(app, cast, session, clock):
    case, content, name = a_photo(cast, 3)
    other = send_report(cast.neighbour, kind="waste", photos=[name])["case"]["id"]
    assert send(cast.neighbour, content, name) == 200
    make_pictures(app)
    keep_for(cast, session, corrected=1)
    clock.forward(days=40)
    assert carry_out(app) == 1
    assert lies(app, name["sha256"])[0] is True
    assert code(cast.informant.get(f"/photos/{name['sha256']}")) == (410, "photo_expired")
    assert cast.neighbour.get(f"/photos/{name['sha256']}", size="thumb").status_code == 200
    # An officer sees both cases: the one that is kept answers.
    assert cast.officer.get(f"/photos/{name['sha256']}", size="original").status_code == 200
    for who, what, more in (
        ("inspector", "stop", {"outcome": "stopped"}), ("inspector", "verify", {"founded": True}),
        ("inspector", "report", {}), ("inspector", "handle", {"outcome": "corrected"}), ("inspector", "close", {}),
    ):  # fmt: skip
        done(cast[who], other, what, **more)
    clock.forward(days=40)
    assert carry_out(app) == 1 and lies(app, name["sha256"]) == [False] * 3
    assert case != other and verifying.verify(session) == []


def test_the_same_photo_in_a_new_report_is_wanted_and_kept_anew(app, cast, session, clock):
    _case, content, name = a_photo(cast, 4)
    keep_for(cast, session, corrected=1)
    clock.forward(days=40)
    assert carry_out(app) == 1
    receipt = send_report(cast.informant, photos=[name])
    assert receipt["photos"] == {name["sha256"]: "wanted"}
    assert send(cast.informant, content, name) == 200
    make_pictures(app)
    assert lies(app, name["sha256"]) == [True] * 3
    assert cast.informant.get(f"/photos/{name['sha256']}", size="view").status_code == 200
    assert session.get(Blob, name["sha256"]).facts["format"] == "JPEG"
    with app.app_context():
        later = clock.forward(days=3)
        assert sweeping.whole(writing, reading, alone, app.extensions["storage"], now=later)[0] == 0


def test_killed_between_the_event_and_the_bytes_the_sweep_takes_them(app, cast, session, clock, monkeypatch):
    _case, _content, name = a_photo(cast, 5)
    keep_for(cast, session, corrected=1)
    clock.forward(days=40)
    monkeypatch.setattr(retention, "take_let_go", lambda *_given: False)
    assert carry_out(app) == 1
    assert lies(app, name["sha256"]) == [True] * 3
    with app.app_context():
        assert sweeping.whole(writing, reading, alone, app.extensions["storage"], now=clock.now)[0] == 3
    assert lies(app, name["sha256"]) == [False] * 3


def test_a_backup_neither_misses_what_was_let_go_nor_brings_it_back_for_good(
    app, cast, session, clock, tmp_path, returned  # noqa: F811
):  # fmt: skip
    _case, _content, name = a_photo(cast, 6)
    keep_for(cast, session, corrected=1)
    before, after = tmp_path / "before", tmp_path / "after"
    take(app, before)
    clock.forward(days=40)
    assert carry_out(app) == 1
    assert take(app, after)["bytes"] == 0
    other, _manifest = returned(before)
    assert lies(other, name["sha256"])[0] is True
    assert carry_out(other) == 1
    assert lies(other, name["sha256"])[0] is False
    with other.app_context(), reading() as theirs:
        assert verifying.verify(theirs) == []


def test_verify_names_a_photo_that_went_without_an_event_and_a_time_that_was_changed(app, cast, session, clock):
    case, _content, name = a_photo(cast, 7)
    number = case_of(cast.officer, case)["number"]
    session.execute(update(Attachment).values(expired_at=clock.now))
    assert [str(one) for one in verifying.verify(session)] == [f"expiry_differs: {number} ({name['sha256']})"]
    session.rollback()
    keep_for(cast, session, corrected=1)
    row = session.get(retention.table.RetentionVersion, 1)
    row.body = row.body | {"filed": 1}
    assert [str(one) for one in verifying.verify(session)] == ["retention_differs: version 1"]


def test_who_names_the_photo_again_at_the_same_moment_is_told_the_truth(app, cast, session, clock):
    """On PostgreSQL two transactions meet here; on SQLite they have their turns."""
    _case, _content, name = a_photo(cast, 8)
    keep_for(cast, session, corrected=1)
    clock.forward(days=40)
    reported = threading.Event()

    def report() -> str:
        with app.app_context(), writing() as theirs:
            made = receive_report(theirs, cast.informant, photos=[name])
            reported.set()
            over.wait(1)  # the transaction is open while the time is carried out
            return made.id

    over, ids = threading.Event(), []
    thread = threading.Thread(target=lambda: ids.append(report()))
    thread.start()
    reported.wait(10)
    carry_out(app)
    over.set()
    thread.join(20)
    state = cast.informant.get(f"/reports/{ids[0]}").json["photos"][name["sha256"]]
    assert (state, lies(app, name["sha256"])[0]) == ("held", True)


def test_what_was_read_before_the_writers_turn_is_asked_again_in_it(app, cast, session, clock):
    _case, _content, name = a_photo(cast, 9)
    keep_for(cast, session, corrected=1)
    clock.forward(days=40)
    facts = {"photos": [name | {"taken_at": None}]}
    read = attaching.attachments(session, "case", "report", "report", 1, cast.informant.id, facts)
    session.rollback()
    assert [one.state for one in read] == ["held"]
    assert [one.state for one in attaching.confirmed(session, read)] == ["held"]
    session.rollback()
    assert carry_out(app) == 1
    assert [(one.state, one.preview) for one in attaching.confirmed(session, read)] == [("wanted", None)]


def test_only_an_administrator_sets_it_and_two_at_once_see_each_other(cast, session, clock):
    admin, officer = cast.admin.actor(session), cast.officer.actor(session)
    with pytest.raises(Refused, match="admin_only"):
        retention.save(session, Retention(filed=1), 0, officer, clock.now)
    with pytest.raises(Invalid, match="nothing_changed"):
        retention.save(session, Retention(), 0, admin, clock.now)
    assert retention.save(session, Retention(filed=240), 0, admin, clock.now) == 1
    with pytest.raises(Conflict, match="retention_changed"):
        retention.save(session, Retention(filed=12), 0, admin, clock.now)
    assert retention.current(session) == (1, Retention(filed=240))


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-11-26", 1, "2026-10-26"), ("2026-03-31", 1, "2026-02-28"), ("2028-03-31", 1, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"), ("2026-11-26", 600, "1976-11-26"), ("2026-12-31", 12, "2025-12-31"),
    ],
)  # fmt: skip
def test_months_are_those_of_the_calendar(now, months, before):
    at = datetime.fromisoformat(f"{now}T10:00:00+08:00").astimezone(UTC)
    assert months_before(at, months) == datetime.fromisoformat(f"{before}T10:00:00+08:00")
