"""Making cards and taking them back, as acts of the office; enrolling.py is what a card then does.

A token is kept nowhere but on the card. So a page of cards is made before anything is written: what could not be
printed has not ended the cards people hold.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, Card, Person
from patrol.models.areas import under
from patrol.models.people import devices_of, holding
from patrol.models.people_lists import end_cards, hold_people, without_card

from . import county_log, county_notices, enrolling, posts
from .actors import Actor
from .errors import Conflict


def holders(session: Session, area: Area, now: datetime, *, missing_only: bool) -> list[Person]:
    """Whose cards belong to a town or village: its informants, in the order of their villages and names."""
    areas = under(session, area.path)
    order = {one.id: place for place, one in enumerate(areas)}
    people = holding(session, "informant", now, area_ids=list(order))
    if missing_only:
        people = without_card(session, people)
    return sorted(people, key=lambda person: (_place(person, order, now), person.name, person.id))


def _place(person: Person, order: dict[int, int], now: datetime) -> int:
    post = seat_of(person, now, order)
    return order[post.area_id] if post else len(order)


def seat_of(person: Person, now: datetime, among=None):
    """The post whose place stands on the card: that of an informant, else any with an area."""
    held = [
        post for post in person.posts
        if post.area_id and post.from_at <= now and (post.to_at is None or now < post.to_at)
        and (among is None or post.area_id in among)
    ]  # fmt: skip
    return min(held, key=lambda post: (post.role != "informant", post.id), default=None)


def draw(people: list[Person]) -> dict[str, str]:
    """{person id: a new token}; nothing is written yet."""
    return {person.id: secrets.token_urlsafe(18) for person in people}


def issue(
    session: Session, by: Actor | None, people: list[Person], tokens: dict[str, str] | None = None, *, now: datetime
) -> dict[str, str]:
    """The tokens begin to count, and the cards before them stop. Raises Conflict for somebody who has left."""
    hold_people(session)  # else two pages made at once would both leave valid cards
    tokens = tokens or draw(people)
    ids = [person.id for person in people]
    if len(people) == 1:
        check_there([posts.find_active(session, ids[0])])
    renewed = [person for person in people if len(people) == 1 and devices_of(session, person.id)]
    end_cards(session, ids, now)
    session.add_all(Card(token_hash=enrolling.token_hash(tokens[id_]), person_id=id_, created_at=now) for id_ in ids)
    event = county_log.record(session, "cards_made", by, now, people=ids, **_who(people))
    for person in renewed:  # who has a phone already that is signed in
        county_notices.tell_of_way_in(session, person, event, by, now, officers=True)
    if not renewed and any(county_notices.is_powerful(person, now) for person in people):
        county_notices.tell_officers(session, "way_in", event, by, now)
    return tokens


def _who(people: list[Person]) -> dict:
    """A single card names its holder; a page of them would put a hundred names where one may have to be erased."""
    return {"person": people[0].id, "person_name": people[0].name} if len(people) == 1 else {}


def revoke(session: Session, by: Actor | None, card_id: str, *, now: datetime) -> str:
    """The card stops working, and the browsers it signed in are signed out. Whose it was."""
    enrolling.revoke(session, card_id, now)
    card = session.get(Card, card_id)
    county_log.record(session, "card_revoked", by, now, person=card.person_id, person_name=card.person.name)
    return card.person_id


def check_there(people: list[Person]) -> None:
    """Raises Conflict when there is nobody, or one whom the card could not let in: it asks for the phone's digits."""
    if not people:
        raise Conflict("no_cards_to_make")
    if len(people) == 1 and not people[0].phone:
        raise Conflict("phone_first")
