"""How other apps of this kind lose what a person recorded, one test each: here it is not lost."""

from __future__ import annotations

import json
import shutil

import pytest
from playwright.sync_api import expect

from tests.e2e.files import drawn, sha256
from tests.e2e.gateway import LOST, PORTAL, Reply, says
from tests.e2e.hand import PATIENCE, Hand, rows, send_now, settle_undo, state_line, words
from tests.e2e.kept import NOT_KEPT, kept
from tests.e2e.weighing import CUT, Weighing, held
from tests.serving import wait_until

LIURU = "informant-liuru"
CODES = (401, 403, 404, 408, 409, 413, 415, 422, 429, 451, 500, 502, 503, 504, 507)


@pytest.fixture(scope="module")
def product(standing):
    return standing


@pytest.fixture
def gateway(product):
    between = Weighing(product)
    yield between
    between.close()


@pytest.fixture
def phone(phones, gateway, in_liuru):
    phone = phones("phone", at=gateway.url, geolocation=in_liuru)
    phone.sign_in(LIURU)
    return phone


@pytest.fixture
def small(tmp_path):
    """small(n) → n photos of their own, each sent in one request."""

    def some(n: int) -> list:
        return [drawn(tmp_path / f"small_{at:04}.jpg", seed=100 + at, width=300) for at in range(n)]

    return some


def report_with(page, photos: list, kind: str = "waste") -> None:
    hand = Hand(page).begin(photos[0])
    for at, photo in enumerate(photos[1:], 2):
        hand.photograph(page.locator("label.add"), photo)
        expect(page.locator("main figure img")).to_have_count(at, timeout=PATIENCE)
    hand.choose(kind).send()
    settle_undo(page)


def send_all(page) -> None:
    for _ in range(40):
        send_now(page)
        if page.get_by_text(words("outbox.none")).is_visible():
            return
    raise AssertionError("it never came to an end")


def all_held(books, report: str, photos: list) -> bool:
    return books.photo_states(report) == {sha256(photo): "held" for photo in photos}


def test_odk_collect_every_photo_goes_once_whatever_is_cut(phone, gateway, books, pictures, small, arrived):
    """ODK Collect sends every photo of a form again after a cut, also those the server has (getodk/collect#7356)."""
    photos = [pictures(), *small(2), pictures()]
    # By how often the phone has asked where to go on: what breaks, the browser may have sent again by itself.
    pieces, whole = {0: CUT, 1: LOST, 2: CUT}, iter([CUT, None, CUT])

    def asked() -> int:
        return gateway.count("HEAD", "/api/uploads/")

    gateway.rule = lambda request: (
        (pieces.get(asked()) if request.method == "PATCH" else next(whole, None))
        if request.carries_original()
        else None
    )
    report_with(phone.page, photos)
    [report] = arrived(1)
    send_all(phone.page)
    assert (asked() > max(pieces), next(whole, "all")) == (True, "all")
    assert all_held(books, report, photos)
    assert gateway.weighed(sum(photo.stat().st_size for photo in photos))


def test_odk_collect_a_photo_without_a_byte_is_said_at_once(phone, books, small, arrived, tmp_path):
    """ODK Collect accepts a photo of 0 bytes: nobody is told while the photo could still be taken again."""
    page, [photo] = phone.page, small(1)
    empty = tmp_path / "IMG_empty.jpg"
    empty.touch()
    Hand(page).photograph(page.locator("label.capture"), empty)
    expect(page.get_by_text(words("capture.not_taken"))).to_be_visible(timeout=PATIENCE)
    hand = Hand(page).begin(photo).photograph(page.locator("label.add"), empty)
    expect(page.get_by_text(words("capture.not_taken"))).to_be_visible(timeout=PATIENCE)
    hand.choose("waste").send()
    [report] = arrived(1)
    wait_until(lambda: all_held(books, report, [photo]))


