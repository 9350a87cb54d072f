"""A case as one person may see it: whole, or brief for the village."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy.orm import Session

from patrol import words
from patrol.domain import permissions
from patrol.domain.actors import Actor
from patrol.domain.log import content_of
from patrol.domain.telling import entry
from patrol.domain.times import iso
from patrol.models import Attachment, Case, Event
from patrol.models.areas import TOWN, by_paths, path_of_level
from patrol.models.log import of_cases
from patrol.models.reports import attachments_of_cases, reports_of_cases


def area(one) -> dict:
    return {"code": one.code, "name": one.name, "level": one.level}


def towns_of(session: Session, rows: list[Case]) -> dict[str, dict]:
    """The town of each case, by the case's id; asked for all of a list at once."""
    paths = {case.id: path_of_level(case.path, TOWN) for case in rows}
    found = by_paths(session, {path for path in paths.values() if path})
    by_path = {one.path: {"code": one.code, "name": one.name} for one in found}
    return {case_id: by_path.get(path) for case_id, path in paths.items()}


def place(case: Case) -> dict | None:
    if case.lat is None:
        return None
    return {"lat": case.lat, "lon": case.lon, "by": case.place_by, "accuracy_m": case.accuracy_m}


def brief(session: Session, case: Case, town: dict | None, actor: Actor, now) -> dict:
    """Kind, place and step: no number, no photo, no time of the report."""
    return {
        "id": case.id,
        "brief": True,
        "kind": case.kind,
        "state": case.state,
        "step": case.step,
        "area": area(case.area),
        "town": town,
        "place": place(case),
        "updated_at": iso(case.updated_at),
        "may": permissions.may(session, actor, case, now, own=False),
    }


def due(one) -> dict:
    return {
        "step": one.step,
        "level": one.level,
        "due_at": iso(one.due_at),
        "done_at": iso(one.done_at),
        "owed": one.owed,
        "outcome": one.outcome,
        "on_time": one.on_time,
        "late_arrival": one.late_arrival,
        "provisional": one.provisional,
        "missed": one.missed,
        "rule": one.rule and {name: value for name, value in one.rule.items() if name != "from"},
    }


def report(one, actor: Actor, voices: dict[str, Attachment]) -> dict:
    voice = voices.get(one.id)
    return {
        "id": one.id,
        "mine": one.reporter_id == actor.id,
        "source": one.body["source"],
        "captured_at": iso(one.at),
        "received_at": iso(one.received_at),
        "late": one.late,
        "note": one.body["note"],
        "works_going_on": one.body["works_going_on"],
        "fix": one.body["fix"],
        "voice": voice_of(voice) if voice else None,
    }


def voice_of(one: Attachment) -> dict:
    return {"sha256": one.sha256, "seconds": one.seconds, "state": one.state}


def photo(one: Attachment) -> dict:
    return {
        "sha256": one.sha256,
        "of": one.of,
        "id": one.fact_id,
        "n": one.n,
        "state": one.state,
        "preview": one.preview,
        "taken_at": one.taken_at,
        "source": one.source,
    }


def person(one) -> dict | None:
    return {"id": one.id, "name": one.name} if one else None


def whole_cases(
    session: Session, rows: list[Case], actor: Actor, own: set[str], now, language: str, *, with_timeline: bool
) -> dict[str, dict]:
    ids = [case.id for case in rows]
    if not ids:
        return {}
    towns = towns_of(session, rows)
    files, reports, events = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in attachments_of_cases(session, ids):
        files[one.case_id].append(one)
    for one in reports_of_cases(session, ids):
        reports[one.case_id].append(one)
    if with_timeline:
        for one in of_cases(session, ids):
            events[one.case_id].append(one)
    return {
        case.id: _whole(session, case, towns[case.id], actor, case.id in own, now)
        | _parts(case, actor, files[case.id], reports[case.id])
        | ({"timeline": _timeline(case, actor, events[case.id], files[case.id], language)} if with_timeline else {})
        for case in rows
    }


def _whole(session: Session, case: Case, town: dict | None, actor: Actor, own: bool, now) -> dict:
    first = next((one for one in case.dues if one.step == case.step), None)
    return {
        "id": case.id,
        "number": case.number,
        "kind": case.kind,
        "grave": case.grave,
        "state": case.state,
        "step": case.step,
        "holder": permissions.holder(session, case, now),
        "due_at": iso(case.due_at),
        "overdue": case.due_at is not None and case.due_at < now,
        "provisional": bool(first and first.provisional),
        "dues": [due(one) for step in ("stop", "report", "handle") for one in case.dues if one.step == step],
        "area": area(case.area),
        "town": town,
        "station": {"id": case.station.id, "name": case.station.name} if case.station else None,
        "place": place(case),
        "works_going_on": case.works_going_on,
        "founded": case.founded,
        "signed_off": case.signed_off,
        "concealed": case.concealed if actor.roles_on(case) & {"inspector", "leader", "officer"} else None,
        "lead": person(case.lead),
        "assistant": person(case.assistant),
        "opened_at": iso(case.opened_at),
        "closed_at": iso(case.closed_at),
        "updated_at": iso(case.updated_at),
        "may": permissions.may(session, actor, case, now, own=own),
    }


def _parts(case: Case, actor: Actor, files: list, reports: list) -> dict:
    voices = {one.fact_id: one for one in files if one.role == "voice"}
    return {
        "reports": [report(one, actor, voices) for one in reports],
        "photos": [photo(one) for one in files if one.role == "photo"],
    }


def _timeline(case: Case, actor: Actor, events: list[Event], files: list, language: str) -> list[dict]:
    voices = {one.n: voice_of(one) for one in files if one.role == "voice"}
    staff = bool(actor.roles_on(case) & {"inspector", "leader", "officer"})
    shown = []
    for event in events:
        content = content_of(event)
        if content["act"] == "receive":
            continue  # the photos themselves say whether they are here
        if content["act"] == "look" and not actor.roles_on(case) & {"inspector", "officer"}:
            continue  # who asked for the reporter's name is the county's and the station's matter
        shown.append(entry(event.n, content, actor, voices.get(event.n), language, words.words, for_staff=staff))
    return shown
