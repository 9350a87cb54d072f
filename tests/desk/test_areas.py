"""The office's pages of areas: what an administrator can do there, and what only officers learn."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from sqlalchemy import select

from patrol.models import Area, Station, WaitingFile
from tests.api.sending import a_case, give_post, new_case
from tests.cast import JIULI, LIURU, YANLING
from tests.desk.test_office import sign_in, token_of

SUN_CITY = "321181001001"


class Office:
    """A browser in which somebody of the office is signed in by form."""

    def __init__(self, app, username: str = "admin"):
        self.browser = app.test_client()
        assert sign_in(self.browser, username).status_code == 302
        self.get("/desk/areas")

    def get(self, path: str, **query):
        return self.browser.get(path, query_string=query or None)

    def text(self, path: str, **query) -> str:
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def post(self, path: str, **form):
        return self.browser.post(path, data={"form_token": token_of(self.browser), **form})

    def send_file(self, path: str, content: bytes, name: str = "areas.csv", **form):
        return self.post(path, file=(BytesIO(content), name), **form)


@pytest.fixture
def office(app, cast) -> Office:
    return Office(app)


def find(session, code: str) -> Area:
    session.rollback()
    session.expire_all()
    return session.scalar(select(Area).where(Area.code == code))


def hidden_fields(page: str) -> dict:
    """The fields of the page's forms as a browser would send them back, several of a name as a list."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        if name != "form_token":
            fields.setdefault(name, []).append(value)
    return fields


# ---- looking


def test_towns_come_first_a_town_shows_its_villages_and_a_village_its_groups(office, session):
    towns = office.text("/desk/areas")
    assert "延陵镇" in towns and "柳茹村委会" not in towns
    town = office.text(f"/desk/areas/{find(session, YANLING).id}")
    assert "柳茹村委会" in town and LIURU in town and '<svg class="map outline"' in town and "示意边界" in town
    village = office.text(f"/desk/areas/{find(session, LIURU).id}")
    assert village.index("丹阳市") < village.index("延陵镇") < village.index("<h1>柳茹村委会")


def test_a_name_that_stands_there_twice_is_told_apart_by_its_way_and_code(office):
    def found(asked: str) -> list[tuple[str, str]]:
        page = office.text("/desk/areas", q=asked)
        return re.findall(r'class="small way">([^<]+)</span></th><td>(\d{12})</td>', page)

    twins = found("中心社区居委会")
    assert len({code for _, code in twins}) == len({way for way, _ in twins}) == 2
    assert found(LIURU) == [("延陵镇", LIURU)]
    assert "没有找到" in office.text("/desk/areas", q="%")


