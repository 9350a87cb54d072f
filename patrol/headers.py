"""Security headers on every answer."""

import ipaddress
import re
from urllib.parse import urlsplit

from flask import Flask, current_app, request

POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
LOCAL = re.compile(r"(^|\.)(local|localhost|lan|internal|home\.arpa)$")


def register(app: Flask) -> None:
    @app.after_request
    def secure(response):
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(self)"
        if request.is_secure and _always_https(_public_url(), request.host):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith("/api") or _is_of_the_office(request.path):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_of_the_office(path: str) -> bool:
    """Its pages hold names and stand on machines that several people use; its sheet and script may be kept."""
    return path.startswith("/desk") and not path.startswith("/desk/static/")


def _public_url() -> str | None:
    settings = current_app.config.get("PATROL")
    return settings.public_url if settings else None


def _always_https(public_url: str | None, host: str) -> bool:
    """Only the county's own public name at the usual port may bind browsers to https for a year.

    It binds every port of that name. A machine on the office's network also serves http on another one, and may lose
    its private authority: browsers that remember would then shut people out, and let nobody click it away.
    """
    address = urlsplit(public_url or "")
    name = address.hostname or ""
    if address.scheme != "https" or address.netloc != host or address.port not in (None, 443):
        return False
    return "." in name and not LOCAL.search(name) and not _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
