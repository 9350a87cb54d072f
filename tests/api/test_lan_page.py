"""/ca and /ca.crt as the app serves them beside everything else, and what TLS means for cookies and HSTS."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from patrol import create_app, words
from patrol.lan.tls_files import make_ready
from tests.cast import send
from tests.databases import settings

ANDROID = "Mozilla/5.0 (Linux; Android 10; ELE-AL00) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
HERE = "https://10.0.0.5:8443"
WECHAT = f"{ANDROID} MicroMessenger/8.0.47.2560"


@pytest.fixture
def ready(app):
    return make_ready(app.config["INSTANCE"], datetime.now(UTC))


def page(client, agent: str = ANDROID, language: str = "zh-CN", at: str = HERE) -> str:
    answer = client.get("/ca", headers={"User-Agent": agent, "Accept-Language": language}, base_url=at)
    assert answer.status_code == 200
    return answer.text


def opened(text: str) -> list[str]:
    """The sections that stand open."""
    return re.findall(r"<details class=\"card\" open><summary><h2>(.*?)</h2>", text)


def test_the_authority_is_served_as_phones_document_it(client, ready):
    answer = client.get("/ca.crt")
    assert (answer.status_code, answer.data) == (200, ready.der)
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.headers["Content-Disposition"] == 'inline; filename="patrol-ca.crt"'


def test_where_there_is_no_authority_the_page_says_what_could_be_done(client):
    assert client.get("/ca.crt").status_code == 404
    secure = page(client, at="https://patrol.example.cn")
    assert words.words("zh-CN", "lan.none_secure") in secure and "bin/serve" not in secure


def test_over_plain_http_it_says_what_the_office_could_do_whatever_was_once_made(client, ready):
    plain = page(client, at="http://10.0.0.5:8000")
    assert words.words("zh-CN", "lan.none_plain") in plain and "bin/serve --tls" in plain
    assert "/ca.crt" not in plain


def test_behind_a_proxy_with_a_certificate_of_its_own_the_private_one_is_not_offered(ready, database_url, tmp_path):
    behind = create_app(settings(tmp_path / "instance", database_url, PATROL_TRUSTED_PROXIES="1"))
    answer = behind.test_client().get("/ca", headers={"X-Forwarded-Proto": "https"})
    assert words.words("zh-CN", "lan.none_secure") in answer.text and "/ca.crt" not in answer.text


@pytest.mark.parametrize(
    ("agent", "section"), [(ANDROID, "android"), (IPHONE, "ios"), (WINDOWS, "computer"), ("", "android")]
)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_reader_s_own_system_stands_open(client, ready, agent, section, language):
    assert opened(page(client, agent, language)) == [words.words(language, f"lan.{section}")]


def test_the_fingerprint_stands_there_as_the_terminal_prints_it(client, ready):
    shown = re.search(r'<pre class="print">(.*?)</pre>', page(client), re.DOTALL)[1]
    assert shown.replace("\n", " ") == ready.fingerprint


def test_only_inside_wechat_is_the_way_out_of_it_shown(client, ready):
    assert words.words("zh-CN", "lan.wechat") in page(client, WECHAT)
    assert words.words("zh-CN", "lan.wechat") not in page(client)


def test_it_is_in_one_language_with_the_other_one_tap_away(client, ready):
    assert not re.search("[\u4e00-\u9fff]", page(client, language="en").replace("中文", "").replace("田野巡查", ""))
    assert 'href="?lang=en"' in page(client)
    assert (
        words.words("en", "lan.title")
        in client.get("/ca?lang=en", headers={"Accept-Language": "zh-CN"}, base_url=HERE).text
    )
    assert words.words("zh-CN", "lan.title") in client.get("/ca?lang=tlh", base_url=HERE).text


def test_nothing_on_it_is_inline_style_or_script(client, ready):
    assert not re.search(r"<script|<style| style=| on\w+=", page(client))


def test_the_app_is_a_tap_away_from_it(client, ready):
    assert 'href="/app/"' in page(client)


def signed_in(app, member, base_url: str) -> dict:
    member_of = {"username": member.username, "password": member.password}
    answer = send(app.test_client(), "POST", "/session", member_of, X_Forwarded_Proto=base_url.partition(":")[0],
                  X_Forwarded_Host=base_url.partition("//")[2], X_Forwarded_For="10.1.2.3")  # fmt: skip
    assert answer.status_code == 200
    return answer.headers


@pytest.mark.parametrize(
    ("public_url", "asked", "bound"),
    [
        ("https://patrol.example.cn", "https://patrol.example.cn", True),
        ("https://patrol.example.cn", "http://patrol.example.cn", False),
        ("https://patrol.example.cn", "https://10.0.0.5:8443", False),
        ("https://patrol.example.cn:8443", "https://patrol.example.cn:8443", False),
        ("https://10.0.0.5", "https://10.0.0.5", False),
        ("https://[fd00::5]", "https://[fd00::5]", False),
        ("https://office.local", "https://office.local", False),
        ("https://office", "https://office", False),
        ("http://patrol.example.cn", "https://patrol.example.cn", False),
        (None, "https://patrol.example.cn", False),
    ],
)
def test_browsers_are_bound_to_https_only_at_the_county_s_public_name(
    cast, database_url, tmp_path, clock, public_url, asked, bound
):
    given = {"PATROL_PUBLIC_URL": public_url} if public_url else {}
    app = create_app(settings(tmp_path / "instance", database_url, PATROL_TRUSTED_PROXIES="1", **given))
    app.config["CLOCK"] = clock
    assert ("Strict-Transport-Security" in signed_in(app, cast.informant, asked)) is bound


def test_the_cookie_of_https_and_that_of_http_are_two(cast, database_url, tmp_path, clock):
    app = create_app(settings(tmp_path / "instance", database_url, PATROL_TRUSTED_PROXIES="1"))
    app.config["CLOCK"] = clock
    secure = signed_in(app, cast.informant, "https://10.0.0.5:8443")["Set-Cookie"]
    plain = signed_in(app, cast.informant, "http://10.0.0.5:8000")["Set-Cookie"]
    assert (
        secure.startswith("__Host-patrol=") and "Secure" in secure and "Path=/" in secure and "Domain" not in secure
    )
    assert plain.startswith("patrol=") and "Secure" not in plain
