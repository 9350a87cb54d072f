"""The session cookie: Secure whenever the request came by TLS, so that one build serves both a LAN and the county.

Under TLS it has a name of its own. Cookies know no ports, and a browser that holds a Secure one lets plain http
neither read nor replace it: with one name for both, whoever once used https here could never sign in over http again.
"""

from flask import request
from flask.sessions import SecureCookieSessionInterface


class Cookies(SecureCookieSessionInterface):
    def get_cookie_name(self, app) -> str:
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if request.is_secure else name

    def get_cookie_secure(self, app) -> bool:
        return request.is_secure

    def save_session(self, app, session, response) -> None:
        # The app's own files are the same for everybody. With `Vary: Cookie`, which looking at a session adds, a
        # phone fetched all of them anew after each sign-in.
        if request.blueprint != "pwa":
            super().save_session(app, session, response)
