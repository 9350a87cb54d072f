"""统计: the table of a day, its links, its picture, and the file that is taken of it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from patrol.domain.log import content_of
from patrol.models import Event
from tests.api.sending import JIULI_SITE, a_case, done, give_post, new_case
from tests.cast import LIURU, YANLING, YUNYANG

AT_JIULI = {"place": {**JIULI_SITE, "by": "pin"}}


@pytest.fixture
def county(cast, clock):
    """Three cases of the day before, one of them closed; today one is opened again, and one is new."""
    closed = a_case(cast, "closed")
    a_case(cast), new_case(cast.next_village, **AT_JIULI)
    clock.forward(hours=24)
    done(cast.leader, closed, "reopen")
    new_case(cast.informant, conceal="town")
    return closed


def table(page: str) -> dict[str, list[str]]:
    """The cells of each place where there is anything."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", page, re.S):
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        if len(cells) == 6 and cells[1:3] != ["0", "0"]:
            found[cells[0]] = cells[1:]
    found.pop("地点", None), found.pop("地方", None)
    return found


def page(office, **query) -> str:
    return office.get("/desk/figures", **query).get_data(as_text=True)


def test_the_towns_of_today_and_the_villages_of_a_town_stand_with_their_figures(office, county):
    nothing = ["—", "—", "—"]
    assert table(page(office)) == {"延陵镇": ["4", "0", *nothing], "合计": ["4", "0", *nothing]}
    in_town = {"九里村": ["1", "0", *nothing], "柳茹村": ["3", "0", *nothing], "合计": ["4", "0", *nothing]}
    assert table(page(office, town=YANLING)) == in_town


def test_a_day_that_is_over_is_rebuilt_and_opens_nothing(office, county):
    said = page(office, date="2026-11-24")
    assert table(said)["延陵镇"] == ["2", "1", "—", "—", "—"]
    assert "11月24日这一天结束时" in said and "/desk/cases?" not in said


def test_a_number_of_today_opens_as_many_cases_as_it_says(office, county, cast):
    a_case(cast, "closed")
    links = re.findall(r'<td><a href="(/desk/cases\?[^"]+)">(\d+)</a>', page(office, town=YANLING))
    assert len(links) == 3
    for link, number in links:
        assert f"{number} 件" in office.text(link.replace("&amp;", "&"))


def test_the_weeks_are_a_picture_and_a_table(office, county):
    said = page(office)
    assert 'aria-label="近 12 周新发现 4 件，办结 0 件"' in said
    assert said.count('<rect class="opened"') == 24 and "style=" not in said


@pytest.mark.parametrize("query", [{"date": "2026-11-26"}, {"date": "x"}, {"town": LIURU}, {"town": "nowhere"}])
def test_a_wrong_day_or_town_is_said(office, query):
    assert office.get("/desk/figures", **query).status_code in (404, 422)


def test_an_officer_who_also_leads_the_town_counts_no_case_hidden_from_it(office, county, cast, session):
    give_post(session, cast.officer, "leader", area=YANLING)
    assert table(page(office))["延陵镇"][:2] == ["3", "0"]


@pytest.mark.parametrize("as_", ["csv", "xlsx"])
def test_the_table_is_taken_as_a_file_and_that_is_an_event(office, county, cast, session, as_):
    answer = office.send(f"/desk/figures/export?date=2026-11-24&town={YANLING}", **{"as": as_})
    assert answer.status_code == 200
    head, *rows = _rows(answer.data, as_)
    assert head[:4] == ["代码", "地方", "在办（件）", "今年办结（件）"]
    counted = {row[1]: [int(row[2]), int(row[3])] for row in rows if int(row[2]) or int(row[3])}
    assert counted == {"九里村": [1, 0], "柳茹村": [1, 1], "合计": [2, 1]}
    newest = select(Event).where(Event.case_id.is_(None)).order_by(Event.seq.desc())
    told = content_of(session.scalars(newest).first())
    assert (told["act"], told["what"], told["by"]) == ("export", "figures", cast.officer.id)
    assert told["asked"] == {"date": "2026-11-24", "area": YANLING}
    assert "导出了统计表" in office.text("/desk/log")
    assert office.send("/desk/figures/export", **{"as": "pdf"}).status_code == 422


def _rows(data: bytes, as_: str) -> list[list]:
    if as_ == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_another_town_is_asked_for_by_its_name(office, county):
    assert "云阳街道" in page(office, town=YUNYANG)
