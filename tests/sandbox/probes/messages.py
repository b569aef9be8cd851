"""Messages and embeds."""

from typing import Any, Final

from tests.sandbox.probes.row import (
    BOOLEAN,
    CHOICES,
    DATE,
    EMPTY,
    LARGE,
    LENGTH,
    LIST,
    LONG,
    NOTHING,
    NUMBER,
    OBJECT,
    REQUIRED,
    SCHEME,
    SMALL,
    URL,
    Row,
    x,
)

_POST: Final = "POST /channels/{channel}/messages"
_PATCH: Final = "PATCH /channels/{channel}/messages/{message}"
_CREATE: Final = "resources/message#create-message-jsonform-params"
_EDIT: Final = "resources/message#edit-message-jsonform-params"
_LIMITS: Final = "resources/message#embed-object-embed-limits"
_EMBED: Final = "resources/message#embed-object-embed-structure"
_IMAGE: Final = "resources/message#embed-object-embed-image-structure"
_AUTHOR: Final = "resources/message#embed-object-embed-author-structure"
_FOOTER: Final = "resources/message#embed-object-embed-footer-structure"
_FIELD: Final = "resources/message#embed-object-embed-field-structure"
_MENTIONS: Final = "resources/message#allowed-mentions-object"
_POLL: Final = "resources/poll#poll-create-request-object"
_MEDIA: Final = "resources/poll#poll-media-object-poll-media-object-structure"
_WEBHOOK: Final = "resources/webhook#execute-webhook-jsonform-params"
_HOOK: Final = "POST /webhooks/{webhook}/{webhook_token}"
_PERSONS_HOOK: Final = "POST /webhooks/{persons_webhook}/{persons_webhook_token}?with_components=true"
_BUTTON: Final = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "x"}]}
_HTTPS: Final = "https://example.org/"


def _said(**more: Any) -> dict[str, Any]:
    return {"content": "hello", **more}


def _embed(**fields: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "t", **fields}]}


def _mentions(**fields: Any) -> dict[str, Any]:
    return _said(allowed_mentions=fields)


def _field(**fields: Any) -> dict[str, Any]:
    return _embed(fields=[{"name": "n", "value": "v", **fields}])


def _poll(**fields: Any) -> dict[str, Any]:
    answers = [{"poll_media": {"text": "yes"}}]
    return {"poll": {"question": {"text": "q"}, "answers": answers, **fields}}


def _answer(**media: Any) -> dict[str, Any]:
    return _poll(answers=[{"poll_media": media}])


_TWICE: Final = [_embed(description=x(2999))["embeds"][0]]

