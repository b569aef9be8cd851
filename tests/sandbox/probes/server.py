"""Members, roles, channels, lists, and who may do what to whom."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.sandbox.probes.row import (
    BOOLEAN,
    CHOICES,
    DATE,
    IMAGE,
    INVALID_ROLE,
    LARGE,
    LENGTH,
    LIST,
    LONG,
    MISSING_PERMISSIONS,
    NOTHING,
    NUMBER,
    OBJECT,
    REQUIRED,
    SCHEME,
    SMALL,
    Row,
    x,
)

_GUILD: Final = "resources/guild#"
_MEMBER: Final = "PATCH /guilds/{guild}/members/{member}"
_MEMBER_DOCS: Final = _GUILD + "modify-guild-member-json-params"
_ME: Final = "PATCH /guilds/{guild}/members/@me"
_ROLE: Final = "PATCH /guilds/{guild}/roles/{low_role}"
_NEW_ROLE: Final = "POST /guilds/{guild}/roles"
_ROLE_DOCS: Final = _GUILD + "create-guild-role-json-params"
_ORDER: Final = "PATCH /guilds/{guild}/roles"
_ORDER_DOCS: Final = _GUILD + "modify-guild-role-positions-json-params"
_CHANNEL: Final = "PATCH /channels/{channel}"
_CHANNEL_DOCS: Final = "resources/channel#modify-channel-json-params-guild-channel"
_NEW_CHANNEL: Final = "POST /guilds/{guild}/channels"
_HIERARCHY: Final = "topics/permissions#permission-hierarchy"
_PAGES: Final = "reference#pagination"
_PICTURE: Final = "data:image/png;base64,iVBORw0KGgo="


def _in(**time: float) -> dict[str, str]:
    return {"communication_disabled_until": (datetime.now(UTC) + timedelta(**time)).isoformat()}


_MEMBER_ROWS: Final = (
    Row("a nickname has 32 characters", "resources/user#usernames-and-nicknames", _MEMBER, {"nick": x(32)}, {"nick": x(33)}, "nick", LONG),
    Row("a nickname is a text", _MEMBER_DOCS, _MEMBER, {"nick": None}, {"nick": ["x"]}, "nick", "STRING_TYPE_CONVERT"),
    Row("the bot's nickname has 32 characters", "resources/user#usernames-and-nicknames", _ME, {"nick": x(32)}, {"nick": x(33)}, "nick", LONG),
    Row("the bot's picture is one", _GUILD + "modify-current-member-json-params", _ME, NOTHING, {"avatar": "https://example.org/a.png"}, "avatar", IMAGE),
    Row("a member's roles are ids", _MEMBER_DOCS, _MEMBER, {"roles": []}, {"roles": ["Recruiter"]}, "roles.0", NUMBER),
    Row("a member's roles are a list", _MEMBER_DOCS, _MEMBER, NOTHING, {"roles": "1"}, "roles", LIST),
    Row("a timeout ends at an ISO 8601 time", _MEMBER_DOCS, _MEMBER, _in(hours=1), {"communication_disabled_until": "in an hour"}, "communication_disabled_until", DATE),
    Row("a timeout is no number", _MEMBER_DOCS, _MEMBER, {"communication_disabled_until": None}, {"communication_disabled_until": 3600}, "communication_disabled_until", DATE),
    Row("a timeout lasts up to 28 days", _MEMBER_DOCS, _MEMBER, _in(days=27, hours=23), _in(days=28, hours=1), "communication_disabled_until", "GUILD_MEMBER_COMMUNICATION_DISABLED_TOO_LONG"),
    Row("muted is yes or no", _MEMBER_DOCS, _MEMBER, NOTHING, {"mute": "yes"}, "mute", BOOLEAN),
    Row("a channel to move to is an id", _MEMBER_DOCS, _MEMBER, NOTHING, {"channel_id": "voice"}, "channel_id", NUMBER),
    Row("a ban deletes 7 days", _GUILD + "create-guild-ban-json-params", "PUT /guilds/{guild}/bans/{vulkan}", NOTHING, {"delete_message_days": 8}, "delete_message_days", LARGE),
    Row("a ban deletes 604800 seconds", _GUILD + "create-guild-ban-json-params", "PUT /guilds/{guild}/bans/{vulkan}", NOTHING, {"delete_message_seconds": 604_801}, "delete_message_seconds", LARGE),
    Row("a ban deletes nothing of the future", _GUILD + "create-guild-ban-json-params", "PUT /guilds/{guild}/bans/{vulkan}", NOTHING, {"delete_message_seconds": -1}, "delete_message_seconds", SMALL),
    Row("200 are banned at once", _GUILD + "bulk-guild-ban-json-params", "POST /guilds/{guild}/bulk-ban", NOTHING, {"user_ids": [str(n) for n in range(201)]}, "user_ids", LENGTH),
    Row("who is banned is an id", _GUILD + "bulk-guild-ban-json-params", "POST /guilds/{guild}/bulk-ban", NOTHING, {"user_ids": ["me"]}, "user_ids.0", NUMBER),
    Row("30 days are pruned", _GUILD + "begin-guild-prune-json-params", "POST /guilds/{guild}/prune", NOTHING, {"days": 31}, "days", LARGE),
    Row("a day is pruned", _GUILD + "begin-guild-prune-json-params", "POST /guilds/{guild}/prune", NOTHING, {"days": 0}, "days", SMALL),
    Row("30 days are counted", _GUILD + "get-guild-prune-count-query-string-params", "GET /guilds/{guild}/prune", {"days": 30}, {"days": 31}, "days", LARGE),
    Row("a day is counted", _GUILD + "get-guild-prune-count-query-string-params", "GET /guilds/{guild}/prune", {"days": 1}, {"days": 0}, "days", SMALL),
    Row("the bot's name has 32 characters", "resources/user#usernames-and-nicknames", "PATCH /users/@me", NOTHING, {"username": x(33)}, "username", LENGTH),
    Row("the bot's name has two characters", "resources/user#usernames-and-nicknames", "PATCH /users/@me", NOTHING, {"username": "x"}, "username", LENGTH),
    Row("the bot's avatar is a picture", "reference#image-data", "PATCH /users/@me", NOTHING, {"avatar": "data:text/plain;base64,AAAA"}, "avatar", IMAGE),
)  # fmt: skip

_ROLE_ROWS: Final = (
    Row("a role's name has 100 characters", _ROLE_DOCS, _NEW_ROLE, {"name": x(100)}, {"name": x(101)}, "name", LENGTH),
    Row("a role's name is not empty", _ROLE_DOCS, _NEW_ROLE, {"name": "x"}, {"name": ""}, "name", LENGTH),
    Row("an edited role's name has 100 characters", _GUILD + "modify-guild-role-json-params", _ROLE, {"name": "Recruiter"}, {"name": x(101)}, "name", LENGTH),
    Row("a role's colour goes up to ffffff", _ROLE_DOCS, _NEW_ROLE, {"color": 0xFFFFFF}, {"color": 0x1000000}, "color", LARGE),
    Row("a role's colour is not negative", _ROLE_DOCS, _ROLE, {"color": 0}, {"color": -1}, "color", SMALL),
    Row("a role's colour is a number", _ROLE_DOCS, _NEW_ROLE, NOTHING, {"color": "#ff0000"}, "color", NUMBER),
    Row("a role's colours have a first", "topics/permissions#role-object-role-colors-object", _NEW_ROLE, {"colors": {"primary_color": 1}}, {"colors": {}}, "colors.primary_color", REQUIRED),
    Row("a role's colours are an object", "topics/permissions#role-object-role-colors-object", _NEW_ROLE, NOTHING, {"colors": [1]}, "colors", OBJECT),
    Row("a role's second colour goes up to ffffff", "topics/permissions#role-object-role-colors-object", _NEW_ROLE, NOTHING, {"colors": {"primary_color": 1, "secondary_color": 0x1000000}}, "colors.secondary_color", LARGE),
    Row("a role's permissions are bits", _ROLE_DOCS, _NEW_ROLE, {"permissions": "1024"}, {"permissions": "VIEW_CHANNEL"}, "permissions", NUMBER),
    Row("a role's permissions are not negative", _ROLE_DOCS, _NEW_ROLE, {"permissions": "0"}, {"permissions": "-1"}, "permissions", NUMBER),
    Row("a role is hoisted or not", _ROLE_DOCS, _NEW_ROLE, {"hoist": True}, {"hoist": "yes"}, "hoist", BOOLEAN),
    Row("a role is mentionable or not", _ROLE_DOCS, _ROLE, {"mentionable": False}, {"mentionable": 2}, "mentionable", BOOLEAN),
    Row("a role's emoji is a standard one", _ROLE_DOCS, _NEW_ROLE, NOTHING, {"unicode_emoji": "fire"}, "unicode_emoji", "INVALID_EMOJI"),
    Row("a role's icon is a picture", "reference#image-data", _NEW_ROLE, NOTHING, {"icon": "https://example.org/a.png"}, "icon", IMAGE),
    Row("an order names roles by id", _ORDER_DOCS, _ORDER, [], [{"id": "Recruiter", "position": 1}], "0.id", NUMBER),
    Row("an order names roles", _ORDER_DOCS, _ORDER, NOTHING, [{"position": 1}], "0.id", REQUIRED),
    Row("a position is not negative", _ORDER_DOCS, _ORDER, NOTHING, [{"id": "1", "position": -1}], "0.position", SMALL),
    Row("a position is a number", _ORDER_DOCS, _ORDER, NOTHING, [{"id": "1", "position": "top"}], "0.position", NUMBER),
)  # fmt: skip


def _named(**fields: Any) -> dict[str, Any]:
    return {"name": "probe", **fields}


_CHANNEL_ROWS: Final = (
    Row("a channel's name has 100 characters", _CHANNEL_DOCS, _CHANNEL, NOTHING, {"name": x(101)}, "name", LENGTH),
    Row("a channel's name is not empty", _CHANNEL_DOCS, _CHANNEL, NOTHING, {"name": ""}, "name", LENGTH),
    Row("a new channel has a name", _GUILD + "create-guild-channel-json-params", _NEW_CHANNEL, _named(), {}, "name", REQUIRED),
    Row("a new channel's name has 100 characters", _GUILD + "create-guild-channel-json-params", _NEW_CHANNEL, {"name": x(100)}, {"name": x(101)}, "name", LENGTH),
    Row("a channel's kind is one that there is", "resources/channel#channel-object-channel-types", _NEW_CHANNEL, _named(type=4), _named(type=99), "type", CHOICES),
    Row("a topic has 1024 characters", _CHANNEL_DOCS, _CHANNEL, {"topic": x(1024)}, {"topic": x(1025)}, "topic", LONG),
    Row("a forum's topic has 4096 characters", _GUILD + "create-guild-channel-json-params", _NEW_CHANNEL, NOTHING, _named(type=15, topic=x(4097)), "topic", LONG),
    Row("slow mode lasts 6 hours", _CHANNEL_DOCS, _CHANNEL, {"rate_limit_per_user": 21_600}, {"rate_limit_per_user": 21_601}, "rate_limit_per_user", LARGE),
    Row("slow mode is not negative", _CHANNEL_DOCS, _CHANNEL, {"rate_limit_per_user": 0}, {"rate_limit_per_user": -1}, "rate_limit_per_user", SMALL),
    Row("a bitrate is 8000", _CHANNEL_DOCS, _NEW_CHANNEL, _named(type=2, bitrate=8000), _named(type=2, bitrate=7999), "bitrate", SMALL),
    Row("a bitrate is 96000", _CHANNEL_DOCS, _NEW_CHANNEL, _named(type=2, bitrate=96_000), _named(type=2, bitrate=96_001), "bitrate", LARGE),
    Row("99 talk in a channel", _CHANNEL_DOCS, _NEW_CHANNEL, _named(type=2, user_limit=99), _named(type=2, user_limit=100), "user_limit", LARGE),
    Row("10000 listen to a stage", _CHANNEL_DOCS, _NEW_CHANNEL, _named(type=13, user_limit=10_000), _named(type=13, user_limit=10_001), "user_limit", LARGE),
    Row("a channel is age-restricted or not", _CHANNEL_DOCS, _CHANNEL, NOTHING, {"nsfw": "no"}, "nsfw", BOOLEAN),
    Row("a category is an id", _CHANNEL_DOCS, _CHANNEL, NOTHING, {"parent_id": "top"}, "parent_id", NUMBER),
    Row("threads are archived after a day", _CHANNEL_DOCS, _CHANNEL, NOTHING, {"default_auto_archive_duration": 1441}, "default_auto_archive_duration", CHOICES),
    Row("an overwrite is of a role or a member", "resources/channel#edit-channel-permissions-json-params", "PUT /channels/{channel}/permissions/{low_role}", {"type": 0, "allow": "1024"}, {"type": 2}, "type", CHOICES),
    Row("an overwrite says of what", "resources/channel#edit-channel-permissions-json-params", "PUT /channels/{channel}/permissions/{low_role}", NOTHING, {"allow": "0"}, "type", REQUIRED),
    Row("an overwrite's permissions are bits", "resources/channel#edit-channel-permissions-json-params", "PUT /channels/{channel}/permissions/{low_role}", {"type": 0, "deny": "0"}, {"type": 0, "deny": "all"}, "deny", NUMBER),
    Row("an invite lasts a week", "resources/channel#create-channel-invite-jsonform-params", "POST /channels/{channel}/invites", {"max_age": 604_800}, {"max_age": 604_801}, "max_age", LARGE),
    Row("an invite lasts forever", "resources/channel#create-channel-invite-jsonform-params", "POST /channels/{channel}/invites", {"max_age": 0}, {"max_age": -1}, "max_age", SMALL),
    Row("an invite is used a hundred times", "resources/channel#create-channel-invite-jsonform-params", "POST /channels/{channel}/invites", {"max_uses": 100}, {"max_uses": 101}, "max_uses", LARGE),
    Row("a thread's name has 100 characters", "resources/channel#start-thread-without-message-json-params", "POST /channels/{channel}/threads", {"name": x(100), "type": 11}, {"name": x(101), "type": 11}, "name", LENGTH),
    Row("a thread has a name", "resources/channel#start-thread-without-message-json-params", "POST /channels/{channel}/threads", NOTHING, {"type": 11}, "name", REQUIRED),
    Row("a thread is archived after a week", "resources/channel#start-thread-without-message-json-params", "POST /channels/{channel}/threads", _named(auto_archive_duration=10_080), _named(auto_archive_duration=10_081), "auto_archive_duration", CHOICES),
    Row("a thread is one of three kinds", "resources/channel#start-thread-without-message-json-params", "POST /channels/{channel}/threads", _named(type=12), _named(type=0), "type", CHOICES),
    Row("a server's name has 100 characters", _GUILD + "guild-object", "PATCH /guilds/{guild}", {"name": "Age of Warfare"}, {"name": x(101)}, "name", LENGTH),
    Row("a server's name has two characters", _GUILD + "guild-object", "PATCH /guilds/{guild}", NOTHING, {"name": "x"}, "name", LENGTH),
    Row("five levels of verification", _GUILD + "guild-object-verification-level", "PATCH /guilds/{guild}", {"verification_level": 4}, {"verification_level": 5}, "verification_level", CHOICES),
    Row("five times for being away", _GUILD + "guild-object", "PATCH /guilds/{guild}", {"afk_timeout": 3600}, {"afk_timeout": 3601}, "afk_timeout", CHOICES),
    Row("an emoji's name has 32 characters", "resources/emoji#create-guild-emoji-json-params", "POST /guilds/{guild}/emojis", NOTHING, {"name": x(33), "image": _PICTURE}, "name", LENGTH),
    Row("an emoji is a picture", "resources/emoji#create-guild-emoji-json-params", "POST /guilds/{guild}/emojis", NOTHING, {"name": "ignis"}, "image", REQUIRED),
)  # fmt: skip


def _page(rule: str, source: str, request: str, least: int, most: int) -> tuple[Row, ...]:
    return (
        Row(f"{rule} by pages of {most}", source, request, {"limit": most}, {"limit": most + 1}, "limit", LARGE),
        Row(f"{rule} by pages of {least}", source, request, {"limit": least}, {"limit": least - 1}, "limit", SMALL),
        Row(f"{rule} by a number", source, request, NOTHING, {"limit": "all"}, "limit", NUMBER),
        Row(f"{rule} not by less than nothing", source, request, NOTHING, {"limit": -1}, "limit", SMALL),
    )


def _ids(rule: str, source: str, request: str, *keys: str) -> tuple[Row, ...]:
    return tuple(
        Row(f"{rule}: {key} is an id", source, request, {key: "0"}, {key: "last"}, key, NUMBER) for key in keys
    )


_MESSAGES: Final = "resources/message#get-channel-messages-query-string-params"
_REACTIONS: Final = "GET /channels/{channel}/messages/{message}/reactions/\U0001f525"
_LIST_ROWS: Final = (
    *_page("messages", _MESSAGES, "GET /channels/{channel}/messages", 1, 100),
    *_ids("messages", _MESSAGES, "GET /channels/{channel}/messages", "before", "after", "around"),
    Row("messages before or after", _MESSAGES, "GET /channels/{channel}/messages", NOTHING, {"before": "5", "after": "1"}, "after", "PAGINATION_MUTUALLY_EXCLUSIVE"),
    Row("an id is below 2**63", "reference#snowflakes", "GET /channels/{channel}/messages", {"before": 2**63 - 1}, {"before": 2**63}, "before", NUMBER),
    Row("an id is not negative", "reference#snowflakes", "GET /channels/{channel}/messages", NOTHING, {"before": -1}, "before", NUMBER),
    *_page("pins", "resources/message#get-channel-pins-query-string-params", "GET /channels/{channel}/messages/pins", 1, 50),
    Row("pins before a time", "resources/message#get-channel-pins-query-string-params", "GET /channels/{channel}/messages/pins", {"before": "2026-01-01T00:00:00Z"}, {"before": "now"}, "before", DATE),
    *_page("members", _GUILD + "list-guild-members-query-string-params", "GET /guilds/{guild}/members", 1, 1000),
    *_ids("members", _GUILD + "list-guild-members-query-string-params", "GET /guilds/{guild}/members", "after"),
    Row("found members by pages of 1000", _GUILD + "search-guild-members-query-string-params", "GET /guilds/{guild}/members/search", NOTHING, {"query": "v", "limit": 1001}, "limit", LARGE),
    Row("found members by pages of 1", _GUILD + "search-guild-members-query-string-params", "GET /guilds/{guild}/members/search", NOTHING, {"query": "v", "limit": 0}, "limit", SMALL),
    Row("members are searched by something", _GUILD + "search-guild-members-query-string-params", "GET /guilds/{guild}/members/search", NOTHING, {"limit": 5}, "query", REQUIRED),
    *_page("bans", _GUILD + "get-guild-bans-query-string-params", "GET /guilds/{guild}/bans", 1, 1000),
    *_ids("bans", _GUILD + "get-guild-bans-query-string-params", "GET /guilds/{guild}/bans", "before", "after"),
    *_page("audit log", "resources/audit-log#get-guild-audit-log-query-string-params", "GET /guilds/{guild}/audit-logs", 1, 100),
    *_ids("audit log", "resources/audit-log#get-guild-audit-log-query-string-params", "GET /guilds/{guild}/audit-logs", "user_id", "before", "after"),
    Row("audit log of a kind of event", "resources/audit-log#get-guild-audit-log-query-string-params", "GET /guilds/{guild}/audit-logs", {"action_type": 25}, {"action_type": "kick"}, "action_type", NUMBER),
    *_page("servers", "resources/user#get-current-user-guilds-query-string-params", "GET /users/@me/guilds", 1, 200),
    *_ids("servers", "resources/user#get-current-user-guilds-query-string-params", "GET /users/@me/guilds", "before", "after"),
    *_page("reactions", "resources/message#get-reactions-query-string-params", _REACTIONS, 1, 100),
    *_ids("reactions", "resources/message#get-reactions-query-string-params", _REACTIONS, "after"),
    *_page("archived threads", "resources/channel#list-public-archived-threads-query-string-params", "GET /channels/{channel}/threads/archived/public", 2, 100),
)  # fmt: skip

_PATH_ROWS: Final = (
    Row("a channel is an id", "reference#snowflakes", "GET /channels/general", NOTHING, {}, "channel_id", NUMBER),
    Row("a message is an id", "reference#snowflakes", "GET /channels/{channel}/messages/last", NOTHING, {}, "message_id", NUMBER),
    Row("a server is an id", "reference#snowflakes", "GET /guilds/undefined", NOTHING, {}, "guild_id", NUMBER),
    Row("a member is an id", "reference#snowflakes", "GET /guilds/{guild}/members/undefined", NOTHING, {}, "user_id", NUMBER),
    Row("a role is an id", "reference#snowflakes", "PUT /guilds/{guild}/members/{member}/roles/Recruiter", NOTHING, None, "role_id", NUMBER),
    Row("a user is an id", "reference#snowflakes", "GET /users/me", NOTHING, {}, "user_id", NUMBER),
    Row("a webhook is an id", "reference#snowflakes", "GET /webhooks/alerts", NOTHING, {}, "webhook_id", NUMBER),
    Row("an id in a path is below 2**63", "reference#snowflakes", f"GET /channels/{2**63}", NOTHING, {}, "channel_id", NUMBER),
    Row("a reaction is a standard emoji", "resources/message#create-reaction", "PUT /channels/{channel}/messages/{message}/reactions/fire/@me", NOTHING, None, answer=(400, 10014)),
    Row("a reaction is an emoji that the bot sees", "resources/message#create-reaction", "PUT /channels/{channel}/messages/{message}/reactions/ignis:123/@me", NOTHING, None, answer=(400, 10014)),
    Row("a reaction is one emoji", "resources/message#create-reaction", "PUT /channels/{channel}/messages/{message}/reactions/\U0001f525\U0001f525/@me", NOTHING, None, answer=(400, 10014)),
)  # fmt: skip

_REACH_ROWS: Final = (
    Row("a role above the bot's is not given", _HIERARCHY, "PUT /guilds/{guild}/members/{member}/roles/{high_role}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("the bot's own role is not given", _HIERARCHY, "PUT /guilds/{guild}/members/{member}/roles/{bot_role}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("another bot's role is not given", "topics/permissions#role-object", "PUT /guilds/{guild}/members/{member}/roles/{managed_role}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("another bot's role is not taken", "topics/permissions#role-object", "DELETE /guilds/{guild}/members/{member}/roles/{managed_role}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("@everyone is not given", "topics/permissions#role-object", "PUT /guilds/{guild}/members/{member}/roles/{guild}", NOTHING, None, answer=INVALID_ROLE),
    Row("a role above the bot's is not edited", _HIERARCHY, "PATCH /guilds/{guild}/roles/{high_role}", NOTHING, {"name": "x"}, answer=MISSING_PERMISSIONS),
    Row("a role above the bot's is not deleted", _HIERARCHY, "DELETE /guilds/{guild}/roles/{high_role}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("another bot's role is not deleted", "topics/permissions#role-object", "DELETE /guilds/{guild}/roles/{managed_role}", NOTHING, None, answer=INVALID_ROLE),
    Row("a member above the bot is not renamed", _HIERARCHY, "PATCH /guilds/{guild}/members/{vulkan}", NOTHING, {"nick": "x"}, answer=MISSING_PERMISSIONS),
    Row("a member above the bot is not kicked", _HIERARCHY, "DELETE /guilds/{guild}/members/{vulkan}", NOTHING, None, answer=MISSING_PERMISSIONS),
    Row("a member above the bot is not banned", _HIERARCHY, "PUT /guilds/{guild}/bans/{vulkan}", NOTHING, {}, answer=MISSING_PERMISSIONS),
    Row("a member above the bot is not timed out", _HIERARCHY, "PATCH /guilds/{guild}/members/{vulkan}", NOTHING, _in(hours=1), answer=MISSING_PERMISSIONS),
)  # fmt: skip

_APPLICATION: Final = "PATCH /applications/@me"
_APPLICATION_DOCS: Final = "resources/application#edit-current-application-json-params"
_APPLICATION_ROWS: Final = (
    Row("an application's description has 400 characters", _APPLICATION_DOCS, _APPLICATION, {"description": x(400)}, {"description": x(401)}, "description", LONG),
    Row("an application has 5 tags", _APPLICATION_DOCS, _APPLICATION, {"tags": list("abcde")}, {"tags": list("abcdef")}, "tags", LONG),
    Row("an application's tag has 20 characters", "resources/application#application-object-application-structure", _APPLICATION, {"tags": [x(20)]}, {"tags": [x(21)]}, "tags.0", LONG),
    Row("an application's install link is a URL", _APPLICATION_DOCS, _APPLICATION, {"custom_install_url": "https://example.org"}, {"custom_install_url": "example.org"}, "custom_install_url", SCHEME),
    Row("an application's icon is a picture", _APPLICATION_DOCS, _APPLICATION, {"icon": _PICTURE}, {"icon": "icon.png"}, "icon", IMAGE),
    Row("an application's flags are a number", _APPLICATION_DOCS, _APPLICATION, {"flags": 1 << 15}, {"flags": "all"}, "flags", NUMBER),
    Row("an address for interactions is verified", "interactions/overview#setting-up-an-endpoint", _APPLICATION, {"interactions_endpoint_url": None}, {"interactions_endpoint_url": "https://example.org"}, "interactions_endpoint_url", "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID"),
    Row("install parameters name scopes", "resources/application#install-params-object", _APPLICATION, {"install_params": {"scopes": ["bot"], "permissions": "8"}}, {"install_params": {"permissions": "8"}}, "install_params.scopes", REQUIRED),
)  # fmt: skip

ROWS: Final = (*_MEMBER_ROWS, *_ROLE_ROWS, *_CHANNEL_ROWS, *_LIST_ROWS, *_PATH_ROWS, *_REACH_ROWS, *_APPLICATION_ROWS)
