"""Sealed files from phones without a network: brought, looked at, taken in; and the phones somebody should ring.

Officers and administrators may bring one: what is in it comes in the name of the phone's owner, whoever carries it,
and these pages show nobody's name, no place, no kind and no number, so that no power over cases is needed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict

from flask import current_app, g, redirect, render_template, request, url_for

from patrol.domain import waiting_phones
from patrol.domain.errors import Invalid, Problem
from patrol.domain.sealed import contents, staging, taking
from patrol.domain.sealed.envelope import Opened
from patrol.domain.times import parse
from patrol.extensions import reading, writing
from patrol.models.base import new_id
from patrol.naming import kept

from .gate import gated
from .sealed_words import explained, village_told
from .spoken import moment, say

# A phone full of photos; what is larger goes by `flask patrol import-sealed`.
BODY_MOST = 2 * 1024 * 1024 * 1024
blueprint = gated("sealed", BODY_MOST)


@blueprint.get("/sealed")
def form():
    return _form_page()


def _form_page(problem: str | None = None):
    officer = "officer" in g.actor.roles
    with reading() as session:
        villages = waiting_phones.waiting(session, g.actor, g.now) if officer else []
        told = [village_told(one, g.now) for one in villages]
    return render_template("desk/sealed.html", problem=problem, villages=told, officer=officer)


@blueprint.post("/sealed")
def bring():
    """Read to its last byte before anything is kept of it."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid("sealed_missing")
        summary = taking.summary(_proven(sent.stream), reading)
    except Problem as problem:
        return _form_page(say(f"error.{problem.code}", **problem.fields)), 422
    import_id = new_id()
    staging.keep(_storage(), import_id, sent.stream)
    with writing() as session:
        staging.stage(session, g.actor, import_id, summary, now=g.now)
    return redirect(url_for(".check", import_id=import_id))


def _proven(file) -> contents.Contents:
    opened = Opened(file, current_app.extensions["sealing"])
    with reading() as session:
        return contents.open_proven(session, opened, g.now)


def _storage():
    return current_app.extensions["storage"]


@blueprint.get("/sealed/<uuid:import_id>")
def check(import_id):
    with reading() as session:
        staged = staging.find(session, g.actor, str(import_id), g.now)
    exported = moment(parse(staged.summary["exported_at"]), g.now)
    rows = [explained(taking.Row(**row)) for row in staged.rows or []]
    return render_template(
        "desk/sealed_check.html", import_id=staged.id, found=staged.summary, exported=exported, rows=rows,
        done=staged.rows is not None, until=moment(staged.expires_at, g.now),
    )  # fmt: skip


@blueprint.post("/sealed/<uuid:import_id>/confirmation")
def take(import_id):
    """Once more changes nothing, so a run that was cut off is simply begun again."""
    with _kept(str(import_id)) as file:
        run = taking.Import(_proven(file), _storage(), writing, reading, kept, g.now)
        rows = taking.take(run, g.actor)
    with writing() as session:
        staging.find(session, g.actor, str(import_id), g.now).rows = [asdict(row) for row in rows]
    return redirect(url_for(".check", import_id=import_id))


@contextmanager
def _kept(import_id: str):
    with reading() as session:
        staging.find(session, g.actor, import_id, g.now)
    with staging.open_file(_storage(), import_id) as file:
        yield file


@blueprint.post("/sealed/<uuid:import_id>/removal")
def drop(import_id):
    with reading() as session:
        staging.find(session, g.actor, str(import_id), g.now)
    staging.drop(writing, _storage(), str(import_id))
    return redirect(url_for(".form"))
