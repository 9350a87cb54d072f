"""How much room there is, and the sweep of what no row names."""

from __future__ import annotations

import click
from flask import current_app

from patrol.domain import room, sweeping
from patrol.extensions import reading, writing
from patrol.naming import alone

from .group import group, now, say


@group.command("storage")
@click.option("--sweep", is_flag=True, help="Walk all of it now and take away what no row names.")
def storage_(sweep):
    """How much room is used and left; with --sweep after a walk over everything."""
    app = current_app
    if sweep:
        count, size = sweeping.whole(writing, reading, alone, app.extensions["storage"], now=now())
        say(f"{count} files that no row names were taken away ({size:,} bytes).")
    with reading() as session:
        limit = app.config["PATROL"].storage_limit
        usage = room.usage(session, app.extensions["storage"], limit, now())
    for name in ("originals", "renditions", "thumbnails", "uploads", "database"):
        say(f"{name:<12}{getattr(usage, name):>20,} bytes")
    say(f"{'a day':<12}{usage.a_day:>20,.0f} bytes on average")
    if usage.share is None:
        say("A bucket without an end; PATROL_STORAGE_LIMIT gives it one.")
        return
    left = "" if usage.days_left is None else f", {usage.days_left} days at this rate"
    say(f"{'free':<12}{usage.free:>20,} bytes: {usage.share:.0%} used{left}. {LEVELS[room.level_of(usage.share)]}")


LEVELS = {
    "room": "",
    "low": "Low: at 95 % originals wait on the phones.",
    "full": "Full: originals wait on the phones until there is room.",
}
