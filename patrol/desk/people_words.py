"""People and posts in words, for the office's pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from patrol import words
from patrol.domain import posts
from patrol.domain.absences import can_be_away
from patrol.domain.delivery import wishes
from patrol.domain.errors import Invalid
from patrol.domain.rules import DEPARTMENTS
from patrol.domain.seats import LEVELS, ROLES, Gazetteer, words_of_path
from patrol.domain.times import CHINA
from patrol.models import Person, Post
from patrol.models.absences import of_person
from patrol.models.areas import TOWN, VILLAGE, stations

from .gate import language, say

FIELD_OF = {
    "name": "name", "phone": "phone", "role": "role", "level": "code", "code": "code", "station": "station",
    "username": "username", "post": "code", "department": "department",
}  # fmt: skip


def explain(code: str, fields: dict) -> str:
    """What is wrong and what to do, in the reader's language."""
    told = {name: _word(name, value) for name, value in fields.items()}
    if code == "level_wrong":
        told["wanted"] = "、".join(say(f"desk.people.level.{level}") for level in LEVELS[fields["role"]])
    return words.words(language(), f"error.{code}", **told)


def _word(name: str, value) -> str:
    if name == "role" and value in ROLES:
        return say(f"role.{value}")
    return say(f"desk.people.level.{value}") if name == "level" else str(value)


def field_of(code: str) -> str:
    """The field of a form that a problem belongs to."""
    return FIELD_OF.get(code.partition("_")[0], "form")


def day(at: datetime | None) -> str:
    return at.astimezone(CHINA).date().isoformat() if at else ""


def last_day(to_at: datetime | None) -> str:
    """The last day of a post: its end is the midnight after."""
    return day(to_at - timedelta(milliseconds=1)) if to_at else ""


def first_moment(text: str) -> datetime:
    """A day from a form as its first moment in China. Raises Invalid."""
    try:
        given = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("post_day_odd") from None
    if not 2000 <= given.year <= 2100:
        raise Invalid("post_day_odd")
    return datetime(given.year, given.month, given.day, tzinfo=CHINA)


def moment_after(text: str) -> datetime | None:
    return first_moment(text) + timedelta(days=1) if text.strip() else None


def rough(at: datetime, now: datetime) -> str:
    """A day, and no hour: it helps to find a lost phone, and nobody's hours are read off it."""
    days = (now.astimezone(CHINA).date() - at.astimezone(CHINA).date()).days
    if days <= 0:
        return say("desk.people.today")
    return say("desk.people.yesterday") if days == 1 else say("desk.people.days_ago", n=days)


def place(post: Post, gazetteer: Gazetteer) -> str:
    if post.station:
        return post.station.name
    if post.department:
        return f"{say(f'department.{post.department}')} {_area(post, gazetteer)}"
    return _area(post, gazetteer)


def _area(post: Post, gazetteer: Gazetteer) -> str:
    if post.area is None:
        return "—"
    return words_of_path(post.area.path, gazetteer.name_of_code) or post.area.name


def row(person: Person, gazetteer: Gazetteer, now: datetime) -> dict:
    shown = [post for post in posts.in_order(person, now) if person.closed_at or not post.to_at or post.to_at > now]
    return {
        "id": person.id, "name": person.name, "closed": person.closed_at is not None,
        "phone_end": (person.phone or "")[-4:],
        "posts": [f"{say('role.' + post.role)} · {place(post, gazetteer)}" for post in shown],
    }  # fmt: skip


def post_row(post: Post, gazetteer: Gazetteer, now: datetime) -> dict:
    state = "over" if post.to_at and post.to_at <= now else "coming" if post.from_at > now else "held"
    return {
        "id": post.id, "role": post.role, "words": say(f"role.{post.role}"), "place": place(post, gazetteer),
        "from": day(post.from_at), "to": last_day(post.to_at), "state": state, "station": post.station_id,
    }  # fmt: skip


def absences(session, person: Person, now: datetime) -> list[dict] | None:
    """None of those who lead no cases."""
    if person.closed_at is not None or not can_be_away(person, now):
        return None
    return [
        {"id": one.id, "from": day(one.from_at), "to": last_day(one.to_at), "now": one.from_at <= now}
        for one in of_person(session, person.id, now)
    ]


def seat_choices(session) -> dict:
    """For a form that gives a post: roles, and the codes with their places to choose from while typing."""
    gazetteer = Gazetteer(session)
    areas = [one for one in gazetteer.by_code.values() if one.level in ("county", TOWN, VILLAGE)]
    return {
        "roles": [(role, say(f"role.{role}")) for role in ROLES],
        "codes": [(one.code, gazetteer.words_of(one)) for one in areas],
        "station_choices": [(one.name, one.name) for one in stations(session)],
        "department_choices": [(one, say(f"department.{one}")) for one in DEPARTMENTS],
    }


def notice_form(session, person_id: str) -> dict:
    """Where and when this person is told: the fields, and the channels with whether they are on."""
    mine = wishes.of(session, person_id)
    return {
        "fields": {name: getattr(mine, name) for name in (*wishes.ADDRESSES, *wishes.HOURS)},
        "channels": [(name, say(f"channel.{name}"), name not in mine.off) for name in wishes.CHANNELS],
        "hours": [(hour, say("notices.hour", n=hour)) for hour in range(24)],
    }
