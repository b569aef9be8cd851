"""E-mail, to a real mail server: with TLS, STARTTLS and neither; what each ending means; no secret in any text."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from probes.relay.incidents.incident import Severity
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.mail import Mail, MailAccount, composed
from probes.relay.receivers.receiver import PlainMessage, SendOutcome, SendResult
from tests.probes.relay.receivers.servers import PASSWORD, MailServer, certificate, mail_server
from tests.probes.relay.rig import T0

MESSAGE = PlainMessage(
    MessageEvent.OPENED, Severity.CRITICAL, "Память: bot crashed", "Since 03:04:05 UTC.\n記憶體", T0,
    "ignis-7-1-opened", "ignis-7-1-opened",
)  # fmt: skip


def account(server: MailServer, **changes: object) -> MailAccount:
    plain = MailAccount(
        "localhost", server.port, "none", "", None, "ignis@example.org", ("a@example.org", "b@example.org")
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the names are checked by `replace` itself


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ssl.SSLContext, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    with certificate(folder) as context:
        yield context, folder / "cert.pem"


async def test_a_mail_arrives_in_every_script_and_pings_nobody_else() -> None:
    async with mail_server() as server:
        assert await Mail(account(server)).send(MESSAGE) == SendResult(SendOutcome.DELIVERED)
    (envelope,) = server.mails
    assert envelope.rcpt_tos == ["a@example.org", "b@example.org"]
    assert isinstance(envelope.content, bytes)
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert mail["Subject"] == "Память: bot crashed"
    assert mail["From"] == "Ignis <ignis@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == ["Since 03:04:05 UTC.", "記憶體"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_the_way_is_closed_and_the_account_is_used(
    security: str, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    implicit = context if security == "tls" else None
    starttls = {"auth_require_tls": False} if security == "tls" else {"tls_context": context, "require_starttls": True}
    async with mail_server(tls=implicit, **starttls) as server:
        logged_in = account(server, security=security, user="ignis", password=SecretStr(PASSWORD))
        assert await Mail(logged_in).send(MESSAGE) == SendResult(SendOutcome.DELIVERED)
        assert server.logins == [(b"ignis", PASSWORD.encode())]
        refused = await Mail(replace(logged_in, password=SecretStr("canary-wrong"))).send(MESSAGE)
        assert refused == SendResult(SendOutcome.MISCONFIGURED, "it refuses the account, or wants one (535)")


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    security: str, tls: tuple[ssl.SSLContext, Path]
) -> None:
    context, _ = tls
    async with mail_server(tls=context if security == "tls" else None, tls_context=context) as server:
        logged_in = account(server, security=security, user="ignis", password=SecretStr(PASSWORD))
        result = await Mail(logged_in).send(MESSAGE)
        assert result == SendResult(SendOutcome.MISCONFIGURED, "its certificate is not trusted")
        assert (server.logins, server.mails) == ([], [])


async def test_without_starttls_no_password_is_sent_in_the_open() -> None:
    async with mail_server() as server:
        logged_in = account(server, security="starttls", user="ignis", password=SecretStr(PASSWORD))
        result = await Mail(logged_in).send(MESSAGE)
        assert result.outcome is SendOutcome.MISCONFIGURED
        assert server.logins == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 try later, canary-password", SendResult(SendOutcome.UNAVAILABLE, "it takes nothing now (451)")),
        ("554 spam, canary-password", SendResult(SendOutcome.REFUSED, "it refuses the message (554)")),
        ("530 log in", SendResult(SendOutcome.MISCONFIGURED, "it refuses the account, or wants one (530)")),
    ],
)
async def test_each_answer_has_its_meaning_and_its_words_are_not_repeated(answer: str, expected: SendResult) -> None:
    async with mail_server() as server:
        server.refuses = answer
        assert await Mail(account(server)).send(MESSAGE) == expected


async def test_a_server_that_hangs_is_left_in_time() -> None:
    async with mail_server() as server:
        server.hangs = True
        result = await Mail(account(server), timeout_s=0.3).send(MESSAGE)
    assert result == SendResult(SendOutcome.TIMEOUT, "no answer within 0.3 s")


async def test_nobody_listens(unused_tcp_port: int) -> None:
    result = await Mail(account(MailServer(port=unused_tcp_port))).send(MESSAGE)
    assert result.outcome is SendOutcome.UNAVAILABLE


def test_the_end_is_in_the_thread_of_the_beginning_and_a_subject_is_one_line() -> None:
    over = replace(MESSAGE, event=MessageEvent.OVER, key="ignis-7-1-over", subject="bot\r\nBcc: x@example.org is back")
    mail = composed(over, account(MailServer()))
    assert mail["In-Reply-To"] == composed(MESSAGE, account(MailServer()))["Message-ID"]
    assert mail["Subject"] == "bot Bcc: x@example.org is back"
    assert mail["Bcc"] is None
