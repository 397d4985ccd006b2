"""The registry's pages under hostile and foreign input: words or 404, nothing saved, never a 500."""

from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from core import tables
from core.models import AuditEntry
from enforcement.models import Agency, Certificate, Delegation, Item, Officer, Party
from enforcement.services import agencies, items, parties
from enforcement.views.registry_imports import SALT
from tests.base import Cast

pytestmark = pytest.mark.django_db
HOSTILE = [
    "\x00",
    "a\x00b",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "%s%(x)s",
    "汉" * 5000,
    "\u202e倒写\u200b",
    "😀" * 40,
    "9" * 400,
]
LISTS = [
    *("agency-admin-list", "officer-admin-list", "item-admin-list"),
    *("delegation-admin-list", "statute-list", "registry-home"),
]
CREATE = [
    *("agency-admin-create", "officer-admin-create", "item-admin-create"),
    "delegation-admin-create",
]
FIELDS = (
    *("name", "uscc", "kind", "status", "profile", "field", "division_code", "phone", "post"),
    *("unit", "agency", "number", "issuer", "area", "basis_text", "effective_from", "matters"),
    *("effective_to", "powers", "valid_from", "valid_to", "delegator", "delegate", "on"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_search_word_or_cursor_breaks_a_list(cast: Cast, text: str) -> None:
    listadmin, officer = cast.client("listadmin"), cast.client("officer1")
    status = 400 if "\0" in text else 200  # no address may hold a NUL, see NoNulMiddleware
    for name in LISTS:
        answer = listadmin.get(reverse(name), {"q": text, "after": text})
        assert answer.status_code == status, name
        assert "<script>alert(1)</script>" not in answer.content.decode()
    assert officer.get(reverse("party-list"), {"q": text, "after": text}).status_code == status


def counted() -> list[int]:
    """How many rows each list holds, the log included."""
    models = (Agency, Officer, Certificate, Item, Delegation, Party)
    return [*(model.objects.count() for model in models), AuditEntry.objects.count()]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_form_breaks_on_a_text_in_every_field(cast: Cast, text: str) -> None:
    client = cast.client("listadmin")
    before = counted()
    own = cast.officer1.officer
    edits = [
        reverse("agency-admin-edit", args=[cast.bureau.pk]),
        reverse("officer-admin-edit", args=[own.pk]),
        reverse("certificate-create", args=[own.pk]),
        reverse("certificate-end", args=[own.certificates.get().pk]),
    ]
    for address in [*map(reverse, CREATE), *edits]:
        answer = client.post(address, dict.fromkeys(FIELDS, text))
        assert answer.status_code == 200, address
        assert "<script>alert(1)</script>" not in answer.content.decode()
    assert counted() == before


@pytest.mark.parametrize("name", CREATE)
def test_an_empty_form_says_what_is_missing(cast: Cast, name: str) -> None:
    page = cast.client("listadmin").post(reverse(name), {"name": " "})
    assert page.status_code == 200
    assert page.context["form"].errors


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_change_nothing(cast: Cast, method: str) -> None:
    client, before = cast.client("listadmin"), counted()
    for name in (*LISTS, *CREATE):
        assert getattr(client, method)(reverse(name)).status_code in (200, 405), name
    assert counted() == before


def test_a_key_no_database_can_hold_is_not_found(cast: Cast) -> None:
    client, far = cast.client("listadmin"), 10**30
    names = ("agency-admin-edit", "officer-admin-edit", "item-admin-edit", "statute-detail")
    for name in (*names, "certificate-create", "certificate-end"):
        assert client.get(reverse(name, args=[far])).status_code == 404, name
    assert cast.client("officer1").get(reverse("party-edit", args=[far])).status_code == 404


def test_without_login_every_page_leads_to_the_login(cast: Cast, client: Any) -> None:
    for name in (*LISTS, *CREATE, "item-import", "officer-import", "party-list"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302 and "login" in answer["Location"], name


# ---------------------------------------------------------------------------------- what was typed
def test_a_refused_certificate_keeps_every_field(cast: Cast) -> None:
    card = cast.officer2.officer.certificates.get()
    typed = {
        **{"number": card.number, "issuer": card.issuer, "area": "云溪市东区", "category": "食品"},
        **{"valid_from": "2026-02-03", "valid_to": "2027-04-05"},
    }
    address = reverse("certificate-create", args=[cast.officer1.officer.pk])
    page = cast.client("listadmin").post(address, typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "已登记给安试二" in text and "行政处罚法第四十二条" in text
    assert all(f'value="{value}"' in text for value in typed.values())


def test_a_refused_item_keeps_its_basis_and_saves_nothing(cast: Cast) -> None:
    typed = {
        **{"agency": cast.bureau.pk, "kind": "penalty", "name": "销售过期食品的处罚"},
        **{"basis_text": "《示范法》第一条", "effective_from": "2026-05-01"},
        "effective_to": "2026-04-30",
    }
    page = cast.client("listadmin").post(reverse("item-admin-create"), typed).content.decode()
    assert "失效日期早于生效日期" in page and "《示范法》第一条" in page
    assert not Item.objects.exists()
    answer = cast.client("listadmin").post(
        reverse("item-admin-create"), {**typed, "effective_to": "2026-05-01"}
    )
    assert answer.status_code == 302


def test_a_rename_to_a_siblings_name_is_refused_and_kept_in_the_form(cast: Cast) -> None:
    bureau, taken = cast.bureau, f"《{cast.other_bureau.name}》"
    values = {
        **{"name": taken, "kind": "statutory", "status": "pending"},
        "division_code": bureau.division_code,
    }
    address = reverse("agency-admin-edit", args=[bureau.pk])
    page = cast.client("listadmin").post(address, values).content.decode()
    assert "已有同名的执法主体" in page and f'value="{taken}"' in page
    assert Agency.objects.get(pk=bureau.pk).name == bureau.name
    assert agencies.update(bureau, name=f"《{bureau.name}》").name == f"《{bureau.name}》"
    assert agencies.update(bureau, name=taken, division_code="419998").name == taken


# ---------------------------------------------------------------------------------- other agencies
def test_rows_cannot_be_moved_to_or_made_for_another_agency(cast: Cast) -> None:
    client, foreign = cast.client("listadmin"), cast.other_bureau
    item = items.create(
        agency=cast.bureau, kind="penalty", name="甲", effective_from=date(2026, 1, 1)
    )
    values = {"agency": foreign.pk, "kind": "penalty", "name": "甲", "effective_from": "2026-01-01"}
    for address in (
        reverse("item-admin-create"),
        reverse("item-admin-edit", args=[item.pk]),
    ):
        page = client.post(address, values)
        assert page.status_code == 200 and "agency" in page.context["form"].errors
    person = {"agency": foreign.pk, "name": "安试三", "post": "科员", "status": "active"}
    own = cast.officer1.officer
    for address in (
        reverse("officer-admin-create"),
        reverse("officer-admin-edit", args=[own.pk]),
    ):
        page = client.post(address, person)
        assert page.status_code == 200 and "agency" in page.context["form"].errors
    item.refresh_from_db()
    assert item.agency == cast.bureau
    assert Officer.objects.filter(agency=foreign).count() == 1


@pytest.mark.parametrize("name", ["item-import", "officer-import"])
def test_a_list_cannot_be_imported_for_another_agency(cast: Cast, name: str) -> None:
    upload = SimpleUploadedFile("清单.csv", "事项名称,职权类别\n甲,行政处罚\n".encode())
    page = cast.client("listadmin").post(
        reverse(name), {"agency": cast.other_bureau.pk, "file": upload}
    )
    assert page.status_code == 200 and "agency" in page.context["form"].errors
    assert "token" not in page.context


@pytest.mark.parametrize("marks", ["name", "code"])
def test_a_row_that_names_another_agency_is_refused_as_unknown(cast: Cast, marks: str) -> None:
    agencies.update(cast.other_bureau, uscc="11419999MB00000009")
    name = cast.other_bureau.name if marks == "name" else ""
    code = "11419999MB00000009" if marks == "code" else ""
    rows = [
        ["事项名称", "职权类别", "执法主体", "执法主体代码"],
        ["甲", "行政处罚", name, code],
        ["乙", "行政处罚", "", ""],
    ]
    upload = SimpleUploadedFile("清单.xlsx", tables.xlsx_bytes(rows))
    values = {"agency": cast.bureau.pk, "file": upload}
    page = cast.client("listadmin").post(reverse("item-import"), values)
    assert page.context["report"].rejected_rows == 1
    cast.client("listadmin").post(reverse("item-import"), {"token": page.context["token"]})
    assert [(row.name, row.agency) for row in Item.objects.all()] == [("乙", cast.bureau)]


def test_a_ticket_for_another_agency_or_a_lost_file_is_not_found(cast: Cast) -> None:
    client = cast.client("listadmin")
    ticket = {"user": cast.listadmin.pk, "kind": "item-import", "blob": 10**9}
    for agency in (cast.other_bureau, cast.bureau):
        token = signing.dumps({**ticket, "agency": agency.pk}, salt=SALT)
        assert client.post(reverse("item-import"), {"token": token}).status_code == 404


def test_the_second_use_of_a_ticket_changes_nothing(cast: Cast) -> None:
    client = cast.client("listadmin")
    upload = SimpleUploadedFile("清单.csv", "事项名称,职权类别\n甲,行政处罚\n".encode("gbk"))
    page = client.post(reverse("item-import"), {"agency": cast.bureau.pk, "file": upload})
    for _time in range(2):
        client.post(reverse("item-import"), {"token": page.context["token"]})
    assert Item.objects.count() == 1


# ---------------------------------------------------------------------------------- parties
SECRETS: dict[str, Any] = {
    "id_no": "11010519491231002X",
    "address": "云溪市示范路1号",
    "phone": "13800000000",
}


def test_no_column_of_a_changed_party_or_of_the_log_shows_clear_text(cast: Cast) -> None:
    party = parties.create(by=cast.officer1, agency=cast.bureau, kind="person", name="柳试然")
    values = {"kind": "person", "name": "柳试然", **SECRETS}
    address = reverse("party-edit", args=[party.pk])
    assert cast.client("officer1").post(address, values).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM enforcement_party")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT * FROM core_auditentry")
        stored += str(cursor.fetchall())
    assert "柳试然" in stored
    assert not [text for text in SECRETS.values() if text in stored]
    party.refresh_from_db()
    assert {name: getattr(party, name) for name in SECRETS} == SECRETS


def test_the_same_secret_is_stored_differently_and_still_found(cast: Cast) -> None:
    made = [
        parties.create(by=cast.officer1, agency=cast.bureau, kind="person", name=name, **SECRETS)
        for name in ("柳试然", "柳试燃")
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no FROM enforcement_party")
        assert len({row[0] for row in cursor.fetchall()}) == 2
    assert parties.find(agency=cast.bureau, id_no=" 11010519491231002x ") == made[::-1]


@pytest.mark.parametrize(
    "code", ["91350100M000100Y44", "O1350100M000100Y43", "123", "无", "９１350100M000100Y43"]
)
def test_a_party_is_saved_whatever_its_code_and_told_what_is_odd(cast: Cast, code: str) -> None:
    party = parties.create(
        by=cast.officer1, agency=cast.bureau, kind="org", name="晨星公司", uscc=code, legal_rep="钱"
    )
    right = parties.find(agency=cast.bureau, uscc="91350100M000100Y43") == [party]
    assert bool(party.flags) != right


def test_a_party_of_another_agency_is_neither_shown_nor_changed(cast: Cast) -> None:
    party = parties.create(by=cast.officer1, agency=cast.bureau, kind="org", name="柳试然")
    client = cast.client("outsider")
    address = reverse("party-edit", args=[party.pk])
    assert client.post(address, {"kind": "person", "name": "改名"}).status_code == 404
    assert "柳试然" not in client.get(
        reverse("party-list"), {"q": "柳试然"}
    ).content.decode().replace('value="柳试然"', "")
    party.refresh_from_db()
    assert party.name == "柳试然"
    assert not AuditEntry.objects.filter(action="party.read").exists()
