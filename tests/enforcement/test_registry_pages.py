"""The registry in the back office: who sees what, what is kept when a form is refused."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Agency, Certificate, Delegation, Item, Officer, Statute
from enforcement.services import agencies, items, parties
from tests.base import Cast
from tests.enforcement.test_statutes import act, put

pytestmark = pytest.mark.django_db
LISTS = [
    *("registry-home", "agency-admin-list", "officer-admin-list", "item-admin-list"),
    *("delegation-admin-list", "statute-list"),
]
FORMS = [
    *("agency-admin-create", "officer-admin-create", "item-admin-create"),
    *("delegation-admin-create", "item-import", "officer-import"),
]


def item_of(agency: Agency, name: str = "销售过期食品的处罚") -> Item:
    return items.create(
        agency=agency,
        kind="penalty",
        name=name,
        effective_from=date(2026, 1, 1),
        basis_text="《示范法》第一条；《未收录法》第二条",
    )


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_read_by_every_role_that_may_view(cast: Cast, name: str) -> None:
    item_of(cast.bureau)
    for person in ("listadmin", "officer1", "supervisor", "admin"):
        assert cast.client(person).get(reverse(name)).status_code == 200, person


@pytest.mark.parametrize("name", FORMS)
def test_changing_belongs_to_the_list_administrator(cast: Cast, name: str) -> None:
    assert cast.client("listadmin").get(reverse(name)).status_code == 200
    for person in ("officer1", "supervisor", "admin"):
        assert cast.client(person).get(reverse(name)).status_code == 403, person


def test_rows_of_another_agency_do_not_exist(cast: Cast) -> None:
    client = cast.client("listadmin")
    strange = cast.outsider.officer
    foreign = item_of(cast.other_bureau, "外单位事项")
    addresses = [
        reverse("agency-admin-edit", args=[cast.other_bureau.pk]),
        reverse("officer-admin-edit", args=[strange.pk]),
        reverse("certificate-create", args=[strange.pk]),
        reverse("certificate-end", args=[strange.certificates.get().pk]),
        reverse("item-admin-edit", args=[foreign.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address, {}).status_code == 404, address
    for name, word in (
        ("agency-admin-list", cast.other_bureau.name),
        ("officer-admin-list", strange.name),
        ("item-admin-list", foreign.name),
    ):
        for query in ("", f"?q={word}"):
            page = client.get(reverse(name) + query).content.decode()
            assert f">{word}<" not in page, name


AGENCY = {
    "name": "云溪市综合执法大队",
    "kind": "authorised",
    "status": "pending",
    "uscc": "11419999MB00000001",
}


def test_an_agency_is_registered_below_the_own_one_with_remarks(cast: Cast) -> None:
    answer = cast.client("listadmin").post(reverse("agency-admin-create"), AGENCY, follow=True)
    made = Agency.objects.get(name=AGENCY["name"])
    assert Agency.objects.get_parent(made) == cast.bureau
    assert "校验码不符" in answer.content.decode()
    assert AuditEntry.objects.filter(action="agency.create", object_id=str(made.pk)).exists()


def test_a_refused_form_keeps_what_was_typed_and_saves_nothing(cast: Cast) -> None:
    client = cast.client("listadmin")
    typed = {**AGENCY, "status": "confirmed", "phone": "0398-7654321"}
    page = client.post(reverse("agency-admin-create"), typed).content.decode()
    assert "确认机关和公告日期" in page and "0398-7654321" in page
    twin = {**AGENCY, "name": "云溪市综合执法大队"}
    client.post(reverse("agency-admin-create"), twin)
    again = client.post(reverse("agency-admin-create"), twin).content.decode()
    assert "已有同名的执法主体" in again
    assert Agency.objects.filter(name=AGENCY["name"]).count() == 1


def test_an_agency_is_changed_on_its_page(cast: Cast) -> None:
    address = reverse("agency-admin-edit", args=[cast.bureau.pk])
    values = {"name": cast.bureau.name, "kind": "statutory", "status": "pending", "phone": "12315"}
    assert cast.client("listadmin").post(address, values).status_code == 302
    assert Agency.objects.get(pk=cast.bureau.pk).phone == "12315"


def test_the_rule_of_review_is_chosen_on_the_form_with_its_article(cast: Cast) -> None:
    client, address = (
        cast.client("listadmin"),
        reverse("agency-admin-edit", args=[cast.bureau.pk]),
    )
    page = client.get(address).content.decode()
    assert "履行行政复议机构职责的司法行政部门（行政复议法第二十八条）" in page
    values = {"name": cast.bureau.name, "kind": "statutory", "status": "pending"}
    chosen = {**values, "remedy_rule": "judicial_reviewer"}
    assert client.post(address, chosen).status_code == 302
    assert Agency.objects.get(pk=cast.bureau.pk).remedy_rule == "judicial_reviewer"
    entry = AuditEntry.objects.filter(action="agency.update").latest("pk")
    assert "judicial_reviewer" in entry.data
    assert client.post(address, {**values, "phone": "12315"}).status_code == 302
    kept = Agency.objects.get(pk=cast.bureau.pk)
    assert (kept.remedy_rule, kept.phone) == ("judicial_reviewer", "12315"), "no choice, no change"
    assert client.post(address, {**values, "remedy_rule": "anybody"}).status_code in (200, 422)
    assert Agency.objects.get(pk=cast.bureau.pk).remedy_rule == "judicial_reviewer"
    with pytest.raises(RuleError, match="不存在的复议管辖规则"):
        agencies.update(kept, remedy_rule="anybody")


def test_an_officer_gets_a_certificate_and_loses_it(cast: Cast) -> None:
    client = cast.client("listadmin")
    answer = client.post(
        reverse("officer-admin-create"),
        {"agency": cast.bureau.pk, "name": "安试三", "post": "科员", "unit": ""},
    )
    officer = Officer.objects.get(name="安试三")
    card = {
        **{"number": "YX9", "issuer": "云溪市人民政府", "area": "云溪市", "category": ""},
        **{"valid_from": "2026-01-01", "valid_to": "2028-12-31"},
    }
    page = client.post(answer["Location"], {**card, "valid_to": "2020-01-01"}).content.decode()
    assert "早于开始日期" in page and "YX9" in page
    assert client.post(answer["Location"], card).status_code == 302
    certificate = Certificate.objects.get(officer=officer)
    shown = client.get(reverse("officer-admin-edit", args=[officer.pk])).content.decode()
    assert "badge badge-good" in shown and "有效" in shown
    end = reverse("certificate-end", args=[certificate.pk])
    assert client.post(end, {"on": "2026-03-01", "reason": "调离"}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.ended_on == date(2026, 3, 1)
    assert "早于发证日期" not in client.get(end).content.decode()


def test_an_officer_is_changed_and_leaves(cast: Cast) -> None:
    officer = cast.officer2.officer
    address = reverse("officer-admin-edit", args=[officer.pk])
    assert (
        officer.certificates.get().number in cast.client("listadmin").get(address).content.decode()
    )
    values = {"agency": cast.bureau.pk, "name": officer.name, "post": "科长", "status": "left"}
    assert cast.client("listadmin").post(address, values).status_code == 302
    officer.refresh_from_db()
    assert (officer.post, officer.status) == ("科长", "left")
    assert officer.certificates.get().ended_on is not None


def test_an_officer_cannot_be_moved_to_an_agency_out_of_sight(cast: Cast) -> None:
    address = reverse("officer-admin-edit", args=[cast.officer2.officer.pk])
    values = {"agency": cast.other_bureau.pk, "name": "安试二", "post": "科员", "status": "active"}
    assert cast.client("listadmin").post(address, values).status_code == 200
    assert Officer.objects.get(pk=cast.officer2.officer.pk).agency == cast.bureau


def test_an_item_shows_its_articles_as_links(cast: Cast) -> None:
    put(act("示范法", "2010-01-01", "正文", "本法自2010年3月1日起施行。"))
    item = item_of(cast.bureau)
    client = cast.client("listadmin")
    page = client.get(reverse("item-admin-edit", args=[item.pk])).content.decode()
    assert "#a1-0" in page and "《示范法》第一条" in page
    assert "法规库未收录" in page
    values = {
        **{"agency": cast.bureau.pk, "kind": "penalty", "name": "改过的名称"},
        **{"effective_from": "2026-01-01", "basis_text": "《示范法》第二条"},
    }
    assert client.post(reverse("item-admin-edit", args=[item.pk]), values).status_code == 302
    assert [b.citation for b in item.bases.all()] == ["《示范法》第二条"]
    refused = client.post(
        reverse("item-admin-create"), {**values, "effective_to": "2020-01-01"}
    ).content.decode()
    assert "失效日期早于生效日期" in refused and "改过的名称" in refused


def test_a_statute_is_shown_as_of_the_day_of_the_act(cast: Cast) -> None:
    put(
        act("示范法", "2010-01-01", "旧的正文", "本法自2010年3月1日起施行。"),
        act("示范法", "2020-01-01", "新的正文", "本法自2020年6月1日起施行。"),
    )
    client = cast.client("officer1")
    listed = client.get(reverse("statute-list"), {"q": "《示范法》"}).content.decode()
    assert "示范法" in listed
    address = reverse("statute-detail", args=[Statute.objects.get(title="示范法").pk])
    texts = {
        "2015-01-01": "旧的正文",
        "2024-01-01": "新的正文",
        "2001-01-01": "没有 2001-01-01 有效",
    }
    for on, text in texts.items():
        assert text in client.get(address, {"on": on}).content.decode(), on
    assert "新的正文" in client.get(address, {"on": "不是日期"}).content.decode()


def test_a_delegation_is_registered_and_one_that_is_forbidden_is_explained(cast: Cast) -> None:
    client = cast.client("listadmin")
    values = {
        **{"delegator": cast.bureau.pk, "delegate": cast.justice.pk, "number": "云委〔2026〕1号"},
        **{"matters": "日常检查", "powers": "调查取证", "basis": ""},
        **{"valid_from": "2026-01-01", "valid_to": "2027-12-31"},
    }
    address = reverse("delegation-admin-create")
    assert (
        "行政强制法第十七条"
        in client.post(address, {**values, "matters": "扣押物品"}).content.decode()
    )
    early = client.post(address, {**values, "valid_to": "2025-01-01"}).content.decode()
    assert "早于开始日期" in early and "delegation_period" not in early
    assert client.post(address, {**values, "delegator": cast.other_bureau.pk}).status_code == 200
    assert not Delegation.objects.exists()
    assert client.post(address, values).status_code == 302
    assert "云委〔2026〕1号" in client.get(reverse("delegation-admin-list")).content.decode()


def test_parties_are_case_data_and_reading_one_is_recorded(cast: Cast) -> None:
    party = parties.create(
        by=cast.officer1,
        agency=cast.bureau,
        kind="person",
        name="柳试然",
        id_no="11010519491231002X",
    )
    listed = cast.client("officer1").get(reverse("party-list"), {"q": "柳试"}).content.decode()
    assert "柳试然" not in listed.replace('value="柳试"', "")
    address = reverse("party-edit", args=[party.pk])
    assert "11010519491231002X" in cast.client("officer1").get(address).content.decode()
    assert AuditEntry.objects.filter(action="party.read", actor_id=cast.officer1.pk).exists()
    assert cast.client("outsider").get(address).status_code == 404
    assert "柳试然" not in cast.client("outsider").get(reverse("party-list")).content.decode()
    for person in ("listadmin", "admin"):
        assert cast.client(person).get(reverse("party-list")).status_code == 403


def test_a_party_is_corrected_on_its_page(cast: Cast) -> None:
    party = parties.create(by=cast.officer1, agency=cast.bureau, kind="person", name="柳试然")
    address = reverse("party-edit", args=[party.pk])
    client = cast.client("officer1")
    values = {"kind": "person", "name": "柳试燃", "uscc": "1" * 18}
    assert "自然人不应填写" in client.post(address, values, follow=True).content.decode()
    party.refresh_from_db()
    assert party.name == "柳试燃"
    assert client.post(address, {"kind": "person", "name": ""}).status_code == 200


def test_list_pages_ask_the_database_a_constant_number_of_times(cast: Cast) -> None:
    client = cast.client("listadmin")
    counts = []
    for batch in (2, 20):
        for number in range(batch):
            item_of(cast.bureau, f"第{batch}批第{number}项")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("item-admin-list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
