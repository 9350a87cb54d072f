"""存储 in the office: how much room there is, how long photos are kept, and a warning with a way out."""

from __future__ import annotations

import pytest

from patrol.desk import storage_words
from patrol.domain import retention, room, sweeping
from patrol.domain.retention import Retention
from patrol.domain.room import Room
from patrol.extensions import reading, writing
from patrol.naming import alone
from tests.api.sending import a_case, done, give_post, named, picture, send_report
from tests.api.test_storage_full import Disk
from tests.api.test_uploads import begin
from tests.cast import COUNTY
from tests.desk.browsing import Office, fields_of, words_of


@pytest.fixture
def disk(app):
    """The page asks the storage, the warning the room; both stand on this disk."""
    disk = Disk(10, 90)
    app.extensions["room"] = Room(disk, None, clock=iter(range(0, 10**6, 10)).__next__)
    app.extensions["storage"].disk = disk.disk
    return disk


def usage(app, clock, limit=None) -> room.Usage:
    with app.app_context(), reading() as session:
        return room.usage(session, app.extensions["storage"], limit, clock.now)


def sent(cast, seed: int) -> int:
    content, name = picture(seed)
    send_report(cast.informant, photos=[name])
    assert cast.informant.put(f"/photos/{name['sha256']}", content).status_code == 200
    return len(content)


def test_the_figures_are_those_of_the_rows_before_and_after_a_walk(app, cast, clock, disk):
    old = sent(cast, 1)
    clock.forward(days=2)
    new = sent(cast, 2)
    before = usage(app, clock)
    assert (before.originals, before.renditions, before.walked_at) == (old + new, 0, None)
    assert before.by_day[-3:] == (old, 0, new) and sum(before.by_day) == old + new
    assert before.a_day == (old + new) / 2
    storage = app.extensions["storage"]
    storage.put_object(f"renditions/thumb/{picture(1)[1]['sha256']}", b"small")
    clock.forward(minutes=1)
    with app.app_context():
        sweeping.whole(writing, reading, alone, storage, now=clock.now)
    more = sent(cast, 3)
    after = usage(app, clock)
    assert (after.originals, after.renditions) == (old + new + more, 5)
    assert after.database > 0 and (after.share, after.free) == (0.1, 90)


def test_days_are_counted_until_originals_would_wait(app, cast, clock, disk):
    disk.now = (50 * 10**6, 50 * 10**6)
    size = sent(cast, 1)
    assert usage(app, clock).days_left == int(45 * 10**6 / size)
    disk.now = (96, 4)
    assert usage(app, clock).days_left == 0
    # A limit that is nearer than the end of the disk counts instead of it.
    disk.now = (0, 10**12)
    found = usage(app, clock, limit=2 * size)
    assert (found.share, found.free) == (0.5, size)


def test_pieces_on_their_way_are_counted(app, cast, clock, disk):
    content, name = picture(4)
    send_report(cast.informant, photos=[name])
    begin(cast.informant, content, name["sha256"], content[:120])
    assert usage(app, clock).uploads == 120


def test_the_page_says_how_much_is_used_and_for_how_long_there_is_room(app, cast, office, admin, disk):
    sent(cast, 1)
    page = office.text("/desk/storage")
    assert "用了 10%" in page and "照最近的速度，还能用" in page and "最近 30 天每天新增的原图" in page
    # What an administrator reads must not tell how much came in on which day: some of it may be hidden.
    page = admin.text("/desk/storage")
    assert "用了 10%" in page and "不到 1 GB" in page and "最近 30 天" not in page


def test_the_office_begins_with_a_warning_and_a_way_out(cast, office, admin, disk):
    for of_one, home in ((office, "/desk/cases"), (admin, "/desk/areas")):
        disk.now = (79, 21)
        assert "存照片的地方" not in of_one.text(home)
        disk.now = (80, 20)
        assert "存照片的地方用了 80%" in of_one.text(home) and 'href="/desk/storage"' in html(of_one, home)
        disk.now = (97, 3)
        assert "新的原图先留在手机里等着" in of_one.text(home)
        assert "存照片的地方" not in office.text("/desk/cards")  # said once, where people begin
        page = office.text("/desk/storage")
        assert "存照片的地方用了 97%" in page and "请管服务器的人加一块磁盘" in page


