"""An identity number in the column of the code is kept as what it is and shown to nobody (§6.13)."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from core.identifiers import id_shaped, uscc_check_char
from disclosure import projection, redaction
from disclosure.exchange import wire
from disclosure.models import ExternalRecord, Publication
from disclosure.services import exchange, records
from enforcement.services import parties
from tests import factories as own
from tests.base import Cast
from tests.disclosure.factories import DECIDED, TODAY, record

ID, OTHER, SLIP = "440524188001010014", "11010519491231002X", "110105194912310021"
CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (ID, True),
        (OTHER, True),
        (OTHER.lower(), True),
        (SLIP, True),
        ("110105491231002", True),
        (CODE, False),
        ("123456789012345", False),
        ("云", False),
        ("", False),
    ],
)
def test_what_is_an_identity_number(text: str, is_one: bool) -> None:
    assert id_shaped(text) is is_one


@pytest.mark.parametrize(
    ("kind", "code", "shown"),
    [
        ("org", CODE, CODE),
        ("sole_trader", CODE, CODE),
        ("person", CODE, ""),
        ("sole_trader", ID, ""),
        ("org", OTHER, ""),
        ("org", "91350100M000100Y44", ""),
        ("org", "", ""),
    ],
)
def test_only_a_code_is_shown_as_one(kind: str, code: str, shown: str) -> None:
    assert projection.public_code(kind, code) == shown


COLUMN = "行政相对人代码_1(统一社会信用代码)"
COLUMNS = {
    "行政相对人名称": "云岭市小面馆",
    "行政相对人类别": "个体工商户",
    COLUMN: ID,
    "行政处罚决定书文号": "云测罚〔2026〕901号",
    "违法行为类型": "占道经营",
    "违法事实": "占道经营。",
    "处罚依据": "《中华人民共和国行政处罚法》第二十八条",
    "处罚类别": "罚款",
    "处罚内容": "罚款人民币100元。",
    "罚款金额（万元）": "0.01",
    "处罚决定日期": DECIDED.isoformat(),
}


def taken(cast: Cast, tmp_path: Path, **changes: str) -> ExternalRecord:
    given = COLUMNS | changes
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([given.keys(), given.values()])
    exchange.import_file(path, agency=cast.bureau, on=TODAY)
    return ExternalRecord.objects.get()


@pytest.mark.parametrize(
    ("changes", "kind", "secret"),
    [
        ({}, "sole_trader", "rep_id_no"),
        ({"行政相对人名称": "王小明", "行政相对人类别": ""}, "person", "id_no"),
        ({"行政相对人名称": "王小明", "行政相对人类别": "法人及非法人组织"}, "person", "id_no"),
        (
            {"行政相对人名称": "云岭市某某有限公司", "行政相对人类别": "法人及非法人组织"},
            "org",
            "rep_id_no",
        ),
    ],
)
def test_a_sheet_gives_no_identity_number_away(
    cast: Cast, tmp_path: Path, client: Client, changes: dict[str, str], kind: str, secret: str
) -> None:
    row = taken(cast, tmp_path, **changes)
    assert row.fields["party_kind"] == kind
    assert exchange.reveal(row.fields)[secret] == ID
    assert "uscc" not in row.fields
    assert ID not in str(row.fields) + str(row.raw) + str(row.flags)
    public = Publication.objects.select_related("shown").get(record=row)
    assert public.shown is not None and public.shown.party_uscc == ""
    assert "王小明" not in str(projection.shown(public.shown))
    for name in ("decision-list", "decision-csv", "api-decision-list"):
        assert ID not in client.get(reverse(name)).getvalue().decode()
    assert ID not in client.get(reverse("decision-detail", args=[public.pk])).content.decode()


def test_the_exchange_takes_it_for_what_it_is() -> None:
    sent: dict[str, Any] = {
        "agency_uscc": "11419900MB00000011",
        "kind": "penalty",
        "doc_no": "云测罚〔2026〕922号",
        "party_name": "王小明",
        "party_kind": "个体工商户",
        "uscc": ID,
        "content": "罚款100元",
        "decided_on": "2026-11-10",
    }
    row = wire.read(sent, 0)
    assert "uscc" not in row.fields and row.fields["rep_id_no"] == ID
    assert "uscc" in dict(row.flags)
    assert row.raw["uscc"] == ID and "uscc" in row.secret_headers


def test_a_number_of_a_person_is_taken_out_of_a_document_number() -> None:
    record = ExternalRecord(fields={"party_name": "某公司有限公司"})
    people = projection.record_parties(record)
    told = projection.record_number(f"罚字{ID}", people, redaction.SURNAME_MOU)
    assert ID not in told and told.startswith("罚字")
    assert (
        projection.record_number("云罚〔2026〕12号", people, redaction.SURNAME_MOU)
        == "云罚〔2026〕12号"
    )


def test_a_party_of_our_own_is_refused_it(cast: Cast) -> None:
    with pytest.raises(RuleError, match="身份证号码") as refused:
        parties.create(
            by=cast.officer1, agency=cast.bureau, kind="sole_trader", name="云溪市小面馆", uscc=ID
        )
    assert refused.value.field == "uscc"


def test_an_edit_with_a_wrong_code_leaks(cast: Cast) -> None:
    row = own.issued(cast.bureau)
    fields = projection.build(row)
    assert projection.leaks(fields, row) == []
    assert "统一社会信用代码不正确" in projection.leaks({**fields, "party_uscc": ID}, row)


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("王小明", "", "person"),
        ("王小明", "1234", "person"),
        ("王小明", "91330106MA2CFX6K1T", "org"),
        ("王小明餐饮有限公司", "", "org"),
        ("小明面馆", "", "org"),
    ],
)
def test_a_name_of_a_person_is_no_organisation_without_a_code(
    cast: Cast, tmp_path: Path, name: str, code: str, kind: str
) -> None:
    if code.startswith("9"):
        code = code[:17] + uscc_check_char(code[:17])
    changes = {"行政相对人名称": name, "行政相对人类别": "法人及非法人组织", COLUMN: code}
    row = taken(cast, tmp_path, **changes)
    assert row.fields["party_kind"] == kind
    shown = Publication.objects.select_related("shown").get(record=row).shown
    assert shown is not None
    assert (name in str(projection.shown(shown))) is (kind == "org")
    assert ("按自然人处理" in str(row.flags)) is (kind == "person")


# ------------------------------------------------------------------- a sole trader without a 字号
@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("柳试然", "penalty", "柳某某"),
        ("柳 试 然", "penalty", "柳某某"),
        ("柳试然", "permit", "柳试然"),
        ("云溪市柳试然食品店", "penalty", "云溪市柳试然食品店"),
    ],
)
def test_who_trades_under_the_own_name_counts_as_a_person(
    cast: Cast, name: str, kind: str, shown: str
) -> None:
    """What is registered as a 字号 is public; the name of who runs it is not (domain §7.3)."""
    source = record(
        cast.bureau, kind=kind, party_kind="sole_trader", party_name=name, facts=f"{name}占道经营。"
    )
    row = records.publish_record(source, by=None, on=TODAY)
    assert row.shown is not None and row.shown.party_name == shown
    assert row.shown.facts == f"{shown}占道经营。"
