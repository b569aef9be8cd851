"""Numbers of Discord's gateway, version 10."""

from enum import IntEnum

VERSION = "10"
LARGEST_PAYLOAD = 4096  # bytes a client may send at once
SENDS = 120  # a client may make in ...
SENDS_WINDOW = 60.0  # ... this many seconds

# GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT: those a bot's owner must switch on.
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
_INTENT_BITS = (*range(17), 20, 21, 24, 25)
ALL_INTENTS = sum(1 << bit for bit in _INTENT_BITS)


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class CloseCode(IntEnum):
    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


# Behind these a client begins anew, or not at all; behind every other close by the server it resumes.
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
ENDS_SESSION = frozenset(map(CloseCode, (4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014)))


class Close(Exception):  # noqa: N818  it is what happens, not an error of ours
    """Ends the connection with this code; the text is sent as the reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
