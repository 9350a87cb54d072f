"""Where a role may sit: an area of the right level, or a station. Areas go by code, never by name: names repeat."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from patrol.models.areas import TOWN, codes_of, path_of_level, stations
from patrol.models.people_lists import areas_and_stations

from .errors import Invalid
from .rules import DEPARTMENTS

LEVELS = {
    "informant": ("village", "group"), "leader": ("town",), "department": ("county", "town", "village"),
    "officer": ("county",), "admin": ("county",),
}  # fmt: skip
ROLES = ("informant", "inspector", "leader", "department", "officer", "admin")
CANDIDATES = 5


@dataclass(frozen=True)
class Seat:
    role: str
    area_id: int | None
    station_id: int | None
    area_code: str | None
    place: str  # in words: the area with those above it, or the station
    department: str | None = None

    def as_content(self) -> dict:
        """How an event tells of it."""
        which = {"department": self.department} if self.department else {}
        return {"role": self.role, "area": self.area_code, "station": None if self.area_code else self.place} | which


class Gazetteer:
    """All areas and stations in hand, so that a list of thousands needs no question of its own per row."""

    def __init__(self, session: Session):
        areas, self._station_of_town = areas_and_stations(session)
        self.by_code = {area.code: area for area in areas}
        self._by_path = {area.path: area for area in areas}
        self._by_name = defaultdict(list)
        for area in areas:
            self._by_name[area.name].append(area)
        self.stations = {station.name: station.id for station in stations(session)}
        self._station_names = {id_: name for name, id_ in self.stations.items()}

    def seat(self, role: str, code: str, station: str = "", department: str = "") -> Seat:
        """Raises Invalid with a code that says what is wrong, and with candidates where a name was given."""
        if role not in ROLES:
            raise Invalid("role_unknown", given=role)
        if role == "inspector":
            return self._at_station(code, station)
        area = self._area(code)
        if area.level not in LEVELS[role]:
            raise Invalid("level_wrong", role=role, area=area.name, level=area.level)
        if department and department not in DEPARTMENTS:
            raise Invalid("department_unknown")
        which = department if role == "department" else ""
        return Seat(role, area.id, None, area.code, self.words_of(area), which or None)

    def _at_station(self, code: str, station: str) -> Seat:
        if station:
            if station not in self.stations:
                raise Invalid("station_unknown", given=station, known="、".join(list(self.stations)[:CANDIDATES]))
            return Seat("inspector", None, self.stations[station], None, station)
        if not code:
            raise Invalid("seat_without_station")
        area = self._area(code)
        town = self._by_path.get(path_of_level(area.path, TOWN) or "")
        found = self._station_of_town.get(town.id) if town else None
        if found is None:
            raise Invalid("station_of_town_missing", area=area.name)
        return Seat("inspector", None, found, None, self._station_names[found])

    def _area(self, code: str):
        if not code:
            raise Invalid("code_missing")
        if code in self.by_code:
            return self.by_code[code]
        if not code.isdigit():
            raise self._a_name(code)
        near = [one for one in (code + "000", code.ljust(12, "0")) if one in self.by_code]
        if near:
            raise Invalid("code_short", given=code, candidates=self._listed([self.by_code[near[0]]]))
        raise Invalid("code_unknown", given=code)

    def _a_name(self, given: str) -> Invalid:
        near = [area for name, areas in self._by_name.items() if given in name for area in areas]
        found = self._by_name.get(given) or near
        if not found:
            return Invalid("code_unknown", given=given)
        return Invalid("code_is_name", given=given, candidates=self._listed(found[:CANDIDATES]))

    def _listed(self, areas: list) -> str:
        return "；".join(f"{area.code}（{self.words_of(area)}）" for area in areas)

    def words_of(self, area) -> str:
        """延陵镇 / 柳茹村委会: from the town down."""
        return words_of_path(area.path, self.name_of_code) or area.name

    def name_of_code(self, code: str) -> str:
        area = self.by_code.get(code)
        return area.name if area else code


def words_of_path(path: str, name_of_code) -> str:
    return " / ".join(name_of_code(code) for code in codes_of(path)[1:])
