"""更正位置、移交: the right place or area, or another station. The number never changes."""

from patrol.domain import placing
from patrol.domain.permissions import concealed_path
from patrol.models import Station
from patrol.models.areas import TOWN, above, by_code, station_of, today

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    fields = _fields(doing)
    if fields is None:
        return Noted("no_such_area")
    if all(getattr(doing.case, name) == value for name, value in fields.items()):
        return AlreadyDone(("move",))
    return Accepted(case_change(**fields))


def _fields(doing: Doing) -> dict | None:
    facts, session, fields, area = doing.facts, doing.session, {}, None
    if place := facts.get("place"):
        fields = {"lat": place["lat"], "lon": place["lon"], "place_by": "pin", "accuracy_m": None}
        area = placing.locate(session, place["lat"], place["lon"])
        if area is not None and doing.case.path.startswith(area.path):
            area = None  # no boundary tells more than the case's own area does
    if facts.get("area"):
        area = by_code(session, facts["area"])
        if area is None:
            return None
    if area is not None:
        area = today(session, area)
        station = station_of(session, above(session, area, TOWN))
        fields |= {
            "area_id": area.id,
            "path": area.path,
            "station_id": station.id if station else None,
            "concealed_path": concealed_path(area.path, doing.case.concealed),
        }
    if facts.get("station"):
        if session.get(Station, facts["station"]) is None:
            return None
        fields["station_id"] = facts["station"]
    return fields or None
