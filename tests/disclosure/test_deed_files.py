"""The scan of a deed of delegation: covered, approved by another, public with its delegation only."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files
from core.errors import RuleError
from core.models import AuditEntry
from core.periods import add_months
from core.triggers import refusal
from disclosure.models import PublicFile
from disclosure.services import public_files
from enforcement.models import Agency, Delegation
from tests import deeds, factories
from tests.base import Cast
from tests.disclosure import leaky
from tests.disclosure.leaky import SECRET

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LABEL = "委托书扫描件"


@pytest.fixture
def deed(cast: Cast) -> Delegation:
    return deeds.deed(
        cast,
        number="云市监委〔2026〕7号",
        matters="食品摊贩的日常检查",
        powers="检查、责令改正",
        valid_from=add_months(TODAY, -6),
        valid_to=add_months(TODAY, 6),
    )


def taken(deed: Delegation, by: Any, data: bytes | None = None, label: str = LABEL) -> PublicFile:
    data = leaky.under_a_box() if data is None else data
    return public_files.take(deed, by=by, upload=SimpleUploadedFile("王五.pdf", data), label=label)


def made(row: PublicFile, by: Any) -> PublicFile:
    public_files.cover(row, by=by)
    return public_files.make(PublicFile.objects.get(pk=row.pk))


@pytest.fixture
def shown(cast: Cast, deed: Delegation) -> PublicFile:
    """A scan that the public has."""
    row = made(taken(deed, cast.publisher), cast.publisher)
    return public_files.approve(row, by=cast.publisher2, examined=True)


def page(deed: Delegation, query: str = "") -> str:
    answer = Client().get(reverse("delegation-detail", args=[deed.pk]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def url_of(row: PublicFile) -> str:
    return reverse("delegation-file", args=[row.delegation_id, row.number])


def test_the_scan_is_on_the_page_that_both_agencies_lead_to(
    deed: Delegation, shown: PublicFile
) -> None:
    told = page(deed)
    assert f"附件1：{LABEL}" in told and url_of(shown) in told and "身份证号码" in told
    assert "委托书全文见下面的附件" in told
    for agency in (deed.delegator, deed.delegate):
        own = Client().get(reverse("agency-detail", args=[agency.pk])).content.decode()
        assert reverse("delegation-detail", args=[deed.pk]) in own

    answer = Client().get(url_of(shown))
    assert shown.copy is not None and answer.content == files.read_bytes(shown.copy)
    assert SECRET.encode() not in answer.content and "王五" not in answer["Content-Disposition"]
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )


def test_nothing_is_public_before_another_person_approved_it(cast: Cast, deed: Delegation) -> None:
    row = made(taken(deed, cast.publisher), cast.publisher)
    assert row.status == "made"
    assert LABEL not in page(deed) and "尚未公布委托书全文" in page(deed)
    assert Client().get(url_of(row)).status_code == 404
    with pytest.raises(RuleError, match="不得审批"):
        public_files.approve(row, by=cast.publisher, examined=True)
    public_files.approve(row, by=cast.publisher2, examined=True)
    assert Client().get(url_of(row)).status_code == 200
    entry = AuditEntry.objects.get(action="publicfile.take")
    assert f'"delegation":"{deed.pk}"' in entry.data


@pytest.mark.parametrize("act", [public_files.send_back, public_files.drop])
def test_what_is_taken_back_is_gone_at_once(
    cast: Cast, deed: Delegation, shown: PublicFile, act: Any
) -> None:
    act(shown, by=cast.publisher, reason="漏遮了一处。")
    assert Client().get(url_of(shown)).status_code == 404
    assert LABEL not in page(deed)


def test_it_is_public_only_while_its_delegation_is(deed: Delegation, shown: PublicFile) -> None:
    Agency.objects.filter(pk=deed.delegator_id).update(status=Agency.Status.CLOSED)
    assert Client().get(url_of(shown)).status_code == 404


def test_an_ended_delegation_keeps_its_scan_like_its_text(
    cast: Cast, deed: Delegation, shown: PublicFile
) -> None:
    deeds.ended(cast, deed, TODAY, "收回。")
    assert Client().get(url_of(shown)).status_code == 200
    assert "已终止" in page(deed) and LABEL in page(deed)


def test_an_earlier_day_shows_what_was_public_then(deed: Delegation, shown: PublicFile) -> None:
    yesterday = date.fromordinal(TODAY.toordinal() - 1)
    assert LABEL not in page(deed, f"?on={yesterday}")
    assert LABEL in page(deed, f"?on={TODAY}")
    assert LABEL in page(deed, "?on=9999-12-31")
    PublicFile.objects.filter(pk=shown.pk).update(
        approved_at=shown.approved_at and shown.approved_at - timedelta(days=1)
    )
    assert LABEL in page(deed, f"?on={yesterday}")


def test_a_number_of_a_person_stays_covered_but_who_acts_in_office_is_named(
    cast: Cast, deed: Delegation
) -> None:
    row = taken(deed, cast.publisher)
    row = public_files.mark(row, by=cast.publisher, page=0, areas=[])
    with pytest.raises(RuleError, match="第1页有身份证号码"):
        public_files.cover(row, by=cast.publisher)
    weasyprint = pytest.importorskip("weasyprint")
    html = "<p style='font:16px Noto Sans CJK SC'>委托机关法定代表人：张试明。</p>"
    named = taken(deed, cast.publisher, weasyprint.HTML(string=html).write_pdf())
    assert {area["why"] for area in named.areas[0]} == {"PERSON"}, "offered, for a person to decide"
    named = public_files.mark(named, by=cast.publisher, page=0, areas=[])
    assert public_files.cover(named, by=cast.publisher).status == "asked"


@pytest.mark.parametrize("label", ["", "长" * 61, f"委托书{SECRET}", "张三13912345678"])
def test_a_name_that_says_too_much_is_refused(cast: Cast, deed: Delegation, label: str) -> None:
    with pytest.raises(RuleError, match="名称") as caught:
        taken(deed, cast.publisher, label=label)
    assert caught.value.field == "label" and not PublicFile.objects.exists()


def test_an_organ_that_is_no_more_publishes_no_deed(cast: Cast, deed: Delegation) -> None:
    row = made(taken(deed, cast.publisher), cast.publisher)
    Agency.objects.filter(pk=deed.delegator_id).update(status=Agency.Status.CLOSED)
    with pytest.raises(RuleError, match="已经撤销"):
        taken(deed, cast.publisher)
    with pytest.raises(RuleError, match="已经撤销"):
        public_files.approve(row, by=cast.publisher2, examined=True)
    told = cast.client("publisher").get(reverse("delegation-file-list", args=[deed.pk]))
    assert "上传附件" not in told.content.decode()


def test_only_the_organ_that_delegates_handles_the_scan(cast: Cast, deed: Delegation) -> None:
    taker = factories.user("publisher", cast.other_bureau, username="p9", name="受托公示")
    with pytest.raises(PermissionDenied):
        taken(deed, taker)
    row = taken(deed, cast.publisher)
    client = Client()
    client.force_login(taker)
    for url in (
        reverse("delegation-file-list", args=[deed.pk]),
        reverse("public-file-detail", args=[row.pk]),
        reverse("public-file-page", args=[row.pk, 1]),
        reverse("public-file-make", args=[row.pk]),
    ):
        assert client.get(url).status_code == 404, url


def test_a_publisher_gets_from_the_list_to_the_scan(cast: Cast, deed: Delegation) -> None:
    client, url = cast.client("publisher"), reverse("delegation-file-list", args=[deed.pk])
    assert url in client.get(reverse("delegation-admin-list")).content.decode()
    assert (
        url not in cast.client("listadmin").get(reverse("delegation-admin-list")).content.decode()
    )
    for asked in (url, reverse("public-file-list", args=[factories.published(cast.bureau).pk])):
        page = client.get(asked).content.decode()
        assert "上传附件" in page and "aria-invalid" not in page, "nothing was sent yet"
    sent = {"label": LABEL, "file": SimpleUploadedFile("a.pdf", leaky.under_a_box())}
    answer = client.post(url, sent)
    row = PublicFile.objects.get()
    assert answer["Location"] == reverse("public-file-cover", args=[row.pk, 1])
    for told in (answer["Location"], url, reverse("public-file-detail", args=[row.pk])):
        text = client.get(told).content.decode()
        assert LABEL in text
    assert deed.number in text and url in text


def test_numbers_are_of_each_deed_and_not_given_twice(cast: Cast, deed: Delegation) -> None:
    first = taken(deed, cast.publisher)
    public_files.drop(first, by=cast.publisher, reason="传错了。")
    decision = factories.published(cast.bureau)
    beside = public_files.take(
        decision,
        by=cast.publisher,
        upload=SimpleUploadedFile("1.pdf", leaky.pdf()),
        label="决定书扫描件",
    )
    assert (taken(deed, cast.publisher).number, beside.number) == (2, 1)
    assert url_of(first) != reverse("decision-file", args=[decision.pk, 1])


def test_sql_cannot_move_a_scan_to_another_owner(
    cast: Cast, deed: Delegation, shown: PublicFile
) -> None:
    decision = factories.published(cast.bureau)
    for values in ({"delegation": None, "publication": decision}, {"publication": decision}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicFile.objects.filter(pk=shown.pk).update(**values)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        PublicFile.objects.filter(pk=shown.pk).update(status="made")
    assert (refusal(caught.value) or ("",))[0] == "MOVE"
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicFile.objects.create(
            number=3, label=LABEL, source=shown.source, uploaded_by=cast.publisher
        )
