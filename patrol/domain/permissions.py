"""Scope first, then permission: `visible_to` is a join, what is outside it is Missing; then the act table.

Concealment works on the person: whoever holds any post at or under the concealed level sees nothing of the
case, whatever else they are, except a reporter the own report.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from patrol.models import Case
from patrol.models.areas import TOWN, codes_of, path_of_level, under
from patrol.models.cases import lies_in, within
from patrol.models.log import sights_of
from patrol.models.people import holding, paths_held
from patrol.models.same_place import own_cases

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


def scopes(actor: Actor, lies_in: Callable = lies_in) -> list:
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
    """SQL condition: cases with a report of this person's, or with one merged into them that has."""
    return Case.id.in_(own_cases(actor.id))


def ways_to_see(actor: Actor) -> list:
    """SQL conditions, one for each post and one for the own reports: by any of them the person may see a case.

    Asked one by one, each is an index's work; all in one condition read every case of the county.
    """
    return [*(scope & not_hidden(actor) for scope in scopes(actor)), own_report(actor)]


def ways_to_count(actor: Actor) -> list:
    """SQL conditions on the cases that this person sees whole, of which no case answers to two; the first of them
    asks for nothing that is not in the index of what is counted."""
    by_post = or_(false(), *scopes(_as_staff(actor), within)) & not_hidden(actor)
    return [by_post, own_report(actor) & not_(func.coalesce(by_post, false()))]


def visible_to(actor: Actor):
    """SQL condition: the cases this person may see at all, by the posts the actor holds."""
    return or_(*ways_to_see(actor))


def seen_whole(actor: Actor):
    """SQL condition, beside `visible_to`: of these cases the person sees more than kind, place and step."""
    return or_(in_scope(_as_staff(actor)), own_report(actor))


def worked_on(actor: Actor):
    """SQL condition: the cases this person sees by a post of those who work on them, and not by an own report."""
    return in_scope(_as_staff(actor)) & not_hidden(actor)


def _as_staff(actor: Actor) -> Actor:
    return Actor(actor.id, actor.name, tuple(post for post in actor.posts if post.role in STAFF), actor.ever)


def sees(actor: Actor, case, *, own: bool) -> bool:
    """`visible_to` for one case in hand (also for an earlier state of it)."""
    if own:
        return True
    hidden = case.concealed_path is not None and case.concealed_path in hidden_paths(actor)
    return not hidden and any(post.covers(case) for post in actor.posts)


def is_own(session: Session, actor: Actor, case_id: str) -> bool:
    return bool(own_among(session, actor, [case_id]))


def own_among(session: Session, actor: Actor, case_ids: list[str]) -> set[str]:
    own = own_cases(actor.id).subquery()
    return set(session.scalars(select(own.c.case_id).where(own.c.case_id.in_(case_ids))))


def saw(session: Session, actor: Actor, sight) -> bool:
    """Whether a case, as it was, could be seen by what this person is now."""
    through = sight.through if sight.concealed_path is None else None
    return sees(actor, sight, own=bool(through and own_among(session, actor, through)))


def sees_whole(actor: Actor, case, *, own: bool) -> bool:
    """An informant sees the own reports whole, of the village's other cases only kind, place and step."""
    return own or bool(actor.roles_on(case) & set(STAFF))


def has_ever_seen(session: Session, actor: Actor, case: Case) -> bool:
    """Whether any post of this person, at any time, showed them the case: then a late act still lands."""
    # Each time by itself, too: somebody who once led the town is an officer now, and sees what is hidden from it.
    moments = {max(post.from_at, case.opened_at) for post in actor.ever}
    actors = [actor, actor.whenever(), *(actor.at(moment) for moment in moments)]
    if is_own(session, actor, case.id) or any(sees(one, case, own=False) for one in actors):
        return True
    return any(saw(session, one, sight) for sight in sights_of(session, case.id) for one in actors)


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


def holder_among(case, led: set[str]) -> str | None:
    """The same for many cases: `led` are the paths of the towns that have a leader."""
    if case.step == "sign_off" and case.holder == "town" and path_of_level(case.path, TOWN) not in led:
        return "county"
    return case.holder


def towns_led(session: Session, now) -> set[str]:
    return paths_held(session, "leader", TOWN, now)


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
