"""Deciding on a supply: another than who applied, with a number or with a reason, or taken back."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Case
from recording.models import Closure, Evidence, Supply, SupplyLink
from recording.services import supplies, supply_copies, supply_links
from tests import factories
from tests.base import Cast, client_of
from tests.recording.supplying import (
    approve,
    ask,
    photograph,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


def test_nothing_is_made_and_nothing_handed_over_without_approval(
    item: Evidence, cast: Cast
) -> None:
    row = ask(item, cast)
    assert supply_copies.make_waiting() == 0
    with pytest.raises(StaleError):
        supply_links.issue(row, by=cast.officer1, at=timezone.now())
    medium = ask(item, cast, channel="medium")
    with pytest.raises(StaleError):
        supplies.hand_over(
            medium, by=cast.officer1, at=timezone.now(), receiver="某", medium="光盘"
        )
    assert not SupplyLink.objects.exists()
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_nobody_approves_what_they_applied_for_themselves(item: Evidence, cast: Cast) -> None:
    both = factories.user(("officer", "head"), cast.bureau)
    row = ask(item, cast, by=both)
    for decide in (supplies.approve, supplies.refuse):
        with pytest.raises(RuleError, match="不能审批自己的申请"):
            decide(row, by=both, at=timezone.now(), answer="同意")
    with pytest.raises(IntegrityError, match="supply_decided_by_another"), transaction.atomic():
        Supply.objects.filter(pk=row.pk).update(decided_by=both, decided_at=timezone.now())
    with pytest.raises(PermissionDenied):
        supplies.approve(row, by=cast.unithead, at=timezone.now())


def test_who_may_not_see_all_of_it_does_not_decide(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    other = factories.user("head", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        supplies.approve(row, by=other, at=timezone.now())


def test_approval_takes_a_number_and_is_on_record(item: Evidence, cast: Cast) -> None:
    row = approve(ask(item, cast), cast)
    assert row.number == f"云市监证供〔{timezone.localdate().year}〕1号"
    assert (row.decided_by, row.status) == (cast.head, Status.APPROVED)
    assert AuditEntry.objects.filter(action="supply.approve").count() == 1


def test_a_refusal_gives_its_reason(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    with pytest.raises(RuleError, match="说明理由"):
        supplies.refuse(row, by=cast.head, at=timezone.now(), answer=" ")
    supplies.refuse(row, by=cast.head, at=timezone.now(), answer="与案件无关")
    assert supply_copies.make_waiting() == 0
    with pytest.raises(StaleError):
        approve(row, cast)


# --------------------------------------------------------------------------- more of the decision
def test_numbers_run_on_in_each_agency(item: Evidence, cast: Cast) -> None:
    numbers = [approve(ask(item, cast), cast).number for _no in range(3)]
    year = timezone.localdate().year
    assert numbers == [f"云市监证供〔{year}〕{no}号" for no in (1, 2, 3)]


def test_a_refused_application_takes_no_number(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    supplies.refuse(row, by=cast.head, at=timezone.now(), answer=" 与案件无关 ")
    row.refresh_from_db()
    assert (row.number, row.answer, row.status) == ("", "与案件无关", Status.REFUSED)
    assert approve(ask(item, cast), cast).number.endswith("1号")
    entry = AuditEntry.objects.get(action="supply.refuse")
    assert json.loads(entry.data)["note"] == "与案件无关"


def test_what_was_decided_is_not_decided_again(item: Evidence, cast: Cast) -> None:
    row = approve(ask(item, cast), cast)
    with pytest.raises(StaleError, match="不能同意提供") as refused:
        approve(row, cast)
    assert "第二十四条" in refused.value.article
    with pytest.raises(StaleError, match="不能不予提供"):
        supplies.refuse(row, by=cast.head, at=timezone.now(), answer="晚了")
    assert AuditEntry.objects.filter(action__startswith="supply.").count() == 2


def test_a_head_the_item_is_not_open_to_does_not_decide(item: Evidence, cast: Cast) -> None:
    """Heads see what is closed, so the item has to be out of their sight in another way."""
    row = ask(item, cast)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Closure.objects.__class__, "keys", lambda self, user: everything(item))
        with pytest.raises(RuleError, match="无权查阅") as refused:
            approve(row, cast)
    assert "查阅授权" in refused.value.remedy


def everything(item: Evidence) -> tuple[Any, Any]:
    keys = Evidence.objects.filter(pk=item.pk).values("pk")
    return keys, Case.objects.none().values("pk")


# ------------------------------------------------------------------------------------ withdrawal
@pytest.mark.parametrize("who", ["officer1", "head"])
def test_who_asked_and_who_decides_take_it_back(item: Evidence, cast: Cast, who: str) -> None:
    row = ask(item, cast)
    supplies.withdraw(row, by=cast.people[who], reason="申请人不再需要")
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN
    entry = AuditEntry.objects.get(action="supply.withdraw")
    assert json.loads(entry.data)["note"] == "申请人不再需要"


@pytest.mark.parametrize("who", ["officer2", "unithead", "reviewer", "supervisor", "outsider"])
def test_others_do_not_take_it_back(item: Evidence, cast: Cast, who: str) -> None:
    row = ask(item, cast)
    with pytest.raises(PermissionDenied):
        supplies.withdraw(row, by=cast.people[who], reason="申请人不再需要")
    row.refresh_from_db()
    assert row.status == Status.ASKED


def test_a_withdrawal_gives_its_reason(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    with pytest.raises(RuleError, match="撤回的理由") as refused:
        supplies.withdraw(row, by=cast.officer1, reason="  ")
    assert refused.value.field == "reason"


def test_a_withdrawn_or_refused_application_stays_so(item: Evidence, cast: Cast) -> None:
    first, second = ask(item, cast), ask(item, cast)
    supplies.withdraw(first, by=cast.officer1, reason="不再需要")
    supplies.refuse(second, by=cast.head, at=timezone.now(), answer="与案件无关")
    for row in (first, second):
        with pytest.raises(StaleError):
            approve(row, cast)
        with pytest.raises(StaleError):
            supplies.withdraw(row, by=cast.officer1, reason="再次")
    assert supply_copies.make_waiting() == 0


# -------------------------------------------------------------------------------------- the pages
def test_a_refusal_without_reason_keeps_the_form(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    page = cast.client("head").post(reverse("supply-refuse", args=[row.pk]), {"answer": "  "})
    assert page.status_code == 200
    assert "必填" in page.content.decode()
    row.refresh_from_db()
    assert row.status == Status.ASKED


def test_the_page_of_approval_says_for_whom_and_what_for(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    page = cast.client("head").get(reverse("supply-approve", args=[row.pk])).content.decode()
    for word in ("云溪市人民法院 钟法官", "审判机关依法调取", "审理行政诉讼"):
        assert word in page


def test_the_applicant_is_told_on_the_page_that_another_decides(item: Evidence, cast: Cast) -> None:
    both = factories.user(("officer", "head"), cast.bureau)
    row = ask(item, cast, by=both)
    page = client_of(both).post(reverse("supply-approve", args=[row.pk]), {"answer": "同意"})
    assert page.status_code == 200
    assert "不能审批自己的申请" in page.content.decode()
    row.refresh_from_db()
    assert row.status == Status.ASKED


@pytest.mark.parametrize("name", ["supply-approve", "supply-refuse"])
def test_a_head_next_door_finds_no_such_application(item: Evidence, cast: Cast, name: str) -> None:
    row = ask(item, cast)
    client = client_of(factories.user("head", cast.other_bureau))
    page = reverse(name, args=[row.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"answer": "同意"}).status_code == 404
    for who in ("officer1", "unithead", "supervisor"):
        assert cast.client(who).post(page, {"answer": "同意"}).status_code == 403
    row.refresh_from_db()
    assert row.status == Status.ASKED
