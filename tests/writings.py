"""Every act of writing as a phone or the worker does it, with the points it passes on its way, in order."""

from __future__ import annotations

import base64
import hashlib
import io
import random
import uuid
from datetime import UTC, datetime

from PIL import Image

from patrol.domain import retention
from tests.breakable import World
from tests.sealing import PhoneFile

ROW = ("transaction.begun", "commit.before", "commit.after")
EVENT = ("transaction.begun", "event.appended", "commit.before", "commit.after")
STORED = ("bytes.named", "bytes.stored")
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
HOURS = 3600
DAYS = 24 * HOURS
_seeds = iter(range(1, 100_000))


def noise(edge: int) -> bytes:
    """A photo that no other is like, about `edge`² bytes of it."""
    pixels = random.Random(next(_seeds)).randbytes(edge * edge * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (edge, edge), pixels).save(out, "JPEG", quality=40)
    return out.getvalue()


class Writing:
    """`again` is what a phone sends, the first time and after it heard nothing; `DONE` what is then there."""

    WAY: tuple[str, ...]
    NEW = {"events": ["open"], "acts": [], "files": [("wanted", None)], "bytes": False, "jobs": {}}
    DONE: dict
    by_web = True

    def __init__(self, world: World):
        self.world, self.report_id = world, str(uuid.uuid4())
        self.content = self.make()
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.prepare()

    def make(self) -> bytes:
        return noise(60)

    def prepare(self) -> None:
        self.send_facts()

    def again(self):
        raise NotImplementedError

    def there(self) -> dict:
        return self.world.there(self.report_id, self.sha256)

    def files(self) -> dict:
        return {"photos": [{"sha256": self.sha256, "bytes": len(self.content), "type": "image/jpeg"}]}

    def send_facts(self):
        body = {"kind": "waste", "captured_at": CAPTURED, "works_going_on": True, **self.files()}
        answer = self.world.ask("PUT", f"/reports/{self.report_id}", json=body)
        if answer.ok:
            self.world.receipts.append(answer.json())
            self.case_id = answer.json()["case"]["id"]
        return answer

    def send_bytes(self, path: str, content: bytes):
        answer = self.world.ask("PUT", path, data=content, headers={"Content-Type": "image/jpeg"})
        if answer.ok and answer.json()["state"] == "held":
            self.world.held.add(self.sha256)
        return answer


CAPTURED = datetime.now(UTC).isoformat()


class ReportSent(Writing):
    WAY = ("body.read", *EVENT)
    DONE = Writing.NEW

    def prepare(self) -> None:
        pass

    def again(self):
        return self.send_facts()


class ActSent(Writing):
    WAY = ("body.read", *EVENT)
    DONE = Writing.NEW | {"events": ["open", "stop"], "acts": ["accepted"]}

    def prepare(self) -> None:
        self.send_facts()
        self.act_id = str(uuid.uuid4())

    def again(self):
        body = {"act": "stop", "at": CAPTURED, "outcome": "stopped"}
        answer = self.world.ask("PUT", f"/cases/{self.case_id}/acts/{self.act_id}", part="inspector", json=body)
        if answer.ok:
            self.world.receipts.append({"report": self.report_id, "head": answer.json()["head"]})
        return answer


class PhotoSent(Writing):
    WAY = ("body.read", *STORED, *EVENT)
    DONE = {
        "events": ["open", "receive"],
        "acts": [],
        "files": [("held", None)],
        "bytes": True,
        "jobs": {"waiting": 1},
    }

    def make(self) -> bytes:
        return noise(400)  # more than is kept in memory

    def again(self):
        return self.send_bytes(f"/photos/{self.sha256}", self.content)


class ThumbnailSent(Writing):
    WAY = ("body.read", *STORED, *EVENT)
    DONE = Writing.NEW | {"events": ["open", "receive"], "files": [("thumbnail", None)]}

    def again(self):
        return self.send_bytes(f"/photos/{self.sha256}/thumbnail", self.content)


class VoiceSent(Writing):
    WAY = ("body.read", *STORED, *EVENT)
    DONE = PhotoSent.DONE | {"jobs": {}}

    def make(self) -> bytes:
        return b"OggS" + random.Random(next(_seeds)).randbytes(5000)

    def files(self) -> dict:
        return {"voice": {"sha256": self.sha256, "bytes": len(self.content), "type": "audio/ogg", "seconds": 3}}

    def again(self):
        return self.send_bytes(f"/voices/{self.sha256}", self.content)


class UploadBegun(Writing):
    WAY = ROW
    DONE = Writing.NEW

    def again(self):
        return self.begin()

    def begin(self):
        answer = self.begin_with(b"")
        if answer.ok:
            self.url = "/uploads/" + answer.headers["Location"].rpartition("/")[2]
        return answer

    def begin_with(self, content: bytes):
        name = base64.b64encode(self.sha256.encode()).decode()
        headers = {"Upload-Length": str(len(self.content)), "Upload-Metadata": f"sha256 {name}"} | TUS
        return self.world.ask("POST", "/uploads", headers=headers, data=content)


class FirstPieceSent(UploadBegun):
    """It goes with the beginning. Who heard nothing begins anew, and what was begun goes when its time is over."""

    WAY = ("body.read", *ROW, *STORED, "piece.stored", *ROW)

    def make(self) -> bytes:
        return noise(600)

    def again(self):
        return self.begin_with(self.content[:70_000])


class WholeUploadSent(UploadBegun):
    """All of a photo goes with the beginning: the same steps as one PUT's."""

    WAY, DONE = PhotoSent.WAY, PhotoSent.DONE

    def make(self) -> bytes:
        return noise(400)

    def again(self):
        answer = self.begin_with(self.content)
        if answer.ok:
            self.world.held.add(self.sha256)
        return answer


