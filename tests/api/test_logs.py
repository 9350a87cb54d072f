"""The server's own log and its errors: enough to mend a fault, nothing of who reported, and no way in."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from gunicorn.config import Config
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from patrol import gunicorn_conf
from patrol.domain import enrolling
from patrol.extensions import writing
from patrol.models import Person
from patrol.models.prepared import insert_rows

NAME = "欧阳清风"


def test_an_unforeseen_error_is_logged_by_its_route_without_the_card_s_token(client, caplog, monkeypatch):
    def broken(_session, _token):
        raise RuntimeError("broken")

    monkeypatch.setattr(enrolling, "find", broken)
    with caplog.at_level(logging.DEBUG):
        assert client.get("/api/enrolments/the-token-of-a-card").status_code == 500
    assert "unforeseen in GET /api/enrolments/<token>" in caplog.text and "RuntimeError: broken" in caplog.text
    assert "the-token-of-a-card" not in caplog.text


def test_an_unforeseen_error_where_there_is_no_route_is_logged_too(client, caplog, app):
    def broken():
        raise RuntimeError("broken")

    app.before_request_funcs.setdefault(None, []).insert(0, broken)
    assert client.get("/api/nowhere/the-token-of-a-card").status_code == 500
    assert "RuntimeError: broken" in caplog.text and "the-token-of-a-card" not in caplog.text


@pytest.mark.parametrize("way", ["orm", "prepared"])
def test_an_error_of_the_database_does_not_say_what_was_to_be_written(app, cast, clock, way):
    """Such an error goes into the log as it is, and into the row of a job that failed."""
    facts = {"id": cast.informant.id, "name": NAME, "epoch": 1, "created_at": clock()}
    with app.app_context(), pytest.raises(IntegrityError) as failed, writing() as session:
        if way == "orm":
            session.execute(insert(Person).values(**facts))
        else:
            insert_rows(session, [Person(**facts)])
    assert "people" in str(failed.value)
    assert NAME not in str(failed.value) and NAME not in repr(failed.value)


def test_the_web_server_keeps_no_list_of_who_asked_for_what():
    assert Config().accesslog is None and not hasattr(gunicorn_conf, "accesslog")


def test_nor_does_the_proxy_that_the_guide_describes():
    """nginx keeps one unless it is told not to: the address of a phone beside the report it sent."""
    guide = (Path(__file__).parents[2] / "docs/deploy.md").read_text()
    servers = re.findall(r"^server \{.*?^\}", guide, re.M | re.S)
    assert len(servers) == 2 and all("\n    access_log off;\n" in one for one in servers)
