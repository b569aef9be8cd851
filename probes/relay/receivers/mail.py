"""E-mail, by SMTP: with STARTTLS or TLS, and with an account if there is one.

aiosmtplib needs no thread, so that a server that hangs is left at the end of the time, and has no dependencies.
"""

import asyncio
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

import aiosmtplib
from pydantic import SecretStr

from probes.relay.message_limits import clip
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.receiver import PlainMessage, SendOutcome, SendResult

TIMEOUT: Final = 30.0
"""Seconds, for all of it. A mail server may take its time: some greet only after ten seconds, against spam."""

_SUBJECT: Final = 150
_OURSELVES: Final = "[127.0.0.1]"  # instead of this machine's name, which DNS would be asked for, and nobody needs
_TEMPORARY: Final = range(400, 500)
_WRONG_ACCOUNT: Final = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class MailAccount:
    """`security` is how the way to the server is closed. Without a `password` nobody logs in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: SecretStr | None
    sender: str
    to: tuple[str, ...]


class Mail:
    """Example:
    result = await Mail(account).send(message)
    """

    kind = "email"
    problem = None

    def __init__(self, account: MailAccount, timeout_s: float = TIMEOUT) -> None:
        self._account = account
        self._timeout_s = timeout_s

    async def send(self, message: PlainMessage) -> SendResult:
        account = self._account
        password = account.password.get_secret_value() if account.password else None
        context = None if account.security == "none" else await asyncio.to_thread(ssl.create_default_context)
        try:
            async with asyncio.timeout(self._timeout_s):
                refused, _ = await aiosmtplib.send(
                    composed(message, account),
                    hostname=account.host,
                    port=account.port,
                    use_tls=account.security == "tls",
                    start_tls=account.security == "starttls",
                    username=account.user if password else None,
                    password=password,
                    local_hostname=_OURSELVES,
                    timeout=self._timeout_s,
                    tls_context=context,
                )
        except TimeoutError:
            return SendResult(SendOutcome.TIMEOUT, f"no answer within {self._timeout_s:g} s")
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return meaning(error)
        if refused:
            return SendResult(SendOutcome.DELIVERED, f"{len(refused)} of {len(account.to)} addresses were refused")
        return SendResult(SendOutcome.DELIVERED)


def composed(message: PlainMessage, account: MailAccount) -> EmailMessage:
    """The mail. All about one problem is one thread in the reader's program."""
    mail = EmailMessage()
    domain = account.sender.rpartition("@")[2]
    mail["From"] = Address("Ignis", addr_spec=account.sender)
    mail["To"] = ", ".join(account.to)
    mail["Subject"] = clip(" ".join(message.subject.split()), _SUBJECT)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    if message.event is MessageEvent.OVER:
        mail["In-Reply-To"] = mail["References"] = f"<{message.thread}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def meaning(error: Exception) -> SendResult:
    """What a failure means: by its code and its class. A server's own words may repeat a secret."""
    if isinstance(error, ssl.SSLCertVerificationError) or isinstance(error.__cause__, ssl.SSLCertVerificationError):
        return SendResult(SendOutcome.MISCONFIGURED, "its certificate is not trusted")
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return _answered(max((one.code for one in error.recipients), default=550), "every address")
        case aiosmtplib.SMTPResponseException():
            return _answered(error.code, "the message")
        case _ if type(error) in {aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported}:
            return SendResult(SendOutcome.MISCONFIGURED, "it offers no STARTTLS, or no login: see `security`")
        case aiosmtplib.SMTPException() | OSError():
            return SendResult(SendOutcome.UNAVAILABLE, f"it cannot be reached ({type(error).__name__})")
        case _:
            return SendResult(SendOutcome.MISCONFIGURED, f"its settings cannot be used ({type(error).__name__})")


def _answered(code: int, what: str) -> SendResult:
    if code in _TEMPORARY:
        return SendResult(SendOutcome.UNAVAILABLE, f"it takes nothing now ({code})")
    if code in _WRONG_ACCOUNT:
        return SendResult(SendOutcome.MISCONFIGURED, f"it refuses the account, or wants one ({code})")
    return SendResult(SendOutcome.REFUSED, f"it refuses {what} ({code})")
