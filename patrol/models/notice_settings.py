"""Where and when each person wants to be told, besides the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from patrol.extensions import db

from .base import Data, Id, Utc, Words, new_id
from .people import Device


class NoticeSettings(db.Model):
    """Where a person is reached, and when not; without a row: by telephone number, at any hour."""

    __tablename__ = "notice_settings"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(120))
    wecom: Mapped[str | None] = mapped_column(String(64))
    dingtalk: Mapped[str | None] = mapped_column(String(64))
    off: Mapped[list] = mapped_column(Data)  # names of channels
    # Hours of China's day; from 22 to 7 is a night.
    quiet_from: Mapped[int | None] = mapped_column(Integer)
    quiet_to: Mapped[int | None] = mapped_column(Integer)
    digest_hour: Mapped[int | None] = mapped_column(Integer)


class PushSubscription(db.Model):
    """A browser that its owner allowed to show notices."""

    __tablename__ = "push_subscriptions"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), unique=True)
    endpoint: Mapped[str] = mapped_column(Words)
    p256dh: Mapped[str] = mapped_column(String(100))
    auth: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Utc)


def settings_of(session: Session, person_ids: Iterable[str]) -> dict[str, NoticeSettings]:
    question = select(NoticeSettings).where(NoticeSettings.person_id.in_(set(person_ids)))
    return {one.person_id: one for one in session.scalars(question)}


def subscriptions_of(session: Session, person_ids: Iterable[str]) -> dict[str, list[PushSubscription]]:
    """Of browsers that are still signed in."""
    question = (
        select(PushSubscription)
        .join(Device, Device.id == PushSubscription.device_id)
        .where(PushSubscription.person_id.in_(set(person_ids)), Device.revoked_at.is_(None))
        .order_by(PushSubscription.created_at, PushSubscription.id)
    )
    found: dict[str, list[PushSubscription]] = {}
    for one in session.scalars(question):
        found.setdefault(one.person_id, []).append(one)
    return found


def subscription_of_device(session: Session, device_id: str) -> PushSubscription | None:
    return session.scalar(select(PushSubscription).where(PushSubscription.device_id == device_id))


def forget_subscriptions(session: Session, ids: Iterable[str]) -> None:
    session.execute(delete(PushSubscription).where(PushSubscription.id.in_(list(ids))))


def forget_endpoints(session: Session, endpoints: Iterable[str]) -> None:
    if gone := list(endpoints):
        session.execute(delete(PushSubscription).where(PushSubscription.endpoint.in_(gone)))


def forget_ways(session: Session, person_id: str) -> None:
    """Every address of a person but the telephone number."""
    session.execute(delete(NoticeSettings).where(NoticeSettings.person_id == person_id))
    session.execute(delete(PushSubscription).where(PushSubscription.person_id == person_id))
