"""Web and worker: started, migrated, swept once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import click
from flask import current_app
from sqlalchemy.exc import OperationalError

from patrol import supervisor, work
from patrol.backup.returning import stop_if_half
from patrol.domain import signing_in
from patrol.domain.sweep import sweep as sweep_once
from patrol.domain.times import parse
from patrol.extensions import reading, upgrade, writing
from patrol.lan.phones import Phones
from patrol.models.areas import county

from .group import Sentence, group, now, say


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
    from patrol.demo.county import sign_ins

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
