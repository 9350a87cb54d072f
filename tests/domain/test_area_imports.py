"""Files of areas: matched by code, every wrong line explained, written whole or not at all."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from patrol.domain import area_checks, area_imports, keeping_areas, verifying
from patrol.domain.area_codes import clean, level_of, parent_of
from patrol.domain.errors import Conflict, Invalid, Missing
from patrol.domain.waiting import AREAS
from patrol.models import Area, Event, WaitingFile
from tests.api.sending import SITE, case_of, new_case
from tests.cast import JIULI, LIURU, YANLING, YUNYANG

TOWN_OF_ITS_OWN = "321181120000"


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


def told(checked) -> list[tuple]:
    return [(item.line, item.does, item.code, item.why) for item in checked.items]


@pytest.fixture
def office(cast, session, clock):
    """office(content) → the check as confirmed by the administrator."""

    def confirm(content: bytes, *, without_wrong: bool = False, wanted: str | None = None, synthetic: bool = False):
        session.rollback()
        by = cast.admin.actor(session)
        area_imports.readable(session, content)
        kept = AREAS.keep(session, by, content, now=clock.now, name="areas.csv")
        checked = area_checks.check(session, content, wanted, synthetic)
        area_imports.confirm(session, kept, checked, checked.digest, without_wrong, by, clock.now)
        session.commit()
        return checked

    return confirm


def named(session, code: str) -> Area | None:
    session.expire_all()
    return session.scalar(select(Area).where(Area.code == code))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("321181101208", "321181101208"),
        (" 321181101208 ", "321181101208"),
        ("321181101", YANLING),
        ("3211811012080000000", "321181101208"),
        ("321181000000", "321181"),
        (321181101208, "321181101208"),
        ("321181101208.0", "321181101208"),
        ("'321181101208", "321181101208"),
        ("32118110120", ""),
        ("柳茹", ""),
        ("３２１１８１", ""),
        (None, ""),
        ("", ""),
    ],
)
def test_a_code_is_known_however_it_is_written(given, kept):
    assert clean(given) == kept


def test_level_and_parent_follow_from_a_code():
    codes = ["321181", YANLING, LIURU, LIURU + "001"]
    assert [(level_of(code), parent_of(code)) for code in codes] == [
        ("county", ""),
        ("town", "321181"),
        ("village", YANLING),
        ("group", LIURU),
    ]


GENERAL = csv(
    "代码,名称,级别,上级",
    "321181120000,新桥镇,镇,321181",
    "321181120201,新桥村委会,村,321181120000",
    "321181120201001,第一组,组,321181120201",
    f"{LIURU},柳茹社区居委会,村,{YANLING}",
    f"{JIULI},九里村委会,村,{YANLING}",
    encoding="gbk",
)


def test_what_is_new_changed_and_unchanged_is_told_and_then_written_with_one_event(session, office, cast):
    checked = office(GENERAL)
    assert told(checked) == [
        (2, "new", "321181120000", None),
        (3, "new", "321181120201", None),
        (4, "new", "321181120201001", None),
        (5, "renamed", LIURU, None),
        (6, "same", JIULI, None),
    ]
    group = named(session, "321181120201001")
    assert (group.path, group.level) == ("321181/321181120000/321181120201/321181120201001/", "group")
    assert named(session, LIURU).name == "柳茹社区居委会"
    last = session.scalar(select(Event).order_by(Event.seq.desc()))
    content = json.loads(last.content)
    assert (content["act"], content["by"], len(content["did"])) == ("areas_import", cast.admin.id, 4)
    assert verifying.verify(session) == []


def test_the_same_file_again_changes_nothing_and_no_event_says_that_it_did(session, office):
    office(GENERAL)
    events = session.scalar(select(func.count(Event.seq)))
    again = office(GENERAL)
    assert ({item.does for item in again.items}, again.changes) == ({"same"}, [])
    assert session.scalar(select(func.count(Event.seq))) == events


VILLAGES = csv(
    "code,name,streetCode,townName",
    "321181120201,新桥村委会,321181120,新桥镇",
    "321181120202,中心社区居委会,321181120,新桥镇",
    f"321181101299,中心社区居委会,{YANLING[:9]},延陵镇",
)


def test_a_list_of_villages_brings_the_towns_we_do_not_have_and_leaves_those_we_have(session, office):
    checked = office(VILLAGES)
    assert [(item.code, item.does) for item in checked.items] == [
        (TOWN_OF_ITS_OWN, "new"),
        ("321181120201", "new"),
        ("321181120202", "new"),
        ("321181101299", "new"),
    ]
    assert named(session, "321181120202").path == f"321181/{TOWN_OF_ITS_OWN}/321181120202/"
    assert named(session, "321181101299").path == f"321181/{YANLING}/321181101299/"


def test_every_wrong_line_has_its_reason(session):
    content = csv(
        "code,name,level,parent",
        "12,短,village,",
        f"321181101301,,village,{YANLING}",
        f"321181101302,甲,street,{YANLING}",
        f"321181101303,乙,town,{YANLING}",
        "321181101304,丙,village,x",
        "321181101305,丁,village,321181199000",
        f"{LIURU},柳茹村委会,village,{YUNYANG}",
        f"321181101306,戊,village,{YANLING}",
        f"321181101306,己,village,{YANLING}",
        "320000,别的县,county,",
        "321181199201,庚,,",
        "",
    )
    checked = area_checks.check(session, content)
    assert told(checked) == [
        (2, "wrong", "", "bad_area_code"),
        (3, "wrong", "321181101301", "bad_area_name"),
        (4, "wrong", "321181101302", "bad_level"),
        (5, "wrong", "321181101303", "level_differs"),
        (6, "wrong", "321181101304", "bad_parent_code"),
        (7, "wrong", "321181101305", "no_parent"),
        (8, "wrong", LIURU, "parent_differs"),
        (9, "new", "321181101306", None),
        (10, "wrong", "321181101306", "duplicate"),
        (11, "wrong", "320000", "other_county"),
        (12, "wrong", "321181199201", "no_parent"),
    ]
    assert checked.items[8].first_line == 9


def test_what_hangs_on_a_wrong_line_is_wrong_too(session):
    content = csv("code,name,level,parent", "321181130000,,town,321181", "321181130201,村,village,321181130000")
    assert [item.why for item in area_checks.check(session, content).items] == ["bad_area_name", "no_parent"]


def test_nothing_is_written_while_lines_are_wrong_and_nobody_said_to_leave_them_out(session, office):
    content = csv("code,name", f"{LIURU},新名", "x,y")
    with pytest.raises(Conflict) as refused:
        office(content)
    assert refused.value.code == "wrong_lines"
    session.rollback()
    assert named(session, LIURU).name == "柳茹村委会"
    assert len(office(content, without_wrong=True).changes) == 1
    assert named(session, LIURU).name == "新名"


def test_a_file_is_checked_again_when_the_county_changed_meanwhile(session, cast, clock):
    by = cast.admin.actor(session)
    content = csv("code,name", f"{LIURU},新名")
    kept = AREAS.keep(session, by, content, now=clock.now, name="a.csv")
    checked = area_checks.check(session, content)
    with pytest.raises(Conflict) as refused:
        area_imports.confirm(session, kept, checked, "what another page said", False, by, clock.now)
    assert refused.value.code == "check_again"
    keeping_areas.change(session, named(session, JIULI), "另一个名", JIULI, None, by, clock.now)
    with pytest.raises(Conflict) as refused:
        area_imports.confirm(session, kept, checked, checked.digest, False, by, clock.now)
    assert refused.value.code == "check_again"


def test_a_file_is_its_owner_s_for_a_day_and_the_next_one_takes_its_place(session, cast, clock):
    by, other = cast.admin.actor(session), cast.officer.actor(session)
    first = AREAS.keep(session, by, GENERAL, now=clock.now, name="a.csv")
    with pytest.raises(Missing):
        AREAS.find(session, other, first.id, clock.now)
    assert AREAS.find(session, by, first.id, clock.now) is first
    second = AREAS.keep(session, by, GENERAL, now=clock.now, name="b.csv")
    session.expire_all()
    assert list(session.scalars(select(WaitingFile.id))) == [second.id]
    with pytest.raises(Missing):
        AREAS.find(session, by, second.id, clock.forward(days=1, seconds=1))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n \n", "empty_file"),
        (b"PK\x03\x04xlsx", "not_csv_but_zip"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text"),
        (b"a\x00b,c", "not_text"),
        ("名字,电话\n".encode(), "no_headings"),
        (b'code,name\n"' + b"x" * 200_000, "not_a_table"),
        (b"{", "not_geojson"),
        (b'{"type":"x"}', "not_geojson"),
        (b'{"type":"FeatureCollection","features":[]}', "empty_file"),
        (b"[" * 100_000, "no_headings"),
        (b'{"a":' * 50_000, "not_geojson"),
        (b'{"type":"FeatureCollection","features":[{"properties":{"x":"y"}}]}', "no_code_property"),
        (b"code,name\n" + b"1,2\n" * 20_001, "too_many_rows"),
        (b"code,name\n" + b"x" * (10 * 1024 * 1024), "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(session, content, code):
    with pytest.raises(Invalid) as refused:
        area_imports.readable(session, content)
    assert refused.value.code == code


# ---- boundaries


def ring(west: float, south: float, size: float = 0.01) -> list:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*of) -> dict:
    return {"type": "Polygon", "coordinates": [ring(*of)]}


def features(*rows, **more) -> bytes:
    """rows: (properties, geometry)"""
    told = [{"type": "Feature", "properties": about, "geometry": geometry} for about, geometry in rows]
    return json.dumps({"type": "FeatureCollection", "features": told, **more}, ensure_ascii=False).encode()


def test_boundaries_are_matched_by_code_never_by_name(session, office):
    content = features(
        ({"XZQDM": "3211811012080000000", "XZQMC": "九里村委会"}, polygon(119.50, 31.88)),
        ({"XZQDM": "321181101", "XZQMC": "延陵镇"}, polygon(119.4, 31.8, 0.3)),
        (
            {"XZQDM": "321181001001", "XZQMC": "太阳城社区居委会"},
            {"type": "MultiPolygon", "coordinates": [[ring(119.56, 32.0)]]},
        ),
    )
    checked = office(content)
    assert [(item.code, item.does, item.warnings) for item in checked.items] == [
        (LIURU, "redrawn", ["name_differs"]),
        (YANLING, "redrawn", []),
        ("321181001001", "drawn", []),
    ]
    drawn = named(session, LIURU)
    assert (drawn.boundary, drawn.synthetic) == (polygon(119.50, 31.88), False)
    assert {item.does for item in office(content).items} == {"same"}


def test_a_new_boundary_places_the_next_report(cast, office):
    office(
        features(
            ({"code": JIULI}, polygon(SITE["lon"] - 0.001, SITE["lat"] - 0.001, 0.002)),
            ({"code": LIURU}, polygon(119.6, 31.9)),
        )
    )
    assert case_of(cast.officer, new_case(cast.officer))["area"]["code"] == JIULI


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[119.5, 31.8], [119.6, 31.9], [119.6, 31.8], [119.5, 31.9], [119.5, 31.8]]],
}
METRES = {
    "type": "Polygon",
    "coordinates": [[[500000, 3530000], [501000, 3530000], [501000, 3531000], [500000, 3530000]]],
}


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (None, "not_a_polygon"),
        ({"type": "Point", "coordinates": [119, 31]}, "not_a_polygon"),
        ("x", "not_a_polygon"),
        ({"type": "Polygon", "coordinates": []}, "empty_geometry"),
        ({"type": "Polygon", "coordinates": [[[119.5, 31.8], [119.6, 31.9]]]}, "broken_geometry"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4], ["a", "b"]]]}, "broken_geometry"),
        ({"type": "Polygon", "coordinates": 7}, "broken_geometry"),
        ({"type": "Polygon"}, "broken_geometry"),
        (
            {"type": "Polygon", "coordinates": [[[1e400, 31.8], [119.6, 31.9], [119.6, 31.8], [1e400, 31.8]]]},
            "broken_geometry",
        ),
        (
            {"type": "Polygon", "coordinates": [[[119.5, 31.8], [119.6, 31.9], [119.5, 31.8], [119.5, 31.8]]]},
            "empty_geometry",
        ),
        (METRES, "metres"),
        (polygon(31.8, 119.5), "latitude_first"),
        (polygon(2.35, 48.85), "outside_china"),
    ],
)
def test_a_shape_that_cannot_be_a_boundary_has_its_reason(session, geometry, why):
    (item,) = area_checks.check(session, features(({"code": LIURU}, geometry))).items
    assert (item.does, item.why) == ("wrong", why)


def test_a_ring_that_crosses_itself_is_mended_and_said(session, office):
    checked = office(features(({"code": LIURU}, BOWTIE)))
    assert "mended" in checked.items[0].warnings
    assert named(session, LIURU).boundary["type"] == "MultiPolygon"


def test_a_third_coordinate_is_left_out(session, office):
    flat = polygon(119.5, 31.88)
    high = {"type": "Polygon", "coordinates": [[[*point, 12.5] for point in flat["coordinates"][0]]]}
    office(features(({"code": LIURU}, high)))
    assert named(session, LIURU).boundary == flat


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4490", True),
        ("EPSG:4326", True),
        ("urn:ogc:def:crs:EPSG::4549", False),
        ("EPSG:3857", False),
        (None, False),
    ],
)
def test_only_degrees_are_taken(session, name, taken):
    content = features(({"code": LIURU}, polygon(119.5, 31.88)), crs={"type": "name", "properties": {"name": name}})
    if taken:
        assert area_checks.check(session, content).changes
    else:
        with pytest.raises(Invalid) as refused:
            area_checks.check(session, content)
        assert refused.value.code == "wrong_crs"


def test_a_child_outside_of_its_parent_is_warned_about_and_taken(session, office):
    checked = office(features(({"code": LIURU}, polygon(119.9, 32.2))))
    assert checked.items[0].warnings == ["outside_parent"]
    assert named(session, LIURU).boundary == polygon(119.9, 32.2)


def test_unknown_codes_closed_areas_and_repeated_codes_are_wrong(session):
    named(session, JIULI).to_on = date(2026, 1, 1)
    session.flush()
    content = features(
        *(({"code": code}, polygon(119.5, 31.88)) for code in ("321181199999", JIULI, LIURU, LIURU, "丙"))
    )
    assert [(item.line, item.why) for item in area_checks.check(session, content).items] == [
        (1, "no_such_code"),
        (2, "area_closed"),
        (3, None),
        (4, "duplicate"),
        (5, "bad_area_code"),
    ]


def test_where_several_properties_hold_codes_the_one_we_know_is_taken_until_somebody_chooses(session):
    content = features(({"code": "321181199999", "代码": LIURU}, polygon(119.5, 31.88)))
    checked = area_checks.check(session, content)
    assert (checked.choices, checked.code_property, checked.items[0].code) == (["code", "代码"], "代码", LIURU)
    assert area_checks.check(session, content, "code").items[0].why == "no_such_code"


def test_what_says_that_it_is_synthetic_is_marked_so(session, office):
    office(features(({"code": LIURU, "boundary": "synthetic-voronoi"}, polygon(119.5, 31.88))))
    assert named(session, LIURU).synthetic is True
    office(features(({"code": LIURU}, polygon(119.5, 31.88))))
    assert named(session, LIURU).synthetic is False


# ---- the real county


def test_the_county_s_own_files(empty_app, clock, test_data):
    from sqlalchemy.orm import Session

    from patrol.domain import actors, founding
    from patrol.extensions import db

    with empty_app.app_context(), Session(db.engine) as session:
        admin = founding.first_admin(session, "admin", "管理员", "321181", "丹阳市", "a long password", now=clock.now)
        by = actors.actor(admin, clock.now)
        rows = (test_data / "areas" / "danyang_321181_villages.csv").read_bytes()

        def take(content):
            kept = AREAS.keep(session, by, content, now=clock.now, name="x")
            checked = area_checks.check(session, content)
            area_imports.confirm(session, kept, checked, checked.digest, False, by, clock.now)
            return checked

        first = take(rows)
        villages = len(rows.decode().strip().splitlines()) - 1
        assert (len(first.changes) - villages, first.wrong) == (12, [])
        twins = session.scalars(select(Area).where(Area.name == "中心社区居委会")).all()
        assert len({area.path for area in twins}) == 2
        assert take(rows).changes == []
        for name, count in (("danyang_towns", 12), ("yanling_villages", 18)):
            shapes = (test_data / "areas" / f"{name}_synthetic_wgs84.geojson").read_bytes()
            drawn = take(shapes)
            assert (len(drawn.changes), drawn.wrong, drawn.synthetic) == (count, [], True)
            assert take(shapes).changes == []
