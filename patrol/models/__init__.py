"""Tables and questions about them; verbs that write live in domain/."""

from .area_files import AreaFile
from .areas import Area, County, FormerPath, Station, StationTown
from .backups import Backup
from .callers import Caller
from .cases import Case, Due, NumberSeries
from .checks import Check
from .codes import ResetCode
from .imports import PeopleImport
from .log import Event, LogHead, Sight
from .looks import Look
from .people import Attempt, Card, Device, Person, Post, Transfer
from .reports import Act, Attachment, Blob, Report
from .rules import RulesVersion
from .uploads import Upload
from .views import SavedView
from .work import Job, Notice

__all__ = [
    "Act", "Area", "AreaFile", "Attachment", "Attempt", "Backup", "Blob", "Caller", "Card", "Case", "Check",
    "County", "Device", "Due", "Event", "FormerPath", "Job", "LogHead", "Look", "Notice", "NumberSeries",
    "PeopleImport", "Person", "Post", "Report", "ResetCode", "RulesVersion", "SavedView", "Sight", "Station",
    "StationTown", "Transfer", "Upload",
]  # fmt: skip
