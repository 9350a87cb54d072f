"""Names that must go, while the log stays provable."""

from __future__ import annotations

import click

from patrol.domain import erasing, founding
from patrol.domain.errors import Missing
from patrol.extensions import empty_write_ahead_log, writing
from patrol.models import cases as case_table

from .group import group, now, say


@group.command()
@click.argument("person")
@click.option("--reason", required=True)
def erase(person, reason):
    """Remove a person's name and phone everywhere; the log stays provable."""
    with writing() as session:
        found = founding.find_person(session, person)
        count = erasing.erase(session, found, reason, now=now())
    empty_write_ahead_log()
    say(f"Erased; {count} events held the name.")


@group.command("erase-caller")
@click.argument("number")
@click.option("--reason", required=True)
def erase_caller(number, reason):
    """Remove the name and number of whoever called about a case (its number)."""
    with writing() as session:
        case = case_table.by_number(session, number)
        if case is None:
            raise Missing("case_missing")
        count = erasing.erase_callers(session, case, reason, now=now())
    empty_write_ahead_log()
    say(f"Erased; {count} events held it.")
