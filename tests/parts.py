"""What bin/test consists of: each part a command, and how its tests are counted."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

# pytest-playwright empties its folder of results when it is loaded, also that of a run beside it.
NO_BROWSER = ["-p", "no:playwright"]
SERVER = ["tests", "--ignore=tests/e2e"]
DATABASES = ("SQLite", "PostgreSQL")
# What one run of pytest takes: cut so that two runs side by side end at about the same time.
SHARES = {"ways in": ["tests/api", "tests/desk"], "domain": ["tests/domain"], "processes": ["tests/tooling"]}


@dataclass(frozen=True)
class Part:
    name: str
    command: list[str]
    # A part with a report counts its tests from that JUnit file; one without is one check, passed or failed.
    counted: bool = True
    needs: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    # What it said at the end is shown though it passed: its counts are the result.
    tells: bool = False
    # Of a few tests that somebody named, none may be for this part.
    may_be_empty: bool = False
    # Real browsers and processes: what fails beside another part is asked once more, alone. Both answers are told.
    asked_again: bool = False


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


def server(database: str, marks: str, share: str, arguments: list[str]) -> Part:
    needs = "postgres" if database == "PostgreSQL" else None
    command = _pytest(marks, arguments, *NO_BROWSER)
    return Part(
        f"{share}, {database}", command, needs=needs, may_be_empty=share == "server", asked_again=share == "processes"
    )


def measured() -> Part:
    return Part("measured", _pytest("alone", SERVER, *NO_BROWSER))


def browser(marks: str, arguments: list[str]) -> Part:
    command = _pytest(marks, arguments or ["tests/e2e"], "--output={report}.shots")
    return Part("browser", command, needs="chromium", asked_again=True)


def again(part: Part, tests: list[str]) -> Part:
    """The same part with these tests only."""
    command = [word for word in part.command if not word.startswith("tests")]
    return replace(part, name=f"{part.name}, again", command=[*command, *tests], asked_again=False, tells=True)


def chaos(seed: int, *options: str) -> Part:
    command = [sys.executable, "-m", "chaos", "--seed", str(seed), *options]
    return Part(f"chaos, seed {seed}", command, counted=False, needs="chromium", tells=True)


def _pytest(marks: str, arguments: list[str], *options: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "--junitxml={report}", "-m", marks, *options, *arguments]


def all_parts(long: bool, arguments: list[str]) -> tuple[list[Part], list[Part]]:
    """Parts that are begun in this order, two at a time, and those that then have the machine to themselves."""
    marks = "not alone" if long else "not alone and not long"
    if arguments:
        marks = "" if long else "not long"
        if any(argument.startswith("tests/e2e") for argument in arguments):
            return [browser(marks, arguments)], []
        return [server(database, marks, "server", arguments) for database in DATABASES], []
    # The longest first: what is short fills the gap at the end.
    shares = [server(database, marks, *share) for share in SHARES.items() for database in reversed(DATABASES)]
    broken = [chaos(seed) for seed in range(1, 6)] if long else [chaos(1, "--short")]
    return [*checks(), browser(marks, []), *shares, client()], [*broken, measured()]
