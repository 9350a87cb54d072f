"""Cards: a printed QR code and the last four digits of the holder's phone number make a sign-in.

Opening the link changes nothing, since WeChat and mail scanners open every link; a tap with the digits redeems.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Card
from patrol.models.areas import VILLAGE, path_of_level
from patrol.models.people import card_by_hash, devices_of_card, holding, redeemed_since

from .errors import Missing, Problem

TRIES = 5
BROWSERS = 3
WITHIN = timedelta(days=30)


class Locked(Problem):
    status = 423


class Full(Problem):
    status = 409


def find(session: Session, token: str, *, lock: bool = False) -> Card:
    card = card_by_hash(session, token_hash(token), lock=lock)
    if card is None or card.revoked_at is not None or card.person.closed_at is not None:
        raise Missing("card_missing")
    return card


def tries_left(card: Card) -> int:
    return max(0, TRIES - card.wrong_tries)


def check(session: Session, token: str, last4: str, now: datetime) -> tuple[Card, bool]:
    """(the card, whether the digits are right); a wrong try is counted by the caller's commit.

    Raises Locked after five wrong tries, Full when three browsers were signed in within thirty days.
    """
    card = find(session, token, lock=True)
    if tries_left(card) == 0:
        raise Locked("card_locked")
    if not secrets.compare_digest((card.person.phone or "")[-4:].encode(), last4.encode()):
        card.wrong_tries += 1
        return card, False
    if redeemed_since(session, card.id, now - WITHIN) >= BROWSERS:
        raise Full("card_full")
    card.wrong_tries = 0
    return card, True


def holders_by_village(session: Session, now: datetime) -> Counter[str]:
    """How many informants each village has, by its path."""
    posts = [post for person in holding(session, "informant", now) for post in person.posts]
    held = [post for post in posts if post.area and post.from_at <= now and (post.to_at is None or now < post.to_at)]
    return Counter(path_of_level(post.area.path, VILLAGE) for post in held if post.role == "informant")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(session: Session, card_id: str, now: datetime) -> None:
    """The card stops working, and the browsers it signed in are signed out."""
    card = session.get(Card, card_id)
    if card is None or card.revoked_at is not None:
        raise Missing("card_missing")
    card.revoked_at = now
    for device in devices_of_card(session, card.id):
        device.revoked_at = now
