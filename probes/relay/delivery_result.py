"""The results of an attempt to deliver a message to Discord."""

from enum import StrEnum


class DeliveryResult(StrEnum):
    """The result of one request. The list is closed, because it becomes a metric's label."""

    DELIVERED = "delivered"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"  # 5xx, no connection, not Discord's answer: try again later
    TIMEOUT = "timeout"
    MESSAGE_GONE = "message_gone"  # post it again
    WEBHOOK_GONE = "webhook_gone"  # never use this address again
    REFUSED = "refused"  # Discord will never accept this body
