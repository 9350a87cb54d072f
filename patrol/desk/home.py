"""The office's front door: the first part that this person may open."""

from __future__ import annotations

from flask import abort, g, redirect, url_for

from . import parts
from .gate import gated

blueprint = gated("home")


@blueprint.get("/")
def home():
    return redirect(url_for(parts.open_to(g.actor.roles)[0].view))


@blueprint.get("/<path:elsewhere>")
def nothing_here(elsewhere):
    abort(404)
