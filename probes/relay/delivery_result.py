"""What became of an attempt to deliver a message to Discord."""

from enum import StrEnum


class DeliveryResult(StrEnum):
    """What became of a request. Bounded: it becomes a metric's label."""

    DELIVERED = "delivered"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"  # 5xx, no connection, an answer that is not Discord's: try again later
    TIMEOUT = "timeout"
    MESSAGE_GONE = "message_gone"  # post it anew
    WEBHOOK_GONE = "webhook_gone"  # never ask this address again
    REFUSED = "refused"  # this body will never be accepted
