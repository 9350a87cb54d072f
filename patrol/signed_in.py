"""What Flask-Login keeps: a session is person/epoch/device, read anew with each request."""

from __future__ import annotations

from flask import current_app
from flask_login import UserMixin, current_user

from patrol.domain import signing_in
from patrol.extensions import db, login
from patrol.models.prepared import looking_up


class SignedIn(UserMixin):
    def __init__(self, key: str, actor, heard: signing_in.Heard):
        self.key, self.actor, self.heard = key, actor, heard

    def get_id(self) -> str:
        return self.key


@login.user_loader
def load(key: str) -> SignedIn | None:
    with looking_up(db.engine) as link:
        known = signing_in.who(link, key, current_app.config["CLOCK"]())
    return SignedIn(key, *known) if known else None


def signed_in_here() -> str | None:
    """The id of whoever is signed in in this browser, also where nobody need be."""
    return current_user.actor.id if current_user.is_authenticated else None
