"""Discord's JSON error codes that a request can be made to fail with: the HTTP status and message of each.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Final

ERRORS: Final = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    60003: (403, "Two factor is required for this operation"),
    130000: (503, "API resource is currently overloaded. Try again a little later."),
}

INVALID_FORM: Final = 50035
"""The one that comes with nested `errors`."""
