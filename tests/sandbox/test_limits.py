from hypothesis import given, strategies as st

from ignis.sandbox.limits import Bucket, RateLimiter, Verdict, Window, classify

HOOK, CHANNEL = 111111111111111111, 222222222222222222
APPLICATION = 333333333333333333


class TwoWebhooks:
    """Two webhooks of one channel."""

    def channel_of_webhook(self, webhook_id: int) -> int | None:
        return CHANNEL if webhook_id in {HOOK, HOOK + 1} else None


def take(limiter: RateLimiter, request: str, now: float) -> Verdict:
    method, path = request.split()
    return limiter.take(*classify(method, path, TwoWebhooks()), now)


def test_five_webhook_messages_in_two_seconds_then_wait_until_the_window_ends() -> None:
    limiter = RateLimiter()
    verdicts = [take(limiter, f"POST /webhooks/{HOOK}/token", 10 + n / 10) for n in range(6)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False]
    assert [verdict.remaining for verdict in verdicts] == [4, 3, 2, 1, 0, 0]
    refused = verdicts[-1]
    assert (refused.limit, refused.scope) == (5, "user")
    assert abs(refused.retry_after - 1.5) < 1e-9
    assert not take(limiter, f"POST /webhooks/{HOOK}/token", 11.99).allowed
    assert take(limiter, f"POST /webhooks/{HOOK}/token", 12.01).allowed


def test_thirty_webhook_messages_a_minute_in_a_channel_whichever_webhook_sends() -> None:
    limiter = RateLimiter()
    sent = [take(limiter, f"POST /webhooks/{HOOK + n % 2}/token", n * 1.0) for n in range(31)]
    assert [verdict.allowed for verdict in sent] == [True] * 30 + [False]
    assert (sent[-1].scope, sent[-1].limit, sent[-1].retry_after) == ("shared", 30, 30)
    assert take(limiter, f"PATCH /webhooks/{HOOK}/token/messages/5", 30).allowed  # an edit is no new message
    assert take(limiter, f"POST /webhooks/{HOOK}/token", 60).allowed


def test_a_refused_request_is_charged_nowhere() -> None:
    limiter = RateLimiter()
    for _ in range(100):
        take(limiter, f"POST /webhooks/{HOOK}/token", 0.0)
    others = [limiter.take(f"route {n}", Bucket((Window(1, 1),)), 0.0).allowed for n in range(46)]
    assert others == [True] * 45 + [False]


def test_fifty_a_second_over_all_but_callbacks() -> None:
    limiter = RateLimiter()
    routes = [f"GET /guilds/{HOOK}/members/{CHANNEL + n}" for n in range(25)] + [f"GET /channels/{HOOK}"] * 25
    assert all(take(limiter, route, 0.5).allowed for route in routes)
    refused = take(limiter, "GET /gateway/bot", 0.7)
    assert (refused.allowed, refused.scope, refused.limit) == (False, "global", 50)
    assert abs(refused.retry_after - 0.8) < 1e-9
    for _ in range(100):
        verdict = take(limiter, f"POST /interactions/{HOOK}/token/callback", 0.7)
        assert (verdict.allowed, verdict.limit) == (True, None)
    assert take(limiter, "GET /gateway/bot", 1.5).allowed


def test_follow_ups_of_an_interaction_are_limited_by_token_and_in_no_channel() -> None:
    limiter = RateLimiter()
    for token in range(8):
        for _ in range(5):
            assert take(limiter, f"POST /webhooks/{APPLICATION}/token{token}", 0.0).allowed
    assert not take(limiter, f"POST /webhooks/{APPLICATION}/token1", 0.0).allowed


def test_one_guild_does_not_wait_for_another() -> None:
    limiter = RateLimiter()
    for n in range(10):
        assert take(limiter, f"PATCH /guilds/{HOOK}/members/{CHANNEL + n}", 0.0).allowed
    assert not take(limiter, f"PATCH /guilds/{HOOK}/members/{CHANNEL}", 0.0).allowed
    assert take(limiter, f"PATCH /guilds/{HOOK + 1}/members/{CHANNEL}", 0.0).allowed


def test_keys_of_the_past_are_forgotten() -> None:
    limiter = RateLimiter()
    for n in range(3000):
        take(limiter, f"POST /webhooks/{APPLICATION}/token{n}", float(n))
    assert len(limiter._used) < 1100


@given(st.integers(1, 8), st.floats(0.5, 5), st.lists(st.floats(0, 1), max_size=60))
def test_never_more_than_the_limit_within_a_window(limit: int, per: float, gaps: list[float]) -> None:
    limiter, now, bucket = RateLimiter(), 0.0, Bucket((Window(limit, per),))
    windows: list[list[float]] = []
    for gap in gaps:
        now += gap
        verdict = limiter.take("route", bucket, now)
        if verdict.allowed:
            if not windows or now >= windows[-1][0] + per:
                windows.append([])
            windows[-1].append(now)
        else:
            assert 0 < verdict.retry_after <= per
            halfway = now + verdict.retry_after / 2
            if now < halfway < now + verdict.retry_after:  # a float has no halfway to the next one
                assert limiter.take("route", bucket, halfway).allowed is False
    assert all(len(window) <= limit for window in windows)


@given(st.integers(1, 8), st.floats(0.5, 5))
def test_waiting_as_told_is_always_enough(limit: int, per: float) -> None:
    limiter, bucket = RateLimiter(), Bucket((Window(limit, per),))
    for _ in range(limit):
        limiter.take("route", bucket, 3.0)
    refused = limiter.take("route", bucket, 3.0 + per / 3)
    assert not refused.allowed
    assert limiter.take("route", bucket, 3.0 + per / 3 + refused.retry_after + 1e-9).allowed
