"""Sealed files of phones without a network."""

from __future__ import annotations

import os

import click
from flask import current_app

from patrol import config
from patrol.extensions import reading, writing
from patrol.naming import kept

from .group import Sentence, group, now, say


@group.command("import-sealed")
@click.argument("file", type=click.File("rb"))
def import_sealed(file):
    """Take in what a phone without a network exported; again it changes nothing."""
    from patrol.domain.sealed import contents, taking
    from patrol.domain.sealed.envelope import Opened

    def proven():
        file.seek(0)
        opened = Opened(file, current_app.extensions["sealing"])
        with reading() as session:
            return contents.open_proven(session, opened, now())

    taking.summary(proven(), reading)  # to its last byte, before anything of it is taken
    run = taking.Import(proven(), current_app.extensions["storage"], writing, reading, kept, now())
    for row in taking.take(run, None):
        more = ", ".join(one for one in (row.why, *row.problems) if one)
        say(f"{row.state:<8} {row.type} {row.id}: {row.held} of {row.files} files" + (f" ({more})" if more else ""))


@group.command("new-sealing-key")
def new_sealing_key():
    """Seal to a new key from the next start on; what was sealed to the older ones still opens."""
    kept = current_app.config["PATROL"].instance / "sealing_keys"
    if "PATROL_SEALING_KEY" in os.environ:
        raise Sentence("The keys come from PATROL_SEALING_KEY: put a new one (openssl rand -hex 32) before them.")
    aside = kept.with_suffix(".new")
    aside.touch(mode=0o600)
    aside.write_text(f"{config.new_sealing_key()}\n{kept.read_text()}")
    aside.replace(kept)
    say("Made; restart Patrol, and back up the instance folder.")
