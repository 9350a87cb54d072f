"""The office's pages about people: a list with filters, one person, a list brought from a spreadsheet, cards."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from patrol import aside
from patrol.domain import cards, posts
from patrol.models import Card, Person
from tests.api.sending import new_case
from tests.cast import LIURU, YANLING, send
from tests.desk.test_office import sign_in, token_of
from tests.domain import sheets


class Office:
    """A browser signed in at the office that fills in forms as people do."""

    def __init__(self, app, username: str = "admin"):
        self.http = app.test_client()
        assert sign_in(self.http, username).status_code == 302
        self.http.get("/desk/cards")

    def get(self, path: str, **query):
        return self.http.get(f"/desk{path}", query_string=query or None)

    def text(self, path: str, **query) -> str:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def post(self, path: str, **form):
        return self.http.post(f"/desk{path}", data={"form_token": token_of(self.http)} | form)

    def upload(self, data: bytes, name: str = "list.xlsx"):
        return self.post("/people/import", file=(BytesIO(data), name))


@pytest.fixture
def office(app, cast) -> Office:
    return Office(app)


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/desk/people/[^"]+">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "0008"}, ["柳茹村信息员"]), ({"q": "柳茹"}, ["柳茹村信息员", "柳茹村信息员乙"]), ({"q": "%"}, []),
        ({"role": "officer"}, ["县局人员"]), ({"village": LIURU}, ["柳茹村信息员", "柳茹村信息员乙"]),
        ({"state": "left"}, []),
        ({"town": YANLING, "role": "inspector"}, ["延陵所巡查员", "延陵所巡查员（B岗）"]), ({"town": "nowhere"}, []),
        ({"station": "9" * 40}, []), ({"station": "x", "role": "king", "state": "?"}, []),
    ],
)  # fmt: skip
def test_filters_stand_in_the_url(office, query, names):
    assert listed(office.text("/people", **query)) == names


def test_pages_go_by_cursor_and_show_everybody_once(office, session, monkeypatch):
    monkeypatch.setattr(sys.modules["patrol.desk.people"], "PAGE", 4)
    seen, path = [], "/people"
    while path:
        page = office.text(path)
        seen += listed(page)
        more = re.search(r'rel="next" href="/desk([^"]+)"', page)
        path = more and more[1].replace("&amp;", "&")
    session.rollback()
    assert sorted(seen) == sorted(session.scalars(select(Person.name)))
    assert office.get("/people", cursor="nonsense").status_code == 422


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(office):
    answer = office.post("/people/new", name="张小明", phone="139", role="informant", code=LIURU)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="张小明"' in page and 'value="139"' in page and "要 11 位数字" in page
    answer = office.post("/people/new", name="张小明", phone="13912345678", role="informant", code="柳茹村委会")
    assert "321181101208（延陵镇 / 柳茹村委会）" in answer.get_data(as_text=True)
    added = office.post("/people/new", name="张小明", phone="13912345678", role="informant", code=LIURU)
    assert added.status_code == 302 and "张小明" in office.text(added.location.removeprefix("/desk"))


def test_a_lost_phone_is_signed_out_by_its_line_and_its_hour_is_shown_to_nobody(office, cast, clock):
    cast.informant.get("/cases")
    page = office.text(f"/people/{cast.informant.id}")
    assert "上次联系：今天" in page and not re.search(r"\d\d:\d\d", page)
    device = re.search(r"/devices/([0-9a-f-]+)/revocation", page)[1]
    assert office.post(f"/people/{cast.informant.id}/devices/{device}/revocation").status_code == 302
    assert cast.informant.get("/cases").status_code == 401
    assert "没有登录的手机" in office.text(f"/people/{cast.informant.id}")
    assert office.post(f"/people/{cast.informant.id}/devices/{device}/revocation").status_code == 404
    assert office.post(f"/people/{cast.inspector.id}/devices/{device}/revocation").status_code == 404


def test_all_browsers_are_signed_out_at_once(office, cast):
    browsers = [cast.informant.another_browser() for _ in range(2)]
    office.post(f"/people/{cast.informant.id}/sign-out")
    assert [one.get("/api/session").status_code for one in browsers] == [401, 401]


def test_a_post_is_given_and_ended_by_forms_in_china_s_days(office, cast, session, clock):
    path = f"/people/{cast.inspector.id}/posts"
    given = {"role": "informant", "code": LIURU, "from": "2026-12-01", "to": "2026-12-31"}
    assert office.post(path, **given).status_code == 302
    *_, post = posts.find(session, cast.inspector.id).posts
    assert (str(post.from_at), str(post.to_at)) == ("2026-11-30 16:00:00+00:00", "2026-12-31 16:00:00+00:00")
    session.rollback()
    page = office.text(f"/people/{cast.inspector.id}")
    assert 'value="2026-12-01"' in page and 'value="2026-12-31"' in page
    wrong = office.post(f"{path}/{post.id}", **{"from": "2026-12-02", "to": "2026-11-01"})
    assert wrong.status_code == 422 and "最后一天在第一天前面了" in wrong.get_data(as_text=True)
    assert office.post(f"{path}/{post.id}", **{"from": "nonsense", "to": ""}).status_code == 422
    assert office.post(f"{path}/{post.id}", end="now").status_code == 302
    assert office.post(f"{path}/999999", end="now").status_code == 404


def test_a_code_is_shown_once_and_chosen_with_at_the_office_s_own_sign_in(app, office, cast):
    page = office.post(f"/people/{cast.officer.id}/code")
    assert page.headers["Cache-Control"] == "no-store"
    code = re.search(r'id="code">([A-Z0-9-]+)<', page.get_data(as_text=True))[1]
    assert code not in office.text(f"/people/{cast.officer.id}")
    browser = app.test_client()
    browser.get("/desk/sign-in/password")
    form = {"form_token": token_of(browser), "code": code, "password": "kurz"}
    assert browser.post("/desk/sign-in/password", data=form).status_code == 422
    chosen = browser.post("/desk/sign-in/password", data=form | {"password": "ein langes Kennwort"})
    assert (chosen.status_code, browser.get("/desk/cards").status_code) == (302, 200)
    wrong = browser.post("/desk/sign-in/password", data=form | {"form_token": token_of(browser)})
    assert wrong.status_code == 403


def test_leaving_is_asked_before_and_what_happens_is_said(office, cast):
    case_id = new_case(cast.informant)
    send(cast.officer.http, "PUT", f"/cases/{case_id}/acts/{case_id}", {
        "act": "assign", "at": "2026-11-24T10:00:00+08:00", "lead": cast.inspector.id,
    })  # fmt: skip
    page = office.text(f"/people/{cast.inspector.id}/leaving")
    assert "手机里还没发出的" in page and "延陵所巡查员（B岗）" in page
    assert office.post(f"/people/{cast.inspector.id}/leaving").status_code == 302
    page = office.text(f"/people/{cast.inspector.id}")
    assert "有 1 件案件转给了别人" in page and "回来上岗" in page and case_id not in page
    assert office.get(f"/people/{cast.inspector.id}/leaving").status_code == 409
    back = office.post(f"/people/{cast.inspector.id}/return", role="inspector", code="", station="延陵所")
    assert back.status_code == 302 and "基本信息" in office.text(f"/people/{cast.inspector.id}")


def test_the_last_administrator_and_oneself_are_kept_by_a_sentence(office, cast):
    assert office.post(f"/people/{cast.admin.id}/leaving").status_code == 409
    page = office.text(f"/people/{cast.admin.id}")
    post = re.search(r"/posts/(\d+)", page)[1]
    refused = office.post(f"/people/{cast.admin.id}/posts/{post}", end="now")
    assert refused.status_code == 422 and "最后一个管理员" in refused.get_data(as_text=True)


GOOD, WRONG = ("张小明", "13912345678", LIURU, "信息员"), ("李四", "139", "柳茹村委会", "信息员")


def test_a_list_is_checked_taken_and_the_wrong_rows_come_back_ready_to_be_mended(office, session):
    page = office.text(office.upload(sheets.xlsx(GOOD, WRONG)).location.removeprefix("/desk"))
    assert "只录入正确的 1 行" in page and "要 11 位数字" in page and "321181101208（延陵镇 / 柳茹村委会）" in page
    path, digest = (
        re.search(r'action="/desk([^"]+/confirmation)"', page)[1],
        re.search(r'name="digest" value="(\w+)"', page)[1],
    )
    assert office.post(path, digest="another").status_code == 409
    assert office.post(path, digest=digest).status_code == 302
    done = office.text(path.removesuffix("/confirmation"))
    assert "新增 1 行" in done and "confirmation" not in done
    assert office.post(path, digest=digest).status_code == 409
    back = office.get(path.replace("confirmation", "wrong.xlsx"))
    assert back.headers["Content-Disposition"].startswith("attachment")
    again = office.text(office.upload(back.data).location.removeprefix("/desk"))
    assert "没有可以录入的行" in again and "李四" in again and "这些列不看：原因" in again
    same = office.text(office.upload(sheets.xlsx(GOOD)).location.removeprefix("/desk"))
    assert "没有变化：1 行都已经在了" in same and "confirmation" not in same
    session.rollback()
    assert session.scalar(select(func.count(Person.id)).where(Person.name.in_(["张小明", "李四"]))) == 1


def test_a_file_that_is_none_is_explained_on_the_form(office):
    for data, words in ((b"", "空的"), (sheets.locked(), "密码"), (sheets.with_macros(), "宏")):
        answer = office.upload(data)
        assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    assert "还没有选文件" in office.post("/people/import").get_data(as_text=True)


def test_the_template_holds_the_county_s_codes_and_can_be_brought_as_it_is(office):
    template = office.get("/people/import/template.xlsx").data
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(template))
    first, second = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
    assert first[0] == ["姓名", "手机号", "行政区代码", "角色", "所"]
    assert [LIURU, "延陵镇 / 柳茹村委会", "村"] in second
    assert "没有人" in office.upload(template).get_data(as_text=True)


def test_a_list_of_another_administrator_is_nowhere(app, office, cast, session, clock):
    location = office.upload(sheets.xlsx(GOOD)).location.removeprefix("/desk")
    from patrol.domain.seats import Gazetteer

    seat = Gazetteer(session).seat("admin", "321181")
    posts.give(session, None, cast.officer.id, seat, clock(), None, now=clock())
    session.commit()
    other = Office(app, "officer")
    for answer in (other.get(location), other.get(f"{location}/wrong.xlsx"), other.post(f"{location}/removal")):
        assert answer.status_code == 404
    assert office.post(f"{location}/removal").status_code == 302
    assert office.get(location).status_code == 404


def cards_valid(session) -> int:
    session.rollback()
    return session.scalar(select(func.count(Card.id)).where(Card.revoked_at.is_(None)))


@pytest.fixture
def pango():
    found = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True)
    if found.returncode:
        pytest.fail("Pango is missing: tests/system.py names the packages, bin/test installs them where it may")


def test_a_town_s_cards_are_one_pdf_and_each_of_its_links_redeems(app, office, session, pango):
    answer = office.post(f"/cards/{YANLING}/pdf", which="missing")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    pdf = PdfReader(BytesIO(answer.data))
    text = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1 and "柳茹村信息员" in text and "延陵镇 柳茹村委会" in text
    assert not re.search(r"\d{11}|0008", text)
    # Each picture carries the link twice: as a box and as what is in it.
    links = [*dict.fromkeys(one.get_object()["/A"]["/URI"] for one in pdf.pages[0]["/Annots"])]
    assert (len(links), cards_valid(session)) == (3, 3)
    told = [app.test_client().get(f"/api/enrolments/{link.rsplit('/', 1)[1]}").json["state"] for link in links]
    assert told == ["open"] * 3
    assert office.post(f"/cards/{YANLING}/pdf", which="missing").status_code == 409
    assert (office.post(f"/cards/{YANLING}/pdf", which="all").status_code, cards_valid(session)) == (200, 3)
    assert app.test_client().get(f"/api/enrolments/{links[0].rsplit('/', 1)[1]}").status_code == 404


@pytest.mark.parametrize(("code", "words"), [(3, "Pango"), (1, "没有做成"), (None, "没有做成")])
def test_a_pdf_that_cannot_be_made_ends_no_card_and_the_page_still_prints(
    office, cast, session, clock, monkeypatch, code, words
):
    cards.issue(session, None, [posts.find(session, cast.informant.id)], now=clock())
    session.commit()
    [before] = session.scalars(select(Card.id))

    def fails(*_given, **_more):
        raise aside.Failed(code, "nothing")

    monkeypatch.setattr(aside, "run", fails)
    answer = office.post(f"/cards/{LIURU}/pdf", which="all")
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (503, True)
    session.rollback()
    assert session.scalars(select(Card.id).where(Card.revoked_at.is_(None))).all() == [before]
    page = office.post(f"/cards/{LIURU}/page", which="missing").get_data(as_text=True)
    assert page.count('class="qr"') == 1


def test_a_single_card_shows_no_role(office, cast, pango):
    answer = office.post(f"/people/{cast.inspector.id}/card", **{"as": "pdf"})
    text = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "延陵所巡查员" in text  # the demo's people are named after their roles
    assert text.count("巡查") == 1 and "上报" not in text and "举报" not in text


def test_nothing_heavy_is_loaded_by_the_app_itself(office):
    asked = "import sys, patrol; patrol.create_app; from patrol import desk; print('weasyprint' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
    )
