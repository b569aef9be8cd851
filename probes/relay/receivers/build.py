"""The further receivers of the settings, with their secrets."""

from collections.abc import Sequence

import aiohttp
from pydantic import SecretStr

from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import EmailSettings, NtfySettings, ReceiverSettings, WebhookSettings
from probes.relay.incidents.incident import Severity
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.ntfy import Ntfy
from probes.relay.receivers.receiver import PlainMessage, Receiver, SendOutcome, SendResult
from probes.relay.receivers.road_queue import RoadRule


class Unusable:
    """A receiver that lacks a secret. The relay does not end over it, but says so, also on the status page."""

    def __init__(self, kind: str, problem: str) -> None:
        self.kind = kind
        self.problem = problem

    async def send(self, message: PlainMessage) -> SendResult:  # noqa: ARG002  no message can be sent
        return SendResult(SendOutcome.MISCONFIGURED, self.problem)


def receivers(
    settings: Sequence[ReceiverSettings], secrets: Secrets, session: aiohttp.ClientSession
) -> list[tuple[Receiver, RoadRule]]:
    """Each with the rule for what it is told."""
    return [(_receiver(one, secrets, session), rule_of(one)) for one in settings]


def rule_of(settings: ReceiverSettings) -> RoadRule:
    return RoadRule(always=settings.when == "always", least=Severity(settings.severity))


def _receiver(settings: ReceiverSettings, secrets: Secrets, session: aiohttp.ClientSession) -> Receiver:
    match settings:
        case NtfySettings():
            if (address := secrets.ignis_ntfy_url) is None:
                return Unusable(settings.kind, "IGNIS_NTFY_URL is not set")
            return Ntfy(session, address, secrets.ignis_ntfy_token)
        case WebhookSettings():
            if (address := secrets.ignis_receiver_url) is None:
                return Unusable(settings.kind, "IGNIS_RECEIVER_URL is not set")
            return JsonHook(session, address, secrets.ignis_receiver_token)
        case EmailSettings():
            return _mail(settings, secrets.ignis_smtp_password)


def _mail(settings: EmailSettings, password: SecretStr | None) -> Receiver:
    from probes.relay.receivers.mail import Mail, MailAccount  # noqa: PLC0415  most stacks send none

    if settings.user and password is None:
        return Unusable(settings.kind, "IGNIS_SMTP_PASSWORD is not set, and `user` is")
    return Mail(
        MailAccount(
            host=settings.host,
            port=settings.port,
            security=settings.security,
            user=settings.user,
            password=password,
            sender=settings.sender,
            to=settings.to,
        )
    )
