"""The register of delegations: the deed in full, running or ended, as of any day."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from core.periods import add_months
from enforcement.models import Agency, Delegation
from enforcement.services import announcing, assignment
from tests import deeds, factories
from tests.base import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()
FROM, TO = add_months(TODAY, -6), add_months(TODAY, 6)
BEFORE = date.fromordinal(FROM.toordinal() - 1)


@pytest.fixture
def row(cast: Cast) -> Delegation:
    return deed(cast)


def deed(cast: Cast, **changes: Any) -> Delegation:
    given: dict[str, Any] = {
        "delegator": cast.bureau,
        "delegate": cast.other_bureau,
        "number": "云市监委〔2026〕1号",
        "matters": "食品摊贩的日常检查",
        "powers": "检查、责令改正",
        "valid_from": FROM,
        "valid_to": TO,
        "basis": "行政处罚法第二十条",
        "text": "委托书\n第一条 委托事项",
        "filing_no": "司备〔2026〕3号",
    }
    return deeds.deed(cast, **{**given, **changes})


def page(name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = Client().get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_deed_is_shown_with_every_published_field(row: Delegation) -> None:
    shown = page("delegation-detail", row.pk)

    for words in (
        row.number,
        row.matters,
        row.powers,
        row.basis,
        "第一条 委托事项",
        "司备〔2026〕3号",
    ):
        assert words in shown
    assert "有效" in shown and "提前终止" not in shown
    assert row.number in page("delegation-list")
    assert reverse("delegation-detail", args=[row.pk]) in page("agency-detail", row.delegator_id)


def test_a_deed_without_a_text_says_so(cast: Cast) -> None:
    assert "尚未公布委托书全文" in page("delegation-detail", deed(cast, text="").pk)


def test_before_its_first_day_nothing_of_it_is_shown(row: Delegation) -> None:
    shown = page("delegation-detail", row.pk, query=f"?on={BEFORE}")

    assert "尚未公布任何内容" in shown and row.matters not in shown
    assert row.number not in page("delegation-list", query=f"?on={BEFORE}")
    assert "该日没有已公布的内容" in page("delegation-list", query="?on=1800-01-01")
    assert row.number in page("delegation-list", query=f"?on={FROM}")


def test_a_deed_to_come_or_to_be_published_later_is_not_there(cast: Cast) -> None:
    later = deed(cast, valid_from=add_months(TODAY, 1), number="将来")
    unpublished = deed(cast, published_on=add_months(TODAY, 1), number="未公布")

    for each in (later, unpublished):
        page("delegation-detail", each.pk, status=404)
        assert each.number not in page("delegation-list")


def test_the_deed_of_an_unannounced_agency_is_not_public(row: Delegation) -> None:
    Agency.objects.filter(pk=row.delegator_id).update(status=Agency.Status.PENDING)
    page("delegation-detail", row.pk, status=404)
    assert row.number not in page("delegation-list")


def test_the_list_of_a_day_holds_what_is_in_force_and_names_the_ended_apart(
    cast: Cast, row: Delegation
) -> None:
    over = deed(cast, number="往年", valid_from=add_months(FROM, -12), valid_to=BEFORE)

    running, ended = page("delegation-list").split("已终止的委托")
    assert f"{TODAY} 的清单" in running
    assert row.number in running and over.number not in running
    assert over.number in ended and row.number not in ended
    earlier = page("delegation-list", query=f"?on={BEFORE}")
    assert over.number in earlier and "已终止" not in earlier
    told = Client().get(reverse("api-delegation-list")).json()["results"]
    assert {one["number"] for one in told} == {row.number, over.number}


def test_a_day_on_which_all_have_ended_has_no_list_of_its_own(cast: Cast) -> None:
    over = deed(cast, valid_from=add_months(FROM, -12), valid_to=BEFORE)

    shown = page("delegation-list")
    assert f"{TODAY} 的清单" not in shown
    assert over.number in shown.split("已终止的委托")[1]


def test_an_ended_deed_stays_on_the_register_as_ended(cast: Cast, row: Delegation) -> None:
    deeds.ended(cast, row, TODAY, "职能收回。")

    shown = page("delegation-detail", row.pk)
    assert "已终止" in shown and "职能收回。" in shown
    assert "已终止" in page("delegation-list")
    yesterday = date.fromordinal(TODAY.toordinal() - 1)
    assert "已终止" not in page("delegation-list", query=f"?on={yesterday}")
    assert row.number not in page("agency-detail", row.delegator_id)


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [(BEFORE, "x", "on"), (add_months(TO, 1), "x", "on"), (TODAY, " ", "reason")],
)
def test_a_deed_is_ended_within_its_period_and_with_a_reason(
    cast: Cast, row: Delegation, on: date, reason: str, field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        deeds.ended(cast, row, on, reason, TODAY)
    assert (caught.value.field, caught.value.article) == (field, "行政处罚法第二十条")


@pytest.mark.parametrize("on", [FROM, TO])
def test_the_first_and_the_last_day_are_within_the_period(
    cast: Cast, row: Delegation, on: date
) -> None:
    assert deeds.ended(cast, row, on, "收回。", TODAY).ended_on == on


def test_a_deed_ends_once_and_the_end_is_on_the_audit_log(cast: Cast, row: Delegation) -> None:
    deeds.ended(cast, row, TODAY, "收回。")
    with pytest.raises(RuleError):
        deeds.ended(cast, row, TODAY, "再收回。")

    entry = AuditEntry.objects.filter(action="delegation.update").latest("id")
    assert entry.object_id == str(row.pk) and '"end_reason":"收回。"' in entry.data


def test_only_who_keeps_lists_ends_a_deed(cast: Cast, row: Delegation) -> None:
    with pytest.raises(PermissionDenied):
        announcing.end_deed(row, by=cast.head, on=TODAY, reason="收回。", asked_on=TODAY)
    url = reverse("delegation-end", args=[row.pk])
    data = {"on": TODAY.isoformat(), "reason": "收回。"}
    stranger = factories.user("listadmin", cast.government, username="l3", name="上级清单")
    assert stranger.has_perm("enforcement.change_registry")
    assert cast.client("head").post(url, data).status_code == 403
    assert cast.client("listadmin").post(url, data).status_code == 302
    row.refresh_from_db()
    assert row.end_reason == ""
    assert deeds.approved(row, cast.head, TODAY).end_reason == "收回。"


def test_the_delegate_does_not_handle_cases_after_the_end(cast: Cast, row: Delegation) -> None:
    case = factories.case(cast.bureau, on=TODAY)
    officer = cast.outsider.officer
    assert assignment._delegated(case, officer, TODAY)
    deeds.ended(cast, row, TODAY, "收回。")
    assert not assignment._delegated(case, officer, TODAY)


def test_the_list_is_filtered_from_both_sides(cast: Cast, row: Delegation) -> None:
    for agency in (cast.bureau, cast.other_bureau):
        assert row.number in page("delegation-list", query=f"?agency={agency.pk}")
    assert row.number not in page("delegation-list", query=f"?agency={cast.justice.pk}")
    assert row.number in page("delegation-list", query="?q=摊贩")
    assert row.number not in page("delegation-list", query="?q=没有的事项")
    page("delegation-list", query="?on=x", status=400)
