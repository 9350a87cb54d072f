"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from . import area_forms, area_imports, area_stations, reorganising  # noqa: F401  their views hang on one blueprint
from .areas import blueprint as areas_blueprint
from .cards import blueprint as cards
from .home import blueprint as home
from .sign_in import blueprint as sign_in

BLUEPRINTS = (sign_in, home, cards, areas_blueprint)
