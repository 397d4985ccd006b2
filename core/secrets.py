"""Personal data at rest: encrypted with AES-256-GCM, found again by a keyed hash.

Both keys are derived with HKDF from settings.PII_KEY, each for its own purpose, so that the lookup
column tells nothing about the encryption key. A stored value is `v1.<key id>.<nonce + ciphertext>`.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "v1"
NONCE_BYTES = 12


class SecretError(ValueError):
    """The stored value cannot be read: another key, a damaged value, or not encrypted at all."""


@lru_cache(maxsize=8)
def _derive(master: str, purpose: str) -> bytes:
    if not master:
        raise SecretError("PORTAL_PII_KEY is not set")
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"portal-pii-{purpose}".encode())
    return hkdf.derive(master.encode())


def _key(purpose: str) -> bytes:
    return _derive(settings.PII_KEY, purpose)


def _key_id() -> str:
    return hashlib.sha256(_key("id")).hexdigest()[:8]


def encrypt(text: str) -> str:
    """Encrypt under a fresh nonce: the same text gives another value each time. "" stays ""."""
    if not text:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    head = f"{VERSION}.{_key_id()}"
    sealed = AESGCM(_key("encrypt")).encrypt(nonce, text.encode(), head.encode())
    return f"{head}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text of a value made by `encrypt`. Raises SecretError; the message names no data."""
    if not stored:
        return ""
    head, _, body = stored.rpartition(".")
    version, _, key_id = head.partition(".")
    if version != VERSION:
        raise SecretError("the stored value is not encrypted by this system")
    if key_id != _key_id():
        raise SecretError(f"the stored value needs key {key_id}, the key in use is {_key_id()}")
    try:
        raw = base64.urlsafe_b64decode(body)
        plain = AESGCM(_key("encrypt")).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], head.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SecretError("the stored value is damaged") from error
    return plain.decode()


def keyed_hash(text: str) -> str:
    """64 hex digits to look a value up by, the same for full-width, spaced and lower-case forms.

    HMAC-SHA-256 with its own key: without the key the short space of identity numbers cannot be
    searched. "" stays "".
    """
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    return hmac.new(_key("lookup"), folded.encode(), hashlib.sha256).hexdigest() if folded else ""
