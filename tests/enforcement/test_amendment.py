"""Correcting the facts of a case before its decision; what was there stays on the log."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from enforcement.services import amendment
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import page

pytestmark = pytest.mark.django_db
REASON = "询问后查明。"


def test_a_handler_corrects_and_the_log_keeps_both(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)

    amendment.amend(row, by=cast.officer1, reason=REASON, place="云溪市示范路3号", cause=row.cause)

    assert Case.objects.get(pk=row.pk).place == "云溪市示范路3号"
    entry = AuditEntry.objects.get(action="case.amend", object_id=str(row.pk))
    assert REASON in entry.data
    assert "示范路3号" in entry.data
    assert row.cause not in entry.data, "what did not change is not listed"


@pytest.mark.parametrize("status", ["decided", "closed", "rejected"])
def test_nothing_is_corrected_after_the_decision(cast: Cast, status: str) -> None:
    row = factories.case(cast.bureau, filed=status != "rejected")
    Case.objects.filter(pk=row.pk).update(status=status)

    with pytest.raises(RuleError, match="不能更正案件信息") as caught:
        amendment.amend(
            row, by=factories.account_of(factories.lead_of(row)), reason=REASON, place="别处"
        )
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("facts", "reason", "field"),
    [
        ({"place": "别处"}, " 　", "reason"),
        ({"act_from": date(2026, 2, 2), "act_to": date(2026, 2, 1)}, REASON, "act_to"),
        ({"act_from": date(2030, 1, 1), "act_to": None}, REASON, "act_to"),
    ],
)
def test_a_bad_correction_changes_nothing(
    cast: Cast, facts: dict[str, Any], reason: str, field: str
) -> None:
    row = factories.case(cast.bureau, filed=True)

    with pytest.raises(RuleError) as caught:
        amendment.amend(row, by=cast.officer1, reason=reason, **facts)

    assert caught.value.field == field
    fresh = Case.objects.get(pk=row.pk)
    assert (fresh.place, fresh.act_from, fresh.act_to) == (row.place, row.act_from, row.act_to)
    assert not AuditEntry.objects.filter(action="case.amend").exists()


def test_who_the_party_is_cannot_be_corrected(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    with pytest.raises(ValueError, match="party"):
        amendment.amend(row, by=cast.officer1, reason=REASON, party=factories.party(cast.bureau))


def test_only_handlers_correct(cast: Cast) -> None:
    row = factories.case(cast.bureau)

    with pytest.raises(PermissionDenied):
        amendment.amend(row, by=cast.unithead, reason=REASON, place="别处")
    with pytest.raises(PermissionDenied):
        amendment.amend(row, by=cast.outsider, reason=REASON, place="别处")


def test_an_item_of_public_order_seals_and_nothing_unseals(cast: Cast) -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = factories.case(police)

    assert row.sealed
    amendment.amend(row, by=factories.account_of(factories.lead_of(row)), reason=REASON, item=None)
    assert Case.objects.get(pk=row.pk).sealed


def test_the_page_shows_what_is_on_record_and_keeps_what_was_typed(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True, act_to=date(2026, 2, 20))
    client = cast.client("officer1")

    text = page(client, "case-amend", row.pk)
    assert row.summary in text
    assert "2026-02-20" in text
    answer = client.post(
        reverse("case-amend", args=[row.pk]),
        {"title": row.title, "cause": row.cause, "summary": "改写的情况。", "reason": ""},
    )
    assert "改写的情况。" in answer.content.decode()
    assert Case.objects.get(pk=row.pk).summary == row.summary


def test_the_button_is_there_while_it_may_be_pressed(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    way = reverse("case-amend", args=[row.pk])

    assert way in page(cast.client("officer1"), "case-detail", row.pk)
    assert way not in page(cast.client("head"), "case-detail", row.pk)
    Case.objects.filter(pk=row.pk).update(status="decided")
    assert way not in page(cast.client("officer1"), "case-detail", row.pk)
