"""联合处置 over time: a task whose deadline has passed rises; a department sees its tasks as cards."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Attachment, Case, Task
from patrol.models import tasks as table
from patrol.models.reports import attachments_of_cases

from . import chain, deadlines, departments, ladder, ruling
from .actors import Actor
from .acts import convene
from .errors import Missing
from .times import iso

KEPT, MOST = timedelta(days=90), 200


def rise(session: Session, case: Case, task_id: str, *, now: datetime) -> bool:
    """A late task is told to who asked and to the level above, once. False when there is nothing late any more."""
    task = next((one for one in case.tasks if one.id == task_id), None)
    if task is None or case.state != "open" or task.state != "open" or task.late_at or task.due_at > now:
        return False
    level = ladder.above(task.level, case.concealed)
    content = {
        "act": "task_late", "task": task.id, "department": task.department, "from_level": task.level, "level": level,
        "due_at": iso(task.due_at),
    }  # fmt: skip
    change = {"tasks": {task.id: {"late_at": iso(now), "level": level}}}
    chain.record(session, case, chain.system(now), content, change)
    return True


def usual_deadline(session: Session, case: Case, now: datetime) -> datetime:
    """Until when a department has time where nobody says otherwise."""
    return deadlines.count(ruling.of(session, case), convene.USUAL, now).at


def by_link_only(session: Session, case: Case, now: datetime) -> set[str]:
    """Departments with an open task here and nobody who would see it in the app."""
    asked = {task.department for task in case.tasks if task.state == "open"}
    there = departments.people(session, case, asked, now) if asked else []
    return {one for one in asked if not any(departments.is_asked(person, case, one) for person in there)}


def cards(session: Session, by: Actor, now: datetime) -> list[Task]:
    """What this person's departments are asked, and what of late is over."""
    if not departments.posts_of(by):
        return []
    return table.cards(session, departments.tasks_seen(by), now - KEPT, MOST)


def find(session: Session, by: Actor, task_id: str) -> Task:
    task = table.with_case(session, task_id)
    if task is None or not departments.is_asked(by, task.case, task.department):
        raise Missing("task_missing")
    return task


def photo(session: Session, task: Task, sha256: str) -> Attachment:
    """A photo that was ticked for this task; raises Missing for every other."""
    here = attachments_of_cases(session, [task.case_id]) if sha256 in task.photos else []
    ready = [one for one in here if one.sha256 == sha256 and one.state != "wanted" and one.expired_at is None]
    if not ready:
        raise Missing("photo_missing")
    return ready[0]
