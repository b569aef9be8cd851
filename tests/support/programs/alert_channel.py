"""What stands in the alert channel of a stack: about whom, and whether it is over."""

from typing import Any

from tests.support.programs.stack import Stack
from tests.support.waiting import wait_until as eventually


def ids(messages: list[dict[str, Any]]) -> set[str]:
    return {message["id"] for message in messages}


def about(running: Stack, program: str, known: set[str]) -> dict[str, Any] | None:
    """The newest alert about `program` that is not `known`: it has the title, or stands below what is worse."""
    fresh = [message for message in reversed(running.alerts()) if message["id"] not in known]
    below = (message for message in fresh if any(program in str(embed.get("fields")) for embed in message["embeds"]))
    return next((message for message in fresh if program in title(message)), None) or next(below, None)


def resolved(running: Stack, alert: dict[str, Any]) -> dict[str, Any]:
    """Waits until this very message says that it is over, and returns it as it stands then."""

    def over() -> dict[str, Any] | None:
        now = next((message for message in running.alerts() if message["id"] == alert["id"]), None)
        return now if now is not None and ("back" in title(now) or "✅" in title(now)) else None

    return eventually(over, f"{title(alert)!r} edited to resolved\n{running.logs()}")


def title(message: dict[str, Any]) -> str:
    return " ".join(str(embed.get("title", "")) for embed in message["embeds"])
