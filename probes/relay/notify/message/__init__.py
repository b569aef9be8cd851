"""How a notice looks in Discord. Pure: telling -> the webhook's JSON body."""

from typing import Any

from probes.relay.message_limits import CONTENT, cut
from probes.relay.notices.notice import Telling
from probes.relay.notify.buttons import buttons
from probes.relay.notify.message.embed import embed
from probes.relay.notify.message.links import Links
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.titles import head, headline, title

__all__ = ["Links", "MessageStyle", "payload", "plain", "title"]

_DEFAULT = MessageStyle()
_SUBJECT = 200


def payload(telling: Telling, style: MessageStyle = _DEFAULT, *, first: bool = False) -> dict[str, Any]:
    """The full message. It fits Discord's limits, whatever the incidents contain.

    It has buttons, which only the webhook of the bot's own application carries (`button_right`).
    It pings no one, unless it is the `first` post of a notice that asks for it: then the operators' role.

    Example:
        >>> from datetime import datetime
        >>> from probes.relay.incidents.incident import Incident, IncidentKind
        >>> from probes.relay.notices.notice import Notice, NoticeKind
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> crash = Incident(1, "process:bot", "bot", IncidentKind.CRASHED, moment)
        >>> notice = Notice(1, NoticeKind.INCIDENT, (1,), moment)
        >>> payload(Telling(notice, (crash,)))["embeds"][0]["title"]
        '🚨 bot crashed'
    """
    shown = {"embeds": [embed(telling, style)], "components": buttons(telling, style.words)}
    return {**_called(telling, style, "", first=first), **shown}


def plain(telling: Telling, style: MessageStyle = _DEFAULT, *, first: bool = False) -> dict[str, Any]:
    """One plain line with the essential, for when Discord refuses the full message."""
    first_one = head(telling.incidents)
    subject = style.clean(first_one.subject, _SUBJECT)
    named = f"{headline(telling, style)} ({style.words.incident.format(number=first_one.number, subject=subject)})"
    return {**_called(telling, style, named, first=first), "embeds": []}


def _called(telling: Telling, style: MessageStyle, text: str, *, first: bool) -> dict[str, Any]:
    """The content, with the mention in it. It stays in later edits, which ping no one."""
    mentioned = style.role if telling.notice.mention else None
    if mentioned is None:
        return {"content": cut(text, CONTENT) if text else "", "allowed_mentions": {"parse": []}}
    content = f"<@&{mentioned}> {text}".strip()
    allowed = {"parse": [], "roles": [str(mentioned)]} if first else {"parse": []}
    return {"content": cut(content, CONTENT), "allowed_mentions": allowed}
