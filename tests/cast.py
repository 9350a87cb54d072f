"""The people that tests act through: one of each role in 延陵, their like in another town, and an outsider."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from patrol.demo import county as demo_county
from patrol.domain import actors
from patrol.domain.signing_in import DEMO_PASSWORD
from patrol.models import Area, Person, Post

PASSWORD = DEMO_PASSWORD
LIURU, JIULI, YANLING, YUNYANG, COUNTY = "321181101208", "321181101202", "321181101000", "321181001000", "321181"
USERNAMES = {
    "informant": "informant-liuru",
    "neighbour": "neighbour-liuru",
    "next_village": "informant-jiuli",
    "inspector": "inspector-yanling",
    "assistant": "assistant-yanling",
    "leader": "leader-yanling",
    "department": "department-power",
    "officer": "officer",
    "admin": "admin",
    "other_informant": "informant-yunyang",
    "other_inspector": "inspector-yunyang",
    "other_leader": "leader-yunyang",
    "outsider": "outsider",
}
# Those of the cast whom the demo does not have: (user name, what people read, role or None, area code).
ADDED = (
    ("neighbour-liuru", "柳茹村信息员乙", "informant", LIURU),
    ("informant-yunyang", "太阳城社区信息员", "informant", "321181001001"),
    ("department-power", "供电所", "department", COUNTY),
    ("outsider", "无岗位人员", None, None),
)


def settle(session: Session, now: datetime) -> None:
    """The county with all of the cast; everybody has held their post for a year."""
    demo_county.load(session, now)
    # A thousand sign-ins of the tests need not cost what one of a stranger's guesses should.
    password = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(DEMO_PASSWORD)
    session.query(Person).update({"password_hash": password})
    for number, (username, name, role, code) in enumerate(ADDED):
        phone = f"1390000000{number}"
        person = Person(username=username, name=name, phone=phone, password_hash=password, epoch=1, created_at=now)
        session.add(person)
        session.flush()
        if role:
            area = session.scalar(select(Area).where(Area.code == code))
            since = now - timedelta(days=365)
            which = "power" if role == "department" else None
            session.add(Post(person_id=person.id, role=role, area_id=area.id, from_at=since, department=which))


@dataclass
class Member:
    """One of the cast. `actor()` is who acts in the domain; get, put, post and delete speak JSON with the API."""

    app: Flask
    part: str
    username: str
    id: str
    name: str
    password: str = PASSWORD
    agent: str = field(default="Mozilla/5.0 (Linux; Android 10) Chrome/120.0 Mobile", repr=False)

    def actor(self, session: Session, at: datetime | None = None) -> actors.Actor:
        person = session.get(Person, self.id)
        session.expire(person, ["posts"])  # other sessions give and end posts, too
        return actors.actor(person, at or self.app.config["CLOCK"]())

    @cached_property
    def http(self) -> FlaskClient:
        """A browser of this member's own, signed in."""
        return self.another_browser()

    def another_browser(self) -> FlaskClient:
        browser = self.app.test_client()
        browser.environ_base["HTTP_USER_AGENT"] = self.agent
        answer = send(browser, "POST", "/session", {"username": self.username, "password": self.password})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return browser

    def get(self, path: str, **query) -> TestResponse:
        return self.http.get(f"/api{path}", query_string=query)

    def put(self, path: str, body=None, **headers: str) -> TestResponse:
        return send(self.http, "PUT", path, body, **headers)

    def post(self, path: str, body=None, **headers: str) -> TestResponse:
        return send(self.http, "POST", path, body, **headers)

    def delete(self, path: str) -> TestResponse:
        return send(self.http, "DELETE", path)


def send(browser: FlaskClient, method: str, path: str, body=None, **headers: str) -> TestResponse:
    """A write as the app sends it: bytes as they are, anything else as JSON; headers as X_Device_Time="…"."""
    given = {"X-Requested-With": "patrol", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if isinstance(body, bytes):
        given.setdefault("Content-Type", "image/jpeg")
        return browser.open(f"/api{path}", method=method, data=body, headers=given)
    if body is not None:
        given["Content-Type"] = "application/json"
        body = json.dumps(body, ensure_ascii=False).encode()
    return browser.open(f"/api{path}", method=method, data=body, headers=given)


def session_key(member: Member) -> str:
    """What the session of this member's browser is known by."""
    member.http  # noqa: B018  signs in
    with member.http.session_transaction() as cookie:
        return cookie["_user_id"]


class Cast:
    """`cast.inspector`, `cast.leader`, …; `cast["inspector"]` where the part is a parameter of the test."""

    def __init__(self, app: Flask, session: Session):
        rows = {person.username: person for person in session.scalars(select(Person))}
        self.parts = {
            part: Member(app, part, username, rows[username].id, rows[username].name)
            for part, username in USERNAMES.items()
        }

    def __getitem__(self, part: str) -> Member:
        return self.parts[part]

    def __getattr__(self, part: str) -> Member:
        try:
            return self.parts[part]
        except KeyError:
            raise AttributeError(part) from None

    def __iter__(self):
        return iter(self.parts.values())
