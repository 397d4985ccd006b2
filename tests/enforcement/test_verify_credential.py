"""The script that checks a credential off-line: what it believes, what it refuses, and in which words."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from core import signing
from enforcement import credentials, verify_credential
from enforcement.services import credentials as service
from enforcement.verify_credential import INVALID, UNSURE, VALID
from tests.base import Cast
from tests.enforcement.carded import Scanned, card, scanned

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)
SITE = "https://portal.example.gov.cn"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = f"{SITE}/"


def parts(text: str) -> tuple[str, str, bytes]:
    """The code, the text before #, and the bytes behind it."""
    before, _, behind = text.partition("#")
    data = base64.urlsafe_b64decode(behind + "=" * (-len(behind) % 4))
    return before.rpartition("/")[2], before, data


def joined(before: str, data: bytes) -> Scanned:
    return Scanned(f"{before}#{base64.urlsafe_b64encode(data).decode().rstrip('=')}")


def test_a_true_credential_is_valid_and_says_whose(cast: Cast) -> None:
    outcome, words = scanned(card(cast, NOON)).judged(NOON)
    assert outcome == VALID
    number = cast.officers[0].certificates.get().number
    for told in ("安试一", cast.bureau.name, number, "云溪市", "状态截至2026-04-01 12:00"):
        assert told in words
    assert "核对本人" in words


def test_one_changed_bit_of_key_id_signature_or_text_is_a_forgery(cast: Cast) -> None:
    _code, before, data = parts(scanned(card(cast, NOON)).text)
    for at in range(1, len(data), 5):
        forged = bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])
        assert joined(before, forged).judged(NOON)[0] == INVALID, at


def test_each_field_is_signed(cast: Cast) -> None:
    row = card(cast, NOON)
    _code, before, data = parts(scanned(row).text)
    head = data[:69]
    fields = row.text.split("\n")
    for place in range(len(fields)):
        for other in ("1", "另一个人"):
            forged = "\n".join([*fields[:place], other, *fields[place + 1 :]])
            assert joined(before, head + forged.encode()).judged(NOON)[0] == INVALID, place


def test_the_statement_of_one_card_is_no_good_under_the_code_of_another(cast: Cast) -> None:
    first = scanned(card(cast, NOON))
    second = scanned(card(cast, NOON))
    mixed = Scanned(f"{second.text.partition('#')[0]}#{first.text.partition('#')[2]}")
    assert mixed.judged(NOON) == (INVALID, "证件签名不符，内容可能被改动或者伪造。")
    assert second.judged(NOON)[0] == VALID


