"""A case as one person may see it: whole, or brief for the village."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy.orm import Session

from patrol import words
from patrol.domain import permissions
from patrol.domain.actors import Actor
from patrol.domain.change import STEPS
from patrol.domain.log import content_of
from patrol.domain.photos import may_hear
from patrol.domain.telling import OF_TASKS, entry
from patrol.domain.times import iso
from patrol.models import Attachment, Case, Event, same_place
from patrol.models.absences import away_until
from patrol.models.areas import TOWN, by_paths, path_of_level
from patrol.models.log import of_cases
from patrol.models.reports import attachments_of_cases, reports_of_cases

from . import present_tasks


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
    } | ({"merged_into": case.merged_into} if case.merged_into else {})


def due(one) -> dict:
    return {
        "step": one.step,
        "level": one.level,
        "due_at": None if one.paused_at or one.waits else iso(one.due_at),
        "done_at": iso(one.done_at),
        "owed": one.owed,
        "outcome": one.outcome,
        "on_time": one.on_time,
        "late_arrival": one.late_arrival,
        "provisional": one.provisional,
        "missed": one.missed,
        "rule": one.rule and {name: value for name, value in one.rule.items() if name != "from"},
        "paused": {"at": iso(one.paused_at), "for": one.paused_for, "until": iso(one.paused_until)}
        if one.paused_at
        else None,
    } | ({"extended_at": iso(one.extended_at)} if one.extended_at else {})


def report(one, case: Case, actor: Actor, voices: dict[str, Attachment]) -> dict:
    voice, mine = voices.get(one.id), one.reporter_id == actor.id
    # People send from home: where the phone stood tells who sent, as the photo's own place does (photos.facts_of).
    told_where = mine or bool(actor.roles_on(case) & {"inspector", "officer"})
    return {
        "id": one.id,
        "mine": mine,
        "source": one.body["source"],
        "captured_at": iso(one.at),
        "received_at": iso(one.received_at),
        "late": one.late,
        "note": one.body["note"],
        "works_going_on": one.body["works_going_on"],
        "fix": one.body["fix"] if told_where else None,
        "voice": voice_of(voice, case, actor) if voice else None,
    }


def voice_of(one: Attachment, case: Case, actor: Actor, said_as: str = "informant") -> dict:
    """Who may not hear it learns that there is one, and not by what name to ask for it."""
    told = {"seconds": one.seconds, "state": one.state} | ({"expired": True} if one.expired_at else {})
    return told | (
        {"sha256": one.sha256} if may_hear(actor, case, one, said_as) else {"sha256": None, "withheld": True}
    )


def photo(one: Attachment, case: Case) -> dict:
    return {
        "sha256": one.sha256,
        "of": one.of,
        "id": one.fact_id,
        "n": one.n if one.case_id == case.id else None,  # of a merged case: an event of another timeline
        "state": one.state,
        "preview": one.preview,
        "taken_at": one.taken_at,
        "source": one.source,
    } | ({"expired": True} if one.expired_at else {})


def person(one) -> dict | None:
    return {"id": one.id, "name": one.name} if one else None


def standing_in(session: Session, leads: set[str], now) -> dict[str, str]:
    """Until when those of these leads are away who are: their assistants stand in."""
    return {one: iso(until) for one, until in away_until(session, leads, now).items()}


def stand_in(case, assistant: dict | None, away: dict[str, str], actor: Actor) -> dict | None:
    """Who has the lead's notices and clock meanwhile; for those who work on the case."""
    until = away.get(case.lead_id)
    staff = until and assistant and actor.roles_on(case) & {"inspector", "leader", "officer"}
    return assistant | {"until": until} if staff else None


def whole_cases(
    session: Session, rows: list[Case], actor: Actor, own: set[str], now, language: str, *, with_timeline: bool
) -> dict[str, dict]:
    ids = [case.id for case in rows]
    if not ids:
        return {}
    towns = towns_of(session, rows)
    away = standing_in(session, {case.lead_id for case in rows} - {None}, now)
    files, reports, events = defaultdict(list), defaultdict(list), defaultdict(list)
    merged = same_place.merged_into(session, [case.id for case in rows if case.merged_here])
    home = {child: target for target, children in merged.items() for child in children}
    for one in attachments_of_cases(session, [*ids, *home]):
        files[one.case_id].append(one)
        if one.case_id in home and one.of == "report":
            files[home[one.case_id]].append(one)
    for one in reports_of_cases(session, [*ids, *home]):
        reports[one.case_id].append(one)
        if one.case_id in home:
            reports[home[one.case_id]].append(one)
    if with_timeline:
        for one in of_cases(session, ids):
            events[one.case_id].append(one)
    links = present_tasks.linked(session, rows)
    return {
        case.id: _whole(session, case, towns[case.id], actor, case.id in own, now)
        | {"tasks": present_tasks.of_case(case, actor, links)}
        | {"stand_in": stand_in(case, person(case.assistant), away, actor)}
        | {"merged": merged.get(case.id, [])}
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
        "dues": [due(one) for step in STEPS for one in case.dues if one.step == step],
        "area": area(case.area),
        "town": town,
        "station": {"id": case.station.id, "name": case.station.name} if case.station else None,
        "place": place(case),
        "works_going_on": case.works_going_on,
        "founded": case.founded,
        "signed_off": case.signed_off,
        "listing": present_tasks.listing(case),
        "merged_into": case.merged_into,
        "recurs_of": case.recurs_of,
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
    own_first = [sorted(rows, key=lambda one: one.case_id != case.id) for rows in (reports, files)]
    return {
        "reports": [report(one, case, actor, voices) for one in own_first[0]],
        "photos": [photo(one, case) for one in own_first[1] if one.role == "photo"],
    }


def _timeline(case: Case, actor: Actor, events: list[Event], files: list, language: str) -> list[dict]:
    voices = {one.n: one for one in files if one.role == "voice" and one.case_id == case.id}
    staff = bool(actor.roles_on(case) & {"inspector", "leader", "officer"})
    shown = []
    for event in events:
        content = content_of(event)
        if content["act"] == "receive":
            continue  # the photos themselves say whether they are here
        if content["act"] in ("away", "back") and not staff:
            continue
        if content["act"] in ("look", "find") and not actor.roles_on(case) & {"inspector", "officer"}:
            continue  # who asked for the reporter's name, and what a photo gave away, is not for the village
        if content["act"] in OF_TASKS and not staff:
            continue
        said = voices.get(event.n)
        voice = said and voice_of(said, case, actor, content["role"])
        shown.append(entry(event.n, content, actor, voice, language, words.words, for_staff=staff))
    return shown
