"""Checks the QR code of an officer's credential (行政执法人员二维码证件), off-line.

This module is the script that the portal gives away as verify_credential.py: one file, the standard
library only. Usage:

    python3 verify_credential.py --keys keys.json --list revoked.txt [--hours N] [TEXT]

TEXT is what the code reads as; without it one line of the standard input is read. keys.json and
revoked.txt are files of /trust/credentials/. Fetch the keys once and compare them with another source;
fetch the list as often as you can. It prints one line and ends with

    0  有效      signed by the portal, within its period, and not in a list that is fresh enough
    1  无效      not signed, altered, out of its period, or suspended, cancelled or replaced
    2  不能确定  the list is too old or cannot be read, or the clock of this computer is wrong

A list is fresh until the moment it names (five minutes); --hours accepts an older one, at your own
risk, and the age is told. Nothing is sent anywhere.

The code is an address, ADDRESS/v/CODE#DATA. What stands behind # never reaches the server. DATA is
base64url of: 1 byte version (1), 4 bytes key id, 64 bytes signature (ECDSA P-256, SHA-256), then the
text: name, agency, number, area, category, first and last day, moment of issue (seconds since 1970), a
line each. Signed is "portal/credential/1", the code and the text, a line each. The list is a note (C2SP
signed-note): origin, issued, fresh until, then for each credential that no longer counts the first 32
hex digits of SHA-256("portal/credential" LF code). The code has 120 random bits, so the list tells
nothing of anybody. One whose last day has passed is left out: the text says so itself.
"""

import argparse
import base64
import calendar
import hashlib
import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ORIGIN, LIST = "portal/credential", "portal/credentials-revoked"
KIND = b"\xffecdsa-p256-sha256\n"
VERSION, IDENTITY, SIGNATURE = 1, 4, 64  # the version; bytes
SCANNED = re.compile(r"(https?://[^\s/?#]{1,200})/v/([2-9A-HJ-NP-Z]{24})#([A-Za-z0-9_-]{1,1200})")
MARK = re.compile(r"[0-9a-f]{32}")
STAMP = "%Y-%m-%dT%H:%M:%SZ"
LONGEST, LARGEST = 2_000, 40_000_000  # signs of a code; bytes of a file
CHINA, SKEW, HOUR = 8 * 3600, 300, 3600  # seconds; SKEW: how far two clocks may differ
VALID, INVALID, UNSURE = 0, 1, 2
WORDS = {VALID: "有效", INVALID: "无效", UNSURE: "不能确定"}


class Finding(Exception):  # noqa: N818 - it is what was found, not an error of the script
    """How it ends before the end: the outcome, and why in words."""

    def __init__(self, outcome: int, words: str) -> None:
        super().__init__(words)
        self.outcome = outcome


@dataclass(frozen=True)
class Statement:
    """What a credential says; days as YYYYMMDD, the moment of issue in seconds since 1970."""

    code: str
    name: str
    agency: str
    number: str
    area: str
    category: str
    first: str
    last: str
    issued: int


@dataclass(frozen=True)
class Revoked:
    """The list: when it was made, until when it is fresh, and the marks of what no longer counts."""

    issued: int
    until: int
    marks: frozenset[str]


def message(code: str, text: str) -> bytes:
    """What is signed of a credential."""
    return f"{ORIGIN}/1\n{code}\n{text}".encode()


def mark(code: str) -> str:
    """What stands for a credential in the list."""
    return hashlib.sha256(f"{ORIGIN}\n{code}".encode()).hexdigest()[:32]


def identity(key: bytes) -> bytes:
    """Four bytes that tell keys apart (C2SP signed-note)."""
    return hashlib.sha256(ORIGIN.encode() + b"\n" + KIND + key).digest()[:IDENTITY]


# --- ECDSA on P-256 (FIPS 186-5; SP 800-186), in projective coordinates -------------------------

