"""A week of the exporter's history, as it answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from probes.relay.weekly.week import WeekHistory

END = datetime(2026, 1, 5, 9, 0, 30, tzinfo=UTC)  # a Monday
STEP = 1800
STEPS = 336


def answer(**changes: Any) -> dict[str, Any]:
    last = int(END.timestamp()) // STEP
    times = [step * STEP for step in range(last - STEPS + 1, last + 1)]
    begin = datetime.fromtimestamp(times[0], UTC)
    status: list[str | None] = ["ok"] * STEPS
    status[10:13] = ["failing", "degraded", None]
    return {
        "window": "7d",
        "from": begin.isoformat(),
        "to": END.isoformat(),
        "step_s": STEP,
        "times": times,
        "subjects": {
            "ignis": {"uptime": 0.99876, "observed": 0.995, "status": status, "up": []},
            "check:roblox": latency(0.5, 2.25),
            "check:bloxlink": latency(0.25, 0.5),
            "check:database": latency(0.001, 0.002),
            "check:disk": latency(0.0001, 0.0002),
            "check:memory": {"uptime": None, "observed": 0.0, "status": [None], "latency_avg_s": [None]},
            "program:bot": {"uptime": 1.0, "observed": 1.0, "status": []},
        },
        "incidents": [
            trouble(9, "process:bot", "crashed", END - timedelta(days=1), 192, deaths=2),
            trouble(8, "check:disk", "check", END - timedelta(days=2), None),
            trouble(7, "process:bot", "hung", END - timedelta(days=3), 30, deaths=1),
            trouble(6, "process:relay", "crashed", END - timedelta(days=4), 1, deaths=1),
            trouble(2, "process:bot", "crashed", begin - timedelta(hours=1), 5, deaths=9),
        ],
        **changes,
    }


def latency(average: float, longest: float) -> dict[str, Any]:
    return {"observed": 1.0, "status": ["ok"], "latency_avg_s": [average, None], "latency_max_s": [longest, None]}


def trouble(
    number: int, subject: str, kind: str, begin: datetime, seconds: float | None, *, deaths: int = 0
) -> dict[str, Any]:
    end = None if seconds is None else (begin + timedelta(seconds=seconds)).isoformat()
    return {
        "number": number,
        "subject": subject,
        "title": "bot is back",
        "kind": kind,
        "opened_at": begin.isoformat(),
        "resolved_at": end,
        "duration_s": seconds,
        "deaths": deaths,
    }


def history(**changes: Any) -> WeekHistory:
    found = WeekHistory.from_json(answer(**changes))
    assert found is not None
    return found
