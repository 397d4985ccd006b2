"""The papers of the execution that the head makes are served by the officers, on a page, once."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Decision
from enforcement.services import relief
from recording import execution_page
from recording.models import Document, Service
from recording.services import execution
from tests.base import Cast, day
from tests.enforcement.dossier import page, said
from tests.enforcement.fined import fined
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
MADE, SERVED = day(3, 26), day(3, 27)
HANDED = {"receiver": "云试一", "place": "云溪市示范路1号", "method": "direct"}


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def row(cast: Cast) -> Decision:
    return fined(cast)


def surcharge(cast: Cast, row: Decision) -> Document:
    return execution.decide_surcharge(row, by=cast.head, on=MADE)


def deferral(cast: Cast, row: Decision) -> Document:
    asked = relief.apply(row, by=cast.officer1, on=MADE, reason="停业。", until=day(6, 10))
    execution.grant(asked, by=cast.head, on=MADE)
    return Document.objects.get(decision=row, kind="deferral_notice")


MAKE = {"surcharge_decision": surcharge, "deferral_notice": deferral}


def serve(paper: Document, cast: Cast, on: date = SERVED, **changes: Any) -> Service:
    values: dict[str, Any] = {"by": cast.officer1, **HANDED, **changes}
    return execution.serve(paper, on=on, **values)


@pytest.mark.parametrize("kind", MAKE)
def test_the_paper_is_served_with_a_receipt_and_logged(
    cast: Cast, row: Decision, kind: str
) -> None:
    paper = MAKE[kind](cast, row)

    service = serve(paper, cast)

    assert (service.document, service.decision, service.served_on) == (paper, row, SERVED)
    assert Document.objects.filter(case=row.case, kind="service_receipt").exists()
    entry = AuditEntry.objects.get(action="service.record", object_id=str(service.pk))
    assert entry.actor_id == cast.officer1.pk
    before = row.served_on
    row.refresh_from_db()
    assert row.served_on == before  # the service of the fine itself stays as it was


def test_a_paper_is_served_once_and_only_one_of_these(cast: Cast, row: Decision) -> None:
    paper = surcharge(cast, row)
    serve(paper, cast)
    other = Document.objects.get(case=row.case, kind="service_receipt")
    before = Service.objects.count()

    for wrong in (paper, other):
        with pytest.raises(RuleError, match="已经送达，或者不需要另行送达") as caught:
            serve(wrong, cast)
        assert caught.value.article == "行政处罚法第六十一条"
        assert caught.value.remedy

    assert Service.objects.count() == before


def test_a_paper_is_not_served_before_its_day_nor_by_others(cast: Cast, row: Decision) -> None:
    paper = surcharge(cast, row)

    with pytest.raises(RuleError, match="不能早于文书日期2026-03-26"):
        serve(paper, cast, day(3, 25))
    with pytest.raises(PermissionDenied):
        serve(paper, cast, by=cast.head)
    with pytest.raises(RuleError, match="只有本案承办人员"):
        serve(paper, cast, by=cast.outsider)

    assert not paper.services.exists()


@pytest.mark.parametrize("kind", MAKE)
def test_the_tab_leads_the_officer_to_the_page_until_it_is_served(
    cast: Cast, row: Decision, kind: str
) -> None:
    paper = MAKE[kind](cast, row)
    address = reverse("execution-paper-serve", args=[paper.pk])
    client = cast.client("officer1")
    assert address in page(client, "case-execution", row.case_id)
    assert address not in page(cast.client("head"), "case-execution", row.case_id)
    assert "必填" in said(client, "execution-paper-serve", {"on": "2026-03-27"}, paper.pk)

    answer = client.post(address, {"on": "2026-03-27", **HANDED})

    assert answer["Location"] == reverse("case-execution", args=[row.case_id])
    entry = next(e for e in execution_page.entries(row, cast.officer1) if e.title == paper.title)
    assert (entry.state, entry.text, entry.acts) == ("已送达", paper.number, [])


def test_other_papers_and_other_agencies_find_no_page(cast: Cast, row: Decision) -> None:
    paper = surcharge(cast, row)
    serve(paper, cast)
    receipt = Document.objects.get(case=row.case, kind="service_receipt")

    for who, key in (("outsider", paper.pk), ("officer1", receipt.pk)):
        answer = cast.client(who).get(reverse("execution-paper-serve", args=[key]))
        assert answer.status_code == 404
