"""What the QR code of an officer opens: the state of this moment, in a light page that tracks nobody."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement import codes, credentials, verify_credential
from enforcement.models import Agency, Credential, Officer
from enforcement.services import credentials as service
from enforcement.services import officers
from tests.base import Cast
from tests.enforcement.carded import Scanned, card, scanned

pytestmark = pytest.mark.django_db
LIGHT = 30 * 1024
GOOD = '<span class="badge badge-good">有效</span>'
FRESH = 300  # seconds


def page(code: str, status: int = 200) -> str:
    answer = Client().get(reverse("verify-code", args=[code]))
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_code_opens_the_state_of_this_moment(cast: Cast) -> None:
    row = card(cast)
    shown = page(row.code)
    for told in ("安试一", cast.bureau.name, row.certificate.number, GOOD, "不记录谁扫描过"):
        assert told in shown
    assert f"{timezone.localtime():%Y-%m-%d %H:}" in shown
    assert f'data-key="{json.loads(json.dumps(credentials.keys()))["keys"][0]}"' in shown
    assert "hidden" in shown.partition("data-credential")[2].partition(">")[0]


def test_who_scans_reads_the_answer_before_any_form(cast: Cast) -> None:
    row = card(cast)
    asked = {row.code: "安试一", row.certificate.number: "安试一", "没有这个": "没有查到"}
    for code, answer in asked.items():
        main = page(code, 404 if "没有" in code else 200).partition("<main")[2]
        asks = f'href="{reverse("verify")}"' if code == row.code else 'name="code"'
        assert -1 < main.index(answer) < main.index(asks)
    assert 'name="code"' in str(Client().get(reverse("verify")).content.decode())


def test_typed_in_groups_it_is_found_too(cast: Cast) -> None:
    row = card(cast)
    assert GOOD in page(codes.grouped(row.code).lower())


def test_a_replaced_card_says_so_though_the_certificate_counts(cast: Cast) -> None:
    first, second = card(cast), card(cast)
    assert "二维码证件已换发" in page(first.code)
    assert GOOD not in page(first.code)
    assert GOOD in page(second.code)
    assert GOOD in page(first.certificate.number)


def test_an_officer_out_of_post_is_told_at_once_on_the_page_and_in_the_list(cast: Cast) -> None:
    row = card(cast)
    for status, words in ((Officer.Status.SUSPENDED, "已暂扣"), (Officer.Status.LEFT, "已注销")):
        officers.set_status(cast.officers[0], status, by=cast.listadmin, on=timezone.localdate())
        shown = page(row.code)
        assert (words in shown, GOOD in shown) == (True, False)
        listed = Client().get(reverse("credential-file", args=["revoked.txt"])).content.decode()
        assert verify_credential.mark(row.code) in listed


def test_a_changed_name_voids_the_card(cast: Cast) -> None:
    row = card(cast)
    officers.update(cast.officers[0], name="安试十")
    assert "证面信息已变更" in page(row.code)


def test_one_of_an_agency_that_is_not_announced_is_unknown(cast: Cast) -> None:
    row = card(cast)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.CLOSED)
    assert "安试一" not in page(row.code, 404)


def test_the_page_and_the_list_never_disagree(cast: Cast) -> None:
    rows = [card(cast)]
    for change in (
        lambda: rows.append(card(cast)),
        lambda: service.end(rows[-1], by=cast.listadmin, at=timezone.now(), why="lost"),
        lambda: rows.append(card(cast)),
        lambda: officers.update(cast.officers[0], name="安试十"),
        lambda: rows.append(card(cast)),
    ):
        change()
        text = credentials.revoked(timezone.now(), timezone.localdate())
        for row in rows:
            assert (verify_credential.mark(row.code) in text) is (GOOD not in page(row.code))
    assert [GOOD in page(row.code) for row in rows] == [False, False, False, True]


def test_scanning_leaves_nothing_behind(cast: Cast) -> None:
    row = card(cast)
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(reverse("verify-code", args=[row.code]))
    assert not answer.cookies
    assert AuditEntry.objects.count() == before
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in asked.captured_queries if q["sql"].startswith(writes)]


def test_what_is_signed_never_reaches_the_server_with_the_address(cast: Cast) -> None:
    address, _, fragment = credentials.address(card(cast)).partition("#")
    assert address.endswith(reverse("verify-code", args=[Credential.objects.get().code]))
    assert len(fragment) > 100
    assert "?" not in address


def test_everything_the_page_needs_weighs_at_most_30_kb(cast: Cast) -> None:
    """With its style sheets, scripts and pictures, and not even compressed."""
    shown = page(card(cast).code)
    sizes = {"page": len(shown.encode())}
    for path in re.findall(r'(?:href|src)="/static/([^"#?]+)', shown):
        data = Path(settings.BASE_DIR, "static", path).read_bytes()
        sizes[path] = len(data)
        assert b"url(" not in data
    assert "js/credential.js" in sizes
    assert sum(sizes.values()) <= LIGHT, sizes


def test_only_the_page_of_a_credential_loads_the_script(cast: Cast) -> None:
    row = card(cast)
    assert "credential.js" not in page(row.certificate.number)


# ------------------------------------------------------------------------------ the files
def test_the_files_of_the_site_check_a_code_off_line(cast: Cast) -> None:
    row = card(cast)
    client = Client()
    known = {name: client.get(reverse("credential-file", args=[name])) for name in FILES}
    texts = {name: answer.content.decode() for name, answer in known.items()}
    now = int(timezone.now().timestamp())
    found = verify_credential.check(
        credentials.address(row), texts["keys.json"], texts["revoked.txt"], now
    )
    assert found[0] == verify_credential.VALID, found
    script = client.get(reverse("trust-script", args=["verify_credential.py"]))
    assert script.content == Path(verify_credential.__file__).read_bytes()


FILES = ("keys.json", "revoked.txt")


def test_the_list_is_never_kept_longer_than_it_is_fresh(cast: Cast) -> None:
    answer = Client().get(reverse("credential-file", args=["revoked.txt"]))
    found = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
    assert found
    issued, until = answer.content.decode().split("\n")[1:3]
    assert (int(found[1]) < FRESH, issued < until) == (True, True)
    at = timezone.now()
    listed = credentials.revoked(at, timezone.localdate(at))
    later = at + timedelta(seconds=FRESH + 1)
    assert scanned(card(cast, at)).judged(later, listed=listed)[0] == verify_credential.UNSURE


@pytest.mark.parametrize("name", ["", "x", "keys.json%00", "../settings.py", "revoked.TXT"])
def test_no_other_file_is_there(client: Client, name: str) -> None:
    assert client.get(f"/trust/credentials/{name}").status_code in (400, 404)


def test_the_list_takes_one_query_however_many_there_are(cast: Cast) -> None:
    for _n in range(3):
        card(cast)
    with CaptureQueriesContext(connection) as asked:
        credentials.revoked(timezone.now(), timezone.localdate())
    assert len(asked.captured_queries) == 1


def test_the_page_of_checking_off_line_leads_to_all_of_it(client: Client) -> None:
    shown = client.get(reverse("trust")).content.decode()
    for name in FILES:
        assert reverse("credential-file", args=[name]) in shown
    assert reverse("trust-script", args=["verify_credential.py"]) in shown


def test_a_scan_of_something_else_is_refused_in_words() -> None:
    assert Scanned("https://example.com/").judged(timezone.now())[1].startswith("不是行政执法人员")
