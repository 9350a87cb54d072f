"""What the log proves, and the table of acts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from patrol.domain import verifying
from patrol.extensions import snapshot
from patrol.models.areas import county

from .group import Sentence, group, say


@group.command()
@click.option("--receipt", type=click.Path(exists=True, dir_okay=False), multiple=True, help="A receipt's JSON.")
def verify(receipt):
    """Walk the log's links, replay it, and name whatever differs."""
    receipts = [_receipt(Path(name)) for name in receipt]
    with snapshot() as session:
        if county(session) is None:
            raise Sentence("There is no county yet, so there is nothing to verify.")
        findings = verifying.verify(session, receipts)
        count = verifying.count(session)
    for finding in findings:
        say(str(finding))
    if findings:
        raise SystemExit(1)
    say(f"Clean: {count} events, every link and every case as written.")


def _receipt(path: Path) -> dict:
    try:
        receipt = json.loads(path.read_text())
        return receipt if isinstance(receipt, dict) else {}
    except ValueError:
        raise Sentence(f"{path} is not a receipt in JSON.") from None


@group.command("acts")
def print_acts():
    """docs/acts.md: the act table and what each role may do in each state."""
    from patrol.domain.acts_page import page

    click.echo(page(), nl=False)