def test_a_town_of_two_hundred_villages_comes_in_pages(office, session):
    town = find(session, YANLING)
    for number in range(300, 500):
        code = f"321181101{number}"
        session.add(
            Area(code=code, name=f"第{number}村", level="village", parent_id=town.id, path=f"{town.path}{code}/")
        )
    session.commit()
    seen, path = [], f"/desk/areas/{town.id}"
    while path:
        page = office.text(path)
        seen += re.findall(r"</th><td>(\d{12})</td>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following and following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 218 and seen == sorted(seen)


def test_how_many_cases_there_are_is_told_to_officers_and_never_to_an_administrator_alone(app, cast, session, office):
    a_case(cast)
    a_case(cast, "closed")
    village = find(session, LIURU).id
    preview = {"of": village, "to_code": SUN_CITY, "see": "1"}
    page, plan = office.text(f"/desk/areas/{village}"), office.text("/desk/areas/reorganisation", **preview)
    assert "在办案件" not in page and "发现时在这里" not in page and "管理员岗位看不到" in plan
    give_post(session, cast.officer, "admin", area="321181")
    both = Office(app, "officer")
    page, plan = both.text(f"/desk/areas/{village}"), both.text("/desk/areas/reorganisation", **preview)
    assert re.search(r'在办案件</span><span class="value">1<', page)
    assert re.search(r'2026 年发现时在这里的案件</span><span class="value">2<', page)
    assert "在办 1 件、办结 1 件" in plan


# ---- adding and changing


def test_a_village_is_added_and_a_form_keeps_what_was_typed_when_it_is_wrong(office, session):
    town = find(session, YANLING).id
    wrong = office.post(f"/desk/areas/{town}/new", name='<script>"x', code="12")
    text = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and 'value="&lt;script&gt;&#34;x"' in text and "<script>" not in text
    assert 'aria-invalid="true"' in text and 'value="12"' in text
    taken = office.post(f"/desk/areas/{town}/new", name="甲", code=LIURU)
    assert taken.status_code == 422 and "已经有了" in taken.get_data(as_text=True)
    assert office.post(f"/desk/areas/{town}/new", name="<b>甲</b>", code="321181101299").status_code == 302
    made = find(session, "321181101299")
    assert (made.name, made.path) == ("<b>甲</b>", f"321181/{YANLING}/321181101299/")
    for path in (f"/desk/areas/{town}", f"/desk/areas/{made.id}", f"/desk/areas/{made.id}/edit", "/desk/areas?q=甲"):
        page = office.text(path)
        assert "<b>甲" not in page and "&lt;b&gt;甲" in page


def test_a_name_a_code_and_a_day_are_changed_and_the_page_tells_its_history(office, session):
    village = find(session, LIURU).id
    form = {"name": "柳茹社区", "code": "321181101299", "from_on": "2001-05-01"}
    assert office.post(f"/desk/areas/{village}/edit", **form).status_code == 302
    page = office.text(f"/desk/areas/{village}")
    assert "更改：柳茹村委会 · 321181101208 → 柳茹社区 · 321181101299 · 2001-05-01" in page
    assert "没有改" in office.browser.post(
        f"/desk/areas/{village}/edit", data={**form, "form_token": token_of(office.browser)}, follow_redirects=True
    ).get_data(as_text=True)
    for bad in ({"from_on": "gestern"}, {"code": JIULI}, {"name": " "}, {"code": YANLING}):
        assert office.post(f"/desk/areas/{village}/edit", **(form | bad)).status_code == 422


def test_a_boundary_is_given_replaced_and_taken_away(office, session):
    village = find(session, SUN_CITY).id
    ring = [[119.56, 32.0], [119.57, 32.0], [119.57, 32.01], [119.56, 32.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    assert (
        office.send_file(f"/desk/areas/{village}/boundary", json.dumps(shape).encode(), synthetic="1").status_code
        == 302
    )
    area = find(session, SUN_CITY)
    assert (area.boundary, area.synthetic) == (shape, True)
    swapped = {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in ring]]}
    wrong = office.send_file(f"/desk/areas/{village}/boundary", json.dumps(swapped).encode())
    assert wrong.status_code == 422 and "写反了" in wrong.get_data(as_text=True)
    for nothing in (b"", b"x", b"{}", b'{"type":"Feature"}'):
        assert office.send_file(f"/desk/areas/{village}/boundary", nothing).status_code == 422
    assert office.post(f"/desk/areas/{village}/boundary").status_code == 422
    assert office.post(f"/desk/areas/{village}/boundary/removal").status_code == 302
    assert find(session, SUN_CITY).boundary is None


def test_an_area_with_people_is_not_closed_and_one_without_is(office, session):
    assert office.post(f"/desk/areas/{find(session, LIURU).id}/closing").status_code == 409
    empty = find(session, "321181101001").id
    assert office.post(f"/desk/areas/{empty}/closing").status_code == 302
    assert "2026-11-24 撤销" in office.text(f"/desk/areas/{empty}")
    assert "永昌街" not in office.text(f"/desk/areas/{find(session, YANLING).id}")
    assert "永昌街" in office.text(f"/desk/areas/{find(session, YANLING).id}", closed="1")
    assert office.get(f"/desk/areas/{empty}/new").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "99999",
        "99999999999999999999",
        "99999/edit",
        "99999/new",
        "x",
        "stations/99999",
        "imports/x",
        "-1",
        "?cursor=x",
        "?cursor=WzFd",
        "reorganisation?of=x&see=1",
        "reorganisation?of=99999&see=1",
        "reorganisation?of=1&see=1",
    ],
)
def test_what_is_not_there_is_said_and_never_breaks(office, path):
    answer = office.get(f"/desk/areas{'' if path[0] == '?' else '/'}{path}")
    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.get_data(as_text=True)


