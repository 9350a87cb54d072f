"""What bin/test consists of: each part a command, and how its tests are counted."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

# pytest-playwright empties its folder of results when it is loaded, also that of a run beside it.
NO_BROWSER = ["-p", "no:playwright"]
SERVER = ["tests", "--ignore=tests/e2e"]


@dataclass(frozen=True)
class Part:
    name: str
    command: list[str]
    # A part with a report counts its tests from that JUnit file; one without is one check, passed or failed.
    counted: bool = True
    needs: str | None = None
    environment: dict[str, str] = field(default_factory=dict)


def checks() -> list[Part]:
    python = [sys.executable, "-m"]
    return [
        Part("ruff check", [*python, "ruff", "check", "."], counted=False),
        Part("ruff format", [*python, "ruff", "format", "--check", "."], counted=False),
        Part("imports", [str(Path(sys.executable).with_name("lint-imports"))], counted=False),
        Part("types", ["npm", "run", "--silent", "types"], counted=False),
    ]


def client() -> Part:
    command = ["node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]
    command += ["--test-reporter=junit", "--test-reporter-destination={report}", "tests/pwa/**/*.test.ts"]
    return Part("client logic", command)


def server(database: str, marks: str, arguments: list[str]) -> Part:
    needs = "postgres" if database == "PostgreSQL" else None
    return Part(f"server, {database}", _pytest(marks, arguments or SERVER, *NO_BROWSER), needs=needs)


def measured(database: str) -> Part:
    needs = "postgres" if database == "PostgreSQL" else None
    return Part(f"measured, {database}", _pytest("alone", SERVER, *NO_BROWSER), needs=needs)


def browser(marks: str, arguments: list[str]) -> Part:
    return Part("browser", _pytest(marks, arguments or ["tests/e2e"], "--output={report}.shots"), needs="chromium")


def _pytest(marks: str, arguments: list[str], *options: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "--junitxml={report}", "-m", marks, *options, *arguments]


def all_parts(long: bool, arguments: list[str]) -> tuple[list[list[Part]], list[Part]]:
    """Lanes that run side by side, and what runs after them with the machine to itself."""
    marks = "not alone" if long else "not alone and not long"
    if arguments:
        if any(argument.startswith("tests/e2e") for argument in arguments):
            return [[browser("" if long else "not long", arguments)]], []
        marks = "" if long else "not long"
        return [[server("SQLite", marks, arguments), server("PostgreSQL", marks, arguments)]], []
    lanes = [
        [*checks(), client(), browser(marks, [])],
        [server("SQLite", marks, []), server("PostgreSQL", marks, [])],
    ]
    return lanes, [measured("SQLite"), measured("PostgreSQL")]
