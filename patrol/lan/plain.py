"""The plain port of `bin/serve --tls`: the page about the authority, and the way to https for everything else."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for

from patrol import config as settings
from patrol import headers

from .page import blueprint, secure_host


def create_app(secure_port: int) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(INSTANCE=settings.read().instance, LEADS_TO_PORT=secure_port)
    headers.register(app)
    app.register_blueprint(blueprint)

    @app.get("/")
    def front():
        # Who types the bare address is most likely here for the first time.
        return redirect(url_for("lan.page"))

    @app.get("/<path:_path>")
    def elsewhere(_path):
        place = request.full_path.removesuffix("?") if not request.query_string else request.full_path
        return redirect(f"https://{secure_host(request.host, secure_port)}{place}", 307)

    @app.errorhandler(405)
    def refused(_problem):
        # What was sent has crossed the network in the clear: leading it on would hide that.
        return "This port takes nothing; use https.\n", 403, {"Content-Type": "text/plain; charset=utf-8"}

    return app
