"""A campaign of file review from its plan to its draw: scope, commitment, sample, reviewers."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import draws
from supervision.models import Campaign, FileReview
from supervision.services import campaigns, lots, sampling
from tests import factories
from tests.base import Cast, day
from tests.supervision import prepared
from tests.supervision.prepared import COMMITTED, SEED_DAY, VALUE, archived, panel, planned

pytestmark = pytest.mark.django_db


def actions(row: Any) -> list[str]:
    entries = AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    return list(entries.values_list("action", flat=True))


# --- the plan -----------------------------------------------------------------------------------


def test_a_supervisor_plans_over_the_agencies_below(cast: Cast) -> None:
    row = planned(cast)

    assert row.agency == cast.justice
    assert set(row.agencies.all()) == {cast.bureau, cast.other_bureau}
    assert actions(row) == ["campaign.plan"]


def test_a_head_plans_over_the_units_of_the_own_agency_only(cast: Cast) -> None:
    assert planned(cast, by=cast.head, agencies=[cast.bureau]).agency == cast.bureau
    with pytest.raises(RuleError, match="只能对本机关和下级机关的案卷组织评查"):
        planned(cast, by=cast.head, people=panel_again(cast), agencies=[cast.other_bureau])


def panel_again(cast: Cast) -> list[Any]:
    return [factories.user("reviewer", cast.justice) for _each in range(2)]


def test_an_officer_plans_none(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        planned(cast, by=cast.officer1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": None}, "件数和抽取比例应当填写其中一项"),
        ({"rate": 10}, "件数和抽取比例应当填写其中一项"),
        ({"period_to": day(1, 1, 2025)}, "早于开始日期"),
        ({"seed_day": COMMITTED}, "承诺时随机数可能已经公开"),
        ({"seed_mask": "99999"}, "不足6位"),
        ({"sheet_key": "none"}, "没有名为“none”的有效评分表"),
        ({"reviewers_each": 1}, "不少于2名评查人员"),
        ({"reviewers_each": 5}, "不得少于每卷人数"),
        ({"agencies": []}, "只能对本机关和下级机关"),
    ],
)
def test_a_plan_that_cannot_be_fair_is_refused(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        planned(cast, **changes)
    assert not Campaign.objects.exists()


def test_only_those_who_may_review_are_on_the_panel(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有案卷评查的权限"):
        planned(cast, people=[*panel(cast, 2), cast.publisher])


# --- the commitment -----------------------------------------------------------------------------


def test_the_commitment_binds_files_reviewers_and_sheet(cast: Cast) -> None:
    case = archived(cast.bureau)
    row = prepared.committed(cast)
    lists = lots.committed(row)

    assert row.commitment == draws.commitment_of(lists)
    assert [each["id"] for each in lists["objects"]] == [str(case.pk)]
    assert len(lists["officers"]) == 4
    assert lists["sheet"] == "national/2026.1"
    assert row.sheet["key"] == "national"
    assert actions(row) == ["campaign.plan", "campaign.commit"]


def test_nothing_to_draw_is_said_before_the_commitment(cast: Cast) -> None:
    archived(cast.bureau, on=day(6, 1))
    row = planned(cast)

    with pytest.raises(RuleError, match="没有符合条件的已归档案卷"):
        campaigns.commit(row, by=cast.supervisor, at=factories.at(COMMITTED))


def test_a_file_without_two_free_reviewers_stops_the_commitment(cast: Cast) -> None:
    archived(cast.bureau)
    row = planned(cast, people=[cast.reviewer, *panel(cast, 1)])

    with pytest.raises(RuleError, match="除去应当回避的不足2名"):
        campaigns.commit(row, by=cast.supervisor, at=factories.at(COMMITTED))


def test_a_sealed_file_is_left_out_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, barred = archived(cast.bureau), archived(cast.bureau, 2)
    barred.sealed = True
    monkeypatch.setattr(sampling, "population", lambda campaign: [shown, barred])
    lists = lots.committed(prepared.committed(cast))

    assert [each["id"] for each in lists["objects"]] == [str(shown.pk)]
    assert [each["id"] for each in lists["excluded"]["objects"]] == [str(barred.pk)]


# --- the draw -----------------------------------------------------------------------------------


def test_the_draw_takes_the_number_from_each_agency_with_two_reviewers_each(cast: Cast) -> None:
    for number in range(1, 4):
        archived(cast.bureau, number)
    archived(cast.other_bureau, 1)
    row = prepared.drawn(cast)
    files = FileReview.objects.filter(campaign=row)

    assert sorted(file.agency_id for file in files) == sorted(
        [cast.bureau.pk, cast.other_bureau.pk]
    )
    assert all(file.sheets.count() == 2 for file in files)
    assert all(file.checks for file in files)
    assert row.status == "scoring"


def test_anybody_can_draw_again_with_the_script(cast: Cast) -> None:
    archived(cast.bureau)
    data = sampling.published(prepared.drawn(cast))

    assert draws.difference(data) == ""
    drawn = {pair["object"]: pair["officers"] for pair in data["result"]}
    for file in FileReview.objects.all():
        sheets = file.sheets.order_by("ordinal")
        assert drawn[str(file.case_id)] == [str(each.reviewer_id) for each in sheets]


def test_a_rate_is_rounded_up_and_takes_one_at_least(cast: Cast) -> None:
    row = planned(cast, count=None, rate=10)

    assert lots.take(row, ["甲"] * 11 + ["乙"]) == {"甲": 2, "乙": 1}
    row.count, row.rate = 5, None
    assert lots.take(row, ["甲"] * 11 + ["乙"]) == {"甲": 5, "乙": 1}


def test_within_one_agency_each_unit_is_a_group(cast: Cast) -> None:
    case = archived(cast.bureau)
    lead = factories.account_of(factories.lead_of(case))
    lead.unit = "执法一科"
    lead.save(update_fields=["unit"])
    row = planned(cast, agencies=[cast.bureau])

    assert sampling.classes_of(row, [case]) == {str(case.pk): "执法一科"}


@pytest.mark.parametrize(
    ("on", "value", "words"),
    [
        (COMMITTED, VALUE, "才产生"),
        (SEED_DAY, "3187,52", "没有按照承诺的格式"),
    ],
)
def test_a_value_before_its_day_or_written_otherwise_is_refused(
    cast: Cast, on: Any, value: str, words: str
) -> None:
    archived(cast.bureau)
    row = prepared.committed(cast)

    with pytest.raises(RuleError, match=words):
        campaigns.run(row, by=cast.supervisor, on=on, value=value)


def test_the_same_campaign_is_drawn_once(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.drawn(cast)

    with pytest.raises(StaleError):
        campaigns.run(row, by=cast.supervisor, on=SEED_DAY, value=VALUE)


# --- recusal ------------------------------------------------------------------------------------


def test_nobody_reviews_what_he_handled_reviewed_decided_or_what_his_unit_handled(
    cast: Cast,
) -> None:
    archived(cast.bureau)
    row = prepared.drawn(cast, people=[cast.reviewer, *panel(cast, 2)])
    file = FileReview.objects.get(campaign=row)

    assert cast.reviewer not in [sheet.reviewer for sheet in file.sheets.all()]


def test_a_reviewer_of_another_unit_of_the_agency_may_review(cast: Cast) -> None:
    case = archived(cast.bureau)
    for account, unit in (
        (factories.account_of(factories.lead_of(case)), "执法一科"),
        (cast.reviewer, "法制科"),
    ):
        account.unit = unit
        account.save(update_fields=["unit"])
    row = prepared.drawn(cast, people=[cast.reviewer, *panel(cast, 1)])
    file = FileReview.objects.get(campaign=row)

    assert cast.reviewer in [sheet.reviewer for sheet in file.sheets.all()]


# --- named additions ----------------------------------------------------------------------------


def test_a_named_file_comes_in_with_its_reason_and_reviewers_of_the_seed(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.drawn(cast)
    other = archived(cast.other_bureau, on=day(6, 1))
    file = campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=other, reason="群众投诉。")

    team = [sheet.reviewer for sheet in file.sheets.order_by("ordinal")]
    assert team == sampling.deck(row, other)[:2]
    assert file.added_reason == "群众投诉。"
    assert "campaign.add" in actions(row)


@pytest.mark.parametrize(("reason", "words"), [(" ", "应当写明理由"), ("投诉", "已经在本次评查中")])
def test_a_named_file_needs_a_reason_and_is_named_once(cast: Cast, reason: str, words: str) -> None:
    case = archived(cast.bureau)
    row = prepared.drawn(cast)

    with pytest.raises(RuleError, match=words):
        campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=case, reason=reason)


def test_a_file_is_named_only_after_the_draw(cast: Cast) -> None:
    case = archived(cast.bureau)
    row = planned(cast)

    with pytest.raises(RuleError, match="抽取之后、通报之前"):
        campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=case, reason="投诉")


def test_a_file_of_another_government_is_not_named(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.drawn(cast)
    stranger = archived(factories.agency("外市某局"))

    with pytest.raises(RuleError, match="不属于本次评查的单位"):
        campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=stranger, reason="投诉")


def test_a_file_of_another_kind_is_not_named(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.drawn(cast)
    permit = archived(cast.other_bureau, kind="permit", procedure="permit")

    with pytest.raises(RuleError, match="或者案卷类别"):
        campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=permit, reason="投诉")


# --- the end ------------------------------------------------------------------------------------


def test_a_campaign_is_given_up_with_a_reason_before_its_draw_only(cast: Cast) -> None:
    archived(cast.bureau)
    row = prepared.committed(cast)
    with pytest.raises(RuleError, match="应当写明理由"):
        campaigns.abandon(row, by=cast.supervisor, reason=" ")
    campaigns.abandon(row, by=cast.supervisor, reason="来源停止公布。")

    assert row.status == "abandoned"
    with pytest.raises(StaleError):
        campaigns.abandon(row, by=cast.supervisor, reason="再次。")


def test_results_are_announced_when_every_file_has_one(cast: Cast) -> None:
    file = prepared.file_of(cast)
    campaign = Campaign.objects.get(pk=file.campaign_id)
    with pytest.raises(RuleError, match="还有1件案卷没有评定"):
        campaigns.close(campaign, by=cast.supervisor, on=day(7, 1), summary="总体规范。")
    for sheet in prepared.sheets_of(file):
        prepared.sign(sheet)
    campaigns.close(campaign, by=cast.supervisor, on=day(7, 1), summary="总体规范。")

    assert campaign.status == "closed"


def test_another_organiser_sees_nothing_of_a_campaign(cast: Cast) -> None:
    planned(cast)

    assert Campaign.objects.visible_to(cast.supervisor).exists()
    for person in (cast.head, cast.officer1, cast.admin, cast.reviewer):
        assert not Campaign.objects.visible_to(person).exists()
