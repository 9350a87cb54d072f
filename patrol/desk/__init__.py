"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from . import (  # noqa: F401  further pages of areas, cases and people
    area_forms,
    area_imports,
    area_stations,
    case_export,
    case_views,
    people_import,
    people_person,
    reorganising,
)
from .areas import blueprint as areas
from .calendar import blueprint as calendar
from .calls import blueprint as calls
from .cards import blueprint as cards
from .cases import blueprint as cases
from .home import blueprint as home
from .log import blueprint as log
from .people import blueprint as people
from .settings import blueprint as settings
from .sign_in import blueprint as sign_in

BLUEPRINTS = (sign_in, home, cards, areas, people, cases, calls, settings, calendar, log)
