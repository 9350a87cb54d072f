"""A copy taken while everything goes on, and put back."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from patrol.extensions import reading, upgrade, writing

from .group import Sentence, group, now, say


@group.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def take_backup(folder):
    """Copy database, photos and keys to a folder while everything goes on; again only what is new."""
    from patrol.backup import BackupProblem, taking

    try:
        made = taking.take(current_app._get_current_object(), folder, reading, writing, now)
    except BackupProblem as problem:
        raise Sentence(str(problem)) from None
    say(f"Backed up and checked: {made['bytes']} photos and voices, {made['new']} of them new.")


@group.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_backup(folder):
    """Put a backup into an empty instance; phones then send what it does not know."""
    from patrol.backup import BackupProblem, taking

    try:
        made = taking.put_back(current_app._get_current_object(), folder, reading, writing, now=now())
    except BackupProblem as problem:
        raise Sentence(str(problem)) from None
    upgrade()
    say(f"Restored as of {made['taken_at']}; check it with `flask --app patrol patrol verify`.")
