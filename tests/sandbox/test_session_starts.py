"""The `session_start_limit` is counted as Discord counts it: a bot that watches it here can watch it there."""

from hypothesis import given, strategies as st

from ignis.sandbox.gateway import GatewayRules
from ignis.sandbox.gateway.starts import SessionStarts
from tests.sandbox.test_gateway_protocol import line
from tests.support.servers.sandbox import running_sandbox

DAY = 86_400.0


def test_a_day_begins_with_its_first_session_and_gives_all_of_them_back_at_its_end() -> None:
    starts = SessionStarts(3, DAY)
    assert starts.told(5) == {"total": 3, "remaining": 3, "reset_after": 0, "max_concurrency": 1}
    assert [starts.take(5 + n) for n in range(4)] == [True, True, True, False]
    assert starts.told(3605) == {"total": 3, "remaining": 0, "reset_after": 82_800_000, "max_concurrency": 1}
    assert not starts.take(5 + DAY - 0.1)
    assert starts.told(5 + DAY)["remaining"] == 3
    assert starts.take(5 + DAY)
    assert starts.told(5 + DAY)["remaining"] == 2


@given(st.integers(1, 5), st.lists(st.floats(0, 60), max_size=60))
def test_never_more_than_are_allowed_and_what_is_told_is_so(limit: int, gaps: list[float]) -> None:
    starts, now = SessionStarts(limit, 100), 0.0
    for gap in gaps:
        now += gap
        told = starts.told(now)
        assert 0 <= told["remaining"] <= limit
        assert starts.take(now) == (told["remaining"] > 0)


async def test_identifies_count_resumes_do_not_and_one_too_many_costs_the_token() -> None:
    async with running_sandbox(rules=GatewayRules(identify_interval=0, starts=2)) as sandbox:
        token = sandbox.info.token.get_secret_value()

        async def remaining() -> int:
            _, body = await sandbox.api("GET", "/gateway/bot")
            left: int = body["session_start_limit"]["remaining"]
            return left

        assert await remaining() == 2
        async with line(sandbox) as first:
            await first.identify(token)
            session = (await first.until("READY"))["d"]["session_id"]
            await first.socket.close(code=4000)
        assert await remaining() == 1
        async with line(sandbox) as again:
            await again.send(6, {"token": token, "session_id": session, "seq": 1})
            await again.until("RESUMED")
        assert await remaining() == 1
        async with line(sandbox) as second, line(sandbox) as third:
            await second.identify(token)
            await second.until("READY")
            assert await remaining() == 0
            await third.identify(token)
            assert await third.closed() == 4004
        assert (await sandbox.state())["identifies"] == 2


async def test_the_key_is_needed_to_be_told() -> None:
    async with running_sandbox() as sandbox:
        assert (await sandbox.api("GET", "/gateway/bot", Authorization="Bot wrong"))[0] == 401
        assert (await sandbox.api("GET", "/gateway", Authorization="Bot wrong"))[0] == 200
