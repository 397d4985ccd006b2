"""The forms of the registry against careless entries: refused beside the field, kept as typed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm
from django.utils import timezone

from core.errors import RuleError
from core.forms import AccessibleForm
from core.tables import MAX_BYTES
from enforcement.forms import delegations, registry
from enforcement.models import Agency
from enforcement.services import agencies

pytestmark = pytest.mark.django_db

AGENCY = {"name": "云溪市试验局", "kind": "statutory", "status": "pending"}
CONFIRMED = {
    **AGENCY,
    "status": "confirmed",
    "confirmed_by": "云溪市人民政府",
    "announced_on": "2026-01-05",
}
DELEGATION = {
    **{"number": "云委〔2026〕1号", "matters": "市容巡查", "powers": "警告"},
    **{"valid_from": "2026-01-01", "valid_to": "2026-12-31"},
}
CERTIFICATE = {
    **{"number": "YX001", "issuer": "云溪市人民政府", "area": "云溪市"},
    **{"valid_from": "2026-01-01", "valid_to": "2030-12-31"},
}
ITEM = {"kind": "penalty", "name": "销售过期食品的处罚", "effective_from": "2026-01-01"}
PARTY = {"kind": "person", "name": "柳试然"}


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name="云溪市城市管理局", status="confirmed")


@pytest.fixture
def brigade(bureau: Agency) -> Agency:
    return agencies.create(name="云溪市城市管理执法大队", parent=bureau, kind="delegated")


def form(which: str, bureau: Agency, brigade: Agency, **changes: Any) -> BaseForm:
    """A filled form of the registry, changed as given."""
    own = Agency.objects.filter(pk=bureau.pk)
    given: dict[str, tuple[dict[str, Any], Any]] = {
        "agency": (CONFIRMED, registry.AgencyForm),
        "delegation": (
            {**DELEGATION, "delegator": bureau.pk, "delegate": brigade.pk},
            lambda data: delegations.DelegationForm(data, own=own),
        ),
        "officer": (
            {"agency": bureau.pk, "name": "安试一", "post": "科员"},
            lambda data: registry.OfficerForm(data, own=own),
        ),
        "certificate": (CERTIFICATE, registry.CertificateForm),
        "end": ({"on": "2026-03-16", "reason": "调离"}, registry.CertificateEndForm),
        "item": (
            {**ITEM, "agency": bureau.pk},
            lambda data: registry.ItemForm(data, own=own),
        ),
        "party": (PARTY, registry.PartyForm),
    }
    data, make = given[which]
    made: BaseForm = make({**data, **changes})
    return made


@pytest.mark.parametrize(
    "name", ["agency", "delegation", "officer", "certificate", "end", "item", "party"]
)
def test_a_filled_form_is_taken(bureau: Agency, brigade: Agency, name: str) -> None:
    made = form(name, bureau, brigade)

    assert made.is_valid(), made.errors


@pytest.mark.parametrize(
    ("name", "changes", "fields"),
    [
        ("agency", {"name": ""}, ["name"]),
        ("agency", {"name": "局" * 201}, ["name"]),
        ("agency", {"kind": "company"}, ["kind"]),
        ("agency", {"status": "unknown"}, ["status"]),
        ("agency", {"profile": "atlantis"}, ["profile"]),
        ("agency", {"confirmed_by": ""}, ["confirmed_by"]),
        ("agency", {"announced_on": ""}, ["announced_on"]),
        ("agency", {"announced_on": "", "confirmed_by": " "}, ["confirmed_by", "announced_on"]),
        ("agency", {"announced_on": "2026-02-30"}, ["announced_on"]),
        ("agency", {"division_code": "1404000"}, ["division_code"]),
        ("agency", {"doc_prefix": "字" * 21}, ["doc_prefix"]),
        ("delegation", {"valid_to": "2025-12-31"}, ["valid_to"]),
        ("delegation", {"valid_to": ""}, ["valid_to"]),
        ("delegation", {"valid_from": "年初"}, ["valid_from"]),
        ("delegation", {"delegate": ""}, ["delegate"]),
        ("delegation", {"delegate": "0"}, ["delegate"]),
        ("delegation", {"delegator": "999999"}, ["delegator"]),
        ("delegation", {"matters": "", "powers": ""}, ["matters", "powers"]),
        ("delegation", {"number": "号" * 129}, ["number"]),
        ("officer", {"name": " "}, ["name"]),
        ("officer", {"name": "名" * 61}, ["name"]),
        ("officer", {"post": ""}, ["post"]),
        ("officer", {"agency": ""}, ["agency"]),
        ("officer", {"agency": "-1"}, ["agency"]),
        ("certificate", {"number": ""}, ["number"]),
        ("certificate", {"number": "9" * 41}, ["number"]),
        ("certificate", {"valid_from": "2026-13-01"}, ["valid_from"]),
        ("certificate", {"valid_to": "长期"}, ["valid_to"]),
        ("end", {"on": ""}, ["on"]),
        ("end", {"reason": ""}, ["reason"]),
        ("end", {"reason": "因" * 201}, ["reason"]),
        ("item", {"name": ""}, ["name"]),
        ("item", {"name": "名" * 501}, ["name"]),
        ("item", {"kind": "levies"}, ["kind"]),
        ("item", {"effective_from": ""}, ["effective_from"]),
        ("item", {"effective_to": "永久"}, ["effective_to"]),
        ("item", {"published_on": "2026-00-10"}, ["published_on"]),
        ("party", {"kind": "alien"}, ["kind"]),
        ("party", {"name": ""}, ["name"]),
        ("party", {"id_no": "1" * 41}, ["id_no"]),
        ("party", {"phone": "1" * 61}, ["phone"]),
        ("party", {"address": "路" * 201}, ["address"]),
        ("party", {"birth_date": "2026-02-29"}, ["birth_date"]),
        ("party", {"name": "柳\x00然"}, ["name"]),
    ],
)
def test_a_bad_entry_is_refused_beside_its_field_and_kept(
    bureau: Agency, brigade: Agency, name: str, changes: dict[str, Any], fields: list[str]
) -> None:
    made = form(name, bureau, brigade, **changes)

    assert sorted(made.errors) == sorted(fields)
    for field, typed in changes.items():
        assert made[field].value() == typed
        assert made.errors[field]


@pytest.mark.parametrize(("ahead", "taken"), [(-1, True), (0, True), (1, False)])
def test_nobody_is_born_tomorrow(bureau: Agency, brigade: Agency, ahead: int, taken: bool) -> None:
    born = timezone.localdate() + timedelta(days=ahead)

    made = form("party", bureau, brigade, birth_date=born.isoformat())

    assert made.is_valid() is taken
    if not taken:
        assert "不能晚于现在" in str(made.errors["birth_date"])


def test_only_a_confirmed_subject_must_say_who_confirmed_it(
    bureau: Agency, brigade: Agency
) -> None:
    for status, valid in (("pending", True), ("closed", True), ("confirmed", False)):
        made = form("agency", bureau, brigade, status=status, confirmed_by="", announced_on="")
        assert made.is_valid() is valid, status
    assert "国办发〔2018〕118号" in str(made.errors["confirmed_by"])


def test_a_delegation_of_one_day_is_one_day_long(bureau: Agency, brigade: Agency) -> None:
    assert form("delegation", bureau, brigade, valid_to="2026-01-01").is_valid()
    late = form("delegation", bureau, brigade, valid_to="2025-12-31")
    assert "请核对委托书" in str(late.errors["valid_to"])


def test_nothing_is_delegated_to_a_closed_subject(bureau: Agency, brigade: Agency) -> None:
    agencies.update(brigade, status="closed")

    assert list(form("delegation", bureau, brigade).errors) == ["delegate"]


def test_the_state_of_an_officer_is_asked_only_once_there_is_one(
    bureau: Agency, brigade: Agency
) -> None:
    assert "status" not in form("officer", bureau, brigade).fields


@pytest.mark.parametrize(
    ("field", "place"), [("name", "name"), ("nonsense", "__all__"), ("", "__all__")]
)
def test_a_refused_rule_stands_beside_its_field_or_above_the_form(
    bureau: Agency, brigade: Agency, field: str, place: str
) -> None:
    made = form("item", bureau, brigade)
    assert made.is_valid()
    assert isinstance(made, AccessibleForm)

    made.refuse(RuleError("不行。", article="示范法第一条", remedy="请改。", field=field))

    assert made.errors[place] == ["不行。（示范法第一条）请改。"]


@pytest.mark.parametrize(("size", "words"), [(0, ""), (MAX_BYTES + 1, "文件过大，最多 50 MB")])
def test_a_file_that_is_empty_or_too_large_is_not_read(
    bureau: Agency, size: int, words: str
) -> None:
    file = SimpleUploadedFile("清单.csv", b"")
    file.size = size
    own = Agency.objects.filter(pk=bureau.pk)

    made = registry.ImportForm({"agency": bureau.pk}, {"file": file}, own=own)

    assert list(made.errors) == ["file"]
    assert words in str(made.errors["file"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("", None),
        ("昨天", None),
        ("2026-1-5", date(2026, 1, 5)),
        ("0000-00-00", None),
        ("9" * 400, None),
        ("2026-01-01\x00", None),
    ],
)
def test_a_day_asked_for_in_the_address_is_a_day_or_the_default(
    text: str, expected: date | None
) -> None:
    default = date(2026, 11, 20)

    assert registry.day_or(text, default) == (expected or default)