class PieceSent(UploadBegun):
    WAY = ("body.read", *ROW, *STORED, "piece.stored", *ROW)
    END = 70_000

    def make(self) -> bytes:
        return noise(600)

    def prepare(self) -> None:
        self.send_facts()
        self.begin()

    def again(self):
        """From where the server stands, as the phone does after it heard nothing."""
        stands = self.world.ask("HEAD", self.url, headers=TUS)
        start = int(stands.headers["Upload-Offset"])
        return self.lengthen(start, self.end()) if start < self.end() else stands

    def end(self) -> int:
        return self.END

    def lengthen(self, start: int, end: int):
        headers = {"Upload-Offset": str(start)} | TUS
        return self.world.ask("PATCH", self.url, headers=headers, data=self.content[start:end])


class LastPieceSent(PieceSent):
    WAY = ("body.read", *ROW, *STORED, *EVENT)
    DONE = PhotoSent.DONE

    def prepare(self) -> None:
        super().prepare()
        assert self.lengthen(0, self.END).ok

    def end(self) -> int:
        return len(self.content)

    def again(self):
        answer = super().again()
        if answer.ok:
            self.world.held.add(self.sha256)
        return answer


class RenditionsMade(Writing):
    WAY = (*ROW, "job.claimed", *STORED, *STORED, *ROW, "job.worked", *ROW)
    DONE = PhotoSent.DONE | {"files": [("held", True)], "jobs": {"done": 1}}
    by_web = False

    def prepare(self) -> None:
        assert self.world.work("all_jobs", later=HOURS) == 0  # those of the photos before
        super().prepare()
        self.send_bytes(f"/photos/{self.sha256}", self.content)
        self.tries = 0

    def again(self) -> int:
        """Each time after the lease of the time before."""
        self.tries += 1
        return self.world.work("job", later=60 * self.tries)


class DueRaised(Writing):
    WAY = (*ROW, *EVENT)
    DONE = Writing.NEW | {"events": ["open", "escalate"]}
    by_web = False

    def prepare(self) -> None:
        # What was due before has risen, and its next clock has only begun.
        assert self.world.work("escalate", later=2 * HOURS + 60) == 0
        super().prepare()

    def again(self) -> int:
        return self.world.work("escalate", later=2 * HOURS + 62)


class BackedUp(Writing):
    WAY = ("backup.copied", "backup.named", *ROW)
    DONE = Writing.NEW
    by_web = False

    def again(self) -> int:
        return self.world.work("back_up", folder=str(self.world.said.with_name("backup")))


class Expired(Writing):
    """The photo of a case that was unfounded, when the office has said how long such are kept."""

    WAY = EVENT
    DONE = Writing.NEW | {
        "events": ["open", "receive", "verify", "expire"],
        "acts": ["accepted"],
        "files": [("held", None)],
    }
    by_web = False

    def prepare(self) -> None:
        super().prepare()
        self.send_bytes(f"/photos/{self.sha256}", self.content)
        self.world.held.discard(self.sha256)
        body = {"act": "verify", "at": CAPTURED, "founded": False, "reason": "legal", "note": "合法"}
        path = f"/cases/{self.case_id}/acts/{uuid.uuid4()}"
        answer = self.world.ask("PUT", path, part="inspector", json=body)
        assert answer.ok, answer.text
        self.keep_for_a_year()

    def keep_for_a_year(self) -> None:
        admin = self.world.member("admin")
        with self.world.session() as session:
            seen, rules = retention.current(session)
            wanted = retention.Retention(unfounded=12)
            if rules != wanted:
                retention.save(session, wanted, seen, admin.actor(session), datetime.now(UTC))
            session.commit()

    def again(self) -> int:
        return self.world.work("let_go", later=400 * DAYS)


class OrphanSwept(Writing):
    """Bytes that a killed process left: they go with the walk after two days."""

    WAY = ROW
    DONE = Writing.NEW
    by_web = False

    def prepare(self) -> None:
        assert self.world.work("sweep_bytes", later=3 * DAYS) == 0  # those of the processes before
        super().prepare()
        self.world.storage.put_object(f"renditions/view/{self.sha256}", self.content)

    def again(self) -> int:
        ended = self.world.work("sweep_bytes", later=3 * DAYS)
        assert ended != 0 or not self.world.storage.has_object(f"renditions/view/{self.sha256}")
        return ended


class SealedBrought(Writing):
    """A report with its photo that a phone without a network gave to the office in a file."""

    WAY = (*EVENT, "body.read", *STORED, *EVENT, *EVENT)
    DONE = PhotoSent.DONE
    by_web = False

    def prepare(self) -> None:
        phone = PhoneFile(self.world.member("informant"))
        self.report_id = phone.report(self.content)
        self.file = self.world.said.with_name(self.report_id)
        self.file.write_bytes(phone.sealed())

    def again(self) -> int:
        return self.world.work("take_sealed", file=str(self.file))


ALL = {
    "report": ReportSent, "act": ActSent, "photo": PhotoSent, "thumbnail": ThumbnailSent, "voice": VoiceSent,
    "upload": UploadBegun, "first-piece": FirstPieceSent, "whole-upload": WholeUploadSent, "piece": PieceSent,
    "last-piece": LastPieceSent, "renditions": RenditionsMade, "sweep": DueRaised, "backup": BackedUp,
    "retention": Expired, "orphan": OrphanSwept, "sealed": SealedBrought,
}  # fmt: skip
