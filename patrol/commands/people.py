"""The county, its areas, its people and their ways in."""

from __future__ import annotations

import click
from flask import current_app

from patrol.domain import cards, founding, keeping_areas, people, signing_in
from patrol.domain.errors import Missing
from patrol.domain.rules import DEPARTMENTS
from patrol.domain.seats import ROLES, Gazetteer
from patrol.extensions import writing
from patrol.models.areas import county

from .group import Sentence, group, now, say


@group.command()
@click.option("--username", prompt=True)
@click.option("--name", prompt=True)
@click.option("--county-code", prompt="County code (6 digits)")
@click.option("--county-name", prompt=True)
@click.password_option(help="At least 10 characters.")
def admin(username, name, county_code, county_name, password):
    """Make the county and its first account."""
    if len(password) < 10 or password == signing_in.DEMO_PASSWORD:
        raise Sentence("The password needs at least 10 characters.")
    with writing() as session:
        founding.first_admin(session, username, name, county_code, county_name, password, now=now())
    say(f"{username} can sign in.")


@group.group()
def area():
    """The county's towns, villages and groups."""


@area.command("add")
@click.option("--code", required=True, help="The statistical code: 12 digits, a group 15.")
@click.option("--name", required=True)
@click.option("--level", required=True, type=click.Choice(["town", "village", "group"]))
@click.option("--parent", required=True, help="Code of the county, town or village it lies in.")
@click.option("--station", help="For a town: name of the station that serves it; made when it is new.")
def add_area(code, name, level, parent, station):
    """Add an area; a town with the station that serves it."""
    with writing() as session:
        keeping_areas.add(session, code, name, level, parent, station, None, now())
    say(f"{name} ({code}) is there.")


@group.group()
def person():
    """People and their posts."""


@person.command("add")
@click.option("--name", required=True)
@click.option("--phone", required=True, help="Its last four digits redeem the card.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--area", help="Code of the village, town or county.")
@click.option("--station", help="Name of the station, for inspectors.")
@click.option("--department", type=click.Choice(DEPARTMENTS), help="Which one, for the role department.")
@click.option("--username")
@click.option("--password")
def add_person(name, phone, role, area, station, department, username, password):
    """Add a person with a post."""
    hashed = signing_in.hash_password(password) if password else None
    with writing() as session:
        if county(session) is None:
            raise Missing("no_county")
        seat = Gazetteer(session).seat(role, area or "", station or "", department or "")
        person_id = people.add(session, None, name, phone, seat, username, hashed, now=now()).id
    say(f"{name} is {role}; id {person_id}. Make the card with `flask --app patrol patrol card {person_id}`.")


@group.command()
@click.argument("person")
@click.option("--url", default="", help="The address people open, e.g. https://patrol.example.cn")
def card(person, url):
    """A new card for a person (id or user name): prints the link and its QR code."""
    import segno

    with writing() as session:
        found = founding.find_person(session, person)
        [token] = cards.issue(session, None, [found], now=now()).values()
    base = url or current_app.config["PATROL"].public_url or "http://127.0.0.1:8000"
    link = f"{base.rstrip('/')}/app/#/card/{token}"
    segno.make(link, error="m").terminal(compact=True)
    say(link)


@group.command("sign-out")
@click.argument("person")
def sign_out(person):
    """End every session of a person."""
    with writing() as session:
        people.sign_out(session, None, founding.find_person(session, person).id, now=now())
    say("Signed out everywhere.")