_MESSAGE_ROWS: Final = (
    Row("content has up to 2000 characters", _CREATE, _POST, {"content": x(2000)}, {"content": x(2001)}, "content", LONG),
    Row("emoji count as one character", _CREATE, _POST, {"content": "\U0001f525" * 2000}, {"content": "\U0001f525" * 2001}, "content", LONG),
    Row("a message shows something", _CREATE, _POST, {"content": "x"}, {"content": ""}, answer=EMPTY),
    Row("a message with an empty body", _CREATE, _POST, NOTHING, {}, answer=EMPTY),
    Row("no embeds are nothing", _CREATE, _POST, NOTHING, {"embeds": []}, answer=EMPTY),
    Row("content is a text", _CREATE, _POST, _said(), {"content": ["x"]}, "content", "STRING_TYPE_CONVERT"),
    Row("a nonce has up to 25 characters", _CREATE, _POST, _said(nonce=x(25)), _said(nonce=x(26)), "nonce", LONG),
    Row("a nonce may be a number", _CREATE, _POST, _said(nonce=10**18), _said(nonce=10**25), "nonce", LONG),
    Row("tts is yes or no", _CREATE, _POST, _said(tts=False), _said(tts="no"), "tts", BOOLEAN),
    Row("up to 10 embeds", _CREATE, _POST, {"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds", LONG),
    Row("embeds are a list", _CREATE, _POST, NOTHING, {"embeds": {"title": "t"}}, "embeds", LIST),
    Row("an embed is an object", _CREATE, _POST, NOTHING, {"embeds": ["t"]}, "embeds.0", OBJECT),
    Row("up to 3 stickers", _CREATE, _POST, NOTHING, _said(sticker_ids=["1", "2", "3", "4"]), "sticker_ids", LONG),
    Row("a sticker is an id", _CREATE, _POST, _said(sticker_ids=[]), _said(sticker_ids=["wave"]), "sticker_ids.0", NUMBER),
    Row("flags are a number", _CREATE, _POST, _said(flags=4), _said(flags="quiet"), "flags", NUMBER),
    Row("flags are not negative", _CREATE, _POST, _said(flags=0), _said(flags=-1), "flags", SMALL),
    Row("a reply names a message", "resources/message#message-reference-structure", _POST, NOTHING, _said(message_reference={}), "message_reference.message_id", REQUIRED),
    Row("a reply names it by id", "resources/message#message-reference-structure", _POST, NOTHING, _said(message_reference={"message_id": "last"}), "message_reference.message_id", NUMBER),
    Row("a reference is a reply or a forward", "resources/message#message-reference-types", _POST, NOTHING, _said(message_reference={"message_id": "1", "type": 2}), "message_reference.type", CHOICES),
    Row("alt text has up to 1024 characters", "resources/message#attachment-object-attachment-request-structure", _POST, NOTHING, _said(attachments=[{"id": 0, "description": x(1025)}]), "attachments.0.description", LONG),
    Row("an attachment has an id", "resources/message#attachment-object-attachment-request-structure", _POST, NOTHING, _said(attachments=[{"filename": "a.png"}]), "attachments.0.id", REQUIRED),
    Row("up to 10 attachments", "topics/opcodes-and-status-codes#json-json-error-codes", _POST, NOTHING, _said(attachments=[{"id": n} for n in range(11)]), "attachments", LONG),
    Row("an edit has up to 2000 characters", _EDIT, _PATCH, {"content": x(2000)}, {"content": x(2001)}, "content", LONG),
    Row("an edit leaves something", _EDIT, _PATCH, {"content": "new"}, {"content": ""}, answer=EMPTY),
    Row("an edit to null leaves nothing", _EDIT, _PATCH, {"content": None, "embeds": [{"title": "t"}]}, {"content": None}, answer=EMPTY),
    Row("an edit leaves out what stays", _EDIT, _PATCH, {"embeds": []}, {"content": "", "embeds": [], "components": []}, answer=EMPTY),
    Row("an edit's embeds obey their limits", _EDIT, _PATCH, _embed(title=x(256)), _embed(title=x(257)), "embeds.0.title", LONG),
    Row("content gives way to components", "resources/message#edit-message", _PATCH, {"content": None, "flags": 1 << 15, "components": [{"type": 10, "content": "x"}]}, {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}]}, "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    Row("2 to 100 messages are deleted at once: two", "resources/message#bulk-delete-messages", "POST /channels/{channel}/messages/bulk-delete", {"messages": ["1", "2"]}, {"messages": ["1"]}, "messages", LENGTH),
    Row("2 to 100 messages are deleted at once: a hundred", "resources/message#bulk-delete-messages", "POST /channels/{channel}/messages/bulk-delete", {"messages": [str(n) for n in range(100)]}, {"messages": [str(n) for n in range(101)]}, "messages", LENGTH),
    Row("no message is deleted twice", "resources/message#bulk-delete-messages", "POST /channels/{channel}/messages/bulk-delete", NOTHING, {"messages": ["1", "1"]}, "messages", "LIST_TYPE_DUPLICATE"),
    Row("a message to delete is an id", "resources/message#bulk-delete-messages", "POST /channels/{channel}/messages/bulk-delete", NOTHING, {"messages": ["1", "last"]}, "messages.1", NUMBER),
)  # fmt: skip

