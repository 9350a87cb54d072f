"""E-mail by the county's own server, over STARTTLS or TLS."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate

from . import TIMEOUT_SECONDS, Message, Undelivered


@dataclass(frozen=True, repr=False)
class Mail:
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"  # starttls | always | none
    subject: str = "Patrol"
    name = "email"

    def send(self, address: str, message: Message) -> None:
        try:
            with self._connected() as server:
                server.send_message(self._written(address, message))
        except smtplib.SMTPRecipientsRefused as problem:
            code = next(iter(problem.recipients.values()))[0]
            raise Undelivered("unknown_address", code, for_good=code >= 500) from None
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as problem:
            raise Undelivered("not_let_in", problem.smtp_code) from None
        except smtplib.SMTPResponseException as problem:
            raise Undelivered("refused", problem.smtp_code, for_good=problem.smtp_code >= 500) from None
        except smtplib.SMTPNotSupportedError:
            raise Undelivered("no_tls") from None
        except (OSError, smtplib.SMTPException):
            raise Undelivered("unreachable") from None

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "always":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _written(self, address: str, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, address, f"{self.subject} {message.code}"
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        mail["X-Patrol-Notice"] = message.id
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n\n".join(part for part in (message.text, message.url) if part) + "\n")
        return mail
