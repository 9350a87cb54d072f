"""/ca: how to trust this machine, in pictures; /ca.crt: what is to be trusted. On the plain port and under https."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, abort, current_app, render_template, request
from markupsafe import Markup

from patrol import words

from .authority import fingerprint, title
from .tls_files import kept_authority

blueprint = Blueprint(
    "lan", __name__, template_folder="templates", static_folder="static", static_url_path="/ca/static"
)

IPHONE = re.compile("iPhone|iPad|iPod")
COMPUTER = re.compile("Windows|Macintosh|X11")
WECHAT = re.compile("MicroMessenger|QQ/", re.IGNORECASE)


@blueprint.get("/ca")
def page() -> Response:
    der = kept_authority(current_app.config["INSTANCE"]) if _in_use() else None
    response = Response(
        render_template(
            "lan/page.html" if der else "lan/none.html",
            t=_say, language=_language(), system=_system(), in_wechat=_matches(WECHAT), app_url=_app_url(),
            width=_width, code=_code(), fingerprint=der and _rows(fingerprint(der)), title=der and title(der),
        )
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, User-Agent"
    return response


@blueprint.get("/ca.crt")
def certificate() -> Response:
    """DER, which Android and iOS both document. Inline: as an attachment iOS would file it instead of asking."""
    der = kept_authority(current_app.config["INSTANCE"])
    if der is None:
        abort(404)
    response = Response(der, content_type="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'inline; filename="patrol-ca.crt"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _in_use() -> bool:
    """Whether this very server speaks TLS itself: behind a proxy, or without TLS, the authority helps nobody."""
    before_proxies = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return "LEADS_TO_PORT" in current_app.config or before_proxies["wsgi.url_scheme"] == "https"


def _app_url() -> str:
    port = current_app.config.get("LEADS_TO_PORT")
    return "/app/" if port is None else f"https://{secure_host(request.host, port)}/app/"


def secure_host(host: str, port: int) -> str:
    """The same host at the port of https."""
    name = re.sub(r":\d+$", "", host)
    return name if port == 443 else f"{name}:{port}"


def _code() -> Markup | None:
    """On a computer's screen: this page's address for a phone to scan. Only the plain port opens without warning."""
    here = urlsplit(request.host_url).hostname in ("localhost", "127.0.0.1")
    if "LEADS_TO_PORT" not in current_app.config or _system() != "computer" or here:
        return None
    code = segno.make(request.host_url, error="m")
    return Markup(code.svg_inline(border=4, light="#fff", svgclass="code", lineclass=None, omitsize=True))


def _language() -> str:
    asked = request.args.get("lang")
    return asked if asked in words.LANGUAGES else request.accept_languages.best_match(words.LANGUAGES, "zh-CN")


def _say(key: str, **values) -> str:
    return words.words(_language(), f"lan.{key}", **values)


def _system() -> str:
    return "ios" if _matches(IPHONE) else "computer" if _matches(COMPUTER) else "android"


def _matches(pattern: re.Pattern) -> bool:
    return bool(pattern.search(request.headers.get("User-Agent", "")))


def _rows(pairs: str) -> list[str]:
    digits = pairs.split()
    return [" ".join(digits[start : start + 8]) for start in range(0, len(digits), 8)]


def _width(text: str) -> int:
    """About how wide a text of 14 px is drawn: Chinese characters are square, others about half of that."""
    return sum(14 if ord(character) > 0x2E7F else 8 for character in text)