_EMBED_ROWS: Final = (
    Row("an embed's title has 256 characters", _LIMITS, _POST, _embed(title=x(256)), _embed(title=x(257)), "embeds.0.title", LONG),
    Row("an embed's description has 4096 characters", _LIMITS, _POST, _embed(description=x(4096)), _embed(description=x(4097)), "embeds.0.description", LONG),
    Row("an embed has 25 fields", _LIMITS, _POST, _embed(fields=[{"name": "n", "value": "v"}] * 25), _embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds.0.fields", LONG),
    Row("a field's name has 256 characters", _LIMITS, _POST, _field(name=x(256)), _field(name=x(257)), "embeds.0.fields.0.name", LONG),
    Row("a field's value has 1024 characters", _LIMITS, _POST, _field(value=x(1024)), _field(value=x(1025)), "embeds.0.fields.0.value", LONG),
    Row("a footer has 2048 characters", _LIMITS, _POST, _embed(footer={"text": x(2048)}), _embed(footer={"text": x(2049)}), "embeds.0.footer.text", LONG),
    Row("an author's name has 256 characters", _LIMITS, _POST, _embed(author={"name": x(256)}), _embed(author={"name": x(257)}), "embeds.0.author.name", LONG),
    Row("outer blanks are not counted", _LIMITS, _POST, _embed(title=f"  {x(256)}  "), _embed(title=f"  {x(257)}  "), "embeds.0.title", LONG),
    Row("6000 characters in one embed", _LIMITS, _POST, {"embeds": [{"title": x(256), "description": x(4096), "footer": {"text": x(1648)}}]}, {"embeds": [{"title": x(256), "description": x(4096), "footer": {"text": x(1649)}}]}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    Row("6000 characters over all embeds", _LIMITS, _POST, {"embeds": [*_TWICE, *_TWICE]}, {"embeds": [*_TWICE, *_embed(description=x(3000))["embeds"]]}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    Row("fields and authors count to the 6000", _LIMITS, _POST, _embed(description=x(4096), author={"name": x(255)}, fields=[{"name": x(256), "value": x(1024)}, {"name": x(100), "value": x(268)}]), _embed(description=x(4096), author={"name": x(256)}, fields=[{"name": x(256), "value": x(1024)}, {"name": x(100), "value": x(268)}]), "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    Row("an embed shows something", _EMBED, _POST, {"embeds": [{"description": "d"}]}, {"embeds": [{}]}, "embeds.0.description", REQUIRED),
    Row("a colour goes up to ffffff", _EMBED, _POST, _embed(color=0xFFFFFF), _embed(color=0x1000000), "embeds.0.color", LARGE),
    Row("a colour is not negative", _EMBED, _POST, _embed(color=0), _embed(color=-1), "embeds.0.color", SMALL),
    Row("a colour is a number", _EMBED, _POST, NOTHING, _embed(color="red"), "embeds.0.color", NUMBER),
    Row("an embed's time is ISO 8601", _EMBED, _POST, _embed(timestamp="2026-01-01T12:00:00.000Z"), _embed(timestamp="yesterday"), "embeds.0.timestamp", DATE),
    Row("an embed's time has a day that there is", _EMBED, _POST, _embed(timestamp="2028-02-29T12:00:00+00:00"), _embed(timestamp="2027-02-29T12:00:00+00:00"), "embeds.0.timestamp", DATE),
    Row("an embed's time is no number", _EMBED, _POST, NOTHING, _embed(timestamp=1767268800), "embeds.0.timestamp", DATE),
    Row("an embed's link is http or https", _EMBED, _POST, _embed(url=_HTTPS), _embed(url="ftp://example.org/"), "embeds.0.url", SCHEME),
    Row("an embed's link has a scheme", _EMBED, _POST, _embed(url="http://example.org"), _embed(url="example.org"), "embeds.0.url", SCHEME),
    Row("an embed's link is not empty", _EMBED, _POST, _embed(url=None), _embed(url=""), "embeds.0.url", SCHEME),
    Row("an embed's link has no blanks", _EMBED, _POST, _embed(url="https://example.org/a%20b"), _embed(url="https://example.org/a b"), "embeds.0.url", URL),
    Row("an embed's link has a host", _EMBED, _POST, _embed(url="https://example.org:8443/?q=1#top"), _embed(url="https://"), "embeds.0.url", URL),
    Row("a host has a dot", _EMBED, _POST, _embed(url="http://127.0.0.1:8470/"), _embed(url="http://localhost:8470/"), "embeds.0.url", URL),
    Row("a port is a number", _EMBED, _POST, _embed(url="https://example.org:65535/"), _embed(url="https://example.org:port/"), "embeds.0.url", URL),
    Row("an embed's link has 2048 characters", _EMBED, _POST, _embed(url=_HTTPS + x(2028)), _embed(url=_HTTPS + x(2029)), "embeds.0.url", LONG),
    Row("an embed's link is no upload", _EMBED, _POST, NOTHING, _embed(url="attachment://a.png"), "embeds.0.url", SCHEME),
    Row("an image is http, https or an upload", _IMAGE, _POST, _embed(image={"url": "attachment://a.png"}), _embed(image={"url": "file:///a.png"}), "embeds.0.image.url", SCHEME),
    Row("an image's address is well formed", _IMAGE, _POST, _embed(image={"url": _HTTPS + "a.png"}), _embed(image={"url": "https://exa mple.org/a.png"}), "embeds.0.image.url", URL),
    Row("an image has an address", _IMAGE, _POST, _embed(image=None), _embed(image={"width": 5}), "embeds.0.image.url", REQUIRED),
    Row("an image is an object", _IMAGE, _POST, NOTHING, _embed(image=_HTTPS), "embeds.0.image", OBJECT),
    Row("a thumbnail is http, https or an upload", _IMAGE, _POST, _embed(thumbnail={"url": _HTTPS}), _embed(thumbnail={"url": "data:image/png;base64,AA"}), "embeds.0.thumbnail.url", SCHEME),
    Row("a thumbnail's address has 2048 characters", _IMAGE, _POST, _embed(thumbnail={"url": _HTTPS + x(2028)}), _embed(thumbnail={"url": _HTTPS + x(2029)}), "embeds.0.thumbnail.url", LONG),
    Row("an author has a name", _AUTHOR, _POST, _embed(author={"name": "n"}), _embed(author={"url": _HTTPS}), "embeds.0.author.name", REQUIRED),
    Row("an author's link is http or https", _AUTHOR, _POST, _embed(author={"name": "n", "url": _HTTPS}), _embed(author={"name": "n", "url": "attachment://a"}), "embeds.0.author.url", SCHEME),
    Row("an author's icon may be an upload", _AUTHOR, _POST, _embed(author={"name": "n", "icon_url": "attachment://a.png"}), _embed(author={"name": "n", "icon_url": "javascript:alert(1)"}), "embeds.0.author.icon_url", SCHEME),
    Row("a footer has a text", _FOOTER, _POST, _embed(footer={"text": "t"}), _embed(footer={"icon_url": _HTTPS}), "embeds.0.footer.text", REQUIRED),
    Row("a footer's icon may be an upload", _FOOTER, _POST, _embed(footer={"text": "t", "icon_url": "attachment://a.png"}), _embed(footer={"text": "t", "icon_url": "a.png"}), "embeds.0.footer.icon_url", SCHEME),
    Row("a field has a name", _FIELD, _POST, _field(), _field(name=None), "embeds.0.fields.0.name", REQUIRED),
    Row("a field's name is not empty", _FIELD, _POST, NOTHING, _field(name=" "), "embeds.0.fields.0.name", REQUIRED),
    Row("a field has a value", _FIELD, _POST, NOTHING, _field(value=None), "embeds.0.fields.0.value", REQUIRED),
    Row("a field's value is not empty", _FIELD, _POST, NOTHING, _field(value=""), "embeds.0.fields.0.value", REQUIRED),
    Row("inline is yes or no", _FIELD, _POST, _field(inline=True), _field(inline="yes"), "embeds.0.fields.0.inline", BOOLEAN),
    Row("an error names the second embed", _LIMITS, _POST, {"embeds": [{"title": "t"}] * 2}, {"embeds": [{"title": "t"}, {"title": x(257)}]}, "embeds.1.title", LONG),
)  # fmt: skip

_MENTION_ROWS: Final = (
    Row("a hundred users are mentioned", _MENTIONS, _POST, _mentions(users=[str(n) for n in range(1, 101)]), _mentions(users=[str(n) for n in range(1, 102)]), "allowed_mentions.users", LONG),
    Row("a hundred roles are mentioned", _MENTIONS, _POST, _mentions(roles=[str(n) for n in range(1, 101)]), _mentions(roles=[str(n) for n in range(1, 102)]), "allowed_mentions.roles", LONG),
    Row("users are named or parsed", _MENTIONS, _POST, _mentions(parse=["users"], users=[]), _mentions(parse=["users"], users=["1"]), "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    Row("roles are named or parsed", _MENTIONS, _POST, _mentions(parse=["users"], roles=["1"]), _mentions(parse=["roles"], roles=["1"]), "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    Row("three kinds are parsed", _MENTIONS, _POST, _mentions(parse=["users", "roles", "everyone"]), _mentions(parse=["here"]), "allowed_mentions.parse.0", CHOICES),
    Row("a mentioned user is an id", _MENTIONS, _POST, NOTHING, _mentions(users=["me"]), "allowed_mentions.users.0", NUMBER),
    Row("whether who is replied to is mentioned", _MENTIONS, _POST, _mentions(replied_user=False), _mentions(replied_user="no"), "allowed_mentions.replied_user", BOOLEAN),
    Row("allowed mentions are an object", _MENTIONS, _POST, _said(allowed_mentions=None), _said(allowed_mentions=["users"]), "allowed_mentions", OBJECT),
    Row("an edit's mentions obey the same", _MENTIONS, _PATCH, _mentions(parse=[]), _mentions(parse=["users"], users=["1"]), "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
)  # fmt: skip

_POLL_ROWS: Final = (
    Row("a poll's question has 300 characters", _MEDIA, _POST, _poll(question={"text": x(300)}), _poll(question={"text": x(301)}), "poll.question.text", LENGTH),
    Row("a poll asks something", _POLL, _POST, NOTHING, _poll(question={}), "poll.question.text", REQUIRED),
    Row("a poll has 10 answers", _POLL, _POST, _poll(answers=[{"poll_media": {"text": "a"}}] * 10), _poll(answers=[{"poll_media": {"text": "a"}}] * 11), "poll.answers", LENGTH),
    Row("a poll has an answer", _POLL, _POST, NOTHING, _poll(answers=[]), "poll.answers", LENGTH),
    Row("a poll's answer has 55 characters", _MEDIA, _POST, _answer(text=x(55)), _answer(text=x(56)), "poll.answers.0.poll_media.text", LONG),
    Row("a poll lasts 32 days", _POLL, _POST, _poll(duration=768), _poll(duration=769), "poll.duration", LARGE),
    Row("a poll lasts an hour", _POLL, _POST, _poll(duration=1), _poll(duration=0), "poll.duration", SMALL),
    Row("an answer's emoji is one", _MEDIA, _POST, _answer(text="a", emoji={"name": "\U0001f525"}), _answer(text="a", emoji={"name": "fire"}), "poll.answers.0.poll_media.emoji.name", "COMPONENT_INVALID_EMOJI"),
)  # fmt: skip

_WEBHOOK_ROWS: Final = (
    Row("a webhook's content has 2000 characters", _WEBHOOK, _HOOK, {"content": x(2000)}, {"content": x(2001)}, "content", LONG),
    Row("a webhook says something", _WEBHOOK, _HOOK, {"content": "x"}, {"username": "n"}, answer=EMPTY),
    Row("a webhook's name has 80 characters", _WEBHOOK, _HOOK, _said(username=x(80)), _said(username=x(81)), "username", LENGTH),
    Row("a webhook's name is not empty", _WEBHOOK, _HOOK, _said(username="x"), _said(username=""), "username", LENGTH),
    Row("a webhook is not called Discord", "resources/webhook#create-webhook", _HOOK, _said(username="Disc"), _said(username="My Discord"), "username", "USERNAME_INVALID_CONTAINS"),
    Row("a webhook is not called Clyde", "resources/webhook#create-webhook", _HOOK, NOTHING, _said(username="CLYDE"), "username", "USERNAME_INVALID_CONTAINS"),
    Row("a webhook's picture is http or https", _WEBHOOK, _HOOK, _said(avatar_url=_HTTPS + "a.png"), _said(avatar_url="attachment://a.png"), "avatar_url", SCHEME),
    Row("a person's webhook has no buttons", _WEBHOOK, _PERSONS_HOOK, _said(components=[]), _said(components=[_BUTTON]), "components", "COMPONENT_NOT_ALLOWED"),
    Row("a webhook's picture has a good address", _WEBHOOK, _HOOK, _said(avatar_url=None), _said(avatar_url="https://a b/"), "avatar_url", URL),
    Row("a webhook sends 10 embeds", _WEBHOOK, _HOOK, {"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds", LONG),
    Row("a webhook's embed has good links", _WEBHOOK, _HOOK, _embed(url=_HTTPS), _embed(url="no link"), "embeds.0.url", SCHEME),
    Row("a webhook's mentions obey the same", _MENTIONS, _HOOK, _mentions(parse=[]), _mentions(parse=["all"]), "allowed_mentions.parse.0", CHOICES),
    Row("a new webhook's name has 80 characters", "resources/webhook#create-webhook-json-params", "POST /channels/{channel}/webhooks", {"name": x(80)}, {"name": x(81)}, "name", LENGTH),
    Row("a new webhook has a name", "resources/webhook#create-webhook-json-params", "POST /channels/{channel}/webhooks", NOTHING, {}, "name", REQUIRED),
    Row("a new webhook is not called Discord", "resources/webhook#create-webhook", "POST /channels/{channel}/webhooks", NOTHING, {"name": "discord"}, "name", "USERNAME_INVALID_CONTAINS"),
    Row("a webhook's avatar is a picture", "resources/webhook#create-webhook-json-params", "POST /channels/{channel}/webhooks", {"name": "n", "avatar": "data:image/png;base64,iVBORw0KGgo="}, {"name": "n", "avatar": _HTTPS}, "avatar", "IMAGE_INVALID"),
    Row("an edited webhook's name has 80 characters", "resources/webhook#modify-webhook-json-params", "PATCH /webhooks/{webhook}", {"name": "Ignis alerts"}, {"name": x(81)}, "name", LENGTH),
)  # fmt: skip

ROWS: Final = (*_MESSAGE_ROWS, *_EMBED_ROWS, *_MENTION_ROWS, *_POLL_ROWS, *_WEBHOOK_ROWS)
