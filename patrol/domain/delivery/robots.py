"""Once a day each group robot tells how many cases of its area are overdue: a number, of cases hidden from nobody."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.channels import Message
from patrol.channels.robots import Robot
from patrol.channels.settings import Channels
from patrol.models import Delivery
from patrol.models.areas import by_code
from patrol.models.deliveries import fresh
from patrol.models.overdue import count_overdue
from patrol.models.prepared import insert_missing

from ..placing import spoken
from ..times import CHINA
from . import wording
from .planning import NAMESPACE

NAME = "robot"


def plan(session: Session, channels: Channels, *, now: datetime) -> None:
    """Today's message of each robot, once its hour has come."""
    there = now.astimezone(CHINA)
    for robot in channels.robots if there.hour >= channels.robot_hour else ():
        insert_missing(session, _row(robot, f"{there:%Y-%m-%d}", now))


def is_planned(session: Session, channels: Channels, *, now: datetime) -> bool:
    there = now.astimezone(CHINA)
    if there.hour < channels.robot_hour:
        return True
    return all(session.get(Delivery, _id(one, f"{there:%Y-%m-%d}")) for one in channels.robots)


def _id(robot: Robot, day: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{robot.area}/{robot.mark}/{day}"))


def _row(robot: Robot, day: str, now: datetime):
    return fresh(_id(robot, day), NAME, now, now, subject=f"{robot.area}/{robot.mark}")


def message(session: Session, delivery: Delivery, channels: Channels, now: datetime) -> tuple[Robot, Message] | None:
    """None where there is nothing to tell, or the robot is no longer among the settings."""
    robot = next((one for one in channels.robots if delivery.subject == f"{one.area}/{one.mark}"), None)
    area = by_code(session, robot.area) if robot else None
    count = count_overdue(session, area.path, now) if area else 0
    return (robot, wording.of_robot(delivery.id, spoken(area.name), count)) if count else None