# ---- stations


def test_stations_are_added_renamed_given_a_town_and_closed(office, session):
    assert office.post("/desk/areas/stations", name="延陵所").status_code == 422
    assert office.post("/desk/areas/stations", name=" 新 所 ").status_code == 302
    station = session.scalar(select(Station).where(Station.name == "新 所")).id
    assert office.post(f"/desk/areas/stations/{station}/name", name="新桥所").status_code == 302
    assert office.post(f"/desk/areas/stations/{station}/name", name="").status_code == 422
    town = find(session, "321181102000").id
    assert office.post(f"/desk/areas/{town}/station", station=str(station)).status_code == 302
    assert "新桥所" in office.text(f"/desk/areas/{town}") and "珥陵镇" in office.text(
        f"/desk/areas/stations/{station}"
    )
    assert office.post(f"/desk/areas/stations/{station}/closing").status_code == 409
    assert office.post(f"/desk/areas/{town}/station", station="").status_code == 302
    assert "还没有所管的镇" in office.text("/desk/areas/stations")
    assert office.post(f"/desk/areas/stations/{station}/closing").status_code == 302
    assert ">新桥所</a>" not in office.text("/desk/areas/stations")
    for chosen in (str(station), "99999", "x"):
        assert office.post(f"/desk/areas/{town}/station", station=chosen).status_code in (302, 404)


# ---- import


