"""Who is who on Roblox, and what Bloxlink says of it, changed by the control API and over real HTTP."""

from typing import Any

import pytest

from ignis.sandbox.world import SEED
from ignis.sandbox.world.accounts import Accounts
from tests.sandbox.fake_services import GROUP, KEY, TUSHAN, Client, get, link_of
from tests.support.servers.sandbox import RunningSandbox


def test_it_begins_with_the_seeded_world_and_can_begin_again() -> None:
    accounts = Accounts(SEED)
    user = accounts.roblox.named("tushan_nocturne")
    assert user is not None
    accounts.roblox.change(user, terminated=True, name="Renamed")
    accounts.links[TUSHAN.id] = None
    assert (accounts.roblox.user(user.id), accounts.roblox.is_terminated(user.id)) == (None, True)
    accounts.begin_again()
    assert accounts.roblox.user(user.id) == user
    assert accounts.links[TUSHAN.id] == user.id


async def test_a_terminated_user_is_gone_but_for_who_asks_for_closed_accounts(
    client: Client, accounts: Accounts
) -> None:
    user = accounts.roblox.named(str(TUSHAN.roblox_id))
    assert user is not None
    before = len(accounts.roblox.members())
    accounts.roblox.change(user, terminated=True)
    assert len(accounts.roblox.members()) == before - 1
    assert (await get(client, f"/groups/v2/users/{user.id}/groups/roles"))[0] == 404
    assert (await get(client, f"/cloud/v2/users/{user.id}", **{"x-api-key": KEY}))[0] == 404
    for closed_too, found in ((False, 1), (True, 0)):
        body = {"userIds": [user.id], "excludeBannedUsers": closed_too}
        async with client.post("/users/v1/users", json=body) as answer:
            assert len((await answer.json())["data"]) == found


async def test_a_user_changes_name_and_rank(client: Client, accounts: Accounts) -> None:
    user = accounts.roblox.named("TuShan_Nocturne")
    assert user is not None
    accounts.roblox.change(user, name="TuShan_Renamed", group_role="Captain")
    status, body = await get(client, f"/cloud/v2/users/{user.id}", **{"x-api-key": KEY})
    assert (status, body["name"]) == (200, "TuShan_Renamed")
    _, body = await get(client, f"/groups/v2/users/{user.id}/groups/roles")
    assert body["data"][0]["role"]["name"] == "Captain"
    assert body["data"][0]["group"]["id"] == GROUP


@pytest.mark.asyncio(loop_scope="module")
class TestByTheControlApi:
    async def test_bloxlink_links_another_and_none(self, sandbox: RunningSandbox) -> None:
        linked = await sandbox.control("bloxlink/link", member="Tu'Shan", roblox="CassianDracos")
        assert linked["roblox"] == str(SEED.member("Cassian").roblox_id)
        assert await asked(sandbox) == (200, {"robloxID": linked["roblox"], "resolved": {}})
        await sandbox.control("bloxlink/link", member="Tu'Shan", roblox=None)
        assert await asked(sandbox) == (404, {"error": "User not found"})
        await sandbox.control("bloxlink/link", member="Tu'Shan", roblox="TuShan_Nocturne")
        assert (await asked(sandbox))[1]["robloxID"] == str(TUSHAN.roblox_id)

    @pytest.mark.parametrize(
        ("body", "status"),
        [({}, 200), ({"robloxID": "99999999999999999999"}, 200), ({"robloxID": True}, 200), ([], 200), (None, 418)],
    )
    async def test_bloxlink_answers_oddly_about_one_member(
        self, sandbox: RunningSandbox, body: object, status: int
    ) -> None:
        await sandbox.control("bloxlink/answer", member="Tu'Shan", body=body, status=status)
        assert await asked(sandbox) == (status, body)
        assert (await asked(sandbox, SEED.member("Cassian").id))[0] == 200
        await sandbox.control("bloxlink/answer", member="Tu'Shan")
        assert (await asked(sandbox))[1]["robloxID"] == str(TUSHAN.roblox_id)

    async def test_roblox_renames_and_closes_an_account(self, sandbox: RunningSandbox) -> None:
        changed = await sandbox.control("roblox/user", user="ZekTsugan", name="Zek_Renamed", terminated=True)
        assert (changed["name"], changed["terminated"]) == ("Zek_Renamed", True)
        opened = await sandbox.control("roblox/user", user="Zek_Renamed", name="ZekTsugan", terminated=False)
        assert (opened["name"], opened["terminated"]) == ("ZekTsugan", False)

    @pytest.mark.parametrize(
        ("path", "fields", "line"),
        [
            ("roblox/user", {"user": "Nobody"}, "nobody on Roblox is called 'Nobody'"),
            ("roblox/user", {"user": "ZekTsugan", "group_role": "King"}, "the group on Roblox has no role 'King'"),
            ("roblox/user", {"user": "ZekTsugan", "terminated": "yes"}, "'terminated' must be true or false"),
            ("bloxlink/answer", {"member": "Tu'Shan", "status": 99}, "a status of an answer is 200 to 599, not 99"),
        ],
    )
    async def test_mistakes_are_explained(
        self, sandbox: RunningSandbox, path: str, fields: dict[str, Any], line: str
    ) -> None:
        assert (await sandbox.control(path, **fields))["error"].startswith(line)


async def asked(sandbox: RunningSandbox, member: int = TUSHAN.id) -> tuple[int, Any]:
    headers = {"Authorization": sandbox.info.bloxlink_api_key.get_secret_value()}
    async with sandbox.http.get(f"/bloxlink{link_of(member)}", headers=headers) as answer:
        return answer.status, await answer.json()
