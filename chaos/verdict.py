"""The ledger against the server's storage and database, and against the phones for what is unsent."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field

from tests.e2e.books import Books

from .ledger import Entry, Ledger

EVENTS = "SELECT case_id, content FROM events WHERE case_id IS NOT NULL AND content IS NOT NULL"


@dataclass
class Verdict:
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.duplicated or self.altered or self.unsent)

    def line(self) -> str:
        said = f"lost {len(self.lost)}, duplicated {len(self.duplicated)}, altered {len(self.altered)}"
        return said if not self.unsent else f"{said}, unsent {len(self.unsent)}"

    def reasons(self) -> list[str]:
        names = ("lost", "duplicated", "altered", "unsent")
        return [f"{name}: {one}" for name in names for one in getattr(self, name)]


class Kept:
    """The server's side, read from its files alone: what these people sent since `before`."""

    def __init__(self, books: Books, people: tuple[str, ...], before: set[str]):
        self.books = books
        rows = books.rows("""SELECT reports.id, case_id, body, username FROM reports JOIN people
                             ON people.id = reporter_id""")
        sent = [row for row in rows if row[3] in people and row[0] not in before]
        self.reports = {report: (case, json.loads(body), person) for report, case, body, person in sent}
        states = books.rows("SELECT fact_id, sha256, state FROM attachments")
        self.states = {(fact, sha256): state for fact, sha256, state in states}
        self.opened = Counter(case for case, content in books.rows(EVENTS) if json.loads(content)["act"] == "open")

    def hash_of(self, sha256: str) -> str | None:
        """Of what is stored under that hash."""
        path = self.books.held(sha256)
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def judge(ledger: Ledger, kept: Kept, phones: dict[str, dict]) -> Verdict:
    verdict = Verdict(lost=list(ledger.broken))
    for entry in ledger.entries:
        _judge_one(verdict, entry, kept, phones[entry.phone])
    known = {entry.id for entry in ledger.entries}
    verdict.duplicated += [f"report {one} that nobody tapped" for one in kept.reports if one not in known]
    named = Counter(sha256 for _, body, _ in kept.reports.values() for sha256 in _photos(body))
    verdict.duplicated += [f"photo {sha256} in {times} reports" for sha256, times in named.items() if times > 1]
    cases = Counter(case for case, _, _ in kept.reports.values())
    verdict.duplicated += [f"case {one} of {times} reports" for one, times in cases.items() if times > 1]
    verdict.duplicated += [f"case {one} opened {kept.opened[one]} times" for one in cases if kept.opened[one] != 1]
    return verdict


def _judge_one(verdict: Verdict, entry: Entry, kept: Kept, phone: dict) -> None:
    item = next((one for one in phone["items"] if one["id"] == entry.id), None)
    draft = next((one for one in phone["drafts"] if one["id"] == entry.id), None)
    if entry.id not in kept.reports:
        _judge_unsent(verdict, entry, item, draft, phone["files"])
        return
    _, body, reporter = kept.reports[entry.id]
    if (body["kind"], _photos(body), reporter) != (entry.tapped, entry.hashes, entry.phone):
        verdict.altered.append(f"{entry}: {body['kind']} with {_photos(body)}, by {reporter}")
    for sha256 in entry.hashes:
        _judge_photo(verdict, entry, sha256, kept, item, phone["files"])


def _judge_unsent(verdict: Verdict, entry: Entry, item: dict | None, draft: dict | None, files: dict) -> None:
    """Whatever was shown has to be on the phone."""
    held = item or draft
    if held is None and not entry.shown:
        verdict.unsent.append(f"{entry}: no screen ever showed a photo of it")
        return
    if held is None or (item and item["state"] == "done"):
        verdict.lost.append(f"{entry}: on neither side")
        return
    verdict.unsent.append(f"{entry}: {'tapped' if item else 'begun'}, {held.get('refused') or 'waiting'}")
    missing = [one for one in entry.shown if one not in held["photos"] or files.get(one) is None]
    verdict.lost += [f"{entry}: photo {one} is not on the phone" for one in missing]
    verdict.altered += [f"{entry}: photo {one} on the phone" for one in entry.shown if files.get(one, one) != one]


def _judge_photo(verdict: Verdict, entry: Entry, sha256: str, kept: Kept, item: dict | None, files: dict) -> None:
    stored, state = kept.hash_of(sha256), kept.states.get((entry.id, sha256))
    if stored is not None and stored != sha256:
        verdict.altered.append(f"{entry}: photo {sha256} in the storage")
    elif state == "held" and stored is None:
        verdict.lost.append(f"{entry}: photo {sha256} is said to be held and is not there")
    elif state != "held" and item and item["state"] != "done" and files.get(sha256) == sha256:
        verdict.unsent.append(f"{entry}: photo {sha256}, {item['states'][item['photos'].index(sha256)]}")
    elif state != "held":
        verdict.lost.append(f"{entry}: photo {sha256} on neither side")


def _photos(body: dict) -> list[str]:
    return [photo["sha256"] for photo in body["photos"]]
