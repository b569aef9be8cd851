"""Rate limits as Discord tells them: headers on every answer, and the 429."""

import hashlib
import math
from datetime import datetime
from typing import Any

from ignis.sandbox.limits import Verdict

_VIA = {"Via": "1.1 sandbox"}  # a 429 without it is read by discord.py as a ban


def limit_headers(route: str, verdict: Verdict, now: datetime) -> dict[str, str]:
    if verdict.limit is None:
        return dict(_VIA)
    return _VIA | {
        "X-RateLimit-Limit": str(verdict.limit),
        "X-RateLimit-Remaining": str(verdict.remaining),
        "X-RateLimit-Reset": f"{now.timestamp() + verdict.reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{verdict.reset_after:.3f}",
        "X-RateLimit-Bucket": _bucket(route),
    }


def too_many(route: str, verdict: Verdict) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and headers of the 429."""
    # rounded up: who waits exactly this long must not be early
    wait = math.ceil(verdict.retry_after * 1000) / 1000
    headers = _VIA | {
        "Retry-After": str(math.ceil(verdict.retry_after)),
        "X-RateLimit-Scope": verdict.scope,
    }
    if verdict.scope == "global":
        headers["X-RateLimit-Global"] = "true"
    else:
        headers |= {
            "X-RateLimit-Limit": str(verdict.limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": _bucket(route),
        }
    body = {
        "message": "You are being rate limited.",
        "retry_after": wait,
        "global": verdict.scope == "global",
        "code": 0,
    }
    return body, headers


def _bucket(route: str) -> str:
    """Opaque, as Discord's are: the route may hold a token."""
    return hashlib.sha256(route.encode()).hexdigest()[:32]
