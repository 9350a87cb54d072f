"""By which ways a person can be reached now: what the county has set up, the person has an address for and wants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.channels.push import Subscription
from patrol.channels.settings import Channels
from patrol.models import NoticeSettings, Person
from patrol.models.areas import county
from patrol.models.notice_settings import settings_of, subscriptions_of

from ..actors import Actor, actor

PUSH = "push"


class Ways:
    """Of several people at once: asked for one by one they would be three questions for each notice."""

    def __init__(self, session: Session, channels: Channels, people: Iterable[Person]):
        self.channels, self.people = channels, {one.id: one for one in people}
        self.wishes = settings_of(session, self.people)
        # The telephone numbers of a demo are invented: somebody may have one of them.
        self.numbers_hold = not county(session).demo
        self.actors: dict[str, Actor] = {}
        self.browsers = subscriptions_of(session, self.people) if channels.push else {}

    def actor(self, person_id: str, now: datetime) -> Actor:
        if person_id not in self.actors:
            self.actors[person_id] = actor(self.people[person_id], now)
        return self.actors[person_id]

    def of(self, person_id: str, *, loud: bool) -> list[str]:
        """The person's channels in the county's order, web push aside; `loud`: for what must not wait."""
        person = self.people.get(person_id)
        if person is None or person.closed_at is not None:
            return []
        names = [name for name in self.channels.personal if self._open(person, name)]
        return names if loud or self.channels.sms_for == "all" else [name for name in names if name != "sms"]

    def has_push(self, person_id: str) -> bool:
        person, off = self.people.get(person_id), self._off(person_id)
        return person is not None and person.closed_at is None and PUSH not in off and person_id in self.browsers

    def is_off(self, person_id: str, channel: str) -> bool:
        return channel in self._off(person_id)

    def address(self, person_id: str, channel: str) -> str | list[Subscription] | None:
        if channel == PUSH:
            found = self.browsers.get(person_id, [])
            return [Subscription(one.endpoint, one.p256dh, one.auth) for one in found] or None
        if channel == "sms" and not self.numbers_hold:
            return None
        return address_of(self.people.get(person_id), self.wishes.get(person_id), channel)

    def _open(self, person: Person, name: str) -> bool:
        return not self.is_off(person.id, name) and self.address(person.id, name) is not None

    def _off(self, person_id: str) -> list[str]:
        wishes = self.wishes.get(person_id)
        return wishes.off if wishes else []


def address_of(person: Person | None, wishes: NoticeSettings | None, channel: str) -> str | None:
    if channel == "sms":
        return person.phone if person else None
    return getattr(wishes, channel, None) if wishes else None
