"""Bodies as they come over HTTP: JSON, forms with files, and what is neither."""

import aiohttp
import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def commands(sandbox: RunningSandbox) -> int:
    return sandbox.sandbox.spec.channel("servitor-terminal").id


async def test_a_body_that_is_no_json_is_refused(sandbox: RunningSandbox, commands: int) -> None:
    token = {"Authorization": f"Bot {sandbox.info.token.get_secret_value()}"}
    async with sandbox.http.post(f"/api/v10/channels/{commands}/messages", data=b"{", headers=token) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


@pytest.mark.parametrize("body", [[], "text", {"content": {"a": 1}}, {"embeds": 7}, {"components": [None]}])
async def test_a_body_of_the_wrong_shape_is_refused(sandbox: RunningSandbox, body: object) -> None:
    alerts = sandbox.sandbox.spec.channel("legion-alerts").id
    status, _ = await sandbox.api("POST", f"/channels/{alerts}/messages", body)
    assert status == 400


@pytest.mark.parametrize("name", ["scroll.txt", 'a "quoted" scröll.txt'])
async def test_a_file_goes_in_and_its_description_with_it(sandbox: RunningSandbox, commands: int, name: str) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content":"a scroll","attachments":[{"id":0,"description":"old"}]}')
    form.add_field("files[0]", b"text", filename=name, content_type="text/plain")
    token = {"Authorization": f"Bot {sandbox.info.token.get_secret_value()}"}
    path = f"/api/v10/channels/{commands}/messages"
    async with sandbox.http.post(path, data=form, headers=token) as answer:
        message = await answer.json()
    assert (message["attachments"][0]["filename"], message["attachments"][0]["description"]) == (name, "old")


@pytest.mark.parametrize("form", [{"content": "a+b ü"}, {"payload_json": '{"content": "a+b ü"}'}])
async def test_a_form_without_files_may_be_url_encoded(
    sandbox: RunningSandbox, commands: int, form: dict[str, str]
) -> None:
    token = {"Authorization": f"Bot {sandbox.info.token.get_secret_value()}"}
    async with sandbox.http.post(f"/api/v10/channels/{commands}/messages", data=form, headers=token) as answer:
        assert (answer.status, (await answer.json())["content"]) == (200, "a+b ü")
