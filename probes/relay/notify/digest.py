"""How the digest of an outage looks in Discord. Pure."""

from datetime import datetime
from typing import Any

from probes.relay.incidents.incident import Incident
from probes.relay.message_limits import CONTENT, clip
from probes.relay.notify.message import MessageStyle
from probes.relay.outbox.digest import Digest

_DEFAULT_STYLE = MessageStyle()


def digest_payload(digest: Digest, style: MessageStyle = _DEFAULT_STYLE) -> dict[str, Any]:
    """The message. It fits Discord's limits and pings no one."""
    del style
    head = (
        f"While Discord took no alerts ({_stamp(digest.since)} to {_stamp(digest.until)}): "
        f"{len(digest.over)} began and ended, {len(digest.ended)} ended, {len(digest.still_open)} are still open."
    )
    lines = [head]
    if digest.expired:
        first, last = digest.expired[0].notice.opened_at, digest.expired[-1].notice.opened_at
        lines.append(
            f"{len(digest.expired)} more waited for over 24 hours and expired: {_stamp(first)} to {_stamp(last)}."
        )
    for what, tellings in (
        ("began and ended", digest.over),
        ("ended", digest.ended),
        ("still open", digest.still_open),
    ):
        lines += [f"{what}: {_line(incident)}" for telling in tellings for incident in telling.incidents]
    return {"content": clip("\n".join(lines), CONTENT), "embeds": [], "allowed_mentions": {"parse": []}}


def _line(incident: Incident) -> str:
    ended = f" to {_stamp(incident.resolved_at)}" if incident.resolved_at else ""
    return f"{_stamp(incident.opened_at)}{ended} `{incident.subject.replace('`', '')}` (incident {incident.number})"


def _stamp(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:T>"
