"""联动单位: the departments a joint task can be given to, and who of them sees which task.

A department sees its tasks and no case: kind, village, instruction and deadline, and of place and photos only what
was ticked for it. Concealment works on the person as everywhere; a post at the county itself lies under no town.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from patrol.models import Case, Post, Task
from patrol.models.areas import codes_of
from patrol.models.cases import lies_in
from patrol.models.people import holding_seats
from patrol.models.tasks import changed_by

from . import actors, permissions
from .actors import Actor, Held

ACTS = {"answer", "comment"}


def posts_of(by: Actor) -> list[Held]:
    return [post for post in by.posts if post.role == "department" and post.department and post.path]


def _as_hidden_from(by: Actor) -> Actor:
    """The same person as concealment sees them: a department of the county is not below it."""
    at_county = [post for post in posts_of(by) if len(codes_of(post.path)) == 1]
    return Actor(by.id, by.name, tuple(post for post in by.posts if post not in at_county), by.ever)


def is_asked(by: Actor, case, department: str) -> bool:
    """Whether a task of this department in this case is this person's to see, by the posts held."""
    if case.concealed_path is not None and case.concealed_path in permissions.hidden_paths(_as_hidden_from(by)):
        return False
    return any(post.department == department and case.path.startswith(post.path) for post in posts_of(by))


def roles(by: Actor, case: Case, act: str) -> set[str]:
    """What tasks in the case add to what the person may do in it."""
    asked = act in ACTS and any(is_asked(by, case, task.department) for task in case.tasks)
    return {"department"} if asked else set()


def was_ever_asked(by: Actor, case: Case) -> bool:
    return any(is_asked(by.whenever(), case, task.department) for task in case.tasks)


def tasks_seen(by: Actor):
    """SQL condition on Task and its Case."""
    seats = [and_(Task.department == post.department, lies_in(post.path)) for post in posts_of(by)]
    return or_(false(), *seats) & permissions.not_hidden(_as_hidden_from(by))


def case_told(by: Actor):
    """SQL condition on Case: one of its tasks is this person's, so that a notice of it may be read."""
    seats = [
        Case.id.in_(select(Task.case_id).where(Task.department == post.department)) & lies_in(post.path)
        for post in posts_of(by)
    ]
    return or_(false(), *seats) & permissions.not_hidden(_as_hidden_from(by))


def people(session: Session, case: Case, named: Iterable[str], now) -> list[Actor]:
    """Those of these departments who may see their task in the case."""
    seat = and_(Post.role == "department", Post.department.in_(sorted(named)))
    held = [actors.actor(person, now) for person in holding_seats(session, [seat], now)]
    return [person for person in held if any(is_asked(person, case, one) for one in named)]


def concerned(session: Session, everybody: Iterable[Actor], events: list) -> set[str]:
    """Ids of those for whom one of these events changed a task; the rest of the case is not theirs to hear of."""
    asked = [person for person in everybody if posts_of(person)]
    cases = sorted({event.case_id for event in events if event.case_id is not None})
    if not asked or not cases:
        return set()
    happened = {(event.case_id, event.n) for event in events}
    changed = [row for row in changed_by(session, cases) if (row.case_id, row.n) in happened]
    return {person.id for person in asked if any(is_asked(person, row, row.department) for row in changed)}
