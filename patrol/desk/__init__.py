"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from . import case_export, case_views  # noqa: F401  further pages of the cases
from .calendar import blueprint as calendar
from .calls import blueprint as calls
from .cards import blueprint as cards
from .cases import blueprint as cases
from .home import blueprint as home
from .log import blueprint as log
from .settings import blueprint as settings
from .sign_in import blueprint as sign_in

BLUEPRINTS = (sign_in, home, cards, cases, calls, settings, calendar, log)
