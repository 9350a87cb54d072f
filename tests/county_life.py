"""A county in which something happens with each step, chosen by chance and always the same way for one seed."""

from __future__ import annotations

import random
import shutil
import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from patrol.backup import taking
from patrol.domain import permissions, posts, reorganising
from patrol.domain.errors import Conflict, Invalid
from patrol.domain.seats import Gazetteer
from patrol.domain.sweep import sweep
from patrol.domain.times import iso
from patrol.extensions import db, reading, writing
from patrol.models import Case, Person, Post
from patrol.storage import FolderStorage
from tests.api.sending import JIULI_SITE, OUTSIDE, SITE, act_body, picture, report_body
from tests.cast import COUNTY, JIULI, LIURU, YANLING, YUNYANG
from tests.databases import emptied
from tests.domain.test_reorganise_random import a_wish

SUN_CITY = "321181001001"
STAYING = ("admin", "department", "outsider")
SEATS = (
    ("informant", LIURU), ("informant", JIULI), ("informant", SUN_CITY), ("inspector", "延陵所"),
    ("inspector", "云阳所"), ("leader", YANLING), ("leader", YUNYANG), ("officer", COUNTY), ("department", YANLING),
)  # fmt: skip
ONWARD = ("verify", "report", "handle", "sign_off", "close")
PLACES = (
    {"place": SITE}, {"place": JIULI_SITE}, {"place": None, "area": YUNYANG}, {"place": None, "area": JIULI},
    {"place": None, "area": COUNTY}, {"place": None, "station": 1}, {"place": None, "station": 2},
)  # fmt: skip
DAY = timedelta(days=1)
LEVELS = ("village", "town", "station", None, None)


