"""Merges and splits at random, always the same way: nothing hidden comes to light, and the log still replays."""

from __future__ import annotations

import random

from sqlalchemy import select

from patrol.domain import permissions, reorganising, verifying
from patrol.domain.errors import Invalid
from patrol.domain.reorganising_plan import Successor, Wish, make
from patrol.models import Area, Case
from tests.api.sending import give_post, receive_report
from tests.cast import JIULI, LIURU, YANLING, YUNYANG
from tests.domain.test_feed import Phone

SUN_CITY = "321181001001"
STEPS = 40
# Second posts, by which something could come to light.
SECOND = (
    ("neighbour", "inspector", {"station": "延陵所"}), ("other_informant", "inspector", {"station": "延陵所"}),
    ("next_village", "leader", {"area": YUNYANG}), ("leader", "inspector", {"station": "云阳所"}),
    ("other_leader", "informant", {"area": JIULI}), ("assistant", "informant", {"area": SUN_CITY}),
)  # fmt: skip


def a_wish(chance: random.Random, session, number: int, now) -> Wish:
    level = chance.choices(["village", "town"], [12, 1])[0]
    used = (LIURU, JIULI, SUN_CITY)
    today = session.scalars(select(Area).where(Area.level == level, Area.to_on.is_(None))).all()
    areas = [one for one in today if level == "town" or one.code in used or one.code.startswith("32118119")]
    olds = chance.sample(areas, min(len(areas), chance.choice([1, 1, 2])))
    successors = []
    for place in range(chance.choice([1, 1, 2, 3]) if level == "village" else 1):
        if chance.random() < 0.5:
            successors.append(Successor(chance.choice(areas).code))
        else:
            parent = chance.choice([YANLING, YUNYANG]) if level == "village" else "321181"
            code = f"32118119{number % 10}{number:02}{place + 1}" if level == "village" else f"3211812{number:02}000"
            successors.append(Successor(code, f"新{number}{place}", parent))
    ids = tuple(area.id for area in olds)
    plain = make(session, Wish(ids, tuple(successors)), now)
    posts = {post.id: chance.randrange(len(successors)) for post, _, _ in plain.posts if chance.random() < 0.6}
    return Wish(ids, tuple(successors), posts)


def hidden_from(cast, session) -> set[tuple[str, str]]:
    """(who, case) of what is hidden from somebody by concealment."""
    cases = session.scalars(select(Case).where(Case.concealed.is_not(None))).unique().all()
    return {
        (member.part, case.id) for member in cast for case in cases
        if case.concealed_path in permissions.hidden_paths(member.actor(session))
    }  # fmt: skip


def seen(cast, session) -> set[tuple[str, str]]:
    found = set()
    for member in cast:
        actor = member.actor(session)
        for case in session.scalars(select(Case)).unique():
            own = permissions.is_own(session, actor, case.id)
            if not own and permissions.sees(actor, case, own=False):
                found.add((member.part, case.id))
    return found


def test_whatever_is_merged_or_split_nothing_hidden_comes_to_light(cast, session, clock):
    chance = random.Random(20261126)
    for part, role, where in SECOND:
        give_post(session, cast[part], role, **where)
    for conceal in (None, "village", "town", "station"):
        for part in ("informant", "next_village", "other_informant", "neighbour"):
            receive_report(session, cast[part], conceal=conceal, place=None)
    session.commit()
    phones = {member.part: Phone(member) for member in cast if member.part not in ("admin", "department")}
    done = 0
    for number in range(STEPS):
        session.rollback()  # what the phones' requests wrote is read anew
        hidden = hidden_from(cast, session)
        try:
            wish = a_wish(chance, session, number, clock.now)
            reorganising.reorganise(session, wish, cast.admin.actor(session), clock.forward(minutes=1))
        except Invalid:
            session.rollback()
            continue
        session.commit()
        session.expire_all()
        done += 1
        assert hidden & seen(cast, session) == set(), wish
        if number % 13 == 0:
            for part, phone in phones.items():
                phone.sync()
                visible = {case["id"] for case in cast[part].get("/cases", limit=100).json["cases"]}
                assert set(phone.table) == visible, (part, wish)
    assert done >= STEPS // 3
    session.rollback()
    assert verifying.verify(session) == []
