"""Channels that deliver to a list in memory, so that a test reads what went out and says what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from patrol import delivering
from patrol.channels import Message, Undelivered
from patrol.channels.settings import Channels
from patrol.models import NoticeSettings


@dataclass
class Receiver:
    """Takes every message but those to an address for which `refuses` has a problem."""

    name: str
    got: list[tuple[str, Message]] = field(default_factory=list)
    refuses: dict[str, Undelivered] = field(default_factory=dict)

    def send(self, address: str, message: Message) -> None:
        if address in self.refuses:
            raise self.refuses[address]
        self.got.append((address, message))

    @property
    def told(self) -> list[tuple[str, str]]:
        """(address, text without its code)"""
        return [(address, message.text.partition("（")[0]) for address, message in self.got]


def connect(app, *names: str, **more) -> dict[str, Receiver]:
    """The app's county has these channels from now on."""
    receivers = {name: Receiver(name) for name in names}
    config = app.config["PATROL"]
    app.config["PATROL"] = replace(config, channels=Channels(personal=receivers, threads=1, **more))
    return receivers


def reach(session, member, **wishes) -> None:
    session.merge(NoticeSettings(**{"person_id": member.id, "off": []} | wishes))
    session.commit()


def deliver(app) -> None:
    """Until nothing more is due by the app's clock."""
    with app.app_context():
        work = delivering.Delivering(app)
        while work.turn():
            pass
        work.end()


GONE = Undelivered("unknown_address", 550, for_good=True)
BUSY = Undelivered("refused", 451)
__all__ = ["BUSY", "GONE", "Receiver", "connect", "deliver", "reach"]
