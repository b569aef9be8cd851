"""Checks that run at the same moment put one question to the bot."""

import asyncio
import dataclasses

from probes.checks.base import Context
from tests.probes.stand_ins import FakeBot


async def test_who_asks_at_the_same_moment_gets_the_same_answer_and_who_asks_later_a_new_one(
    context: Context, published: FakeBot
) -> None:
    of_others = dataclasses.replace(context, timeout_s=context.timeout_s / 2)  # as the scheduler gives each its own
    first, second = await asyncio.gather(context.ask_bot("/state"), of_others.ask_bot("/state"))
    assert first == second
    assert published.asked == ["/state"]
    published.answers["/state"] = (200, {"later": True})
    assert await context.ask_bot("/state") == {"later": True}


async def test_one_that_is_given_up_leaves_the_others_their_answer(context: Context, published: FakeBot) -> None:
    given_up, other = (asyncio.create_task(context.ask_bot("/state")) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert isinstance(await other, dict)
    assert given_up.cancelled()
    assert published.asked == ["/state"]
