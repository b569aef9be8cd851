"""What Prometheus and Alertmanager send, as alerts. Pure.

Two forms are accepted:
- Prometheus itself: a list of alerts. One that fires is repeated every minute with an `endsAt` a few minutes ahead. One
  that is over has an `endsAt` in the past (https://prometheus.io/docs/alerting/latest/clients/).
- Alertmanager's webhook: an object with such a list as `alerts`, each with a `status`. While an alert fires, its
  `endsAt` is the year 1 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).

Every text in them comes from outside: it is redacted, shortened and made safe to show (`outside_text`). What identifies
an alert is apart from what is shown of it, and both keep their script.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, ValidationError

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.incident import Severity
from probes.relay.incidents.outside_text import identity, shown
from probes.relay.message_limits import clip

MOST_AT_ONCE = 1000
LONGEST_ALERT = timedelta(hours=24)
"""How long an alert lasts if its sender gives no end and does not repeat it. No end lies further ahead than this."""

_NAME = 60
_UNFIT_FORMERLY = re.compile(r"[^A-Za-z0-9_.:-]")
_TEXT = 1000
_PROBLEM = 200
_FIRST_YEAR = 1970  # an earlier end means none: Go's zero time is in the year 1
_FIRST_START = 1971  # an earlier start means none: neither Go's zero nor Unix's is one
_SEVERITIES = {"critical": Severity.CRITICAL, "warning": Severity.WARNING, "info": Severity.INFO}


class AlertRefused(Exception):  # noqa: N818  it is an answer
    """What was sent cannot be accepted. Its text is one line: what is wrong, and what was expected."""


OTHERS: Final = "others"
"""The name of those that are not told apart; no alert's own."""


@dataclass(frozen=True)
class ReceivedAlert:
    """One alert as it was last received. `key` identifies it; `ends` is when it lapses, or when it was over.

    `name` identifies its incident: the alert's name (`rule`), with the program or the instance that it is about.
    `shown` and `rule_shown` are the same for people. `episode` is the sender's own start, which two receptions of the
    same episode share; None if it gave none. `former` is the `name` that versions gave it which knew Latin alone.
    """

    name: str
    key: str
    firing: bool
    started: datetime
    ends: datetime
    text: str
    severity: Severity | None = None
    until_told: bool = False
    shown: str = ""
    rule: str = ""
    rule_shown: str = ""
    episode: datetime | None = None
    former: str = ""


def _nothing(value: Any) -> Any:
    """Go writes an empty map as null."""
    return {} if value is None else value


class _Sent(BaseModel):
    labels: Annotated[dict[str, str], BeforeValidator(_nothing)]
    annotations: Annotated[dict[str, str | None], BeforeValidator(_nothing)] = Field(default_factory=dict)
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
    parts = _name_parts(found.labels, redactor)
    return ReceivedAlert(
        name=":".join(_identity(part) for part in parts),
        shown=":".join(shown(part, _NAME) for part in parts),
        former=":".join(_UNFIT_FORMERLY.sub("_", part)[:_NAME] for part in parts),
        rule=_identity(parts[0]),
        rule_shown=shown(parts[0], _NAME),
        episode=None if found.starts is None or found.starts.year < _FIRST_START else found.starts,
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
    return now if starts is None or starts.year < _FIRST_START else min(starts, now)


def in_order(alerts: Iterable[ReceivedAlert]) -> list[ReceivedAlert]:
    """The alerts of one request, each once, as they came to be: in whatever order it lists them.

    Of one alert the newest episode counts, and in it the end, because what is over fired before. Those that fire come
    first: the end of one must not close an incident in which another fires.
    """
    newest: dict[str, ReceivedAlert] = {}
    for one in alerts:
        if one.key not in newest or _moment(newest[one.key]) <= _moment(one):
            newest[one.key] = one
    return sorted(newest.values(), key=_is_over)


def _moment(alert: ReceivedAlert) -> tuple[datetime, bool]:
    return alert.episode or alert.started, not alert.firing


def _is_over(alert: ReceivedAlert) -> bool:
    return not alert.firing


def _name_parts(labels: Mapping[str, str], redactor: Redactor) -> list[str]:
    about = labels.get("program") or labels.get("instance")
    return [redactor(part).strip() for part in (labels["alertname"], about) if part]


def _identity(part: str) -> str:
    """Never `others`, which is the name of those that are not told apart."""
    found = identity(part, _NAME)
    return f"{found}_" if found == OTHERS else found


def _key(labels: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(labels.items())).encode()).hexdigest()


def _text(found: _Sent, redactor: Redactor) -> str:
    """Its annotations for people or, if it has none, its labels."""
    words = [_line(found.annotations.get(name)) for name in ("summary", "description")]
    said = ". ".join(word.rstrip(".") for word in words if word) or _line(found.annotations.get("message"))
    labels = ", ".join(f"{name}={_line(value)}" for name, value in sorted(found.labels.items()))
    return shown(redactor(said or labels), _TEXT)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return clip(f"{place}: {first['msg']}" if place else str(first["msg"]), _PROBLEM)