def checked(office, content: bytes, name: str = "areas.csv") -> tuple[str, str]:
    """(path of the check page, the page)"""
    answer = office.send_file("/desk/areas/imports", content, name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location, office.text(answer.location)


def confirm(office, path: str, page: str, **more):
    target = re.search(r'action="([^"]+/confirmation[^"]*)"', page)[1].replace("&amp;", "&")
    return office.post(target, agreed=hidden_fields(page)["agreed"][0], **more)


def test_a_file_is_chosen_once_looked_at_and_written_when_confirmed(office, session):
    rows = "代码,名称\n321181101208,柳茹社区\n321181101299,新柳村委会\n12,短\n".encode("gbk")
    path, page = checked(office, rows)
    assert "还什么都没有写" in page and "原来叫柳茹村委会" in page and "代码不对" in page
    assert find(session, "321181101299") is None
    refused = confirm(office, path, page)
    assert refused.status_code == 409 and "有错的行" in refused.get_data(as_text=True)
    assert find(session, "321181101299") is None
    assert confirm(office, path, page, without_wrong="1").status_code == 302
    assert (find(session, "321181101299").name, find(session, LIURU).name) == ("新柳村委会", "柳茹社区")
    assert office.get(path).status_code == 404 and session.scalar(select(WaitingFile.id)) is None
    path, page = checked(office, "code,name\n321181101208,柳茹社区\n".encode())
    assert "完全一样" in page and "写入" not in re.sub(r"<p.*?</p>", "", page)


def test_broken_files_are_explained_where_they_were_chosen(office):
    for content, said in (
        (b"", "空的"),
        (b"PK\x03\x04", "Excel"),
        ("姓名\n甲\n".encode(), "表头"),
        (b"{", "GeoJSON"),
    ):
        answer = office.send_file("/desk/areas/imports", content)
        assert answer.status_code == 422 and said in answer.get_data(as_text=True)
    assert office.post("/desk/areas/imports").status_code == 422


def test_a_file_over_the_limit_is_refused_before_it_is_read(office):
    answer = office.send_file("/desk/areas/imports", b"x" * (11 * 1024 * 1024))
    assert answer.status_code == 413 and "太大" in answer.get_data(as_text=True)


def test_a_file_is_not_for_another_administrator(app, cast, session, office):
    give_post(session, cast.officer, "admin", area="321181")
    path, page = checked(office, b"code,name\n321181101208,x\n")
    other = Office(app, "officer")
    assert other.get(path).status_code == 404
    for what in ("confirmation", "dismissal"):
        assert other.post(f"{path}/{what}", agreed="x").status_code == 404
    assert office.post(f"{path}/dismissal").status_code == 302
    assert office.get(path).status_code == 404


def test_the_property_that_holds_the_code_is_chosen_on_the_check_page(office, session):
    ring = [[119.50, 31.88], [119.51, 31.88], [119.51, 31.89], [119.50, 31.88]]
    about = {"code": JIULI, "XZQDM": LIURU, "名称": "<img src=x onerror=alert(1)>"}
    feature = {"type": "Feature", "properties": about, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    path, page = checked(office, content, "villages.geojson")
    assert '<option value="code" selected>' in page and '<option value="XZQDM">' in page and "<img" not in page
    page = office.text(path, property="XZQDM", synthetic="1")
    assert "柳茹村委会" in page
    assert confirm(office, path, page).status_code == 302
    assert (find(session, LIURU).boundary["coordinates"], find(session, LIURU).synthetic) == ([ring], True)
    assert find(session, JIULI).synthetic is True  # untouched: still the demo's


def test_a_long_file_is_shown_in_pages_with_what_is_wrong_first(office):
    rows = "".join(f"3211811013{number:02},村{number},321181101000\n" for number in range(100)) + "".join(
        f"x{number},坏,321181101000\n" for number in range(30)
    )
    path, page = checked(office, ("code,name,parent\n" + rows).encode())
    assert page.count('<tr class="wrong">') == 30
    second = office.text(re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&"))
    assert second.count('<tr><td class="whole">') == 30 and 'rel="next"' not in second


# ---- merge and split


def preview(office, **query) -> str:
    return office.text("/desk/areas/reorganisation", see="1", **query)


def test_a_merge_says_what_it_will_do_and_then_does_it(office, cast, session):
    a_case(cast)
    village, other = find(session, LIURU).id, find(session, JIULI).id
    page = preview(
        office, of=[village, other], to_code=["321181001299"], to_name=["新城村委会"], to_parent=["321181001000"]
    )
    for said in (
        "柳茹村委会（321181101208）今天撤销",
        "九里村委会",
        "新设新城村委会（321181001299），在云阳街道",
        "岗位：3 个",
        "柳茹村信息员乙",
        "原来延陵镇、延陵所看，以后云阳街道、云阳所看",
        "不能自动撤回",
    ):
        assert said in page, said
    assert find(session, LIURU).to_on is None
    answer = office.post("/desk/areas/reorganisation", **hidden_fields(page))
    assert answer.status_code == 302
    page = office.text(answer.location)
    assert "九里村委会、柳茹村委会的案件和岗位都转过去了" in page and "<h1>新城村委会" in page
    assert "合并、拆分：九里村委会、柳茹村委会 → 新城村委会" in page
    old = office.text(f"/desk/areas/{village}")
    assert "2026-11-24 撤销，现在是新城村委会" in old and "合并、拆分</a>" not in old
    assert len(cast.other_leader.get("/cases").json["cases"]) == 1


def test_a_split_sends_each_post_where_it_was_chosen_to_go(office, cast, session):
    village = find(session, LIURU).id
    page = preview(
        office, of=village, to_code=[LIURU, "321181101299"], to_name=["", "新柳村委会"], to_parent=[YANLING, YANLING]
    )
    assert "继续有" in page and "没有位置" not in page
    chosen = re.search(r'<b>柳茹村信息员乙</b>.*?name="(post-\d+)"', page, re.DOTALL)[1]
    assert office.post("/desk/areas/reorganisation", **hidden_fields(page), **{chosen: "1"}).status_code == 302
    session.rollback()
    codes = {part: cast[part].get("/session").json["posts"][0]["area"]["code"] for part in ("informant", "neighbour")}
    assert codes == {"informant": LIURU, "neighbour": "321181101299"}


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_done(office, cast, session):
    village = find(session, LIURU).id
    page = preview(office, of=village, to_code=SUN_CITY)
    give_post(session, cast.outsider, "informant", area=LIURU)
    answer = office.post("/desk/areas/reorganisation", **hidden_fields(page))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "情况有了变化" in text and "岗位：3 个" in text
    assert find(session, LIURU).to_on is None
    assert office.post("/desk/areas/reorganisation", **hidden_fields(text)).status_code == 302
    again = office.post("/desk/areas/reorganisation", **hidden_fields(text))
    assert again.status_code == 422 and "没有这个行政区" in again.get_data(as_text=True)


def test_the_form_keeps_what_was_typed_takes_in_more_and_says_what_is_wrong(office, session):
    village = find(session, LIURU).id
    page = office.text("/desk/areas/reorganisation", of=village, add=JIULI, to_code="321181101299", to_name="新名")
    assert "九里村委会" in page and "柳茹村委会" in page and 'value="新名"' in page
    wrong = office.get("/desk/areas/reorganisation", of=village, add="999", to_name="新名")
    assert wrong.status_code == 422 and "没有代码是 999" in wrong.get_data(as_text=True)
    page = office.text("/desk/areas/reorganisation", of=village, to_code="1", more="1")
    assert page.count('name="to_code"') == 2
    page = office.text("/desk/areas/reorganisation", of=[village, find(session, JIULI).id], without=village)
    assert "九里村委会" in page and "柳茹村委会" not in page
    wrong = office.get("/desk/areas/reorganisation", of=village, to_code="321181101299", to_parent=YANLING, see="1")
    assert wrong.status_code == 422 and "1 到 80 个字" in wrong.get_data(as_text=True)


def test_hidden_cases_change_nothing_of_what_an_administrator_reads_before_and_after(app, cast, session, office):
    village = find(session, LIURU).id

    def told() -> list[str]:
        pages = [office.text("/desk/areas"), office.text(f"/desk/areas/{village}")]
        return [
            re.sub(r'value="[\w-]{22}"', "", page) for page in [*pages, preview(office, of=village, to_code=SUN_CITY)]
        ]

    before = told()
    for level in ("village", "town", "station"):
        new_case(cast.informant, conceal=level)
    a_case(cast)
    assert told() == before


@pytest.mark.parametrize(
    "path",
    [
        "1/new",
        "1/edit",
        "1/closing",
        "1/station",
        "1/boundary",
        "1/boundary/removal",
        "stations",
        "stations/1/name",
        "stations/1/closing",
        "imports",
        "imports/x/confirmation",
        "imports/x/dismissal",
        "reorganisation",
    ],
)
def test_every_form_needs_its_token(app, office, path):
    assert office.browser.post(f"/desk/areas/{path}", data={"name": "x"}).status_code == 400
    assert office.browser.post(f"/desk/areas/{path}", data={"name": "x", "form_token": "-"}).status_code == 400


def test_pages_speak_english_too(office, session):
    for path in (
        "",
        f"/{find(session, LIURU).id}",
        "/stations",
        "/imports",
        f"/reorganisation?of={find(session, LIURU).id}",
    ):
        page = office.browser.get(f"/desk/areas{path}", headers={"Accept-Language": "en"}).get_data(as_text=True)
        assert (
            'lang="en"' in page and "Areas" in page and "areas." not in re.sub(r"desk_areas\.|areas\.css", "", page)
        )