PRIME = int("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16)
ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
CURVE = int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16)
BASE_X = int("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16)
BASE_Y = int("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16)
Triple = tuple[int, int, int]  # x/z, y/z; z = 0 is the point at infinity


def doubled(point: Triple) -> Triple:
    """The point added to itself."""
    x, y, z = point
    slope, scale = 3 * (x - z) * (x + z) % PRIME, 2 * y * z % PRIME  # a = -3
    mixed = 2 * x * y * scale % PRIME
    turned = (slope * slope - 2 * mixed) % PRIME
    height = slope * (mixed - turned) - 2 * (y * scale) ** 2
    return turned * scale % PRIME, height % PRIME, scale**3 % PRIME


def summed(one: Triple, two: Triple) -> Triple:
    """The sum of two points."""
    if one[2] == 0 or two[2] == 0:
        return two if one[2] == 0 else one
    left, right = two[1] * one[2] % PRIME, one[1] * two[2] % PRIME
    rise, base = (left - right) % PRIME, one[0] * two[2] % PRIME
    run = (two[0] * one[2] - base) % PRIME
    if run == 0:
        return doubled(one) if rise == 0 else (0, 1, 0)
    scale, square = one[2] * two[2] % PRIME, run * run % PRIME
    across = (rise * rise * scale - run * square - 2 * square * base) % PRIME
    height = rise * (square * base - across) - square * run * right
    return run * across % PRIME, height % PRIME, run * square * scale % PRIME


def multiple(factor: int, point: Triple) -> Triple:
    """The point added to itself that many times."""
    result: Triple = (0, 1, 0)
    for bit in f"{factor:b}":
        result = doubled(result)
        result = summed(result, point) if bit == "1" else result
    return result


def signed(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the owner of the public key (uncompressed point) signed the text."""
    if len(key) != 65 or key[0] != 4 or len(signature) != SIGNATURE:
        return False
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    known = (y * y - x**3 + 3 * x - CURVE) % PRIME == 0 and max(x, y) < PRIME
    if not known or not (0 < r < ORDER and 0 < s < ORDER):
        return False
    digest = int.from_bytes(hashlib.sha256(text).digest(), "big")
    inverse = pow(s, -1, ORDER)
    one = multiple(digest * inverse % ORDER, (BASE_X, BASE_Y, 1))
    found = summed(one, multiple(r * inverse % ORDER, (x, y, 1)))
    return found[2] != 0 and found[0] * pow(found[2], -1, PRIME) % PRIME % ORDER == r


# --- reading ------------------------------------------------------------------------------------


def keys_of(text: str) -> tuple[str, dict[bytes, bytes]]:
    """(address of the portal, key id -> key) of keys.json."""
    try:
        told = json.loads(text)
        keys = [bytes.fromhex(key) for key in told["keys"]]
        return str(told["site"]), {identity(key): key for key in keys}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Finding(UNSURE, "公钥文件无法读取，请重新下载 keys.json。") from error


def statement_of(scanned: str, site: str, keys: dict[bytes, bytes]) -> Statement:
    """What the code says; Finding when the portal has not signed it so."""
    found = SCANNED.fullmatch(scanned.strip()) if len(scanned) <= LONGEST else None
    if found is None:
        raise Finding(INVALID, "不是行政执法人员二维码证件，或者扫描内容不完整。")
    if found[1] != site:
        raise Finding(INVALID, "网址不是公钥所属的平台，可能是仿冒的证件。")
    try:
        data = base64.urlsafe_b64decode(found[3] + "=" * (-len(found[3]) % 4))
        signature, text = (
            data[1 + IDENTITY :][:SIGNATURE],
            data[1 + IDENTITY + SIGNATURE :].decode(),
        )
        name, agency, number, area, category, first, last, issued = text.split("\n")
        fields = (name, agency, number, area, category, first, last)
        card = Statement(found[2], *fields, int(issued))
    except (ValueError, TypeError) as error:
        raise Finding(INVALID, "证件内容残缺，无法读取。") from error
    if data[0] != VERSION:
        raise Finding(UNSURE, "证件的格式比本程序新，请重新下载本程序。")
    key = keys.get(data[1 : 1 + IDENTITY])
    if key is None:
        raise Finding(INVALID, "证件不是用本平台公布的密钥签发的。")
    if not signed(key, signature, message(card.code, text)):
        raise Finding(INVALID, "证件签名不符，内容可能被改动或者伪造。")
    return card


def list_of(text: str, keys: dict[bytes, bytes]) -> Revoked:
    """The list; Finding when the portal has not signed it so."""
    body, _, lines = text.partition("\n\n")
    try:
        origin, issued, until, *marks = body.split("\n")
        blob = base64.b64decode(lines.strip().rpartition(" ")[2], validate=True)
        times = [calendar.timegm(time.strptime(each, STAMP)) for each in (issued, until)]
    except ValueError as error:
        raise Finding(UNSURE, "失效证件名单无法读取，请重新下载 revoked.txt。") from error
    key = keys.get(blob[:IDENTITY], b"")
    whole = origin == LIST and all(MARK.fullmatch(each) for each in marks)
    if not whole or not signed(key, blob[IDENTITY:], f"{body}\n".encode()):
        raise Finding(UNSURE, "失效证件名单不是本平台签发的，或者已被改动、截短。")
    return Revoked(times[0], times[1], frozenset(marks))


# --- judging ------------------------------------------------------------------------------------


def shown(moment: int) -> str:
    """A moment as it is read in China."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(moment + CHINA))


def judge(card: Statement, status: Revoked, now: int, hours: float) -> str:
    """What to say of a credential that counts; Finding for one that does not, or that may not."""
    today = time.strftime("%Y%m%d", time.gmtime(max(now, status.issued) + CHINA))
    if mark(card.code) in status.marks:
        words = f"该证件已暂扣、注销、换发或者挂失（名单签发于{shown(status.issued)}）。"
        raise Finding(INVALID, words)
    if today > card.last:
        raise Finding(INVALID, f"证件已于{card.last}过有效期。")
    if today < card.first:
        raise Finding(INVALID, f"证件自{card.first}起才有效。")
    if status.issued > now + SKEW:
        raise Finding(UNSURE, "本机时钟早于名单的签发时间，请校准时钟。")
    age = max(0, now - status.issued)
    told = f"名单签发于{shown(status.issued)}，距今{age // 60}分钟"
    if now > max(status.until, status.issued + hours * HOUR):
        raise Finding(UNSURE, f"{told}，已经过时，不能据以认定证件现在有效；请重新下载名单。")
    if card.issued > status.issued:
        raise Finding(UNSURE, f"{told}，早于证件的签发时间；请重新下载名单。")
    facts = [card.name, card.agency, f"执法证号{card.number}", f"执法区域{card.area or '—'}"]
    facts += [f"执法类别{card.category or '—'}", f"有效期{card.first}至{card.last}"]
    return f"{'，'.join(facts)}。状态截至{shown(status.issued)}（{told}）。请核对本人与证件。"


def check(scanned: str, keys: str, listed: str, now: int, hours: float = 0) -> tuple[int, str]:
    """(outcome, words) of a scanned text, with the texts of the two files."""
    try:
        site, known = keys_of(keys)
        card = statement_of(scanned, site, known)
        return VALID, judge(card, list_of(listed, known), now, hours)
    except Finding as finding:
        return finding.outcome, str(finding)


def read(path: Path) -> str:
    """The text of a file; "" when there is none or it is too large."""
    try:
        return path.read_text("utf-8") if path.stat().st_size <= LARGEST else ""
    except (OSError, ValueError):
        return ""


def main() -> int:
    """0 valid, 1 not valid, 2 cannot tell."""
    parser = argparse.ArgumentParser(description="Check an officer's credential off-line.")
    parser.add_argument("text", nargs="?")
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--list", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=0)
    given = parser.parse_args()
    text = given.text
    if text is None:
        text = sys.stdin.buffer.readline(LONGEST + 1).decode("utf-8", "replace")
    outcome, words = check(text, read(given.keys), read(given.list), int(time.time()), given.hours)
    sys.stdout.buffer.write(f"{WORDS[outcome]}：{words}\n".encode())
    return outcome


if __name__ == "__main__":
    sys.exit(main())
