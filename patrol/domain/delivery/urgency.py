"""What must not wait: a table one can read aloud. A refusal always, of grave cases what rises and what is new."""

from __future__ import annotations

from datetime import timedelta

from patrol.models import Case, Notice

# Breaks quiet hours and digests. "grave": only of grave cases.
LOUD = {"refused": "always", "unreached": "always", "escalate": "grave", "open": "grave"}
# Goes out on two channels.
ON_TWO = {"refused", "unreached", "escalate"}
# Must have reached somebody of the level it rose to by then, or the next on the ladder is told, once.
WATCHED = {"refused", "escalate"}
WATCH_FOR = timedelta(minutes=30)


def is_loud(notice: Notice, case: Case | None) -> bool:
    when = LOUD.get(notice.event)
    return when == "always" or (when == "grave" and case is not None and case.grave)


def how_many(notice: Notice, case: Case | None) -> int:
    return 2 if notice.event in ON_TWO and is_loud(notice, case) else 1


def is_watched(notice: Notice, case: Case | None) -> bool:
    return notice.event in WATCHED and is_loud(notice, case)
