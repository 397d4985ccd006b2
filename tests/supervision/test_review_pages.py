"""The pages of file review: scoring with a draft saved while typing, reading the record, the results."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import tables
from core.models import AuditEntry
from recording.models import Visit
from supervision.models import Campaign, FileReview, ScoreSheet
from supervision.services import campaigns, printing
from tests.base import Cast, client_of, day
from tests.supervision.prepared import (
    SEED_DAY,
    archived,
    drawn,
    file_of,
    fill,
    panel,
    planned,
    scored,
    sheets_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
JSON = {"accept": "application/json"}


def page(client: Client, name: str, *keys: Any, query: str = "") -> str:
    response = client.get(reverse(name, args=keys) + query)
    assert response.status_code == 200, name
    return str(response.content.decode())


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return sheets_of(file_of(cast))[0]


# --- scoring ------------------------------------------------------------------------------------


def test_the_sheet_shows_each_line_with_its_pre_check(sheet: ScoreSheet) -> None:
    text = page(client_of(sheet.reviewer), "review-sheet", sheet.pk)

    assert text.count('class="findings"') == sheet.marks.count()
    assert "预查有问题" in text
    assert "没有相应的过程记录" in text
    assert f"{reverse('review-record', args=[sheet.file_id])}#officers" in text


def test_a_draft_is_saved_while_typing(sheet: ScoreSheet) -> None:
    data = {"findings-e_inquiry": "2", "reason-e_inquiry": "两份不具体。", "findings-d_law": ""}
    answer = client_of(sheet.reviewer).post(
        reverse("review-sheet-save", args=[sheet.pk]), data, headers=JSON
    )

    assert answer.status_code == 200
    assert answer.json()["judged"] == 1
    assert Decimal(answer.json()["total"]) == 96
    assert sheet.marks.get(item="e_inquiry").reason == "两份不具体。"


def test_without_a_script_the_button_saves_the_draft(sheet: ScoreSheet) -> None:
    answer = client_of(sheet.reviewer).post(
        reverse("review-sheet-save", args=[sheet.pk]), {"findings-d_law": "0"}, follow=True
    )

    assert "草稿已保存。" in answer.content.decode()
    assert sheet.marks.get(item="d_law").findings == 0


@pytest.mark.parametrize("value", ["x", "-1", "１", "1.5", "100"])
def test_a_number_that_is_none_is_refused_in_words(sheet: ScoreSheet, value: str) -> None:
    answer = client_of(sheet.reviewer).post(
        reverse("review-sheet-save", args=[sheet.pk]), {"findings-d_law": value}, headers=JSON
    )

    assert answer.status_code == 422
    assert "问题数" in answer.json()["error"]


def test_a_signed_sheet_answers_a_late_draft_with_conflict(sheet: ScoreSheet) -> None:
    fill(sheet)
    client = client_of(sheet.reviewer)
    client.post(reverse("review-sign", args=[sheet.pk]), {"opinion": "规范。"})
    answer = client.post(
        reverse("review-sheet-save", args=[sheet.pk]), {"findings-d_law": "1"}, headers=JSON
    )

    assert answer.status_code == 409
    assert 'class="findings"' not in page(client, "review-sheet", sheet.pk)


def test_signing_too_early_says_what_is_missing(sheet: ScoreSheet) -> None:
    answer = client_of(sheet.reviewer).post(
        reverse("review-sign", args=[sheet.pk]), {"opinion": ""}
    )

    assert "还没有评分" in answer.content.decode()


def test_nobody_opens_the_sheet_of_another(cast: Cast, sheet: ScoreSheet) -> None:
    other = sheets_of(sheet.file)[1].reviewer

    for person in (other, cast.supervisor, cast.reviewer):
        client = client_of(person)
        assert client.get(reverse("review-sheet", args=[sheet.pk])).status_code == 404
        saved = client.post(reverse("review-sheet-save", args=[sheet.pk]), {"findings-d_law": "1"})
        assert saved.status_code == 404


def test_the_list_of_sheets_says_what_comes_next_when_it_is_empty(cast: Cast) -> None:
    assert "没有待评分的案卷" in page(client_of(cast.supervisor), "review-sheets")
    assert "还没有评查计划" in page(client_of(cast.supervisor), "review-campaigns")
    assert "还没有评查结果" in page(client_of(cast.unithead), "review-own")


# --- the record ---------------------------------------------------------------------------------


@pytest.fixture
def held(cast: Cast) -> FileReview:
    """A file that was drawn."""
    return file_of(cast)


def test_a_reviewer_reads_the_file_and_the_reading_is_logged(held: FileReview) -> None:
    reviewer = sheets_of(held)[0].reviewer
    text = page(client_of(reviewer), "review-record", held.pk)

    assert held.case.party.name in text
    assert 'id="officers"' in text
    entry = AuditEntry.objects.filter(object_id=str(held.pk), actor_id=reviewer.pk).latest("pk")
    assert '"what":"record"' in entry.data
    assert Visit.objects.get(user=reviewer).purpose == Visit.Purpose.APPRAISAL


def test_the_grant_ends_with_the_recusal_and_with_the_campaign(
    cast: Cast, held: FileReview
) -> None:
    first, second = sheets_of(held)
    client_of(first.reviewer).post(reverse("review-recuse", args=[first.pk]), {"reason": "亲属。"})
    path = reverse("review-record", args=[held.pk])

    assert client_of(first.reviewer).get(path).status_code == 404
    assert client_of(second.reviewer).get(path).status_code == 200
    Campaign.objects.filter(pk=held.campaign_id).update(status="closed", closed_on=day(7, 1))
    assert client_of(second.reviewer).get(path).status_code == 404


def test_a_reviewer_without_a_sheet_reads_nothing(cast: Cast, held: FileReview) -> None:
    reviewers = {sheet.reviewer_id for sheet in held.sheets.all()}
    others = [row for row in held.campaign.reviewers.all() if row.pk not in reviewers]

    for person in (*others, cast.supervisor, cast.reviewer):
        path = reverse("review-record", args=[held.pk])
        assert client_of(person).get(path).status_code == 404


# --- the organiser ------------------------------------------------------------------------------

PLAN = {
    "title": "第二批评查",
    "kinds": ["penalty"],
    "sheet_key": "henan",
    "period_from": "2026-01-01",
    "period_to": "2026-05-31",
    "count": "2",
    "reviewers_each": "2",
    "seed_day": "2099-01-04",
    "seed_mask": "9999.99",
    "source_name": "指数",
    "source_url": "https://example.org/",
    "source_how": "收盘",
}


def test_a_campaign_is_planned_on_its_form(cast: Cast) -> None:
    people = [row.pk for row in panel(cast, 2)]
    data = {**PLAN, "agencies": [cast.bureau.pk], "reviewers": people}
    answer = client_of(cast.supervisor).post(reverse("review-plan"), data)

    row = Campaign.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("review-campaign", args=[row.pk])
    assert (row.count, row.rate, row.sheet_key) == (2, None, "henan")


def test_the_form_keeps_what_was_typed_when_a_rule_refuses(cast: Cast) -> None:
    people = [row.pk for row in panel(cast, 2)]
    data = {**PLAN, "agencies": [cast.bureau.pk], "reviewers": people, "rate": "5"}
    text = client_of(cast.supervisor).post(reverse("review-plan"), data).content.decode()

    assert "抽取件数和抽取比例应当填写其中一项" in text
    assert "第二批评查" in text
    assert not Campaign.objects.exists()


def test_the_form_offers_the_sheet_of_the_jurisdiction(cast: Cast) -> None:
    text = page(client_of(cast.supervisor), "review-plan")

    assert '<option value="henan" selected>' in text


def test_a_plan_is_committed_by_click(cast: Cast) -> None:
    archived(cast.bureau)
    row = planned(cast, seed_day=day(12, 31, 2099))
    client = client_of(cast.supervisor)
    assert "共1件" in page(client, "review-commit", row.pk)
    client.post(reverse("review-commit", args=[row.pk]), {"checked": "on"})
    row.refresh_from_db()

    assert row.status == "committed"
    assert client.get(reverse("review-draw", args=[row.pk])).json()["commitment"] == row.commitment


def test_results_are_summed_up_and_lead_to_the_files(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {"d_law": 2})
    client = client_of(cast.supervisor)
    text = page(client, "review-results", file.campaign_id)
    behind = page(client, "review-results", file.campaign_id, query="?item=d_law")
    none = page(client, "review-results", file.campaign_id, query="?agency=0")

    assert "引用依据准确到条、款、项" in text
    assert "平均 98 分" in text
    assert file.case.number in behind
    assert "见案卷第3页。" in behind
    assert file.case.number not in none


def test_results_without_a_file_say_so(cast: Cast) -> None:
    row = planned(cast)

    assert "还没有评定的案卷" in page(client_of(cast.supervisor), "review-results", row.pk)


def test_the_table_has_a_row_for_each_finding(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {})
    data = client_of(cast.supervisor).get(reverse("review-table", args=[file.campaign_id])).content
    rows = [cells for _number, cells in tables.read_bytes(data)[0].rows]

    assert rows[0][:2] == ["序号", "案号"]
    assert [row[8] for row in rows[1:]] == ["引用依据准确到条、款、项"]
    assert AuditEntry.objects.filter(action="campaign.export").exists()


def test_the_report_says_draw_groups_faults_and_files(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {"d_law": 1})
    said = printing.context(Campaign.objects.get(pk=file.campaign_id), day(7, 1))

    assert said["draft"] is True
    assert said["groups"][0]["average"] == "98"
    assert said["faults"][0]["label"] == "引用依据准确到条、款、项"
    assert said["files"][0]["number"] == file.case.number
    assert "3187.52" in said["draw"] and "2026年6月3日" in said["draw"]
    assert said["period"] == "2026年1月1日至2026年5月31日"
    assert said["on"] == "2026年7月1日"
    assert (said["whole"]["count"], said["waiting"]) == (1, 0)


def test_the_agency_reads_reviewers_as_numbers_and_the_organiser_by_name(cast: Cast) -> None:
    file = scored(cast, {"d_law": 1}, {})
    name = sheets_of(file)[0].reviewer.name
    own = page(client_of(cast.unithead), "review-file", file.pk)

    assert "评查人1" in own
    assert name not in own
    assert name in page(client_of(cast.supervisor), "review-file", file.pk)


def test_the_page_of_a_campaign_asks_the_same_number_of_questions_for_any_files(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    archived(cast.bureau)
    row = drawn(cast, agencies=[cast.bureau])
    for number in (2, 3):
        case = archived(cast.bureau, number, on=day(6, 1))
        campaigns.add(row, by=cast.supervisor, on=SEED_DAY, case=case, reason="投诉。")
    client = client_of(cast.supervisor)
    with django_assert_max_num_queries(30):
        page(client, "review-campaign", row.pk)


def test_a_plan_names_its_sheet_and_its_kinds_before_it_is_committed_to(cast: Cast) -> None:
    row = planned(cast, seed_day=day(12, 31, 2099))
    text = page(client_of(cast.supervisor), "review-campaign", row.pk)

    assert "行政执法案卷评查标准（通用）（2026.1）" in text
    assert "<dd>行政处罚</dd>" in text
    Campaign.objects.filter(pk=row.pk).update(sheet_key="ended")
    assert "<dd>ended</dd>" in page(client_of(cast.supervisor), "review-campaign", row.pk)
