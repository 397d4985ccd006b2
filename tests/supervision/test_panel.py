"""How many reviewers a file needs, and who comes on the list after the draw."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement import draws
from enforcement.models import User
from supervision.forms.reviews import AddForm, AddReviewerForm, CampaignForm
from supervision.models import Campaign
from supervision.services import panel, results, sampling, scores
from tests import factories
from tests.base import Cast, client_of, day
from tests.moving import put
from tests.supervision import prepared
from tests.supervision.prepared import archived, committed, drawn, file_of, scored, sheets_of

pytestmark = pytest.mark.django_db

# --- how many -----------------------------------------------------------------------------------


def asked(person: User, **data: Any) -> CampaignForm:
    return CampaignForm(data or None, user=person, on=day(6, 1))


def test_a_plan_starts_from_the_number_of_reviewers_the_rules_ask_for(cast: Cast) -> None:
    field: Any = asked(cast.supervisor).fields["reviewers_each"]

    assert (field.initial, field.min_value, field.widget.attrs["min"]) == (2, 2, 2)
    assert panel.least(cast.justice, day(6, 1)) == 2


def test_an_agency_that_asks_for_three_is_asked_for_three(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "least", lambda agency, on: 3)
    field: Any = asked(cast.supervisor).fields["reviewers_each"]

    assert field.initial == 3
    assert "reviewers_each" in asked(cast.supervisor, reviewers_each="2").errors
    assert "reviewers_each" not in asked(cast.supervisor, reviewers_each="3").errors
    assert 'min="3"' in str(asked(cast.supervisor)["reviewers_each"])
    with pytest.raises(RuleError, match="不少于3名评查人员"):
        prepared.planned(cast)


# --- which files may be named -------------------------------------------------------------------


def test_sealed_files_may_be_named_by_their_own_agency_alone(cast: Cast) -> None:
    archived(cast.bureau)
    campaign = drawn(cast, agencies=[cast.bureau, cast.other_bureau, cast.justice])
    own, other = (factories.case(where, filed=True) for where in (cast.justice, cast.other_bureau))
    for row in (own, other):
        put(row, "closed", ended_on=day(3, 20), close_ground="执行完毕", sealed=True)
    form = AddForm(row=campaign, on=day(6, 4))
    chosen: Any = form.fields["case"]
    offered = set(chosen.queryset)

    assert own in offered
    assert other not in offered


# --- who comes on the list later ----------------------------------------------------------------


def joined(
    cast: Cast, campaign: Campaign, person: User | None = None, reason: str = "无人接替。"
) -> User:
    late = person or factories.user("reviewer", cast.justice)
    panel.add(campaign, by=cast.supervisor, person=late, reason=reason)
    return late


def test_who_stands_aside_with_nobody_left_is_told_whom_to_ask(cast: Cast) -> None:
    file = file_of(cast, people=panel_of_two(cast))
    sheet = sheets_of(file)[0]

    with pytest.raises(RuleError, match="没有其他可以评查本卷的人员") as refused:
        scores.recuse(sheet, by=sheet.reviewer, reason="与当事人有亲属关系。")
    assert "联系组织机关" in refused.value.remedy
    assert "合议" not in refused.value.remedy
    late = joined(cast, file.campaign)
    scores.recuse(sheet, by=sheet.reviewer, reason="与当事人有亲属关系。")

    assert [each.reviewer for each in sheets_of(file)][-1] == late
    assert [each.status for each in sheets_of(file)] == ["recused", "open", "open"]


def panel_of_two(cast: Cast) -> list[User]:
    return prepared.panel(cast, 2)


def test_a_third_reviewer_that_is_not_there_leaves_the_meeting_or_one_who_joins(cast: Cast) -> None:
    file = scored(
        cast,
        {},
        {"e_chain": 1, "e_report": 1, "w_review": 1, "n_told": 1},
        people=panel_of_two(cast),
    )
    assert file.status == "meeting"
    with pytest.raises(RuleError) as refused:
        results.call_third(file, by=cast.supervisor)
    assert "合议会评定，或者先增补" in refused.value.remedy
    file.refresh_from_db()
    assert file.status == "meeting"
    late = joined(cast, file.campaign)
    results.call_third(file, by=cast.supervisor)

    assert sheets_of(file)[2].reviewer == late


def test_who_joins_is_written_into_the_log_and_the_published_file(cast: Cast) -> None:
    campaign = file_of(cast).campaign
    assert sampling.published(campaign)["reviewers_added"] == []
    late = joined(cast, campaign)
    data = sampling.published(campaign)
    entry = AuditEntry.objects.get(action="campaign.add_reviewer")

    assert data["reviewers_added"] == [str(late.pk)]
    assert draws.difference(data) == ""
    assert "无人接替。" in entry.data


@pytest.mark.parametrize(
    ("who", "reason", "words"),
    [
        ("new", " ", "应当写明理由"),
        ("listed", "无人接替。", "已经在名单中"),
        ("publisher", "无人接替。", "没有案卷评查的权限"),
    ],
)
def test_who_joins_is_new_fit_and_joins_for_a_reason(
    cast: Cast, who: str, reason: str, words: str
) -> None:
    file = file_of(cast)
    people = {"listed": sheets_of(file)[0].reviewer, "publisher": cast.publisher}

    with pytest.raises(RuleError, match=words):
        joined(cast, file.campaign, people.get(who), reason)
    assert file.campaign.reviewers.count() == 4


def test_nobody_joins_before_the_draw_or_after_the_announcement(cast: Cast) -> None:
    archived(cast.bureau)
    row = committed(cast)

    with pytest.raises(RuleError, match="抽取之后、通报之前才能增补"):
        joined(cast, row)
    with pytest.raises(PermissionDenied):
        panel.add(row, by=cast.head, person=cast.reviewer, reason="无人接替。")


def test_the_organiser_adds_a_reviewer_by_click(cast: Cast) -> None:
    campaign = Campaign.objects.get(pk=file_of(cast).campaign_id)
    late = factories.user("reviewer", cast.justice, name="后到者")
    client, path = client_of(cast.supervisor), reverse("review-add-reviewer", args=[campaign.pk])
    page = client.get(reverse("review-campaign", args=[campaign.pk])).content.decode()
    form = client.get(path).content.decode()
    assert path in page
    assert "后到者" in form and "评试0" not in form
    done = client.post(path, {"person": late.pk, "reason": "一人回避。"}, follow=True)

    assert "已增补" in done.content.decode()
    assert "后到者" in done.content.decode()
    assert late in campaign.reviewers.all()
    there: Any = AddReviewerForm(row=campaign, on=day(6, 4)).fields["person"]
    assert late not in there.queryset
