"""One script played on two instances, with and without hidden cases beside it, and every question a reader can ask.

`QUESTIONS` names each route of the url map; a route that is not listed here fails the test until it is.
"""

from __future__ import annotations

import hashlib
import json
import socket
from dataclasses import dataclass, field
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from PIL import Image

from patrol import work
from patrol.domain.notices import NAMESPACE
from patrol.domain.sweep import sweep
from patrol.extensions import writing
from patrol.live.room import Room
from patrol.live.watch import Watch
from tests.cast import LIURU, YANLING, Cast, session_key

LIURU_FIELD = {"lat": 31.885, "lon": 119.508}


OFFICE = (
    "/desk/settings", "/desk/settings/history", "/desk/calendar", "/desk/calendar?year=2027", "/desk/log",
    "/desk/log/looks", "/desk/cases", "/desk/cases?state=any", "/desk/cases?q=2026", "/desk/cases/map?state=any",
    "/desk/cases/views", "/desk/recurring", "/desk/calls", "/desk/storage", "/desk/sealed", "/desk/figures",
    f"/desk/figures?town={YANLING}&date=2026-11-23", "/desk/deliveries", "/desk/log/looks?week=2026-W48",
    "/desk/routing", "/desk/tasks", "/desk/tasks?state=late", "/desk/tasks?state=answered&department=water",
    f"/desk/tasks?town={YANLING}", "/desk/cases?listed=yes", "/desk/cases?tasks=open", "/desk/cases?tasks=late",
)  # fmt: skip

# Of a picture: a new one is asked for once it stands here.
SIZES = ("thumb", "view", "stamped", "original")


def uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def picture(name: str) -> bytes:
    """A small JPEG that no other name gives."""
    color = tuple(hashlib.sha256(name.encode()).digest()[:3])
    encoded = BytesIO()
    Image.new("RGB", (64, 48), color).save(encoded, "JPEG", comment=name.encode())
    return encoded.getvalue()


@dataclass
class Story:
    """What happened on one instance, by names that the questions use."""

    app: object
    cast: Cast
    clock: object
    cases: dict[str, str] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)  # those that a test brings, by the name of their report
    areas: tuple[int, ...] = ()  # of 柳茹 and its town
    link: str = "/t/nothing"  # by which the power company may answer for the open case
    ears: dict[str, socket.socket] = field(default_factory=dict)  # the open apps of the readers

    def listen(self) -> None:
        """Everybody opens the app: what is said to it later is heard by `heard`."""
        self.room = Room(Watch(self.app))
        self.room.open()
        for member in self.cast:
            self.ears[member.part], theirs = socket.socketpair()
            self.room.take(theirs, session_key(member), chunked=True)
        self.look()

    def look(self) -> None:
        self.room.next_look = 0
        self.room.turn(0)

    def taken(self, name: str) -> bytes:
        return self.pictures.get(name) or picture(name)

    def heard(self, reader: str) -> bytes:
        self.ears[reader].setblocking(False)
        try:
            return self.ears[reader].recv(65536)
        except BlockingIOError:
            return b""

    def report(self, by: str, name: str, **more) -> None:
        taken = self.taken(name)
        self.photos[name] = hashlib.sha256(taken).hexdigest()
        body = {
            "kind": "waste", "captured_at": self.clock.now.isoformat(), "place": LIURU_FIELD | {"by": "pin"},
            "note": f"note of {name}",
            "photos": [{"sha256": self.photos[name], "bytes": len(taken), "type": "image/jpeg"}],
        } | more  # fmt: skip
        answer = self.cast[by].put(f"/reports/{uuid(name)}", body)
        assert answer.status_code == 201, answer.json
        self.cases[name] = answer.json["case"]["id"]
        assert self.cast[by].put(f"/photos/{self.photos[name]}", taken).status_code == 200
        self.forward(minutes=7)

    def act(self, by: str, name: str, act: str, **more) -> None:
        facts = {"act": act, "at": self.clock.now.isoformat(), **more}
        answer = self.cast[by].put(f"/cases/{self.cases[name]}/acts/{uuid(name + act + by)}", facts)
        assert answer.json["outcome"] == "accepted", answer.json
        self.forward(minutes=3)

    def forward(self, **amount) -> None:
        self.clock.forward(**amount)
        self.look()

    def sweep(self) -> None:
        with self.app.app_context():
            sweep(writing, now=self.clock.now)
        self.look()

    def work(self) -> None:
        with self.app.app_context():
            while work.one_job(self.app, "the test's worker"):
                pass
        self.look()


