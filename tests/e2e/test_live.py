"""An open app learns by itself of what happens; one that nobody looks at is left alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.hand import PATIENCE, words
from tests.e2e.phones import LIVE
from tests.e2e.telephone import call

ALL = "#/cases?list=all"


@pytest.fixture
def inspector(phones):
    phone = phones("inspector")
    phone.sign_in("inspector-yanling")
    phone.open(ALL)
    phone.listens()
    return phone


def row(phone, case: str):
    return phone.page.locator(f"main a.row[href='#/case/{case}']")


def test_a_report_is_in_the_open_list_of_the_inspector_without_being_asked_for(product, inspector):
    asked = len(inspector.asked)
    case = call(product, "informant-liuru")
    expect(row(inspector, case).first).to_be_visible(timeout=PATIENCE)
    # Asking by itself the app begins with who is signed in; told to look it does not.
    assert "/api/session" not in inspector.asked[asked:]


def test_whom_it_does_not_concern_is_not_told(product, phones, inspector):
    elsewhere = phones("elsewhere")
    elsewhere.sign_in("inspector-yunyang")
    elsewhere.open(ALL)
    elsewhere.listens()
    asked = len(elsewhere.asked)
    case = call(product, "informant-liuru")
    expect(row(inspector, case).first).to_be_visible(timeout=PATIENCE)
    elsewhere.wait_until_quiet()
    assert [path for path in elsewhere.asked[asked:] if path.startswith("/api/changes")] == []


def test_an_app_put_away_listens_to_nothing_and_looks_when_it_is_taken_out(product, phones, inspector):
    assistant = phones("assistant")
    assistant.sign_in("assistant-yanling")
    assistant.open(ALL)
    assistant.listens()
    with assistant.page.expect_event("requestfailed", lambda request: request.url.endswith(LIVE)):
        assistant.put_away()
    assistant.wait_until_quiet()
    asked = len(assistant.asked)
    case = call(product, "informant-liuru")
    expect(row(inspector, case).first).to_be_visible(timeout=PATIENCE)
    assistant.wait_until_quiet()
    assert assistant.asked[asked:] == []
    assistant.take_out()
    expect(row(assistant, case).first).to_be_visible(timeout=PATIENCE)
    assert LIVE in assistant.asked[asked:]


def test_a_server_that_goes_is_noticed_at_once_and_so_is_its_return(product, inspector):
    asked = len(inspector.asked)
    product.stop()
    expect(inspector.page.get_by_text(words("net.offline"))).to_be_visible(timeout=PATIENCE)
    assert set(inspector.asked[asked:]) <= {"/api/health", LIVE}
    product.start()
    case = call(product, "informant-liuru")
    expect(row(inspector, case).first).to_be_visible(timeout=PATIENCE)
    expect(inspector.page.get_by_text(words("net.offline"))).to_have_count(0)
