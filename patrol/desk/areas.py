"""行政区: towns first, a town's villages on its page, a village's groups on its own."""

from __future__ import annotations

from datetime import datetime

from flask import abort, g, render_template, request

from patrol import words
from patrol.domain import area_codes, area_tables, keeping_areas, permissions
from patrol.domain.errors import Invalid, Problem
from patrol.domain.log import content_of
from patrol.domain.looking import decode_cursor, write_cursor
from patrol.domain.times import CHINA, parse
from patrol.extensions import reading
from patrol.models import Area, area_lists
from patrol.models import areas as area_table

from .gate import gated, language
from .outlines import picture

# A file, and the form around it.
blueprint = gated("areas", area_tables.MOST_BYTES + 64 * 1024)
PAGE = 50
ID = "<int(max=2147483647):area_id>"


def say(key: str, **values) -> str:
    return words.words(language(), key, **values)


def told(problem: Problem) -> str:
    return say(f"error.{problem.code}", **problem.fields)


@blueprint.get("/areas")
def listing():
    """The county's towns; what was searched for, in all levels; 50 a page."""
    asked = request.args.get("q", "").strip()[:80]
    with reading() as session:
        home = area_table.county(session).area
        options = {"closed": bool(request.args.get("closed")), "after": _after(), "limit": PAGE + 1}
        if asked:
            lines = area_lists.search(session, asked, **options)
        else:
            lines = area_lists.children(session, home.id, **options)
        page = {"rows": rows(session, lines[:PAGE]), "home": home, "q": asked, "closed": options["closed"]}
        served = area_lists.station_names_of_towns(session)
    return render_template("desk/areas.html", served=served, cursor=_cursor(lines), cases=_has_cases(), **page)


def _after() -> str | None:
    cursor = request.args.get("cursor")
    if not cursor:
        return None
    parts = decode_cursor(cursor)
    if len(parts) != 1 or not isinstance(parts[0], str):
        raise Invalid("bad_cursor")
    return parts[0]


def _cursor(lines: list) -> str | None:
    return write_cursor([lines[PAGE - 1].code]) if len(lines) > PAGE else None


def _has_cases() -> bool:
    """Whether the reader may know of cases: an administrator may not, by that post alone."""
    return "officer" in g.actor.roles


def rows(session, lines: list) -> list[dict]:
    """Lines with what the reader may know of each."""
    paths = [line.path for line in lines]
    ways, people = area_lists.names_on_the_way(session, lines), area_lists.people_at_or_under(session, paths, g.now)
    inside = area_lists.open_children(session, paths)
    sight = permissions.visible_to(g.actor)
    cases = area_lists.open_cases_at_or_under(session, sight, paths) if _has_cases() else {}
    return [
        {
            "area": line, "way": ways[line.id], "people": people[line.path], "inside": inside[line.path],
            "cases": cases.get(line.path, 0), "successor": _name(session, line.successor_id),
        }
        for line in lines
    ]  # fmt: skip


def _name(session, area_id: int | None) -> str | None:
    return session.get(Area, area_id).name if area_id else None


@blueprint.get(f"/areas/{ID}")
def area(area_id):
    return area_page(area_id)


def area_page(area_id: int, problems: dict | None = None):
    with reading() as session:
        area = find_area(session, area_id)
        closed = bool(request.args.get("closed")) or area.to_on is not None
        lines = area_lists.children(session, area.id, closed=closed, after=_after(), limit=PAGE + 1)
        (own,) = rows(session, [area_lists.line(session, area.id)])
        page = {
            "area": area, "own": own, "parent": area.parent, "rows": rows(session, lines[:PAGE]), "closed": closed,
            "inside_level": next((level for level, above in area_codes.PARENT.items() if above == area.level), None),
            "successor": session.get(Area, area.successor_id) if area.successor_id else None,
            "station": area_table.station_of(session, area) if area.level == area_table.TOWN else None,
            "stations": area_table.stations(session),
            "drawn": picture(area.boundary, around(area), area_lists.boundaries_inside(session, area.id)),
            "history": [_event(event) for event in area_lists.events_naming(session, area.id)],
            "why_open": keeping_areas.why_not_close(session, area, g.now),
            "found": _found(session, area), "cases": _has_cases(), "crumbs": _crumbs(session, area),
        }  # fmt: skip
    status = 422 if problems else 200
    return render_template("desk/area.html", cursor=_cursor(lines), problems=problems or {}, **page), status


def find_area(session, area_id: int) -> Area:
    area = session.get(Area, area_id)
    if area is None:
        abort(404)
    return area


def around(area: Area) -> dict | None:
    return area.parent.boundary if area.parent else None


def _crumbs(session, area: Area) -> list[Area]:
    way = []
    while area.parent is not None:
        area = area.parent
        way.insert(0, area)
    return way


def _found(session, area: Area) -> tuple[int, int] | None:
    """(this year, how many of the reader's cases were found here as it then was), to those who have cases."""
    if not _has_cases():
        return None
    year = g.now.astimezone(CHINA).year
    since, until = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    counts = area_lists.found_in(session, permissions.visible_to(g.actor), since, until)
    return year, sum(number for path, number in counts.items() if path.startswith(area.path))


def _event(event) -> dict:
    said = content_of(event)
    at = parse(said["received_at"]).astimezone(CHINA)
    return said | {"at": f"{at:%Y-%m-%d %H:%M}", "words": say(f"areas.did.{said['act']}", **_told_of(said))}


def _told_of(said: dict) -> dict:
    joined = {name: "、".join(one[1] for one in said.get(name, [])) for name in ("olds", "successors")}
    before, after = said.get("before"), said.get("after")
    if isinstance(before, dict):
        before = " · ".join(value for value in before.values() if value)
        after = " · ".join(value for value in after.values() if value)
    return joined | {
        "before": before or "—", "after": after or said.get("station_name") or "—", "file": said.get("file", ""),
    }  # fmt: skip