def play(story: Story, hidden: str | None) -> None:
    """The visible matter, with a whole hidden life before, between and after it when `hidden` names a level.

    Both play by the same clock: what the hidden case takes is waited for where it is not.
    """
    for part in story.cast:  # everybody signs in first, so that their browsers are the same
        part.http  # noqa: B018
    story.listen()
    aside = _hidden_life(story, hidden)
    next(aside)
    story.report("neighbour", "open-one", works_going_on=True)
    story.act("leader", "open-one", "convene", tasks=[asked_of("power")])
    [task] = story.cast.leader.get(f"/cases/{story.cases['open-one']}").json["tasks"]
    story.link = story.cast.leader.post(f"/tasks/{task['id']}/link").json["link"].removeprefix("http://localhost")
    story.forward(minutes=1)
    next(aside)
    story.report("informant", "closed-one")
    story.act("inspector", "closed-one", "stop", outcome="stopped")
    story.act("inspector", "closed-one", "verify", founded=True, note="属实")
    next(aside)
    story.act("inspector", "closed-one", "report")
    story.act("inspector", "closed-one", "handle", outcome="corrected")
    story.act("inspector", "closed-one", "close")
    story.forward(hours=4)
    story.sweep()
    next(aside)
    story.report("next_village", "elsewhere", place={"lat": 31.91, "lon": 119.466, "by": "pin"})
    story.work()
    next(aside)


def _hidden_life(story: Story, hidden: str | None):
    def at_work(do) -> None:
        before = story.clock.now
        if hidden:
            do()
        story.clock.now = before

    at_work(lambda: story.report("informant", "hidden", conceal=hidden, works_going_on=True, kind="villa"))
    yield
    at_work(lambda: story.act("officer", "hidden", "stop", outcome="refused"))
    at_work(lambda: story.report("informant", "hidden-too", conceal=hidden))
    yield
    at_work(lambda: story.act("officer", "hidden", "verify", founded=True))
    at_work(lambda: story.cast.officer.post(f"/cases/{story.cases['hidden']}/reporter", {"reason": "核实"}))
    yield
    at_work(lambda: story.act("officer", "hidden", "supervise", instruction="查", due_at="2026-11-30T10:00:00+08:00"))
    at_work(lambda: story.act("officer", "hidden", "convene", tasks=[asked_of("water"), asked_of("police")]))
    at_work(lambda: story.act("officer", "hidden", "list_case", reason="查", due_at="2026-11-24T10:00:00+08:00"))
    yield
    at_work(lambda: story.act("officer", "hidden", "report"))
    # Closed, it lies where the next report of its kind will come from.
    at_work(lambda: story.act("officer", "hidden", "handle", outcome="corrected"))
    at_work(lambda: story.act("leader" if hidden == "village" else "officer", "hidden", "sign_off"))
    at_work(lambda: story.act("officer", "hidden", "close"))
    yield


def asked_of(department: str) -> dict:
    return {"department": department, "instruction": f"请{department}办", "due_at": "2026-11-25T18:00:00+08:00"}


