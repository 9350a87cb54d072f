"""The session cookie: Secure whenever the request came by TLS, so that one build serves both a LAN and the county."""

from flask import request
from flask.sessions import SecureCookieSessionInterface


class Cookies(SecureCookieSessionInterface):
    def get_cookie_secure(self, app) -> bool:
        return request.is_secure
