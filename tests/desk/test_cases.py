"""案件 in the office: the list by urgency with its filters, saved views, files, and one case to read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from patrol.domain.log import content_of
from patrol.domain.sweep import sweep
from patrol.extensions import writing
from patrol.models import Area, Case, Event, Post, SavedView
from tests.api.sending import a_case, done, new_case
from tests.cast import JIULI, LIURU, YANLING, YUNYANG
from tests.conftest import START
from tests.desk.browsing import Office, words_of


def numbers(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def listed(office: Office, **query) -> list[str]:
    answer = office.get("/desk/cases", **query)
    assert answer.status_code == 200, words_of(answer)
    return numbers(answer.get_data(as_text=True))


def number_of(session, case_id: str) -> str:
    return session.get(Case, case_id, populate_existing=True).number


@pytest.fixture
def county(cast, clock, app, session):
    """Five cases, by name: their numbers."""
    made = {"works": new_case(cast.informant, works_going_on=True), "villa": new_case(cast.informant, kind="villa")}
    made["elsewhere"] = new_case(cast.other_informant, place=None)
    made["closed"] = a_case(cast, "closed")
    clock.forward(hours=3)
    with app.app_context():
        sweep(writing, now=clock.now)
    made["hidden"] = new_case(cast.informant, conceal="town", kind="mining")
    numbered = {name: number_of(session, case_id) for name, case_id in made.items()}
    session.rollback()
    return numbered | {"ids": made}


def test_open_cases_stand_by_urgency_and_the_filters_are_chips_to_take_away(office, county, session):
    assert set(listed(office)) == {county[name] for name in ("works", "villa", "elsewhere", "hidden")}
    by_due = [one.number for one in session.scalars(select(Case).where(Case.state == "open").order_by(Case.due_at))]
    assert listed(office) == by_due
    asked = {
        "state=closed": ["closed"], "state=any&kind=villa": ["villa"], f"town={YUNYANG}": ["elsewhere"],
        f"village={LIURU}&kind=mining": ["hidden"], "holder=county": ["hidden"], "grave=yes": ["villa", "hidden"],
        f"q={county['works']}": ["works"], "to=2026-11-23&state=any": [], f"village={JIULI}": [],
    }  # fmt: skip
    for query, names in asked.items():
        answer = office.get(f"/desk/cases?{query}")
        found = numbers(answer.get_data(as_text=True))
        assert (query, set(found)) == (query, {county[name] for name in names})
        assert f"{len(names)} 件" in words_of(answer)
    assert len(listed(office, **{"from": "2026-11-24", "to": "2026-11-24", "state": "any"})) == 5
    page = office.get("/desk/cases", town=YANLING, kind="villa").get_data(as_text=True)
    chips = re.findall(r'<a class="chip calm" href="([^"]+)">\s*([^<]+?) <svg', page)
    assert [words for _href, words in chips] == ["延陵镇", "违建别墅", "没办结"]
    assert chips[0][0].endswith("/desk/cases?kind=villa") and "kind" not in chips[1][0]
    assert chips[2][0].endswith("state=any")


def test_a_wrong_filter_is_said_and_a_village_of_another_town_is_let_go(office, county):
    for query in ("kind=rumour", "town=nowhere", f"town={LIURU}", "from=yesterday", "step=%00x", "state=half"):
        assert (query, office.get(f"/desk/cases?{query}").status_code) == (query, 422)
    assert listed(office, town=YUNYANG, village=LIURU) == [county["elsewhere"]]
    assert "没有这样的案件" in office.text("/desk/cases", q="没有这个编号")


def test_a_climbed_due_a_clock_and_the_steps_are_shown_as_in_the_app(office, county):
    page = office.get("/desk/cases", q=county["works"]).get_data(as_text=True)
    said = words_of(office.get("/desk/cases", q=county["works"]))
    assert "所 ，升级来的" in said and "还剩 4 小时" in said
    assert '<i class="f"></i><i class="n"></i><i></i><i></i><i></i>' in page
    closed = office.get("/desk/cases", state="closed").get_data(as_text=True)
    assert closed.count('<i class="f"></i>') == 5 and "chip done" in closed


def test_the_map_has_a_mark_for_each_placed_case_of_the_same_filters(office, county):
    def on_map(**query) -> tuple[list[str], str]:
        answer = office.get("/desk/cases/map", **query)
        assert answer.status_code == 200, words_of(answer)
        marks = r'<li data-lat="[\d.]+" data-lon="[\d.]+"><a class="mark" href="[^"]+" aria-label="(\S+) '
        return re.findall(marks, answer.get_data(as_text=True)), words_of(answer)

    placed, said = on_map()
    assert set(placed) == {county[name] for name in ("works", "villa", "hidden")}
    assert "还有 1 件没有位置" in said and county["elsewhere"] not in said
    assert on_map(kind="villa")[0] == [county["villa"]] and on_map(state="closed")[0] == [county["closed"]]
    assert "没有这样的案件" in on_map(q="没有这个编号")[1]
    assert office.get("/desk/cases/map", kind="rumour").status_code == 422


def test_pages_follow_each_other_by_cursor(office, cast, monkeypatch):
    monkeypatch.setattr(import_module("patrol.desk.cases"), "AT_ONCE", 2)
    made = {new_case(cast.informant) for _ in range(5)}
    seen, query = [], {}
    for _ in range(3):
        page = office.get("/desk/cases", **query).get_data(as_text=True)
        seen += numbers(page)
        following = re.search(r'rel="next" href="[^"]*cursor=([^"&]+)', page)
        query = {"cursor": following[1]} if following else {}
    assert (len(seen), len(set(seen)), following) == (5, len(made), None)
    assert office.get("/desk/cases", cursor="forged").status_code == 422


def test_a_view_is_kept_renamed_and_removed_and_is_nobody_else_s(office, cast, county, session):
    query = f"kind=villa&town={YANLING}&cursor=abc&evil=1"
    assert office.send("/desk/cases/views", name=" 延陵 别墅 ", query=query).status_code == 302
    view = session.scalar(select(SavedView))
    assert (view.name, view.query) == ("延陵 别墅", f"kind=villa&town={YANLING}")
    assert numbers(office.get(f"/desk/cases?{view.query}").get_data(as_text=True)) == [county["villa"]]
    assert "延陵 别墅" in office.text("/desk/cases")
    assert "延陵镇、违建别墅、没办结 1 件" in office.text("/desk/cases/views")
    office.send("/desk/cases/views", name="全部", query="state=any")
    path = f"/desk/cases/views/{view.id}"
    answer = office.send(path, name="全部")
    assert answer.status_code == 422 and "已经有一个叫这个名字的" in words_of(answer)
    assert 'value="全部"' in answer.get_data(as_text=True)
    assert office.send(path, name="别墅").status_code == 302
    assert office.send(path, name="x" * 41).status_code == 422
    other = Office(cast, "admin")
    assert other.send(path, name="mine").status_code == 403
    assert office.send(f"{path}/removal").status_code == 302
    assert office.send(f"{path}/removal").status_code == 404
    session.rollback()
    assert [one.name for one in session.scalars(select(SavedView))] == ["全部"]


def exported(office: Office, as_: str, **query):
    return office.send(f"/desk/cases/export?{urlencode(query)}", {"as": as_})


def rows_of(answer, as_: str) -> list[list[str]]:
    if as_ == "csv":
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("as_", ["csv", "xlsx"])
def test_a_file_holds_the_filtered_list_in_chinese_and_is_an_event_with_filter_and_count(
    office, cast, county, session, as_
):
    answer = exported(office, as_, town=YANLING, state="any")
    head, *rows = rows_of(answer, as_)
    assert head[:5] == ["编号", "种类", "严重", "状态", "步骤"]
    assert [row[0] for row in rows] == listed(office, town=YANLING, state="any")
    works = next(row for row in rows if row[0] == county["works"])
    assert works[1] == "占用耕地建房"
    assert works[head.index("地点")] == "柳茹村" and works[head.index("来源")] == "信息员上报"
    name = answer.headers["Content-Disposition"]
    assert "%E6%A1%88%E4%BB%B6_%E5%BB%B6%E9%99%B5%E9%95%87" in name and "20261124-1300" in name
    told = content_of(
        session.scalars(select(Event).where(Event.case_id.is_(None)).order_by(Event.seq.desc())).first()
    )
    assert (told["act"], told["by"], told["what"], told["format"]) == ("export", cast.officer.id, "cases", as_)
    assert (told["asked"], told["count"]) == ({"town": YANLING, "state": "any"}, len(rows))
    whole = answer.data if as_ == "csv" else _unzipped(answer.data)
    for secret in (cast.informant.name, cast.officer.name, cast.informant.username, "openpyxl"):
        assert secret.encode() not in whole


def _unzipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


@pytest.mark.parametrize("as_", ["csv", "xlsx"])
def test_no_cell_of_a_file_is_run_by_a_spreadsheet(office, cast, county, session, as_):
    session.query(Area).filter(Area.code == LIURU).update({"name": '=HYPERLINK("http://x","y")'})
    session.commit()
    rows = rows_of(exported(office, as_), as_)
    place = rows[1][rows[0].index("地点")]
    assert place == ("'" if as_ == "csv" else "") + '=HYPERLINK("http://x","y")'
    if as_ == "xlsx":
        assert b"<f>" not in _unzipped(exported(office, as_).data)


def test_an_officer_who_also_leads_the_town_meets_no_case_hidden_from_it(office, cast, county, session):
    office.send("/desk/cases/views", name="全部", query="state=any")
    assert county["hidden"] in listed(office) and "5 件" in office.text("/desk/cases/views")
    town = session.scalar(select(Area.id).where(Area.code == YANLING))
    since = START - timedelta(days=9)
    session.add(Post(person_id=cast.officer.id, role="leader", area_id=town, from_at=since))
    session.commit()
    assert county["hidden"] not in listed(office)
    assert "4 件" in office.text("/desk/cases", state="any") and "4 件" in office.text("/desk/cases/views")
    for as_ in ("csv", "xlsx"):
        rows = rows_of(exported(office, as_, state="any"), as_)
        assert (len(rows) - 1, county["hidden"] in [row[0] for row in rows]) == (4, False)
    for case in (county["ids"]["hidden"], "00000000-0000-0000-0000-000000000001"):
        answer = office.get(f"/desk/cases/{case}")
        assert answer.status_code == 404 and "没有这个案件，或者不归您看" in words_of(answer)


def test_one_case_is_read_with_its_steps_story_and_dues_and_without_its_reporter(office, cast, county, clock):
    case_id = county["ids"]["works"]
    done(cast.inspector, case_id, "stop", outcome="refused", note="说明天再来")
    done(cast.inspector, case_id, "verify", founded=True, party="王某", land_class="farmland", note="属实")
    said = office.text(f"/desk/cases/{case_id}")
    for part in (
        county["works"], "柳茹村", "现在归镇里办", "对方拒不停止，还要再制止。", "劝停，对方不听", "说明天再来",
        "拒不停止，升到镇里", "核查属实", "当事人：王某", "接下来：去现场制止", "对方拒不停止：4 小时，不分昼夜。",
        "信息员上报", "信息员", "出厂规则",
    ):  # fmt: skip
        assert part in said, part
    assert cast.informant.name not in said
    page = office.get(f"/desk/cases/{case_id}").get_data(as_text=True)
    assert f'href="/app/#/case/{case_id}"' in page and 'aria-current="step"' in page