def html(office: Office, path: str) -> str:
    return office.get(path).get_data(as_text=True)


def typed(office: Office, **changed) -> dict:
    return fields_of(html(office, "/desk/storage")) | changed


def current(session) -> tuple[int, Retention]:
    session.rollback()
    return retention.current(session)


def test_a_time_is_looked_at_with_what_it_takes_away_and_then_saved(app, cast, admin, session, clock):
    for seed in range(12):
        a_case(cast, "closed", photos=[picture(seed)[1]])
    clock.forward(days=70)
    fields = typed(admin, corrected="2")
    looked = words_of(admin.send("/desk/storage/retention", fields, do="look"))
    assert "整改到位 一直保存 → 2 个月" in looked and "整改到位 10 件以上" in looked and "找不回来" in looked
    assert current(session) == (0, Retention())
    assert admin.send("/desk/storage/retention", fields, do="save").status_code == 302
    assert current(session) == (1, Retention(corrected=2))
    page = admin.text("/desk/storage")
    assert "整改到位 一直保存 → 2 个月" in page and "管理员" in page
    assert "改了照片保存时间" in admin.text("/desk/log")


def test_who_is_officer_too_sees_the_numbers(cast, session, clock):
    give_post(session, cast.officer, "admin", area=COUNTY)
    both = Office(cast, "officer")
    content, name = picture(1)
    case = a_case(cast, "stopped", photos=[name, named(b"not sent")])
    cast.informant.put(f"/photos/{name['sha256']}", content)
    done(cast.inspector, case, "verify", founded=False, reason="已批准")
    clock.forward(days=40)
    looked = words_of(both.send("/desk/storage/retention", typed(both, unfounded="1"), do="look"))
    assert f"不属实 1 件，2 个照片和录音，{storage_words.size(len(content))}" in looked


@pytest.mark.parametrize("given", ["0", "-1", "601", "一年", "1.5", "1e2"])
def test_a_bad_number_is_explained_and_kept(admin, session, given):
    answer = admin.send("/desk/storage/retention", typed(admin, filed=given), do="save")
    assert (answer.status_code, current(session)[0]) == (422, 0)
    assert "填 1 到 600 的整数" in words_of(answer)
    assert fields_of(answer.get_data(as_text=True))["filed"] == [given]


def test_two_who_change_at_once_see_each_other_s_change(admin, session):
    first, second = typed(admin, filed="120"), typed(admin, unfounded="6")
    assert admin.send("/desk/storage/retention", first, do="save").status_code == 302
    answer = admin.send("/desk/storage/retention", second, do="save")
    said = words_of(answer)
    assert answer.status_code == 409 and "别人刚才改了保存时间" in said and "立案 一直保存 → 120 个月" in said
    assert current(session) == (1, Retention(filed=120))


def test_an_officer_reads_it_and_may_not_change_it(office, session):
    page = html(office, "/desk/storage")
    assert "<fieldset" in page and "disabled" in page
    assert office.send("/desk/storage/retention", {"filed": "1", "seen": "0"}, do="save").status_code == 403
    assert current(session)[0] == 0


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 KB"),
        (2_345, "2.3 KB"),
        (312_000_000, "312 MB"),
        (4_200_000_000, "4.2 GB"),
        (10**12, "1.0 TB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_have_three_digits(count, said):
    assert storage_words.size(count) == said


def test_no_page_of_the_office_stays_in_a_browser_s_cache_and_its_sheet_does(cast, office):
    for path in ("/desk/cases", "/desk/storage", "/desk/sign-in", "/desk/nothing"):
        assert office.get(path).headers["Cache-Control"] == "no-store", path
    assert "no-store" not in office.get("/desk/static/desk.css").headers.get("Cache-Control", "")
