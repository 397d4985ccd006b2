"""Codes a person without an account may open: unguessable, and readable from paper."""

import re
import secrets

from django.conf import settings
from django.urls import reverse

# Letters and digits that are not mistaken for one another, read aloud or typed from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 24
GROUP = 4
SPACING = re.compile(r"[\s\-‐‑–—－]+")


def new_code() -> str:
    """24 of 32 signs: 120 bits."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


def address(code: str) -> str:
    """The full address of the public page of a code, as a QR symbol holds it."""
    return on_the_site(reverse("verify-code", args=[code]))


def typed_at() -> str:
    """The full address of the page where a code is typed."""
    return on_the_site(reverse("verify"))


def grouped(code: str) -> str:
    """The code as it is printed, in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def folded(text: str) -> str:
    """A code as it is stored, however it was typed; "" for what cannot be one."""
    code = SPACING.sub("", text).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def on_the_site(path: str) -> str:
    """The full address of a page of the public site."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}"
