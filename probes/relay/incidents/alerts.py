"""What Prometheus and Alertmanager send, as alerts. Pure.

Two forms are accepted:
- Prometheus itself: a list of alerts. One that fires is repeated every minute with an `endsAt` a few minutes ahead. One
  that is over has an `endsAt` in the past (https://prometheus.io/docs/alerting/latest/clients/).
- Alertmanager's webhook: an object with such a list as `alerts`, each with a `status`. While an alert fires, its
  `endsAt` is the year 1 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).

Every text in them comes from outside: it is redacted and shortened, and what becomes part of a name is made plain.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.incident import Severity
from probes.relay.message_limits import clip

MOST_AT_ONCE = 1000
LONGEST_ALERT = timedelta(hours=24)
"""How long an alert lasts if its sender gives no end and does not repeat it. No end lies further ahead than this."""

_NAME = 60
_TEXT = 1000
_PROBLEM = 200
_UNFIT = re.compile(r"[^A-Za-z0-9_.:-]")
_FIRST_YEAR = 1970  # an earlier end means none: Go's zero time is in the year 1
_SEVERITIES = {"critical": Severity.CRITICAL, "warning": Severity.WARNING, "info": Severity.INFO}


class AlertRefused(Exception):  # noqa: N818  it is an answer
    """What was sent cannot be accepted. Its text is one line: what is wrong, and what was expected."""


@dataclass(frozen=True)
class ReceivedAlert:
    """One alert as it was last received. `key` identifies it; `ends` is when it lapses, or when it was over.

    `name` is the name of its incident: the alert's name, with the program or the instance that it is about.
    """

    name: str
    key: str
    firing: bool
    started: datetime
    ends: datetime
    text: str
    severity: Severity | None = None
    until_told: bool = False


class _Sent(BaseModel):
    labels: dict[str, str]
    annotations: dict[str, str] = Field(default_factory=dict)
    starts: AwareDatetime | None = Field(default=None, alias="startsAt")
    ends: AwareDatetime | None = Field(default=None, alias="endsAt")
    status: Literal["firing", "resolved"] | None = None


def alerts_in(body: bytes) -> list[Any]:
    """The alerts in a request's body, not checked yet. Raises AlertRefused if it has neither of the two forms."""
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise AlertRefused("not JSON") from None
    alerts: Any = content.get("alerts") if isinstance(content, dict) else content
    if not isinstance(alerts, list):
        raise AlertRefused('expected a list of alerts, or an object with one as "alerts"')
    if len(alerts) > MOST_AT_ONCE:
        raise AlertRefused(f"{len(alerts)} alerts in one request, and {MOST_AT_ONCE} is the most: send fewer at once")
    return alerts


def parse_alert(one: Any, now: datetime, redactor: Redactor) -> ReceivedAlert:
    """One of them as a value. Raises AlertRefused."""
    try:
        found = _Sent.model_validate(one)
    except ValidationError as error:
        raise AlertRefused(_problem(error)) from None
    if not found.labels.get("alertname", "").strip():
        raise AlertRefused("labels: expected an `alertname`")
    firing, end = _standing(found, now)
    return ReceivedAlert(
        name=_name(found.labels, redactor),
        key=_key(found.labels),
        firing=firing,
        started=_begin(found.starts, now),
        ends=min(end or now + LONGEST_ALERT, now + LONGEST_ALERT) if firing else min(end or now, now),
        text=_text(found, redactor),
        severity=_SEVERITIES.get(found.labels.get("severity", "").lower()),
        until_told=firing and end is None,
    )


def _standing(found: _Sent, now: datetime) -> tuple[bool, datetime | None]:
    """Whether it fires, and its end; None if that end cannot be meant."""
    ends = found.ends if found.ends is not None and found.ends.year >= _FIRST_YEAR else None
    firing = found.status == "firing" if found.status else ends is None or ends > now
    return firing, None if ends is not None and firing and ends <= now else ends


def _begin(starts: datetime | None, now: datetime) -> datetime:
    return now if starts is None or starts.year < _FIRST_YEAR else min(starts, now)


def _name(labels: Mapping[str, str], redactor: Redactor) -> str:
    about = labels.get("program") or labels.get("instance")
    parts = [labels["alertname"], *([about] if about else [])]
    return ":".join(_UNFIT.sub("_", redactor(part).strip())[:_NAME] for part in parts)


def _key(labels: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(labels.items())).encode()).hexdigest()


def _text(found: _Sent, redactor: Redactor) -> str:
    """Its annotations for people or, if it has none, its labels."""
    words = [_line(found.annotations.get(name, "")) for name in ("summary", "description")]
    said = ". ".join(word.rstrip(".") for word in words if word) or _line(found.annotations.get("message", ""))
    labels = ", ".join(f"{name}={_line(value)}" for name, value in sorted(found.labels.items()))
    return clip(redactor(said or labels), _TEXT)


def _line(text: str) -> str:
    return " ".join(text.split())


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return clip(f"{place}: {first['msg']}" if place else str(first["msg"]), _PROBLEM)
