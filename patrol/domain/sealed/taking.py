"""Take what a sealed file brings the way everything comes: the same verbs, in the name of the phone's owner.

Each fact is a transaction of its own, so that one that is not taken stops none of the others; the file brought again
goes on where it was cut off. What each came to is told in rows, which name nobody and no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from patrol.domain import acting, county_log, image_types, photo_facts, photos, renditions, reports, voice_types
from patrol.domain.actors import Actor
from patrol.domain.errors import Conflict, Problem
from patrol.domain.facts import AnyAct, Report
from patrol.models.reports import attachments_of, known_facts, named_by
from patrol.storage_problems import HashDiffers, TooLarge

from .contents import MOST, Bytes, Contents, Item, files_of

VIA = "sealed"


@dataclass
class Row:
    """What became of one fact: new, already here, noted, differs or refused; and how many of its files are here."""

    id: str
    type: str
    act: str | None = None
    state: str = "refused"
    why: str | None = None
    files: int = 0
    held: int = 0
    problems: list[str] = field(default_factory=list)  # codes of files that were not taken


@dataclass
class Import:
    """One run over a file; `writing` and `reading` open transactions, `kept` stores bytes and names them."""

    contents: Contents
    storage: object
    writing: Callable
    reading: Callable
    kept: Callable
    now: datetime
    problems: dict[str, str] = field(default_factory=dict)  # by hash

    @property
    def actor(self) -> Actor:
        return self.contents.actor


def summary(contents: Contents, reading: Callable) -> dict:
    """What the check page says, after every byte was read: a file that is cut off is not begun."""
    brought = Counter(inside.named.role for inside in files_of(contents))
    items = contents.manifest.items
    with reading() as session:
        here = known_facts(session, [item.id for item in items])
    return {
        "role": max(contents.actor.roles - {"admin"}, key=acting._rank, default=None),
        "items": len(items), "photos": brought["photo"], "voices": brought["voice"],
        "here": len(here),
        "exported_at": contents.manifest.exported_at,
    }  # fmt: skip


def take(run: Import, by: Actor | None) -> list[Row]:
    """Facts first, then their bytes, as from a phone. `by` is who brought the file; None: a command at the server."""
    rows = [_fact(run, item) for item in run.contents.items]
    for inside in files_of(run.contents):
        _file(run, inside)
    with run.reading() as session:
        for row in rows:
            _count_files(session, run, row)
    counts = Counter(row.state for row in rows)
    with run.writing() as session:
        said = {state: counts[state] for state in ("new", "already", "noted", "differs", "refused")}
        county_log.record(session, "import_sealed", by, run.now, **said)
    return rows


def _fact(run: Import, item: Item) -> Row:
    row = Row(item.id, item.type)
    try:
        facts = {"report": Report, "act": AnyAct}[item.type].parse(item.body.encode())
        row.act = facts.get("act")
        row.state, row.why = _landed(run, item, facts)
    except Conflict as problem:
        row.state, row.why = "differs", problem.code
    except Problem as problem:
        row.why = problem.code
    return row


def _landed(run: Import, item: Item, facts: dict) -> tuple[str, str | None]:
    land = {"report": _report, "act": _act}[item.type]
    try:
        return land(run, item, facts)
    except IntegrityError:
        return land(run, item, facts)  # the phone itself sent it meanwhile, and this one now finds it


def _report(run: Import, item: Item, facts: dict) -> tuple[str, str | None]:
    with run.reading() as session:
        draft = reports.prepare(session, item.id, facts, run.actor, run.now, run.contents.offset, via=VIA)
    with run.writing() as session:
        return ("new" if reports.write(session, draft).new else "already"), None


def _act(run: Import, item: Item, facts: dict) -> tuple[str, str | None]:
    about = item.about
    with run.reading() as session:
        if about is not None and about.report:
            case_id = acting.case_of_report(session, about.report, run.actor)
        elif about is not None and about.task:
            case_id = acting.case_of_task(session, about.task, run.actor)
        else:
            case_id = about.case if about else ""
    with run.writing() as session:
        act, new = acting.receive(
            session, item.id, case_id or "", facts, run.actor, run.now, run.contents.offset, via=VIA
        )
        return ("already" if not new else "noted" if act.outcome == "noted" else "new"), act.why


def _file(run: Import, inside: Bytes) -> None:
    """Bytes that no fact of this person names are not kept: their fact was not taken."""
    sha256, role = inside.named.sha256, inside.named.role
    with run.reading() as session:
        named = named_by(session, run.actor.id, sha256, "voice" if role == "voice" else "photo")
    if not named or all(one.state == "held" for one in named):
        return
    try:
        if inside.size > MOST[role]:
            raise TooLarge
        {"photo": _photo, "voice": _voice, "thumbnail": _thumbnail}[role](run, inside, sha256)
    except (Problem, HashDiffers, TooLarge) as problem:
        if role != "thumbnail":
            run.problems[sha256] = problem.code


def _photo(run: Import, inside: Bytes, sha256: str) -> None:
    _keep(run, inside, sha256, "photo", image_types, "not_an_image", photo_facts.read)


def _voice(run: Import, inside: Bytes, sha256: str) -> None:
    _keep(run, inside, sha256, "voice", voice_types, "not_a_voice", lambda _file: None)


def _keep(run: Import, inside: Bytes, sha256: str, role: str, types, not_one: str, read_facts: Callable) -> None:
    file, hashed, size = run.storage.spool(inside, inside.size, MOST[role])
    with file:
        if hashed != sha256:
            raise HashDiffers
        type_ = types.sniff(file.read(image_types.SIGNATURE_BYTES))
        file.seek(0)
        if type_ is None:
            raise photos.NotAnImage(not_one)
        known = {"size": size, "type_": type_, "facts": read_facts(file), "now": run.now}
        run.kept(file, sha256, run.storage, lambda session: photos.hold(session, run.actor, sha256, role, **known))


def _thumbnail(run: Import, inside: Bytes, sha256: str) -> None:
    file, _hashed, _size = run.storage.spool(inside, inside.size, MOST["thumbnail"])
    with file:
        picture = renditions.of_file(file, photos.SIZES["thumb"])
    if picture is None:
        raise photos.NotAnImage("not_an_image")
    run.storage.put_object(f"thumbnails/{run.actor.id}/{sha256}", picture)
    with run.writing() as session:
        photos.take_thumbnail(session, run.actor, sha256, run.now)


def _count_files(session: Session, run: Import, row: Row) -> None:
    """How much of a fact's files is here now, whichever way they came."""
    if row.state in ("refused", "differs"):
        return
    named = attachments_of(session, row.id)
    row.files, row.held = len(named), sum(one.state == "held" for one in named)
    row.problems = sorted({run.problems[one.sha256] for one in named if one.sha256 in run.problems})
