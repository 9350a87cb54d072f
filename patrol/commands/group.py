"""What all commands share: their group, the clock, and how a failure is said."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from patrol import words
from patrol.domain.errors import Problem
from patrol.lan.problems import TlsProblem


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


def now():
    return current_app.config["CLOCK"]()


def say(text: str) -> None:
    click.echo(text)
