"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from . import (  # noqa: F401  further pages of areas, cases and people
    area_forms,
    area_imports,
    area_stations,
    case_export,
    case_map,
    case_tasks,
    case_views,
    convening,
    figures_export,
    people_absences,
    people_import,
    people_notices,
    people_person,
    reorganising,
    task_return,
)
from .areas import blueprint as areas
from .calendar import blueprint as calendar
from .calls import blueprint as calls
from .cards import blueprint as cards
from .cases import blueprint as cases
from .deliveries import blueprint as deliveries
from .figures import blueprint as figures
from .home import blueprint as home
from .log import blueprint as log
from .people import blueprint as people
from .recurring import blueprint as recurring
from .routing import blueprint as routing
from .sealed import blueprint as sealed
from .settings import blueprint as settings
from .sign_in import blueprint as sign_in
from .storage import blueprint as storage
from .tasks import blueprint as tasks

BLUEPRINTS = (
    sign_in, home, cards, areas, people, cases, tasks, figures, recurring, calls, sealed, deliveries, settings,
    calendar, storage, log, routing,
)  # fmt: skip
