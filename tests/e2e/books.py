"""What the product keeps, read beside it: its database and its storage; and its commands."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.serving import ROOT, Served, wait_until


class Books:
    def __init__(self, product: Served):
        self.product, self.instance = product, product.instance

    def rows(self, question: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.instance / 'patrol.db'}?mode=ro", uri=True)) as database:
            return database.execute(question, values).fetchall()

    def reports_of(self, username: str) -> dict[str, str]:
        """Each report's id and its case's, oldest first."""
        question = """SELECT reports.id, case_id FROM reports JOIN people ON people.id = reporter_id
                      WHERE username = ? ORDER BY reports.received_at"""
        return dict(self.rows(question, username))

    def new_reports_of(self, username: str, before: dict[str, str], n: int = 1) -> list[str]:
        """Waits until there are n more than before, and no more than that."""
        wait_until(lambda: len(self.reports_of(username)) >= len(before) + n, 40)
        new = [one for one in self.reports_of(username) if one not in before]
        assert len(new) == n
        return new

    def cases(self) -> set[str]:
        return {row[0] for row in self.rows("SELECT id FROM cases")}

    def held(self, sha256: str) -> Path:
        return self.instance / "storage" / sha256[:2] / sha256[2:4] / sha256

    def photo_states(self, report: str) -> dict[str, str]:
        return dict(self.rows("SELECT sha256, state FROM attachments WHERE fact_id = ?", report))

    def command(self, *words: str) -> str:
        """`flask patrol …` on the same instance."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "patrol", "patrol", *words],
            cwd=ROOT,
            env={**_plain_environment(), "PATROL_INSTANCE": str(self.instance)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
