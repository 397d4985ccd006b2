"""The Ed25519 key that signs checkpoints of the audit log and of the publication log."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.merkle import Checkpoint, open_checkpoint


def key_file() -> Path:
    """Where the private key is: SIGNING_KEY_FILE, or in embedded mode var/keys/signing.pem."""
    if settings.SIGNING_KEY_FILE:
        return Path(settings.SIGNING_KEY_FILE)
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            "PORTAL_SIGNING_KEY_FILE must name the Ed25519 key of the log "
            "(openssl genpkey -algorithm ed25519 -out signing.pem)"
        )
    return Path(settings.VAR_DIR) / "keys" / "signing.pem"


def private_key() -> Ed25519PrivateKey:
    """The signing key; made once on first use when no key file is configured.

    Raises ImproperlyConfigured when the configured file is missing or no Ed25519 key.
    """
    path = key_file()
    if not settings.SIGNING_KEY_FILE and not path.exists():
        make_key(path)
    return load_key(path)


@lru_cache(maxsize=8)
def load_key(path: Path) -> Ed25519PrivateKey:
    """Read an unencrypted PEM key."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"signing key {path} cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"signing key {path} is not an Ed25519 key")
    return key


def make_key(path: Path) -> None:
    """Write a new key with mode 0600; of two processes that race, the first one's key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        return
    finally:
        os.unlink(name)


def sign(message: bytes) -> bytes:
    """64-byte Ed25519 signature."""
    return private_key().sign(message)


def public_key() -> bytes:
    """The 32 raw bytes of the public key."""
    return private_key().public_key().public_bytes_raw()


def verify(signature: bytes, message: bytes) -> bool:
    """Whether our key made this signature."""
    return verify_with(public_key(), signature, message)


def verify_with(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the raw public key `key` made this signature."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def sign_checkpoint(checkpoint: Checkpoint) -> str:
    """The signed note of a tree head; the key is named after the log's origin."""
    return checkpoint.sign(checkpoint.origin, public_key(), sign)


def read_signed(note: str, origin: str) -> Checkpoint:
    """The tree head of a note of log `origin` signed by our key; ValueError when it is not."""
    checkpoint = open_checkpoint(note, origin, public_key(), verify)
    if checkpoint.origin != origin:
        raise ValueError(f"the note belongs to {checkpoint.origin}, not to {origin}")
    return checkpoint
