"""The key that signs checkpoints of the audit log and of the publication log.

One Ed25519 key is kept. A P-256 key is derived from it, so that a reader whose browser knows no
Ed25519 can check a checkpoint too, and nobody has a second secret to keep.
"""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.merkle import ED25519_NOTE, P256_NOTE, Checkpoint, open_checkpoint

# Bits beyond those of the order, so that the remainder favours no key (FIPS 186-5, A.2.1).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_SEED = 48
P256_INFO = b"portal log checkpoints, ecdsa-p256-sha256, 1"
HALF = 32  # bytes of r, and of s


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


@lru_cache(maxsize=8)
def derived(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key that belongs to the seed of the Ed25519 key."""
    stretched = HKDF(hashes.SHA256(), P256_SEED, salt=None, info=P256_INFO).derive(seed)
    number = int.from_bytes(stretched) % (P256_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def sign_p256(message: bytes) -> bytes:
    """64 bytes, r and s, as WebCrypto reads them."""
    key = derived(private_key().private_bytes_raw())
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(HALF) + s.to_bytes(HALF)


def public_key_p256() -> bytes:
    """The 65 bytes of the uncompressed point."""
    return (
        derived(private_key().private_bytes_raw())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )


def sign_der(message: bytes) -> bytes:
    """The same kind of signature in DER, as openssl reads it."""
    raw = sign_p256(message)
    return encode_dss_signature(int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:]))


def public_key_p256_pem() -> bytes:
    """The P-256 key as openssl reads it."""
    key = derived(private_key().private_bytes_raw()).public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, kind)


def verify_p256(signature: bytes, message: bytes) -> bool:
    """Whether our P-256 key made this signature."""
    r, s = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
    key = derived(private_key().private_bytes_raw()).public_key()
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return len(signature) == 2 * HALF


def sign_checkpoint(checkpoint: Checkpoint) -> str:
    """The note of a tree head signed by both keys; they are named after the log's origin."""
    return checkpoint.sign(
        checkpoint.origin,
        (ED25519_NOTE, public_key(), sign),
        (P256_NOTE, public_key_p256(), sign_p256),
    )


def read_signed(note: str, origin: str) -> Checkpoint:
    """The tree head of a note of log `origin` signed by our key; ValueError when it is not."""
    checkpoint = open_checkpoint(note, origin, public_key(), verify)
    if checkpoint.origin != origin:
        raise ValueError(f"the note belongs to {checkpoint.origin}, not to {origin}")
    return checkpoint
