"""A browser in the office: signed in as one of the cast, its forms sent with their token."""

from __future__ import annotations

import re
from html import unescape

from tests.cast import Cast


class Office:
    def __init__(self, cast: Cast, part: str):
        self.http = cast[part].http

    def get(self, path: str, **query):
        return self.http.get(path, query_string=query or None)

    def text(self, path: str, **query) -> str:
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code)
        return words_of(answer)

    def send(self, path: str, data: dict | None = None, **fields):
        self.http.get("/desk/sign-in")
        with self.http.session_transaction() as cookie:
            token = cookie["form"]
        return self.http.post(path, data={**(data or {}), **fields, "form_token": token})


def words_of(answer) -> str:
    """What a page says, without its tags."""
    page = answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def fields_of(page: str) -> dict[str, list[str]]:
    """The fields of a page's forms as a browser would send them: inputs, ticked boxes and chosen options."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found.setdefault(name, []).append(chosen[1])
    found.pop("form_token", None)
    return found
