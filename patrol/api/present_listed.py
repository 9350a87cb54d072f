"""A case as lists show it: what it is, where, and what is owed; without reports, photos and timeline."""

from __future__ import annotations

from sqlalchemy.orm import Session

from patrol.domain import permissions
from patrol.domain.actors import Actor
from patrol.domain.change import STEPS
from patrol.domain.times import iso
from patrol.models import listed, lists, same_place

from .present_case import brief, place, stand_in, standing_in, towns_of
from .present_tasks import listing


def cases(session: Session, rows: list, actor: Actor, now) -> list[dict]:
    """In the order given; what a person sees in brief is brief here, too."""
    own = permissions.own_among(session, actor, [row.id for row in rows])
    full = [row.id for row in rows if permissions.sees_whole(actor, row, own=row.id in own)]
    dues, towns, led = listed.dues_of(session, full), towns_of(session, rows), permissions.towns_led(session, now)
    in_brief = [row.id for row in rows if row.id not in dues]
    others = {one.id: one for one in lists.loaded(session, in_brief)} if in_brief else {}
    away = standing_in(session, {row.lead_id for row in rows} - {None}, now)
    merged = same_place.merged_into(session, [row.id for row in rows if row.merged_here])
    return [
        brief(session, others[row.id], towns[row.id], actor, now)
        if row.id in others
        else _listed(row, dues[row.id], towns[row.id], led, actor, now)
        | {
            "stand_in": stand_in(row, _person(row.assistant_id, row.assistant_name), away, actor),
            "merged": merged.get(row.id, []),
        }
        for row in rows
    ]


def _listed(row, dues: dict, town: dict | None, led: set[str], actor: Actor, now) -> dict:
    first = dues.get(row.step)
    return {
        "id": row.id,
        "listed": True,
        "number": row.number,
        "kind": row.kind,
        "grave": row.grave,
        "state": row.state,
        "step": row.step,
        "holder": permissions.holder_among(row, led),
        "due_at": iso(row.due_at),
        "overdue": row.due_at is not None and row.due_at < now,
        "provisional": bool(first and first.provisional),
        "dues": [_due(dues[step], row) for step in STEPS if step in dues],
        "area": {"code": row.area_code, "name": row.area_name, "level": row.area_level},
        "town": town,
        "station": {"id": row.station_id, "name": row.station_name} if row.station_id else None,
        "place": place(row),
        "works_going_on": row.works_going_on,
        "founded": row.founded,
        "signed_off": row.signed_off,
        "listing": listing(row),
        "merged_into": row.merged_into,
        "merged": [],
        "recurs_of": row.recurs_of,
        "concealed": row.concealed and _concealed(row, actor),
        "lead": _person(row.lead_id, row.lead_name),
        "assistant": _person(row.assistant_id, row.assistant_name),
        "opened_at": iso(row.opened_at),
        "closed_at": iso(row.closed_at),
        "updated_at": iso(row.updated_at),
    }


def _concealed(row, actor: Actor) -> str | None:
    return row.concealed if actor.roles_on(row) & {"inspector", "leader", "officer"} else None


def _due(one, case) -> dict:
    waits = not one.owed and one.done_at is None and case.state == "open"
    return {
        "step": one.step,
        "level": one.level,
        "due_at": None if waits else iso(one.due_at),
        "done_at": iso(one.done_at),
        "owed": one.owed,
        "outcome": one.outcome,
        "missed": listed.missed(one),
    }


def _person(id_: str | None, name: str | None) -> dict | None:
    return {"id": id_, "name": name} if id_ else None