def test_odk_collect_a_misnamed_photo_arrives_by_what_it_is(phone, books, small, arrived):
    """ODK Collect drops a misnamed attachment and says "full submission upload was successful" all the same."""
    photos = [shutil.copy(photo, photo.with_name(name)) for photo, name in zip(
        small(3), ("照片 (1)", "IMG_0001.jpg.txt", "..%2F..%00.exe"), strict=True
    )]  # fmt: skip
    report_with(phone.page, photos)
    [report] = arrived(1)
    wait_until(lambda: all_held(books, report, photos))
    assert {books.held(sha256(photo)).read_bytes() for photo in photos} == {photo.read_bytes() for photo in photos}


def test_enketo_storage_that_may_go_is_said_and_there_is_another_way_out(phone, small):
    """Enketo's queue lives and dies with the browser's storage: what the browser clears is gone without a word."""
    page, [photo] = phone.page, small(1)
    phone.context.add_init_script(NOT_KEPT)
    page.reload()
    phone.offline()
    report_with(page, [photo])
    phone.page.evaluate("location.hash = '#/outbox'")
    expect(page.get_by_text(words("outbox.stay"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(words("outbox.never_lost"))).to_have_count(0)
    page.get_by_role("button", name=words("outbox.export", count=1)).tap()
    with page.expect_download() as saved:
        page.get_by_role("dialog").get_by_role("button", name=words("outbox.seal.save"), exact=True).tap()
    assert saved.value.path().stat().st_size > photo.stat().st_size


def test_enketo_a_service_worker_changes_no_byte_of_a_body(phone, gateway, books, pictures, small, arrived):
    """Enketo's service worker once damaged the bodies of POST requests on iOS, and photos arrived broken."""
    photos = [pictures(), *small(1)]
    phone.wait_for_service_worker()
    report_with(phone.page, photos)
    [report] = arrived(1)
    wait_until(lambda: all_held(books, report, photos))
    assert gateway.weighed(sum(photo.stat().st_size for photo in photos))
    assert phone.page.evaluate("navigator.serviceWorker.controller !== null")
    whole = [one.sha256 for one in gateway.originals() if one.request.method == "PUT"]
    assert whole == [sha256(photos[1])]
    assert [books.held(sha256(photo)).read_bytes() for photo in photos] == [photo.read_bytes() for photo in photos]
    body = kept(phone.page).items[report].body
    answered = [one for one in gateway.arrived if one.request.writes(f"/api/reports/{report}")]
    assert [one.bytes for one in answered] == [len(body.encode())]


def test_fixmystreet_no_status_on_a_report_makes_the_phone_let_go_of_it(phone, gateway, small, arrived):
    """FixMyStreet's replay drops a form on any HTTP error but 400: an expired sign-in costs the report."""
    page, [photo] = phone.page, small(1)
    gateway.rule = lambda request: CUT if request.writes("/api/reports/") else None
    report_with(page, [photo])
    [before] = kept(page).items.values()
    for status in CODES:
        for reply in (says(status, "judged", "不行"), Reply(status, b"<h1>no</h1>", "text/html")):
            gateway.rule = lambda request, reply=reply: reply if request.writes("/api/reports/") else None
            answers = gateway.count("PUT", "/api/reports/", status)
            send_now(page)
            assert gateway.count("PUT", "/api/reports/", status) > answers, status
            after = kept(page)
            assert (after.items[before.id].body, after.bytes) == (before.body, {sha256(photo)}), status
            assert after.items[before.id].state in ("waiting", "refused"), status
            if after.items[before.id].state == "refused":
                Hand(page).tap(words("outbox.again"))
    gateway.is_fine()
    send_all(page)
    assert arrived(1) == [before.id]


def test_fixmystreet_no_status_on_a_photo_makes_the_phone_let_go_of_it(phone, gateway, books, small, arrived):
    """FixMyStreet's replay drops a form on any HTTP error but 400, and its photos go with it."""
    page, photos = phone.page, small(len(CODES))
    names = {sha256(photo): status for photo, status in zip(photos, CODES, strict=True)}
    met: set[str] = set()

    def once_each(request):
        name = request.path.rpartition("/")[2]
        if not request.carries_original() or name in met:
            return None
        met.add(name)
        return says(names[name], "judged", "不行")

    gateway.rule = once_each
    report_with(page, photos)
    [report] = arrived(1)
    while len(met) < len(CODES):
        send_now(page)
    send_now(page)
    after = kept(page)
    assert after.bytes == set(names)
    states = after.items[report].files
    judged = {name for name, status in names.items() if status in (403, 404, 409, 413, 415, 422, 451)}
    assert states == {name: "stuck" if name in judged else "held" for name in names}
    assert {name for name, state in books.photo_states(report).items() if state == "held"} == set(names) - judged
    expect(page.locator("article.stuck-card")).to_be_visible()


def test_fixmystreet_nobody_but_the_server_says_that_a_photo_has_arrived(phone, gateway, books, small, arrived):
    """FixMyStreet's service worker answers a photo with a false "OK"."""
    page, [photo] = phone.page, small(1)
    phone.wait_for_service_worker()
    page.reload()
    phone.offline()
    for method in ("GET", "PUT", "POST", "DELETE"):
        ask = "method => fetch('/api/photos/x', {method}).then(answer => answer.status, () => 'not sent')"
        assert page.evaluate(ask, method) == "not sent"
    phone.offline(False)
    false = [PORTAL, Reply(200, b"{}"), Reply(200, b"OK", "text/plain"), Reply(200), Reply(204), Reply(302)]
    false.append(Reply(200, json.dumps({"sha256": "0" * 64, "state": "held"}).encode()))
    told = iter(false)
    gateway.rule = lambda request: next(told, CUT) if request.carries_original() else None
    report_with(page, [photo])
    [report] = arrived(1)
    for _ in range(20):
        send_now(page)
    assert next(told, "all told") == "all told"
    assert kept(page).items[report].files == {sha256(photo): "thumbnail"}
    expect(state_line(page, words("report.state.arriving", done=0, all=1))).to_be_visible()
    gateway.is_fine()
    send_all(page)
    assert all_held(books, report, [photo])


def test_fixmystreet_two_photos_of_one_name_are_two_photos(phone, books, small, arrived, tmp_path):
    """In FixMyStreet two photos that are both named image.jpg, as an iPhone names them, overwrite each other."""
    photos = []
    for at, photo in enumerate(small(4)):
        (tmp_path / str(at)).mkdir()
        photos.append(shutil.copy(photo, tmp_path / str(at) / "image.jpg"))
    report_with(phone.page, photos[:2])
    report_with(phone.page, photos[2:], "non_grain")
    reports = arrived(2)
    wait_until(
        lambda: all(all_held(books, one, two) for one, two in zip(reports, (photos[:2], photos[2:]), strict=True))
    )
    assert len({books.held(sha256(photo)).read_bytes() for photo in photos}) == 4


def restarted(phone):
    """Chromium writes a new cookie to the disk half a minute late, or when it is closed."""
    phone.switch_off()
    return phone.switch_on().open()


def test_earthranger_killed_in_the_queue_the_phone_sends_the_rest_alone(phone, gateway, books, small, arrived):
    """EarthRanger's mobile app posts its whole queue again when it is killed in the middle of sending it."""
    page, photos = restarted(phone), small(5)
    phone.offline()
    for photo in photos:
        report_with(page, [photo])
    started: list[str] = []
    with held() as gate:

        def stop_at_the_third_original(request):
            if request.carries_original():
                started.append(request.path)
                if len(started) == 3:
                    gate.hold()
                    return CUT
            return None

        gateway.rule = stop_at_the_third_original
        phone.offline(False)
        assert gate.reached.wait(60)
        phone.kill()
    gateway.is_fine()
    send_all(phone.switch_on().open())
    reports = arrived(5)
    assert sorted(gateway.tries("PUT", "/api/reports/").values()) == [1] * 5
    assert sorted(gateway.tries("PUT", "/thumbnail").values()) == [1] * 5
    originals = {
        path: n for path, n in gateway.tries("PUT", "/api/photos/").items() if not path.endswith("/thumbnail")
    }
    assert originals == {f"/api/photos/{sha256(photo)}": 1 for photo in photos} | {started[2]: 2}
    assert {name for one in reports for name, state in books.photo_states(one).items() if state == "held"} == {
        sha256(photo) for photo in photos
    }


def test_earthranger_killed_in_a_photo_the_phone_sends_the_rest_of_it_alone(phone, gateway, books, arrived, tmp_path):
    """EarthRanger's mobile app posts everything again when it is killed in the middle of the queue."""
    page, photo = restarted(phone), drawn(tmp_path / "large.jpg", seed=98, width=1600)
    pieces: list[str] = []
    with held() as gate:

        def stop_at_the_second_piece(request):
            if request.carries_original():
                pieces.append(request.path)
                if len(pieces) == 2:
                    gate.hold()
                    return CUT
            return None

        gateway.rule = stop_at_the_second_piece
        report_with(page, [photo])
        assert gate.reached.wait(60)
        phone.kill()
    gateway.is_fine()
    send_all(phone.switch_on().open())
    [report] = arrived(1)
    assert all_held(books, report, [photo])
    assert gateway.count("POST", "/api/uploads") == 1
    assert gateway.weighed(photo.stat().st_size)


def test_qfield_a_photo_that_is_not_found_stays_on_the_list(phone, gateway, books, small, arrived):
    """QField takes a photo off the list of what is to be sent when the server answers its upload with a 404."""
    page, photos = phone.page, small(2)
    first, second = (f"/api/photos/{sha256(photo)}" for photo in photos)
    unknown = {first: says(404, "missing", "没有"), second: Reply(404, b"<h1>Not Found</h1>", "text/html")}
    gateway.rule = lambda request: unknown.get(request.path)
    report_with(page, photos)
    [report] = arrived(1)
    wait_until(lambda: gateway.count("PUT", first) and gateway.count("PUT", second))
    send_now(page)
    after = kept(page)
    assert after.bytes == {sha256(photo) for photo in photos}
    assert after.items[report].files == {sha256(photos[0]): "stuck", sha256(photos[1]): "thumbnail"}
    expect(page.locator("article.stuck-card")).to_be_visible()
    gateway.is_fine()
    Hand(page).tap(words("outbox.again"))
    send_all(page)
    assert all_held(books, report, photos)


def test_ushahidi_nothing_leaves_the_queue_before_it_is_answered(phone, gateway, small, arrived):
    """Ushahidi's app clears its queue as soon as it has begun to send it, without waiting for an answer."""
    page, [photo] = restarted(phone), small(1)
    with held() as gate:

        def keep_waiting(request):
            if request.writes("/api/reports/"):
                gate.hold()

        gateway.rule = keep_waiting
        report_with(page, [photo])
        assert gate.reached.wait(60)
        [item] = kept(page).items.values()
        assert (item.state, kept(page).bytes) == ("waiting", {sha256(photo)})
        phone.kill_tab()
        page = phone.open("#/outbox")
        expect(page.get_by_role("heading", name=words("outbox.title", count=1))).to_be_visible(timeout=PATIENCE)
        assert kept(page).items[item.id].state == "waiting"
    send_all(page)
    assert arrived(1) == [item.id]
    assert kept(page).items[item.id].state == "done"


def test_forest_watcher_signing_out_deletes_nothing_unsent(phone, small, arrived):
    """Forest Watcher deletes the reports on the phone when its user logs out."""
    page, photos = restarted(phone), small(2)
    phone.offline()
    report_with(page, photos[:1])
    Hand(page).begin(photos[1]).choose("non_grain")
    before = kept(page)
    phone.offline(False)
    phone.page.context.route("**/api/reports/**", lambda route: route.abort())
    phone.open("#/me")
    Hand(page).tap(words("me.sign_out"))
    Hand(page).tap(page.get_by_role("dialog").get_by_role("button", name=words("me.leave"), exact=True))
    expect(page.locator("input[name=username]")).to_be_visible(timeout=PATIENCE)
    phone.kill()
    page = phone.switch_on().open()
    after = kept(page)
    assert (after.items, after.drafts, after.bytes) == (before.items, before.drafts, before.bytes)
    phone.sign_in(LIURU)
    rows(page).filter(has_text=words("home.go_on")).first.tap()
    Hand(page).send()
    settle_undo(page)
    assert set(arrived(2)) == {*before.items, *before.drafts}
