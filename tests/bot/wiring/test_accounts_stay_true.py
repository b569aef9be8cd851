"""Members' Roblox accounts on the real program: changes are followed, and the service that failed is named."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox
from tests.support.waiting import becomes

VEL, ORM, HEK, DAK, ODD = "Tu'Shan", "Zadar", "Exor", "Mo'lok", "Ko'rad"
AGE = 0.1
"""Seconds: what a minute, an hour and a day are on a real server."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program]:
    ages = {"sync_older_than": AGE, "refresh_older_than": AGE, "change_older_than": AGE}
    settings = {"accounts": ages, "circuits": {"failures": 50}, "sync": {"quiet": 0.2}}
    async with ready_in(sandbox, tmp_path_factory.mktemp("bot"), **settings) as program:
        await becomes(program.gone_through, "all members have been gone through")
        yield program


async def asked(sandbox: RunningSandbox, command: str, name: str) -> str:
    """What Cassian is answered; asked again until there is an answer: a busy machine may be late.

    It may also have lost the gateway, and the bot then looks at all members anew.
    """

    async def answer() -> str:
        told = said(await sandbox.slash("Cassian", command, member=name))
        return "" if "members are not known yet" in told else told

    return await becomes(answer, f"an answer to /{command}")


async def sync_member(sandbox: RunningSandbox, name: str) -> str:
    """Once what is remembered is old enough to be asked for anew."""
    await asyncio.sleep(AGE)
    return await asked(sandbox, "sync member", name)


async def sync_says(sandbox: RunningSandbox, name: str, words: str) -> None:
    """In the end: an answer that was asked for before a change may come after it."""

    async def says() -> bool:
        return words in await sync_member(sandbox, name)

    await becomes(says, f"/sync member {name} says {words!r}")


def said(answer: dict[str, Any]) -> str:
    """Empty if there was no answer."""
    messages = answer["messages"] if answer.get("acknowledged") else ()
    return "".join(f"{message['content']} {message['components']}" for message in messages)


async def member(sandbox: RunningSandbox, name: str) -> dict[str, Any]:
    return next(each for each in (await sandbox.state())["members"] if each["name"] == name)


async def called(sandbox: RunningSandbox, name: str, end: str) -> None:
    async def so() -> bool:
        return str((await member(sandbox, name))["nick"]).endswith(f" {end}")

    await becomes(so, f"the nickname of {name} ends in {end}")


async def rename(sandbox: RunningSandbox, name: str, new: str) -> None:
    await change_account(sandbox, name, name=new)


async def change_account(sandbox: RunningSandbox, whose: str, **changes: object) -> None:
    answer = await sandbox.control("roblox/user", user=str((await member(sandbox, whose))["roblox"]), **changes)
    assert "error" not in answer, answer


@pytest.mark.usefixtures("bot")
async def test_one_who_was_renamed_on_roblox_is_renamed_by_sync_member(sandbox: RunningSandbox) -> None:
    await sync_member(sandbox, VEL)
    await called(sandbox, VEL, "TuShan_Nocturne")
    await rename(sandbox, VEL, "Vel_Anew")
    await sync_says(sandbox, VEL, "Vel\\_Anew")
    await called(sandbox, VEL, "Vel_Anew")


@pytest.mark.usefixtures("bot")
async def test_a_change_of_roles_and_a_card_bring_the_new_name_as_well(sandbox: RunningSandbox) -> None:
    await sync_member(sandbox, ORM)
    await rename(sandbox, ORM, "Orm_Anew")
    changed = await sandbox.control("member", actor="Cassian", member=ORM, add_roles=["Apothecarion"])
    assert "error" not in changed, changed
    await called(sandbox, ORM, "Orm_Anew")
    card = await sandbox.slash(ORM, "userinfo")
    await rename(sandbox, ORM, "Orm_Once_More")
    (message,) = card["messages"]
    refresh = next(each for each in ids_in(message["components"]) if each.startswith("ig:card-refresh:"))
    click = {"as": "Cassian", "channel": "servitor-terminal", "message": message["id"], "custom_id": refresh}

    async def shown() -> bool:
        return "Orm\\\\_Once\\\\_More" in said(await sandbox.control("click", **click))

    await becomes(shown, "the refreshed card has the new name")
    await called(sandbox, ORM, "Orm_Once_More")


@pytest.mark.parametrize(
    "robloxid",
    ["99999999999999999999", -5, True, "7" * 5000, None],
    ids=["huge", "negative", "boolean", "long", "none"],
)
async def test_an_impossible_answer_is_one_members_and_the_program_lives(
    bot: Program, sandbox: RunningSandbox, robloxid: object
) -> None:
    """It used to end the whole bot when that member's roles changed; three in a row had it held."""
    odd = {"member": ODD, "status": 200, "body": {"robloxID": robloxid}}
    answer = await sandbox.control("bloxlink/answer", **odd)
    assert "error" not in answer, answer
    try:
        for roles in ({"add_roles": ["Apothecarion"]}, {"remove_roles": ["Apothecarion"]}):
            assert "error" not in await sandbox.control("member", actor="Cassian", member=ODD, **roles)
            await sync_says(sandbox, ODD, "Bloxlink")
        await sync_says(sandbox, "Ba'ken", "Sol")
        (_, state) = await bot.get("/state")
        assert {one["state"] for one in state["circuits"]} == {"closed"}
        assert state["pid"] == bot.process.pid
        assert bot.process.returncode is None
    finally:
        await sandbox.control("bloxlink/answer", member=ODD)


def ids_in(components: Any) -> list[str]:
    if isinstance(components, list):
        return [each for one in components for each in ids_in(one)]
    if isinstance(components, dict):
        own = [components["custom_id"]] if "custom_id" in components else []
        return own + [each for value in components.values() for each in ids_in(value)]
    return []


@pytest.mark.usefixtures("bot")
async def test_a_closed_account_and_one_that_is_unlinked_are_said_to_be_so(sandbox: RunningSandbox) -> None:
    await sync_member(sandbox, HEK)
    nickname = (await member(sandbox, HEK))["nick"]
    await change_account(sandbox, HEK, terminated=True)
    await sync_says(sandbox, HEK, "Roblox has closed the linked account.")
    assert "the linked account is closed" in await asked(sandbox, "userinfo", HEK)
    assert "Roblox has closed the account that Bloxlink links" in said(
        await sandbox.slash("Cassian", "why", member=HEK)
    )
    assert (await member(sandbox, HEK))["nick"] == nickname, "nobody is called anything else for it"
    await sandbox.control("bloxlink/link", member=HEK, roblox=None)
    await sync_says(sandbox, HEK, "Bloxlink links no Roblox account.")
    assert "**Roblox** · not linked" in await asked(sandbox, "userinfo", HEK)
    assert "Bloxlink knows no Roblox account" in await asked(sandbox, "why", HEK)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("target", "name"), [("roblox", "Roblox"), ("bloxlink", "Bloxlink")])
async def test_the_service_that_failed_is_the_one_that_is_named(
    sandbox: RunningSandbox, target: str, name: str
) -> None:
    await sync_member(sandbox, DAK)
    await sandbox.control("faults", target=target, kind="status-403", seconds=60)
    try:
        told = await sync_member(sandbox, DAK)
        assert f"The Roblox account is not confirmed: ⏳ {name} refuses the bot's key" in told
        if target == "roblox":
            told = await asked(sandbox, "why", DAK)
            assert "Roblox has not confirmed the name since" in told
            assert f"⏳ {name} refuses" in await asked(sandbox, "userinfo", DAK)
    finally:
        async with sandbox.http.delete("/sandbox/faults"):
            pass