def task_questions(story: Story, hidden_ids: dict[str, str]) -> list[tuple[str, str, object]]:
    """Of the tasks of every case, by the ids that they have or could have."""
    asked = [("GET", "/api/tasks", None), ("GET", story.link, None), ("GET", f"{story.link}/photos/1", None)]
    asked += [("GET", "/t/nothing", None), ("POST", "/t/nothing", None), ("GET", "/t/static/link.css", None)]
    answer = {"act": "answer", "at": story.clock.now.isoformat(), "outcome": "done"}
    hidden = [*hidden_ids.values(), uuid("nowhere")]
    for case in [*story.cases.values(), *hidden]:
        for task in (str(uuid5(NAMESPACE, f"task/{case}/{n}/0")) for n in range(2, 9)):
            asked.append(("GET", f"/api/tasks/{task}", None))
            asked.append(("GET", f"/api/tasks/{task}/photos/{'0' * 64}", None))
            if case in hidden:
                asked.append(("PUT", f"/api/tasks/{task}/acts/{uuid(task)}", answer | {"task": task}))
                asked += [(method, f"/api/tasks/{task}/link", {}) for method in ("POST", "DELETE")]
                office = f"/desk/cases/{case}/tasks/{task}"
                asked += [("POST", f"{office}/{way}", None) for way in ("link", "withdrawal", "return")]
                asked.append(("GET", f"{office}/return", None))
    return [*asked, ("POST", "/desk/routing", None)]


