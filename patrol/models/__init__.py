"""Tables and questions about them; verbs that write live in domain/."""

from .absences import Absence
from .areas import Area, County, FormerPath, Station, StationTown
from .backups import Backup
from .callers import Caller
from .cases import Case, Due, NumberSeries
from .checks import Check
from .codes import ResetCode
from .deliveries import Delivery
from .figures import FormerStanding
from .log import Event, LogHead, Sight
from .looks import Look
from .notice_settings import NoticeSettings, PushSubscription
from .people import Attempt, Card, Device, Person, Post, Transfer
from .reports import Act, Attachment, Blob, Report
from .retention import RetentionVersion
from .routing import RoutingVersion
from .rules import RulesVersion
from .sealed import SealedImport
from .storage import StorageLevel, StorageWalk
from .tasks import Task, TaskLink
from .uploads import Upload
from .views import SavedView
from .waiting_files import WaitingFile
from .work import Job, Notice

__all__ = [
    "Absence", "Act", "Area", "Attachment", "Attempt", "Backup", "Blob", "Caller", "Card", "Case", "Check",
    "County", "Delivery", "Device", "Due", "Event", "FormerPath", "FormerStanding", "Job", "LogHead", "Look",
    "Notice", "NoticeSettings", "NumberSeries", "Person", "Post", "PushSubscription", "Report", "ResetCode",
    "RetentionVersion", "RoutingVersion", "RulesVersion", "SavedView", "SealedImport", "Sight", "Station",
    "StationTown", "StorageLevel", "StorageWalk", "Task", "TaskLink", "Transfer", "Upload", "WaitingFile",
]  # fmt: skip
