"""What `Replies` does about an order until its officer knows: over a Discord that loses and refuses answers on cue."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
import structlog

from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Interaction, Replies, Reply, ReplyOutcome, Visibility
from ignis.bot.texts import Voice, load_texts
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.base.clock import SystemClock

if TYPE_CHECKING:
    import aiohttp

ORDER, OFFICER = 77, 9
UNDER_WAY = "⏳ This takes longer"


def refusal(code: int, status: int = 404) -> discord.HTTPException:
    answer = cast("aiohttp.ClientResponse", SimpleNamespace(status=status, reason="for a test"))
    return discord.HTTPException(answer, {"code": code, "message": "no"})


DEAD = refusal(10062)


@dataclass
class Discord:
    """One interaction. `answers` are what becomes of the next requests: None is taken, an error is raised.

    With `arrives`, a request whose answer is an OSError was carried out all the same.
    """

    answers: list[Exception | None] = field(default_factory=list)
    arrives: bool = False
    done: bool = False
    acknowledged: bool = False
    shown: str | None = None
    beside: list[str] = field(default_factory=list)
    id: int = ORDER
    command: None = None
    locale: str = "en"
    guild: None = None

    def __post_init__(self) -> None:
        self.user = SimpleNamespace(id=OFFICER)
        self.response = SimpleNamespace(is_done=lambda: self.done, defer=self.defer, send_message=self.send_message)
        self.followup = SimpleNamespace(send=self.follow)

    async def defer(self, **_: object) -> None:
        await self._respond(None)

    async def send_message(self, content: str | None = None, **_: object) -> None:
        await self._respond(content)

    async def edit_original_response(self, *, content: str | None, **_: object) -> None:
        self._take(lambda: self._show(content))

    async def follow(self, content: str, **_: object) -> None:
        self._take(lambda: self.beside.append(content))

    async def _respond(self, content: str | None) -> None:
        if self.acknowledged and not self.answers:
            raise refusal(40060, 400)
        self._take(lambda: self._acknowledge(content))
        self.done = True

    def _take(self, what: Callable[[], object]) -> None:
        error = self.answers.pop(0) if self.answers else None
        if error is None or (self.arrives and isinstance(error, OSError)):
            what()
        if error is not None:
            raise error

    def _acknowledge(self, content: str | None) -> None:
        self.acknowledged, self.shown = True, content

    def _show(self, content: str | None) -> None:
        self.shown = content


@dataclass
class Book:
    """Receipts in memory."""

    orders: dict[int, int] = field(default_factory=dict)
    owes: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)

    def order_of(self, interaction_id: int, /) -> int | None:
        return self.orders.get(interaction_id)

    def owed(self, _: int, /) -> Sequence[int]:
        return tuple(self.owes)

    def owe(self, order_id: int, /) -> None:
        self.owes.append(order_id)

    async def settle(self, order_ids: Collection[int], /) -> None:
        self.settled += order_ids
        self.owes = [each for each in self.owes if each not in order_ids]

    async def told(self, order_ids: Collection[int], _: object, __: Voice, /) -> str:
        return f"did {list(order_ids)}"


@dataclass
class Desk:
    book: Book = field(default_factory=Book)
    outcomes: list[ReplyOutcome] = field(default_factory=list)
    said: asyncio.Event = field(default_factory=asyncio.Event)

    def answered(self, _: str, outcome: ReplyOutcome, __: float, /) -> None:
        self.outcomes.append(outcome)
        self.said.set()

    async def order(self, on: Discord, work: Any, give_up_after: float = 5) -> None:
        log = structlog.stdlib.get_logger("ignis.bot")
        replies = Replies(
            load_texts(), log, self, ErrorCodes(Random(1)), SystemClock(), receipts=self.book,
            direct_within=0.02, give_up_after=give_up_after, told_again_after=(0.0, 0.0, 0.0),
        )  # fmt: skip
        interaction = cast("Interaction", on)
        await replies.answer(interaction, work, where=Visibility.PRIVATE, name="points add", order=True)

    async def quick(self) -> Reply:
        self.book.orders[ORDER] = ORDER
        return Reply("done", ephemeral=True)

    async def slow(self) -> Reply:
        await asyncio.sleep(0.05)
        return await self.quick()

    async def after_it_was_said(self) -> Reply:
        await self.said.wait()
        return await self.quick()

    async def fails_afterwards(self) -> Reply:
        await self.quick()
        raise RuntimeError("the cogitator is on fire")

    async def refused(self) -> Reply:
        await self.said.wait()
        raise Refused(Refusal.TARGET_IS_BOT)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_an_answer_that_arrives_settles_the_order(desk: Desk) -> None:
    on = Discord()
    await desk.order(on, desk.quick())
    assert (on.shown, desk.book.settled, desk.outcomes) == ("done", [ORDER], [ReplyOutcome.DIRECT])


@pytest.mark.parametrize("lost", [1, 2, 3])
async def test_a_lost_answer_is_sent_again(desk: Desk, lost: int) -> None:
    on = Discord(answers=[OSError("reset")] * lost)
    await desk.order(on, desk.quick())
    assert (on.shown, desk.book.settled, desk.outcomes) == ("done", [ORDER], [ReplyOutcome.FAILED])


async def test_one_that_arrived_although_discords_word_was_lost_counts(desk: Desk) -> None:
    on = Discord(answers=[OSError("reset")], arrives=True)
    await desk.order(on, desk.quick())
    assert (on.shown, desk.book.settled) == ("done", [ORDER])


async def test_a_deferral_that_arrived_although_its_word_was_lost_is_edited(desk: Desk) -> None:
    on = Discord(answers=[OSError("reset")], arrives=True)
    await desk.order(on, desk.slow())
    assert (on.shown, desk.book.settled) == ("done", [ORDER])


async def test_an_order_whose_deferral_fails_is_not_cut_off(desk: Desk) -> None:
    on = Discord(answers=[DEAD, DEAD, DEAD])
    await desk.order(on, desk.slow())
    assert (on.shown, desk.book.settled, desk.book.owes) == (None, [], [ORDER])


async def test_a_dead_interaction_leaves_the_order_owed(desk: Desk) -> None:
    on = Discord(answers=[DEAD] * 2)
    await desk.order(on, desk.quick())
    assert (desk.book.owes, desk.book.settled, desk.outcomes) == ([ORDER], [], [ReplyOutcome.LATE])


async def test_what_discord_does_not_take_is_told_in_plain_words(desk: Desk) -> None:
    on = Discord(answers=[refusal(50035, 400), refusal(50035, 400)])
    await desk.order(on, desk.quick())
    assert on.shown == "✔ This was carried out:\ndid [77]"
    assert desk.book.settled == [ORDER]


async def test_what_fails_after_the_commit_is_told_as_done(desk: Desk) -> None:
    on = Discord()
    await desk.order(on, desk.fails_afterwards())
    assert on.shown == "✔ This was carried out:\ndid [77]"
    assert desk.outcomes == [ReplyOutcome.DIRECT]


async def test_one_that_takes_long_is_said_to_and_told_when_it_is_done(desk: Desk) -> None:
    on = Discord()
    await desk.order(on, desk.after_it_was_said(), give_up_after=0.01)
    assert (on.shown, desk.book.settled, desk.outcomes) == ("done", [ORDER], [ReplyOutcome.PENDING])


async def test_a_late_refusal_is_told_as_well(desk: Desk) -> None:
    on = Discord()
    await desk.order(on, desk.refused(), give_up_after=0.01)
    assert on.shown is not None
    assert not on.shown.startswith(UNDER_WAY)
    assert desk.book.owes == []


async def test_what_is_owed_comes_with_the_next_answer(desk: Desk) -> None:
    desk.book.owes = [5]
    on = Discord()
    await desk.order(on, desk.quick())
    assert on.shown == "done\n\n📨 My answer did not reach you, but this was carried out:\ndid [5]"
    assert sorted(desk.book.settled) == [5, ORDER]


async def test_what_is_owed_stays_owed_if_the_next_answer_is_lost(desk: Desk) -> None:
    desk.book.owes = [5]
    on = Discord(answers=[DEAD] * 2)
    await desk.order(on, desk.quick())
    assert desk.book.owes == [5, ORDER]
