"""Codes a person without an account may open: unguessable, and readable from paper."""

import secrets

from django.conf import settings
from django.urls import reverse

# Letters and digits that are not mistaken for one another, read aloud or typed from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 24


def new_code() -> str:
    """24 of 32 signs: 120 bits."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


def address(code: str) -> str:
    """The full address of the public page of a code, as a QR symbol holds it."""
    return on_the_site(reverse("verify-code", args=[code]))


def on_the_site(path: str) -> str:
    """The full address of a page of the public site."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}"
