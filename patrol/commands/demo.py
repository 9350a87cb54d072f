"""The demo county."""

from __future__ import annotations

import click
from flask import current_app

from patrol.extensions import reading, upgrade
from patrol.models.areas import county

from .group import Sentence, group, now, say


@group.command()
@click.option("--reset", is_flag=True, help="Delete everything of the demo and load it anew.")
def demo(reset):
    """Load the demo county."""
    upgrade()
    with reading() as session:
        home = county(session)
        there, is_demo = home is not None, home is not None and home.demo
    if there and not is_demo:
        raise Sentence("This county is real; the demo is only loaded into an empty instance.")
    if there and not reset:
        raise Sentence("The demo is here already; --reset deletes it and loads it anew.")
    if there:
        from patrol.demo import resetting

        resetting.clear(current_app._get_current_object())
        upgrade()
    load_demo()
    say("The demo is loaded.")


def load_demo() -> None:
    from patrol.demo import cases

    cases.load_with_county(current_app._get_current_object(), now())
