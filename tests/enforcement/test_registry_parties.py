"""Parties: codes are remarked on, personal data is encrypted, found by hash, and never logged."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Party
from enforcement.services import parties
from tests.base import Cast

pytestmark = pytest.mark.django_db
ORG, SOLE = "91350100M000100Y43", "92540124MA6T2A6Y9G"
CARD = "11010519491231002X"


def make(cast: Cast, **fields: str) -> Party:
    values = {"kind": "person", "name": "柳试然", **fields}
    return parties.create(by=cast.officer1, agency=cast.bureau, **values)  # type: ignore[arg-type]  # text fields only


@pytest.mark.parametrize(
    ("kind", "uscc", "words"),
    [
        ("org", SOLE, "代码以 92 开头，类别应为个体工商户"),
        ("sole_trader", ORG, "个体工商户的代码应以 92 开头"),
        ("person", ORG, "自然人不应填写统一社会信用代码"),
        ("org", "", "缺少统一社会信用代码"),
        ("org", ORG[:-1] + "4", "统一社会信用代码校验码不符"),
    ],
)
def test_odd_codes_are_remarked_on_and_saved(cast: Cast, kind: str, uscc: str, words: str) -> None:
    party = make(cast, kind=kind, name="云溪晨星商行", uscc=uscc, legal_rep="钱试一")
    assert words in party.flags


def test_a_right_code_has_no_remark(cast: Cast) -> None:
    assert make(cast, kind="org", name="晨星公司", uscc=ORG, legal_rep="钱试一").flags == []


def test_personal_data_is_encrypted_at_rest_and_found_by_its_hash(cast: Cast) -> None:
    party = make(cast, id_no=CARD.lower(), phone="13800000000", address="云溪市示范路1号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no, phone, address FROM enforcement_party")
        stored = " ".join(map(str, cursor.fetchone()))
    assert CARD not in stored and "示范路" not in stored and "13800000000" not in stored
    assert parties.find(agency=cast.bureau, id_no=CARD) == [party]
    assert parties.find(agency=cast.other_bureau, id_no=CARD) == []
    assert parties.find(agency=cast.bureau) == []
    assert party.birth_date == date(1949, 12, 31)


def test_the_log_names_changed_personal_fields_but_never_their_values(cast: Cast) -> None:
    party = make(cast, id_no=CARD)
    parties.update(party, by=cast.officer1, phone="13900000000", name="柳试燃")
    entry = AuditEntry.objects.get(action="party.update")
    assert '"personal":["phone"]' in entry.data and "柳试燃" in entry.data
    logged = " ".join(AuditEntry.objects.values_list("data", flat=True))
    assert CARD not in logged and "13900000000" not in logged


def test_reading_personal_data_is_recorded(cast: Cast) -> None:
    party = make(cast, id_no=CARD)
    assert parties.reveal(party, by=cast.officer1)["id_no"] == CARD
    entry = AuditEntry.objects.get(action="party.read")
    assert (entry.actor_id, entry.object_id) == (cast.officer1.pk, str(party.pk))


def test_nothing_changed_writes_nothing(cast: Cast) -> None:
    party = make(cast)
    parties.update(party, by=cast.officer1, name="柳试然")
    assert not AuditEntry.objects.filter(action="party.update").exists()


def test_what_cannot_be_a_party_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError) as refused:
        make(cast, name=" ")
    assert refused.value.field == "name"
    with pytest.raises(RuleError) as refused:
        make(cast, uscc="1" * 19)
    assert refused.value.field == "uscc"
    with pytest.raises(PermissionDenied):
        parties.create(by=cast.listadmin, agency=cast.bureau, kind="person", name="柳试然")
    assert not Party.objects.exists()