def questions(story: Story, hidden_ids: dict[str, str]) -> list[tuple[str, str, object]]:
    """(method, path, body) of everything a reader can ask: of what is there, hidden, or nowhere."""
    cases = [*story.cases.values(), *hidden_ids.values(), uuid("nowhere")]
    names = [*story.photos, *hidden_ids]
    photos = [hashlib.sha256(story.taken(name)).hexdigest() for name in names]
    comment = {"act": "comment", "at": story.clock.now.isoformat(), "note": "?"}
    asked = [
        ("GET", path, None)
        for path in (
            "/api/health", "/api/session", "/api/cases", "/api/cases?limit=1", "/api/cases?state=open",
            "/api/cases?state=closed", "/api/cases?step=stop", "/api/cases?holder=county", "/api/cases?overdue=true",
            "/api/cases?kind=villa", f"/api/cases?area={LIURU}", "/api/cases?q=丹阳", "/api/cases?q=2026",
            "/api/cases?bbox=119.4,31.8,119.6,32", "/api/changes", "/api/changes?limit=1",
            "/api/changes?form=list", "/api/changes?form=list&limit=1", "/api/inbox", "/api/waiting-phones",
            "/api/figures", "/api/figures?date=2026-11-23", f"/api/figures?town={YANLING}", "/api/figures/weeks",
            "/api/cases?closed_from=2026-01-01", "/api/recurring", f"/api/recurring?town={YANLING}&limit=1",
            "/api/inbox?limit=1", "/api/devices", "/api/absences", "/api/live", "/api/notice-settings",
            "/api/outlines", "/api/openapi.json", "/", "/app/",
            "/app/sw.js", "/app/manifest.webmanifest", "/app/icons/icon.svg", "/app/nothing.js", "/desk/",
            "/desk/nothing", "/desk/areas", "/desk/areas?q=柳茹", "/desk/areas?closed=1", "/desk/areas/1",
            *(f"/desk/areas/{one}{more}" for one in story.areas for more in ("", "/edit", "/new")),
            "/desk/areas/stations", "/desk/areas/stations/1", "/desk/areas/imports", "/desk/areas/imports/nothing",
            "/desk/areas/reorganisation",
            f"/desk/areas/reorganisation?of={story.areas[0]}&to_code=321181001001&see=1",
            "/desk/cards", f"/desk/cards/{LIURU}", f"/desk/cards/{YANLING}",
            "/desk/sign-in", "/desk/sign-in/password", "/desk/static/desk.css",
            "/api/enrolments/nothing", "/ca", "/ca.crt", "/ca/static/lan.css",
        )
    ]  # fmt: skip
    asked += [("GET", path, None) for path in OFFICE]
    asked += [("GET", f"/desk/cases/{case}{more}", None) for case in cases for more in ("", "/convening")]
    asked += [("POST", f"/desk/cases/{case}/convening", None) for case in cases]
    asked += people_questions(story)
    asked += task_questions(story, hidden_ids)
    for case in cases:
        asked += [("GET", f"/api/cases/{case}", None), ("GET", f"/api/cases/{case}/candidates", None)]
        asked.append(("GET", f"/api/recurring/{case}", None))
        asked.append(("POST", f"/api/cases/{case}/reporter", {"reason": "why"}))
        asked.append(("PUT", f"/api/cases/{case}/acts/{uuid('asked' + case)}", comment))
        asked.append(("GET", f"/api/acts/{uuid('asked' + case)}", None))
        merge = {"act": "merge", "at": story.clock.now.isoformat(), "into": case}
        asked.append(("PUT", f"/api/cases/{cases[0]}/acts/{uuid('merge' + case)}", merge))
        asked += _same_place(story, case)
    for name in (*story.cases, *hidden_ids, "nowhere"):
        asked.append(("GET", f"/api/reports/{uuid(name)}", None))
        asked.append(("PUT", f"/api/reports/{uuid(name)}/acts/{uuid('asked' + name)}", comment))
        asked.append(("GET", f"/api/acts/{uuid(name + 'stop' + 'officer')}", None))
    for sha in [*photos, "0" * 64]:
        asked += [("GET", f"/api/photos/{sha}?size={size}", None) for size in SIZES]
        asked += [("GET", f"/api/photos/{sha}/facts", None), ("GET", f"/api/voices/{sha}", None)]
        asked += [("PUT", f"/api/photos/{sha}", b"x"), ("PUT", f"/api/photos/{sha}/thumbnail", b"x")]
        asked.append(("PUT", f"/api/voices/{sha}", b"x"))
    named = [{"sha256": sha, "bytes": 9, "type": "image/jpeg"} for sha in photos]
    report = {"kind": "other", "captured_at": story.clock.now.isoformat(), "photos": named}
    asked.append(("PUT", f"/api/reports/{uuid('asked')}", report))
    asked += [("GET", f"/api/photos/{sha}", None) for sha in photos]
    # Who has the very picture that somebody hidden sent learns nothing from sending it too.
    asked += [("PUT", f"/api/photos/{sha}", story.taken(name)) for sha, name in zip(photos, names, strict=True)]
    asked += [("GET", f"/api/photos/{sha}", None) for sha in photos]
    asked += [("GET", f"/api/photos/{sha}/facts", None) for sha in photos]
    asked += [
        ("GET", f"/api/reports/{uuid('asked')}", None),
        ("GET", "/api/changes", None),
        ("GET", "/api/cases", None),
    ]
    # Forms of the office without their token; with it they are asked in tests/desk/test_areas.py.
    asked += [("POST", f"/desk/areas/{path}", None) for path in (
        "1/new", "1/edit", "1/closing", "1/station", "1/boundary", "1/boundary/removal", "stations",
        "stations/1/name", "stations/1/closing", "imports", "imports/x/confirmation", "imports/x/dismissal",
        "reorganisation",
    )]  # fmt: skip
    asked += [
        ("POST", "/api/uploads", None), ("PATCH", f"/api/uploads/{uuid('nowhere')}", None),
        ("DELETE", f"/api/uploads/{uuid('nowhere')}", None),
        ("PUT", "/api/notice-settings", {}), ("PUT", "/api/push-subscription", {"endpoint": "x"}),
        ("DELETE", "/api/push-subscription", None), ("POST", f"/desk/deliveries/{uuid('nowhere')}/again", None),
        ("POST", f"/desk/deliveries/{uuid('nowhere')}/dismissal", None),
        ("PUT", f"/api/inbox/{uuid('nowhere')}/seen", None), ("POST", "/api/enrolments", {"person": "x"}),
        ("POST", "/api/enrolments/nothing/redemption", {"last4": "0000"}), ("POST", "/api/session/transfer", None),
        ("POST", "/api/session/transfer/redemption", {"code": "000000"}), ("POST", "/desk/sign-in", None),
        ("POST", f"/desk/cards/{LIURU}/page", None),
        ("POST", f"/desk/cards/{LIURU}/pdf", None), ("POST", "/api/session/password", {"code": "x", "password": "x"}),
        ("POST", "/desk/sign-in/password", None), ("POST", f"/desk/cards/{LIURU}/x/revocation", None),
        ("POST", "/desk/sign-out", None), ("POST", "/desk/settings", None), ("DELETE", "/api/devices/nothing", None),
        ("POST", "/desk/settings/cases", None), ("POST", "/api/absences", {}),
        ("DELETE", f"/api/absences/{uuid('nowhere')}", None),
        ("POST", "/api/session", {"username": "nobody", "password": "x"}), ("DELETE", "/api/session", None),
    ]  # fmt: skip
    asked.append(("GET", f"/desk/calls/{uuid('asked')}", None))
    brought = f"/desk/sealed/{uuid('nowhere')}"
    asked += [("GET", brought, None), ("POST", "/desk/sealed", None)]
    asked += [("POST", f"{brought}/{do}", None) for do in ("confirmation", "removal")]
    view = f"/desk/cases/views/{uuid('view')}"
    written = (
        "/desk/storage/retention",
        "/desk/log/checks",
        "/desk/calls",
        "/desk/cases/export",
        "/desk/figures/export",
        "/desk/cases/views",
        view,
        f"{view}/removal",
    )
    asked += [("POST", path, None) for path in written]
    return asked


