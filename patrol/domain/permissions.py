"""Scope first, then permission: `visible_to` is a join, what is outside it is Missing; then the act table.

Concealment works on the person: whoever holds any post at or under the concealed level sees nothing of the
case, whatever else they are, except a reporter the own report.
"""

from __future__ import annotations

from sqlalchemy import false, or_, select, true
from sqlalchemy.orm import Session

from patrol.models import Case, Report
from patrol.models.areas import codes_of, under
from patrol.models.cases import lies_in
from patrol.models.log import sights_of
from patrol.models.people import holding

from .act_table import ACTS, STAFF, refusal
from .actors import WITHOUT_CASES, Actor

EVERYBODY_BELOW_THE_COUNTY = "*"


def concealed_path(case_path: str, concealed: str | None) -> str | None:
    """What is stored with a concealed case: the path at or under which nobody sees it.

    A case that lies no deeper than the town, concealed from the village, is hidden from every village of that town:
    'path*' means strictly under the path.
    """
    if concealed is None:
        return None
    if concealed == "station":
        return EVERYBODY_BELOW_THE_COUNTY
    depth = {"town": 2, "village": 3}[concealed]
    codes = codes_of(case_path)
    return "/".join(codes[:depth]) + "/" if len(codes) >= depth else case_path + "*"


def hidden_paths(actor: Actor) -> set[str]:
    """The concealed paths that hide a case from this person."""
    hidden = set()
    for post in actor.posts:
        if post.role not in ("officer", "admin"):
            hidden.add(EVERYBODY_BELOW_THE_COUNTY)
        if post.path:
            codes = codes_of(post.path)
            prefixes = ["/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)]
            hidden.update(prefixes)
            hidden.update(prefix + "*" for prefix in prefixes[:-1])
    return hidden


def scopes(actor: Actor) -> list:
    """SQL: for each of the person's posts, that it covers the case's present place."""
    found = {}
    for post in actor.posts:
        if post.role in WITHOUT_CASES:
            continue
        if post.station_id is not None:
            found[post.station_id] = Case.station_id == post.station_id
        elif post.reach is not None:
            found[post.reach] = lies_in(post.reach)
    return list(found.values())


def in_scope(actor: Actor):
    return or_(false(), *scopes(actor))


def not_hidden(actor: Actor):
    hidden = hidden_paths(actor)
    if not hidden:
        return true()
    return or_(Case.concealed_path.is_(None), Case.concealed_path.not_in(sorted(hidden)))


def own_report(actor: Actor):
    return Case.id.in_(select(Report.case_id).where(Report.reporter_id == actor.id))


def ways_to_see(actor: Actor) -> list:
    """SQL conditions, one for each post and one for the own reports: by any of them the person may see a case.

    Asked one by one, each is an index's work; all in one condition read every case of the county.
    """
    return [*(scope & not_hidden(actor) for scope in scopes(actor)), own_report(actor)]


def visible_to(actor: Actor):
    """SQL condition: the cases this person may see at all, by the posts the actor holds."""
    return or_(*ways_to_see(actor))


def seen_whole(actor: Actor):
    """SQL condition, beside `visible_to`: of these cases the person sees more than kind, place and step."""
    staff = Actor(actor.id, actor.name, tuple(post for post in actor.posts if post.role in STAFF), actor.ever)
    return or_(in_scope(staff), own_report(actor))


def sees(actor: Actor, case, *, own: bool) -> bool:
    """`visible_to` for one case in hand (also for an earlier state of it)."""
    if own:
        return True
    hidden = case.concealed_path is not None and case.concealed_path in hidden_paths(actor)
    return not hidden and any(post.covers(case) for post in actor.posts)


def is_own(session: Session, actor: Actor, case_id: str) -> bool:
    question = select(Report.id).where(Report.case_id == case_id, Report.reporter_id == actor.id).limit(1)
    return session.scalar(question) is not None


def own_among(session: Session, actor: Actor, case_ids: list[str]) -> set[str]:
    question = select(Report.case_id).where(Report.case_id.in_(case_ids), Report.reporter_id == actor.id)
    return set(session.scalars(question))


def sees_whole(actor: Actor, case, *, own: bool) -> bool:
    """An informant sees the own reports whole, of the village's other cases only kind, place and step."""
    return own or bool(actor.roles_on(case) & set(STAFF))


def has_ever_seen(session: Session, actor: Actor, case: Case) -> bool:
    """Whether any post of this person, at any time, showed them the case: then a late act still lands."""
    # Each time by itself, too: somebody who once led the town is an officer now, and sees what is hidden from it.
    moments = {max(post.from_at, case.opened_at) for post in actor.ever}
    actors = [actor, actor.whenever(), *(actor.at(moment) for moment in moments)]
    states = [case, *sights_of(session, case.id)]
    return is_own(session, actor, case.id) or any(sees(one, state, own=False) for one in actors for state in states)


def has_leader(session: Session, case: Case, now) -> bool:
    codes = codes_of(case.path)
    if len(codes) < 2:
        return False
    town_path = "/".join(codes[:2]) + "/"
    towns = [area.id for area in under(session, town_path, "town")]
    return bool(holding(session, "leader", now, area_ids=towns))


def holder(session: Session, case: Case, now) -> str | None:
    """The level a case waits for. Whether a town has a leader is no event of the case: asked when read."""
    if case.step == "sign_off" and case.holder == "town" and not has_leader(session, case, now):
        return "county"
    return case.holder


def roles_for(session: Session, actor: Actor, case: Case, act: str, now, *, own: bool) -> set[str]:
    """The roles by which this person may do the act on this case, whatever its state."""
    roles = actor.roles_on(case) & set(ACTS[act].roles)
    if act == "comment" and own:
        roles |= {"informant"}
    if act == "sign_off" and roles == {"officer"} and case.concealed not in ("town", "station"):
        return set() if has_leader(session, case, now) else roles
    return roles


def may(session: Session, actor: Actor, case: Case, now, *, own: bool) -> list[str]:
    """The acts this person may do now: role and state both allow them."""
    if not sees(actor, case, own=own):
        return []
    return [act for act in ACTS if refusal(case, act) is None and roles_for(session, actor, case, act, now, own=own)]
