"""A saved search that somebody has asked for, by the tokens of its two addresses."""

from django.utils import timezone

from core import secrets
from disclosure.models import Subscription
from disclosure.services import subscriptions


def scene() -> dict[str, str]:
    """`subscription_confirm` and `subscription_stop`."""
    address = "reader@example.org"
    row = Subscription.objects.create(
        address=secrets.encrypt(address),
        address_key=secrets.keyed_hash(address),
        query="kind=penalty",
        language="zh-hans",
        created_at=timezone.now(),
    )
    return {
        f"subscription_{purpose}": subscriptions.link(row, purpose).rsplit("/", 2)[1]
        for purpose in (subscriptions.CONFIRM, subscriptions.STOP)
    }