class Life:
    def __init__(self, app, cast, clock, url: str, folder: Path, seed: int):
        self.app, self.cast, self.clock, self.url, self.folder = app, cast, clock, url, folder
        self.chance = random.Random(seed)
        self.members = [member for member in cast if member.part not in STAYING]
        self.backups: list[Path] = []
        self.happened: Counter[str] = Counter()
        self.number = 0
        for member in cast:
            member.http  # noqa: B018  signed in before the first backup
        self.back_up()

    # What may happen, and how often of a hundred times.
    OFTEN = {
        "report": 12, "act": 49, "one_matter": 3, "conceal": 6, "move": 6, "photo": 4, "give_post": 4,
        "end_post": 1.5, "merge": 2, "raise_dues": 4, "wait": 8,
    }  # fmt: skip

    # What is so rare that chance might leave it out: with each so manieth step.
    EVERY = {"restore": 400, "back_up": 90}

    def step(self, number: int) -> str:
        (what,) = self.chance.choices(list(self.OFTEN), list(self.OFTEN.values()))
        what = next((one for one, times in self.EVERY.items() if number % times == times - 1), what)
        self.clock.forward(minutes=self.chance.choice([0, 1, 5, 30]))
        getattr(self, what)()
        return what

    def report(self) -> None:
        member, chance = self.chance.choice(self.members), self.chance
        place = chance.choice([SITE, SITE, SITE, JIULI_SITE, OUTSIDE, None])
        body = report_body(
            member, place=place and {**place, "by": "pin"}, conceal=chance.choice([*[None] * 6, *LEVELS[:3]]),
            kind=chance.choice(["waste", "waste", "villa", "felling"]), works_going_on=chance.random() < 0.5,
            photos=[picture(chance.randrange(8))[1]], joins=chance.choice([None, self.a_case(Case.state == "open")]),
        )  # fmt: skip
        answer = member.put(f"/reports/{self.an_id()}", body)
        assert answer.status_code in (201, 403), answer.json  # 403: without any post
        self.happened["report"] += answer.status_code == 201
        self.happened["joined"] += bool(answer.json.get("joined"))

    def an_id(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def act(self) -> None:
        """Mostly a step onward by somebody who may do it; sometimes anything by anybody."""
        case_id = self.a_case()
        if case_id is None:
            return
        tried = self.chance.sample(self.members, 5)
        allowed = [(member, act) for member, may in self._may(tried, case_id) for act in may]
        onward = [(member, act) for member, act in allowed if act in ONWARD]
        wanted = onward if self.chance.random() < 0.75 else allowed
        anything = [(tried[0], act) for act in ("comment", "stop", "close")]
        self._do(*self.chance.choice(wanted or allowed or anything)[::-1], case_id)

    def _may(self, members: list, case_id: str) -> list[tuple]:
        with self.app.app_context(), reading() as session:
            case, now = session.get(Case, case_id), self.clock.now
            actors = [member.actor(session) for member in members]
            own = [permissions.is_own(session, actor, case_id) for actor in actors]
            return [
                (member, permissions.may(session, actor, case, now, own=is_own))
                for member, actor, is_own in zip(members, actors, own, strict=True)
            ]

    def conceal(self) -> None:
        self._often(("inspector", "assistant", "officer", "officer"), "conceal")

    def move(self) -> None:
        self._often(("inspector", "other_inspector", "officer", "officer"), "move")

    def one_matter(self) -> None:
        """Merged as often as taken apart again."""
        merged = self.a_case(Case.merged_into.is_not(None)) if self.chance.random() < 0.5 else None
        case_id = merged or self.a_case(Case.state == "open", Case.concealed.is_(None))
        if case_id is not None:
            self._do(
                "unmerge" if merged else "merge", self.cast[self.chance.choice(("inspector", "officer"))], case_id
            )

    def _often(self, parts: tuple, act: str) -> None:
        case_id = self.a_case()
        if case_id is not None:
            self._do(act, self.cast[self.chance.choice(parts)], case_id)

    def _do(self, act: str, member, case_id: str) -> None:
        body = act_body(member, act, **self._says(act))
        answer = member.put(f"/cases/{case_id}/acts/{self.an_id()}", body)
        assert answer.status_code in (201, 403, 404), (body, answer.json)
        self.happened[f"{act} {answer.json.get('outcome', 'refused')}"] += 1
        if answer.status_code == 201 and member.part in self.phones:
            self.phones[member.part].hear(answer.json["case"])

    def _says(self, act: str) -> dict:
        if act == "verify":
            return {"founded": self.chance.random() < 0.85, "reason": "现场核查"}
        if act == "stop":
            return {"outcome": self.chance.choice(["stopped", "refused", "nobody"])}
        if act == "assign":
            return {"lead": self.cast.inspector.id, "assistant": self.cast.assistant.id}
        if act == "supervise":
            return {"due_at": iso(self.clock.now + 2 * DAY)}
        if act == "merge":
            return {"into": self.a_case(Case.state == "open", Case.concealed.is_(None))}
        if act == "conceal":
            return {"level": self.chance.choice(LEVELS)}
        return self.chance.choice(PLACES) if act == "move" else {}

    phones: dict = {}

    def a_case(self, *conditions) -> str | None:
        with self.app.app_context(), reading() as session:
            latest = select(Case.id).where(*conditions).order_by(Case.opened_at.desc(), Case.number).limit(25)
            ids = list(session.scalars(latest))
        return self.chance.choice(ids) if ids else None

    def photo(self) -> None:
        content, name = picture(self.chance.randrange(8))
        path = f"/photos/{name['sha256']}" + self.chance.choice(["", "/thumbnail"])
        answer = self.chance.choice(self.members).put(path, content)
        assert answer.status_code in (200, 404), answer.json
        self.happened["photo"] += answer.status_code == 200

    def give_post(self) -> None:
        member, (role, where) = self.chance.choice(self.members), self.chance.choice(SEATS)
        from_at, lasts = self.clock.now + self.chance.choice([0, 0, 0, 1]) * DAY, self.chance.choice([None, None, 3])
        to_at, place = lasts and from_at + lasts * DAY, ("", where) if role == "inspector" else (where,)
        with self.app.app_context(), writing() as session:
            try:
                seat, admin = Gazetteer(session).seat(role, *place), self.cast.admin.actor(session)
                posts.give(session, admin, member.id, seat, from_at, to_at, now=self.clock.now)
                self.happened["post given"] += 1
            except (Conflict, Invalid):
                session.rollback()

    def end_post(self) -> None:
        member = self.chance.choice(self.members)
        with self.app.app_context(), writing() as session:
            held = [one for one in session.get(Person, member.id).posts if one.to_at is None]
            if not held:
                return
            post: Post = self.chance.choice(sorted(held, key=lambda one: one.id))
            end = max(post.from_at, self.clock.now + self.chance.choice([0, 0, 1]) * DAY)
            admin = self.cast.admin.actor(session)
            posts.change(session, admin, member.id, post.id, post.from_at, end, now=self.clock.now)
            self.happened["post ended"] += 1

    def merge(self) -> None:
        self.number += 1
        with self.app.app_context(), writing() as session:
            try:
                wish = a_wish(self.chance, session, self.number, self.clock.now)
                reorganising.reorganise(session, wish, self.cast.admin.actor(session), self.clock.now)
                self.happened["merge"] += 1
            except Invalid:
                session.rollback()

    def raise_dues(self) -> None:
        with self.app.app_context():
            self.happened["due raised"] += sweep(writing, now=self.clock.now)

    def wait(self) -> None:
        self.clock.forward(hours=self.chance.choice([1, 6, 24, 72]))

    def back_up(self) -> None:
        self.backups.append(self.folder / f"backup-{len(self.backups)}")
        with self.app.app_context():
            taking.take(self.app, self.backups[-1], reading, writing, self.app.config["CLOCK"])

    def restore(self) -> None:
        """The disk is lost; the last backup is put back, or the one before."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
            emptied(self.url)
            storage = self.app.config["PATROL"].instance / "storage"
            shutil.rmtree(storage)
            self.app.extensions["storage"] = FolderStorage(storage)
            folder = self.chance.choice(self.backups[-2:])
            taking.put_back(self.app, folder, reading, writing, now=self.clock.now)
        self.happened["restore"] += 1
