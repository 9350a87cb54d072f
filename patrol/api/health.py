from flask import jsonify

from patrol.version import VERSION

from .gate import gated, no_sign_in

blueprint = gated("health")


@blueprint.get("/health")
@no_sign_in
def health():
    """The body tells the app from a captive portal's page."""
    return jsonify(ok=True, name="patrol", version=VERSION)