def _same_place(story: Story, case: str) -> list[tuple[str, str, object]]:
    """A report that names a case to join, of the kind and from the place of what is hidden."""
    place = LIURU_FIELD | {"by": "pin"}
    body = {"kind": "villa", "captured_at": story.clock.now.isoformat(), "place": place, "joins": case}
    path = f"/api/reports/{uuid('joins' + case)}"
    return [("PUT", path, body), ("GET", path, None)]


def people_questions(story: Story) -> list[tuple[str, str, object]]:
    """The office's pages about people: of who reported the hidden case, who inspects there, and nobody."""
    pages = [
        "/desk/people", "/desk/people?role=informant", f"/desk/people?town={YANLING}", "/desk/people?q=0008",
        "/desk/people?state=left", "/desk/people/new", "/desk/people/import", "/desk/people/import/template.xlsx",
        f"/desk/people/import/{uuid('nowhere')}", f"/desk/people/import/{uuid('nowhere')}/wrong.xlsx",
        "/desk/people?state=due",
    ]  # fmt: skip
    ids = [story.cast.informant.id, story.cast.inspector.id, uuid("nowhere")]
    pages += [f"/desk/people/{id_}{more}" for id_ in ids for more in ("", "/leaving", "/erasure")]
    one, nowhere = f"/desk/people/{ids[0]}", uuid("nowhere")
    writes = [
        "/desk/people/new", "/desk/people/import", f"/desk/people/import/{nowhere}/confirmation",
        f"/desk/people/import/{nowhere}/removal", f"{one}/details", f"{one}/posts", f"{one}/posts/1",
        f"{one}/devices/{nowhere}/revocation", f"{one}/sign-out", f"{one}/card", f"{one}/cards/{nowhere}/revocation",
        f"{one}/code", f"{one}/notices", f"{one}/leaving", f"{one}/return", f"{one}/erasure",
        f"{one}/absences", f"{one}/absences/{nowhere}/end",
    ]  # fmt: skip
    return [("GET", path, None) for path in pages] + [("POST", path, None) for path in writes]


def answers(story: Story, reader: str, asked: list) -> list[tuple]:
    """What one reader hears, to the byte: status, headers and body, without Date and the heads of receipts."""
    http = story.cast[reader].http
    return [((method, path), *_answer(http, method, path, body)) for method, path, body in asked]


def _answer(http, method: str, path: str, body) -> tuple:
    headers = {"X-Requested-With": "patrol"}
    if isinstance(body, dict):
        headers["Content-Type"] = "application/json"
    data = json.dumps(body) if isinstance(body, dict) else body
    answer = http.open(path, method=method, data=data, headers=headers)
    kept = sorted((name, value) for name, value in answer.headers if name not in ("Date", "Expires", "Set-Cookie"))
    return answer.status_code, kept, _without_heads(answer.get_data())


def _without_heads(body: bytes) -> bytes:
    try:
        told = json.loads(body)
    except ValueError:
        return body
    if isinstance(told, dict) and "head" in told:
        return json.dumps(told | {"head": "-"}, sort_keys=True).encode()
    return body
