"""What the tests send, and the short ways to a case in a certain state."""

from __future__ import annotations

import hashlib
import json
import uuid
from io import BytesIO

from PIL import Image
from sqlalchemy import select, update

from patrol.api.schemas import AnyAct, Report
from patrol.domain import acting, reports
from patrol.domain.times import iso
from patrol.models import Area, Post, Station
from tests.cast import Cast, Member

SITE = {"lat": 31.888, "lon": 119.507}  # in 柳茹村
JIULI_SITE = {"lat": 31.910, "lon": 119.466}  # in 九里村
OUTSIDE = {"lat": 39.9, "lon": 116.4}
# The acts that bring a fresh case to each state: (who, act, what else it says).
WAY = (
    ("stopped", "informant", "stop", {"outcome": "stopped"}),
    ("founded", "inspector", "verify", {"founded": True}),
    ("reported", "inspector", "report", {}),
    ("handled", "inspector", "handle", {"outcome": "corrected"}),
    ("signed_off", "leader", "sign_off", {}),
    ("closed", "inspector", "close", {}),
)
LEAST = {
    "stop": {"outcome": "stopped"},
    "verify": {"founded": True},
    "handle": {"outcome": "corrected"},
    "decide": {"outcome": "penalty"},
    "extend": {"reason": "案情复杂"},
    "return": {"step": "report", "reason": "补充材料"},
    "reopen": {"reason": "回潮"},
    "supervise": {"instruction": "请今天办结", "due_at": "2026-11-27T18:00:00+08:00"},
    "move": {"place": JIULI_SITE},
    "pause": {"reason": "hearing"},
    "conceal": {"level": "village"},
    "convene": {"tasks": [{"department": "power", "instruction": "停止向现场供电"}]},
    "answer": {"task": "none", "outcome": "done"},
    "return_task": {"task": "none", "reason": "还在用电"},
    "withdraw": {"task": "none"},
    "list_case": {"reason": "久拖不决", "due_at": "2026-11-30T18:00:00+08:00"},
    "merge": {"into": "00000000-0000-4000-8000-000000000000"},
}


def new_id() -> str:
    return str(uuid.uuid4())


def now_of(member: Member) -> str:
    return iso(member.app.config["CLOCK"]())


def report_body(member: Member, **more) -> dict:
    place = {**SITE, "by": "pin"}
    return {"kind": "farmland_house", "captured_at": now_of(member), "place": place, "works_going_on": True} | more


def send_report(member: Member, report_id: str | None = None, **more) -> dict:
    """The receipt of a new report."""
    answer = member.put(f"/reports/{report_id or new_id()}", report_body(member, **more))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.json


def new_case(member: Member, **more) -> str:
    return send_report(member, **more)["case"]["id"]


def act_body(member: Member, act: str, **more) -> dict:
    return {"act": act, "at": now_of(member)} | LEAST.get(act, {}) | more


def act(member: Member, case_id: str, name: str, act_id: str | None = None, **more):
    return member.put(f"/cases/{case_id}/acts/{act_id or new_id()}", act_body(member, name, **more))


def done(member: Member, case_id: str, name: str, **more) -> dict:
    """The case after an act that must have been accepted."""
    answer = act(member, case_id, name, **more)
    assert (answer.status_code, answer.json.get("outcome")) == (201, "accepted"), answer.json
    return answer.json["case"]


def case_of(member: Member, case_id: str) -> dict:
    answer = member.get(f"/cases/{case_id}")
    assert answer.status_code == 200, answer.json
    return answer.json


def due_of(case: dict, step: str) -> dict:
    return next(one for one in case["dues"] if one["step"] == step)


def a_case(cast: Cast, state: str = "fresh", **more) -> str:
    """A case of the informant's, brought to a state by the right people; what is not grave skips the signature."""
    case_id = new_case(cast.informant, **more)
    bring(cast, case_id, state, grave=more.get("kind") in ("villa", "basic_farmland", "mining"))
    return case_id


def bring(cast: Cast, case_id: str, state: str, *, grave: bool = False) -> None:
    names = [step[0] for step in WAY]
    for name, who, what, more in WAY[: names.index(state) + 1 if state != "fresh" else 0]:
        # What comes again at the place of a closed case is grave, whatever its kind.
        if name != "signed_off" or grave or case_of(cast.officer, case_id)["grave"]:
            done(cast[who], case_id, what, **more)


def end_post(session, member: Member, at=None) -> None:
    """The member's posts end now, or at a time."""
    session.execute(update(Post).where(Post.person_id == member.id).values(to_at=at or member.app.config["CLOCK"]()))
    session.commit()


def give_post(session, member: Member, role: str, *, area: str | None = None, station: str | None = None, at=None):
    """A post more, held from now on or from a time."""
    session.add(
        Post(
            person_id=member.id, role=role, from_at=at or member.app.config["CLOCK"](),
            area_id=session.scalar(select(Area.id).where(Area.code == area)) if area else None,
            station_id=session.scalar(select(Station.id).where(Station.name == station)) if station else None,
        )
    )  # fmt: skip
    session.commit()


def receive_report(session, member: Member, report_id: str | None = None, **more):
    """As `send_report`, in the domain: no HTTP, in the caller's transaction."""
    now = member.app.config["CLOCK"]()
    facts = Report.parse(json.dumps(report_body(member, **more)).encode())
    return reports.receive(session, report_id or new_id(), facts, member.actor(session), now, now - now).report


def receive_act(session, member: Member, case_id: str, name: str, act_id: str | None = None, **more):
    now = member.app.config["CLOCK"]()
    facts = AnyAct.parse(json.dumps(act_body(member, name, **more)).encode())
    return acting.receive(session, act_id or new_id(), case_id, facts, member.actor(session), now, now - now)[0]


def picture(seed: int = 1) -> tuple[bytes, dict]:
    """(the bytes of a small photo, how a report names it)"""
    out = BytesIO()
    Image.new("RGB", (64, 48), (seed * 37 % 256, seed * 91 % 256, 120)).save(out, "JPEG")
    return out.getvalue(), named(out.getvalue())


def named(content: bytes, type_: str = "image/jpeg") -> dict:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "type": type_, "source": "camera"}
