"""The office, signed in: `office` as an officer, `admin` as the administrator."""

from __future__ import annotations

import pytest

from tests.desk.browsing import Office


@pytest.fixture
def office(cast) -> Office:
    return Office(cast, "officer")


@pytest.fixture
def admin(cast) -> Office:
    return Office(cast, "admin")