def test_the_key_of_another_portal_is_refused(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    row = card(cast, NOON)
    keys, listed = json.dumps(credentials.keys()), credentials.revoked(NOON, NOON.date())
    settings.VAR_DIR = tmp_path / "elsewhere"
    foreign = credentials.address(row)
    found = verify_credential.check(foreign, keys, listed, int(NOON.timestamp()))
    assert found == (INVALID, "证件不是用本平台公布的密钥签发的。")
    _code, before, data = parts(foreign)
    known = bytes.fromhex(json.loads(keys)["keys"][0])
    dressed = joined(before, data[:1] + verify_credential.identity(known) + data[5:])
    found = verify_credential.check(dressed.text, keys, listed, int(NOON.timestamp()))
    assert found == (INVALID, "证件签名不符，内容可能被改动或者伪造。")


def test_a_code_that_opens_another_site_is_refused_however_well_it_is_signed(cast: Cast) -> None:
    text = scanned(card(cast, NOON)).text
    for other in ("https://portal.example.gov.cn.evil.example", "http://portal.example.gov.cn"):
        outcome, words = Scanned(text.replace(SITE, other)).judged(NOON)
        assert (outcome, "仿冒" in words) == (INVALID, True)


def test_a_lost_card_is_invalid_at_once_and_by_an_old_list_too(cast: Cast) -> None:
    row = card(cast, NOON)
    code = scanned(row)
    before = credentials.revoked(NOON, NOON.date())
    service.end(row, by=cast.listadmin, at=NOON, why="lost")
    after = credentials.revoked(NOON, NOON.date())
    assert code.judged(NOON, listed=before)[0] == VALID
    outcome, words = code.judged(NOON, listed=after)
    assert (outcome, "挂失" in words) == (INVALID, True)
    assert code.judged(NOON + timedelta(days=30), listed=after)[0] == INVALID


AGES = [(0, 0, VALID), (5, 0, VALID), (6, 0, UNSURE), (60, 1, VALID), (61, 1, UNSURE)]


def test_the_age_of_the_list_is_told_and_an_old_one_calls_nobody_current(cast: Cast) -> None:
    code = scanned(card(cast, NOON))
    listed = credentials.revoked(NOON, NOON.date())
    for minutes, hours, outcome in AGES:
        found, words = code.judged(NOON + timedelta(minutes=minutes), listed=listed, hours=hours)
        assert (found, f"距今{minutes}分钟" in words) == (outcome, True)
    for odd in (float("nan"), -1, float("-inf")):
        late = NOON + timedelta(minutes=6)
        assert code.judged(late, listed=listed, hours=odd)[0] == UNSURE


def test_a_list_from_before_the_card_says_nothing_of_it(cast: Cast) -> None:
    listed = credentials.revoked(NOON, NOON.date())
    code = scanned(card(cast, NOON + timedelta(minutes=2)))
    outcome, words = code.judged(NOON + timedelta(minutes=3), listed=listed)
    assert (outcome, "早于证件的签发时间" in words) == (UNSURE, True)


def test_a_clock_that_is_behind_is_noticed(cast: Cast) -> None:
    code = scanned(card(cast, NOON))
    listed = credentials.revoked(NOON, NOON.date())
    assert code.judged(NOON - timedelta(minutes=5), listed=listed)[0] == VALID
    assert code.judged(NOON - timedelta(minutes=6), listed=listed)[0] == UNSURE


def test_the_first_and_the_last_day_count_and_those_beside_do_not(cast: Cast) -> None:
    row = card(cast, NOON)
    code, certificate = scanned(row), row.certificate
    last = datetime(*certificate.valid_to.timetuple()[:3], 15, 59, tzinfo=UTC)  # 23:59 in China
    assert code.judged(last)[0] == VALID
    outcome, words = code.judged(last + timedelta(minutes=1))
    assert (outcome, "过有效期" in words) == (INVALID, True)
    first = datetime(*certificate.valid_from.timetuple()[:3], tzinfo=UTC) - timedelta(hours=8)
    before = code.judged(first - timedelta(minutes=1))
    assert (before[0], "起才有效" in before[1]) == (INVALID, True)


TOUCHES: list[Callable[[str], str]] = [
    lambda text: text.replace("portal/credentials-revoked", "portal/credential", 1),
    lambda text: text.replace("2026-04-01T04:05", "2027-04-01T04:05"),
    lambda text: "\n".join(line for line in text.split("\n") if len(line) != 32),
    lambda text: text[:60],
    lambda text: text.partition("\n\n")[0],
    lambda text: text.replace("\n\n", "\n" + "0" * 32 + "\n\n"),
    lambda text: "",
    lambda text: "\x00" * 99,
    lambda text: text.replace("2026-04-01T04:00", "今天"),
    lambda text: text.replace("=", "!"),
]


def test_a_list_that_was_touched_proves_nothing(cast: Cast) -> None:
    service.end(card(cast, NOON), by=cast.listadmin, at=NOON, why="lost")
    code = scanned(card(cast, NOON))
    listed = credentials.revoked(NOON, NOON.date())
    assert code.judged(NOON, listed=listed)[0] == VALID
    for number, touch in enumerate(TOUCHES):
        touched = touch(listed)
        assert touched != listed
        outcome, words = code.judged(NOON, listed=touched)
        assert (outcome, "名单" in words) == (UNSURE, True), number


HOSTILE = [
    *("", "\x00", "#", "https://", "９" * 50, "\ud800", "A" * 10_000, "https://a/v/#A", "%00"),
    *(f"{SITE}/v/{'A' * 24}", f"{SITE}/v/{'A' * 24}#", f"{SITE}/v/{'A' * 24}#A"),
    *(f"{SITE}/v/{'A' * 24}#{'A' * n}" for n in (2, 92, 1200, 1201)),
    f"{SITE}/v/{'O' * 24}#AAAA",
    "javascript:alert(1)",
]


def test_what_is_no_credential_is_refused_in_chinese(db: None) -> None:
    for text in HOSTILE:
        outcome, words = Scanned(text).judged(NOON)
        assert outcome in (INVALID, UNSURE), text
        assert "一" <= words[0] <= "鿿", text


def test_every_cut_of_a_true_text_is_refused(cast: Cast) -> None:
    text = scanned(card(cast, NOON)).text
    keys, listed = json.dumps(credentials.keys()), credentials.revoked(NOON, NOON.date())
    for length in range(0, len(text), 7):
        found = verify_credential.check(text[:length], keys, listed, int(NOON.timestamp()))
        assert found[0] == INVALID, length


def test_a_newer_format_is_no_forgery(cast: Cast) -> None:
    _code, before, data = parts(scanned(card(cast, NOON)).text)
    assert joined(before, b"\x02" + data[1:]).judged(NOON)[0] == UNSURE


def test_keys_that_cannot_be_read_leave_it_open() -> None:
    for keys in ("", "[]", "{}", '{"site":1,"keys":["zz"]}', '{"site":1,"keys":1}', "[" * 9999):
        outcome, words = verify_credential.check(f"{SITE}/v/{'A' * 24}#AAAA", keys, "", 0)
        assert (outcome, "公钥文件" in words) == (UNSURE, True)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_input_makes_it_fail(text: str, keys: str, listed: str) -> None:
    assert verify_credential.check(text, keys, listed, 0)[0] in (INVALID, UNSURE)


def test_its_curve_agrees_with_the_library() -> None:
    message = b"\xff" * 200
    key, signature = signing.public_key_p256(), signing.sign_p256(message)
    assert verify_credential.signed(key, signature, message)
    assert not verify_credential.signed(key, signature, message + b"x")
    assert not verify_credential.signed(key, signature[32:] + signature[:32], message)
    assert not verify_credential.signed(key, bytes(64), message)
    assert not verify_credential.signed(key, b"\xff" * 64, message)
    assert not verify_credential.signed(key[:1] + key[33:] + key[1:33], signature, message)
    assert not verify_credential.signed(b"", b"", b"")


def test_adding_points_on_the_curve_follows_its_laws() -> None:
    base = (verify_credential.BASE_X, verify_credential.BASE_Y, 1)
    nothing = verify_credential.multiple(verify_credential.ORDER, base)
    assert nothing[2] == 0
    assert verify_credential.summed(base, nothing) == base
    double, sum_ = verify_credential.doubled(base), verify_credential.summed(base, base)
    assert double == sum_
    inverse = (base[0], verify_credential.PRIME - base[1], 1)
    assert verify_credential.summed(base, inverse)[2] == 0


def test_it_runs_alone(cast: Cast, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    text = scanned(card(cast, now)).text
    tmp_path.joinpath("keys.json").write_text(json.dumps(credentials.keys()))
    tmp_path.joinpath("revoked.txt").write_text(credentials.revoked(now, now.date()))
    for scan, listed, code in (
        ([text], "revoked.txt", VALID),
        ([], "revoked.txt", VALID),
        ([f"{text}A"], "revoked.txt", INVALID),
        ([text], "none.txt", UNSURE),
    ):
        command = [sys.executable, "-I", verify_credential.__file__, "--keys", "keys.json"]
        done = subprocess.run(  # noqa: S603  # our own script
            [*command, "--list", listed, *scan],
            cwd=tmp_path,
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, b"")
        assert done.stdout.decode().startswith(verify_credential.WORDS[code])


def test_it_is_short_enough_to_be_read_and_needs_nothing_else() -> None:
    lines = Path(verify_credential.__file__).read_text().splitlines()
    assert len(lines) <= 300
    used = {
        line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))
    }
    assert used <= sys.stdlib_module_names
