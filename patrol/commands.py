"""flask patrol …: each a few lines over a verb."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from . import config, supervisor, words, work
from .backup.returning import stop_if_half
from .domain import cards, erasing, founding, keeping_areas, people, room, signing_in, sweeping, verifying
from .domain.errors import Missing, Problem
from .domain.rules import DEPARTMENTS
from .domain.seats import ROLES, Gazetteer
from .domain.sweep import sweep as sweep_once
from .domain.times import parse
from .extensions import empty_write_ahead_log, reading, snapshot, upgrade, writing
from .lan.phones import Phones
from .lan.problems import TlsProblem
from .models import cases as case_table
from .models.areas import county
from .naming import alone, kept


class Sentence(click.ClickException):
    """A failure said in one sentence."""

    exit_code = 2

    def show(self, file=None):
        click.echo(self.message, err=True)


class Commands(AppGroup):
    """What the domain refuses is said in its words, not as a trace."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except Problem as problem:
            raise Sentence(words.words("en", f"error.{problem.code}", **problem.fields)) from None
        except TlsProblem as problem:
            raise Sentence(str(problem)) from None


group = Commands("patrol", help="Run and look after Patrol.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


def now():
    return current_app.config["CLOCK"]()


def say(text: str) -> None:
    click.echo(text)


@group.command()
@click.option("--host", help="127.0.0.1, with --tls 0.0.0.0.")
@click.option("--port", type=int, help="8000, with --tls 8443.")
@click.option("--tls", is_flag=True, help="Serve phones on the same network over https, by a private authority.")
@click.option("--plain-port", default=8000, show_default=True, help="With --tls: where phones fetch the authority.")
@click.option("--no-demo", is_flag=True, help="Begin with an empty county.")
def serve(host, port, tls, plain_port, no_demo):
    """Migrate, load the demo on the first run, and run web and worker under one parent."""
    host = host or ("0.0.0.0" if tls else "127.0.0.1")
    port = (8443 if tls else 8000) if port is None else port
    phones = Phones(current_app.config["PATROL"].instance, now, host, plain_port) if tls else None
    bring_up_to_date()
    with reading() as session:
        empty, demo = county(session) is None, False
        demo = not empty and county(session).demo
    if empty and not no_demo:
        say("First run: loading the demo county …")
        # In a process of its own: what it opens (threads of an S3 client) must not be inherited by web and worker.
        subprocess.run([sys.executable, "-m", "flask", "--app", "patrol", "patrol", "demo"], check=True, stdout=2)
        demo = True
    lines = greeting(demo) + (phones.greeting() if phones else [])
    sys.exit(supervisor.run(host, port, lines, phones and phones.tls()))


@group.command()
def migrate():
    """Bring the database to the newest schema; `serve` does so at each start."""
    bring_up_to_date()
    say("The database has the newest schema.")


def bring_up_to_date() -> None:
    stop_if_half(current_app)
    try:
        upgrade()
    except OperationalError:
        raise Sentence("The database of PATROL_DATABASE_URL cannot be reached.") from None


def greeting(demo: bool) -> list[str]:
    if not demo:
        return ["No demo: make the first account with `flask --app patrol patrol admin`."]
    from .demo.county import sign_ins

    lines = [f"Demo sign-ins, all with the password {signing_in.DEMO_PASSWORD}:"]
    return lines + [f"  {username:<20}{name}" for username, name in sign_ins()]


@group.command("work")
def run_worker():
    """Sweep what is overdue and make renditions, until told to stop."""
    stop_if_half(current_app)
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    work.run(current_app._get_current_object(), stop)


@group.command()
@click.option("--now", "at", help="Sweep as if it were this time (ISO 8601 with offset).")
def tick(at):
    """One sweep: what is overdue rises one level."""
    try:
        moment = parse(at) if at else now()
    except ValueError:
        raise Sentence("--now takes a time such as 2026-11-24T18:00:00+08:00.") from None
    say(f"{sweep_once(writing, now=moment)} dues rose one level.")


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
        from .demo import resetting

        resetting.clear(current_app._get_current_object())
        upgrade()
    load_demo()
    say("The demo is loaded.")


def load_demo() -> None:
    from .demo import cases

    cases.load_with_county(current_app._get_current_object(), now())


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


@group.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def take_backup(folder):
    """Copy database, photos and keys to a folder while everything goes on; again only what is new."""
    from .backup import BackupProblem, taking

    try:
        made = taking.take(current_app._get_current_object(), folder, reading, writing, now)
    except BackupProblem as problem:
        raise Sentence(str(problem)) from None
    say(f"Backed up and checked: {made['bytes']} photos and voices, {made['new']} of them new.")


@group.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_backup(folder):
    """Put a backup into an empty instance; phones then send what it does not know."""
    from .backup import BackupProblem, taking

    try:
        made = taking.put_back(current_app._get_current_object(), folder, reading, writing, now=now())
    except BackupProblem as problem:
        raise Sentence(str(problem)) from None
    upgrade()
    say(f"Restored as of {made['taken_at']}; check it with `flask --app patrol patrol verify`.")


@group.command("import-sealed")
@click.argument("file", type=click.File("rb"))
def import_sealed(file):
    """Take in what a phone without a network exported; again it changes nothing."""
    from .domain.sealed import contents, taking
    from .domain.sealed.envelope import Opened

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


@group.command("acts")
def print_acts():
    """docs/acts.md: the act table and what each role may do in each state."""
    from .domain.acts_page import page

    click.echo(page(), nl=False)


@group.command("sign-out")
@click.argument("person")
def sign_out(person):
    """End every session of a person."""
    with writing() as session:
        people.sign_out(session, None, founding.find_person(session, person).id, now=now())
    say("Signed out everywhere.")


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
