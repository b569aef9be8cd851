"""What every client must be able to do on the local Discord: one step a row, each by a person's hand or the bot's own.

Every bot in `libraries` has the same commands, written as its library's users write them: `/hello`, `/slow`, `/panel`,
`/form`, `/find`, `/rename` registered in bulk, and `/single` registered by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.clients.program import ClientProgram
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes

CHANNEL = "servitor-terminal"
BULK = {"hello", "slow", "panel", "form", "find", "rename"}


@dataclass(frozen=True)
class Stage:
    """A bot that is connected to a sandbox, and the people there."""

    sandbox: RunningSandbox
    bot: ClientProgram

    async def slash(self, command: str, **options: object) -> Any:
        return acknowledged(await self.sandbox.slash("Vulkan", command, **options))

    async def act(self, how: str, **fields: object) -> Any:
        """What else Vulkan does: `click`, `modal`, `autocomplete`."""
        return acknowledged(await self.sandbox.control(how, **{"as": "Vulkan"}, **fields))

    async def posted(self, content: str) -> None:
        """A message with this text is, or comes to be, in the channel."""

        async def found() -> bool:
            return any(message["content"] == content for message in await self.sandbox.messages(CHANNEL))

        await becomes(found, f"the channel has a message {content!r}", within=10)

    async def registered(self) -> set[str]:
        return set((await self.sandbox.state())["commands"])

    async def session(self) -> Any:
        """The bot's one session, once it is connected."""

        async def connected() -> Any:
            sessions = (await self.sandbox.state())["sessions"]
            return next((session for session in sessions if session["connected"]), None)

        return await becomes(connected, "the bot is connected")

    async def resumed_after(self, before: Mapping[str, Any]) -> None:
        """The session `before` is connected again."""

        async def resumed() -> bool:
            session = await self.session()
            assert session["id"] == before["id"], "it began a new session"
            return bool(session["resumes"] > before["resumes"])

        await becomes(resumed, "the session is resumed")


class Step(Protocol):
    """One row of the table. Fails by AssertionError."""

    async def __call__(self, stage: Stage) -> None: ...


def acknowledged(outcome: Any) -> Any:
    assert "error" not in outcome, outcome["error"]
    assert outcome["acknowledged"], f"the bot did not answer within 3 s: {outcome}"
    return outcome


def only_message(outcome: Any) -> Any:
    assert len(outcome["messages"]) == 1, f"one message was wanted: {outcome['messages']}"
    return outcome["messages"][0]


def says(outcome: Any, content: str) -> None:
    """The one message of the answer is this text."""
    said = only_message(outcome)["content"]
    assert said == content, f"it said {said!r}, not {content!r}"


async def _logs_in(stage: Stage) -> None:
    ready = await stage.bot.saw("ready")
    assert (ready["guild"], ready["user"]) == ("Age of Warfare", str(stage.sandbox.info.application_id)), ready


async def _registers_in_bulk(stage: Stage) -> None:
    await stage.bot.saw("registered")
    assert await stage.registered() >= BULK, await stage.registered()


async def _registers_one(stage: Stage) -> None:
    """The one is there beside the others, and can be used."""
    await stage.bot.saw("registered")
    assert await stage.registered() == BULK | {"single"}, await stage.registered()
    says(await stage.slash("single"), "One by itself.")


async def _replies(stage: Stage) -> None:
    says(await stage.slash("hello", member="Tu'Shan", times=2), "Hello, Tu'Shan! Hello, Tu'Shan!")


async def _replies_to_one_person(stage: Stage) -> None:
    outcome = await stage.slash("hello", member="Tu'Shan", times=1, secret=True)
    assert outcome["ephemeral"], "everybody sees it"
    says(outcome, "Hello, Tu'Shan!")


async def _defers_edits_and_follows_up(stage: Stage) -> None:
    """The deferred answer gets its content later, with an embed, and a second message follows."""
    outcome = await stage.slash("slow")
    answer = outcome["messages"][0]
    assert answer["content"] == "Done.", answer
    assert [embed["title"] for embed in answer["embeds"]] == ["Report"], answer
    await stage.posted("One more thing.")


async def _updates_a_message(stage: Stage) -> None:
    """A press on a button changes the message that the button is on."""
    panel = only_message(await stage.slash("panel"))
    await stage.act("click", channel=CHANNEL, message=panel["id"], label="Press")
    after = next(each for each in await stage.sandbox.messages(CHANNEL) if each["id"] == panel["id"])
    assert (after["content"], after["components"]) == ("Pressed by Vulkan.", []), after


async def _shows_a_modal(stage: Stage) -> None:
    outcome = await stage.slash("form")
    assert outcome.get("modal", {}).get("title") == "A form", outcome
    answer = await stage.act("modal", interaction=outcome["interaction"], values={"text": "For the Emperor"})
    says(answer, "You wrote: For the Emperor")


async def _completes_what_is_typed(stage: Stage) -> None:
    typed = await stage.act("autocomplete", channel=CHANNEL, command="find", option="rank", value="ca")
    assert [choice["value"] for choice in typed["choices"]] == ["captain", "castellan"], typed
    says(await stage.slash("find", rank="captain"), "You chose captain.")


async def _changes_a_member(stage: Stage) -> None:
    """Fetches a member, changes the nickname with a reason, and reads the entry of the audit log."""
    answer = await stage.slash("rename", member="Tu'Shan", nick="Chapter Master")
    says(answer, "Tu'Shan is now Chapter Master: asked for by Vulkan")
    member = await _member(stage, "Tu'Shan")
    assert member["nick"] == "Chapter Master", member
    await stage.bot.saw("member", nick="Chapter Master")


async def _resumes(stage: Stage) -> None:
    """A connection that drops is resumed, and what happened meanwhile is told."""
    before = await stage.session()
    begun = (await stage.sandbox.state())["identifies"]
    await stage.sandbox.control("faults", target="discord-gateway", kind="disconnect", seconds=60)
    await stage.sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick="Missed Nothing")
    async with stage.sandbox.http.delete("/sandbox/faults"):
        pass
    await stage.resumed_after(before)
    assert (await stage.sandbox.state())["identifies"] == begun, "it began a new session"
    await stage.bot.saw("member", nick="Missed Nothing")
    says(await stage.slash("hello", member="Cassian", times=1), "Hello, Cassian!")


async def _reconnects_when_asked(stage: Stage) -> None:
    """Op 7: the client comes back into the same session."""
    before = await stage.session()
    await stage.sandbox.control("reconnect")
    await stage.resumed_after(before)
    says(await stage.slash("hello", member="Cassian", times=1), "Hello, Cassian!")


async def _member(stage: Stage, name: str) -> Any:
    return next(each for each in (await stage.sandbox.state())["members"] if each["name"] == name)


STEPS: Mapping[str, Step] = {
    "log in, and see the guild": _logs_in,
    "register commands in bulk": _registers_in_bulk,
    "register a single command": _registers_one,
    "reply": _replies,
    "reply to one person": _replies_to_one_person,
    "defer, edit and follow up": _defers_edits_and_follows_up,
    "update a component's message": _updates_a_message,
    "show a modal and read it": _shows_a_modal,
    "autocomplete": _completes_what_is_typed,
    "change a member and read the audit log": _changes_a_member,
    "resume after a drop": _resumes,
    "reconnect when asked (op 7)": _reconnects_when_asked,
}
"""In this order: the first row connects, the last ones break the connection."""
