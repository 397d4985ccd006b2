"""The pages of review quality: planning, drawing, filling in a sheet, both opinions, the public page."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import User
from recording.models import Access, Document, Evidence, Visit
from supervision.forms.quality import SampleForm
from supervision.models import QualitySample, SecondReview
from supervision.services import samples, second_reviews
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.prepared_draws import signed
from tests.supervision import sampled
from tests.supervision.sampled import COMMITTED, LOOKED, OPINION, SEED_DAY, VALUE, passed, sign

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def sheet(cast: Cast) -> SecondReview:
    return sampled.sheet_of(cast)


def page(client: Client, name: str, *keys: Any, query: str = "") -> str:
    response = client.get(reverse(name, args=keys) + query)
    assert response.status_code == 200, name
    return str(response.content.decode())


def on_the_day(on: Any) -> Any:
    return patch.object(timezone, "localdate", lambda *_args: on)


def answers(sheet: SecondReview, outcome: str = "pass", **failed: str) -> dict[str, str]:
    """The form of a sheet, filled in."""
    found = {"outcome": outcome, "opinion": OPINION}
    for check in sheet.checks.all():
        found[f"result_{check.head}"] = "fail" if check.head in failed else "pass"
        found[f"note_{check.head}"] = failed.get(check.head, "")
    return found


# --- the organiser ------------------------------------------------------------------------------


def plan_data(cast: Cast, people: list[User]) -> dict[str, Any]:
    return {
        "title": "2026年3月法制审核质量抽查",
        "month": "2026-03-01",
        "agencies": [cast.bureau.pk],
        "reviewers": [row.pk for row in people],
        "count": "1",
        "source_name": "云溪综合指数收盘价",
        "source_url": "https://example.org/index",
        "source_how": "当日收盘点数",
        "seed_mask": "9999.99",
        "seed_day": "2026-06-03",
    }


def test_a_sample_is_planned_committed_drawn_and_announced_by_clicks(cast: Cast) -> None:
    passed(cast.bureau)
    people = sampled.seconds(cast)
    client = cast.client("supervisor")
    with on_the_day(COMMITTED):
        client.post(reverse("quality-plan"), plan_data(cast, people))
        row = QualitySample.objects.get()
        assert "可以抽取的审核意见 1 件" in page(client, "quality-sample", row.pk)
        assert "列入名单1件" in page(client, "quality-commit", row.pk)
    samples.commit(row, by=cast.supervisor, at=factories.at(COMMITTED))
    signed(factories.at(COMMITTED, 23))
    with on_the_day(SEED_DAY):
        client.post(reverse("quality-seed", args=[row.pk]), {"value": VALUE})
    sheet = SecondReview.objects.get(sample=row)
    shown = page(client, "quality-sample", row.pk)
    assert sheet.review.number in shown
    assert str(sheet.reviewer) in shown
    sign(SecondReview.objects.select_related("reviewer").get())
    with on_the_day(day(7, 1)):
        client.post(reverse("quality-close", args=[row.pk]), {"summary": "总体良好。"})

    assert QualitySample.objects.get().status == "closed"
    assert "总体良好。" in page(client, "quality-sample", row.pk)
    assert row.title in page(client, "quality-samples")


def test_a_refused_plan_keeps_what_was_typed(cast: Cast) -> None:
    data = {**plan_data(cast, sampled.seconds(cast)), "month": "2026-06-01"}
    with on_the_day(COMMITTED):
        answer = cast.client("supervisor").post(reverse("quality-plan"), data)

    assert answer.status_code == 200
    assert "2026-06还没有结束" in answer.content.decode()
    assert "云溪综合指数收盘价" in answer.content.decode()


def test_the_form_offers_the_month_before_and_the_qualified_alone(cast: Cast) -> None:
    person = sampled.seconds(cast, 1)[0]
    factories.user("reviewer", cast.other_bureau, name="无证人")
    form = SampleForm(user=cast.supervisor, on=day(1, 15))
    choices: Any = form.fields["reviewers"]

    assert form.initial["month"] == day(12, 1, 2025)
    assert person.pk in dict(choices.choices)
    assert not [label for _key, label in choices.choices if "无证人" in label]
    assert SampleForm(user=cast.supervisor, on=day(12, 15)).initial["month"] == day(11, 1)


def test_the_agreement_is_shown_with_its_interval_and_what_differs(
    cast: Cast, sheet: SecondReview
) -> None:
    client = cast.client("supervisor")
    head = sheet.checks.all()[0].head
    assert "还没有签署的复审" in page(client, "quality-results", sheet.sample_id)
    sign(sheet, "return", **{head: "执法主体没有公告。"})
    shown = page(client, "quality-results", sheet.sample_id)

    assert "审核结论一致 0 件，占 0.0%（95% 置信区间 0.0% — 79.3%）" in shown
    assert "20.7% — 100.0%" in shown
    assert "原审核通过，复审不通过" in shown
    other = sheet.checks.all()[1].head
    query = f"?head={other}"
    assert "没有不一致的审核" in page(client, "quality-results", sheet.sample_id, query=query)


def test_both_opinions_stand_side_by_side_once_the_second_is_signed(
    cast: Cast, sheet: SecondReview
) -> None:
    client = cast.client("supervisor")
    path = reverse("second-compare", args=[sheet.pk])
    assert client.get(path).status_code == 404
    head = sheet.checks.all()[0].head
    sign(sheet, "return", **{head: "执法主体没有公告。"})
    shown = client.get(path).content.decode()

    assert sheet.review.opinion in shown
    assert OPINION in shown
    assert "执法主体没有公告。" in shown
    client.post(reverse("second-note", args=[sheet.pk]), {"text": "通知原审核机关研究。"})
    assert "通知原审核机关研究。" in page(client, "second-compare", sheet.pk)


def test_the_table_is_downloaded(cast: Cast, sheet: SecondReview) -> None:
    sign(sheet)
    answer = cast.client("supervisor").get(reverse("quality-table", args=[sheet.sample_id]))

    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert sheet.review.number in answer.content.decode("utf-8-sig")


def test_a_review_nobody_is_left_for_is_named(cast: Cast) -> None:
    sheet = sampled.sheet_of(cast, people=sampled.seconds(cast, 1))
    second_reviews.recuse(sheet, by=sheet.reviewer, on=LOOKED, reason="熟人。")
    shown = page(cast.client("supervisor"), "quality-sample", sheet.sample_id)

    assert "无人复审" in shown
    assert "已回避" in shown


def test_the_desk_says_what_a_sample_waits_for(cast: Cast) -> None:
    passed(cast.bureau)
    row = sampled.committed(cast)
    client = cast.client("supervisor")
    with on_the_day(SEED_DAY):
        assert reverse("quality-seed", args=[row.pk]) in page(client, "desk")
        samples.run(row, by=cast.supervisor, on=SEED_DAY, value=VALUE)
        sheet = SecondReview.objects.select_related("reviewer").get()
        assert reverse("second-review", args=[sheet.pk]) in page(client_of(sheet.reviewer), "desk")
        assert reverse("quality-results", args=[row.pk]) not in page(client, "desk")
        sign(sheet)
        assert reverse("quality-results", args=[row.pk]) in page(client, "desk")


# --- the second reviewer ------------------------------------------------------------------------


def test_the_sheet_shows_the_draft_the_materials_and_the_checklist(sheet: SecondReview) -> None:
    client = client_of(sheet.reviewer)
    shown = page(client, "second-review", sheet.pk)

    assert sheet.review.version.facts in shown
    for check in sheet.checks.all():
        assert check.label in shown
    for row in sheet.review.materials:
        assert row["title"] in shown
    assert sheet.review.number not in shown
    assert sheet.review.opinion not in shown
    assert reverse("second-review", args=[sheet.pk]) in page(client, "second-reviews")


def test_every_opening_is_logged_with_its_purpose(sheet: SecondReview) -> None:
    page(client_of(sheet.reviewer), "second-review", sheet.pk)
    entry = AuditEntry.objects.filter(object_id=str(sheet.pk), action__endswith="read").latest("pk")

    assert entry.actor_id == sheet.reviewer_id
    assert entry.agency_id == sheet.sample.agency_id
    visit = Visit.objects.get(case=sheet.review.decision.case, user=sheet.reviewer)
    assert visit.purpose == "review"


def test_a_draft_is_saved_and_then_signed_by_clicks(sheet: SecondReview) -> None:
    client = client_of(sheet.reviewer)
    path = reverse("second-review", args=[sheet.pk])
    with on_the_day(LOOKED):
        assert (
            "草稿已保存。" in client.post(path, {"opinion": "未完"}, follow=True).content.decode()
        )
        answer = client.post(path, {**answers(sheet), "sign": "1"})
        assert answer["Location"] == reverse("second-sign", args=[sheet.pk])
        client.post(answer["Location"], {"checked": "on"})

    shown = page(client, "second-review", sheet.pk)
    assert SecondReview.objects.get(pk=sheet.pk).status == "signed"
    assert OPINION in shown
    assert sheet.review.version.facts not in shown
    assert reverse("second-sign", args=[sheet.pk]) not in shown


def test_a_sheet_that_is_not_whole_is_refused_where_it_is_signed(sheet: SecondReview) -> None:
    answer = client_of(sheet.reviewer).post(
        reverse("second-sign", args=[sheet.pk]), {"checked": "on"}
    )

    assert answer.status_code == 200
    assert "审核内容尚未逐项填写" in answer.content.decode()


def test_submitted_papers_and_evidence_are_opened_and_logged(sheet: SecondReview) -> None:
    client, case = client_of(sheet.reviewer), sheet.review.decision.case
    paper = second_reviews.documents(sheet.review)[0]
    item = second_reviews.evidence(sheet.review, sheet.reviewer)[0]
    page(client, "second-review", sheet.pk)
    answer = client.get(reverse("second-document", args=[sheet.pk, paper.pk]))
    original = client.get(reverse("second-evidence", args=[sheet.pk, item.pk]))

    assert answer.content.startswith(b"%PDF")
    assert len(b"".join(original)) == item.blob.size
    assert Access.objects.filter(evidence=item, user=sheet.reviewer).exists()
    read = AuditEntry.objects.filter(object_type="recording.document", object_id=str(paper.pk))
    assert read.filter(actor_id=sheet.reviewer_id).exists()
    hidden = Document.objects.filter(case=case, kind__startswith="review_")
    for row in hidden:
        path = reverse("second-document", args=[sheet.pk, row.pk])
        assert client.get(path).status_code == 404


def test_nothing_is_opened_through_the_sheet_of_another_or_of_another_case(
    cast: Cast, sheet: SecondReview
) -> None:
    item = second_reviews.evidence(sheet.review, sheet.reviewer)[0]
    elsewhere = factories.record(factories.case(cast.other_bureau, filed=True), on=day(3, 4))
    other = Evidence.objects.filter(case=elsewhere)[0]
    stranger = client_of(sheet.sample.reviewers.exclude(pk=sheet.reviewer_id).get())
    own = client_of(sheet.reviewer)

    assert own.get(reverse("second-evidence", args=[sheet.pk, other.pk])).status_code == 404
    for name, keys in (
        ("second-review", [sheet.pk]),
        ("second-sign", [sheet.pk]),
        ("second-recuse", [sheet.pk]),
        ("second-evidence", [sheet.pk, item.pk]),
    ):
        assert stranger.get(reverse(name, args=keys)).status_code == 404, name


def test_a_signed_sheet_opens_no_more_materials(sheet: SecondReview) -> None:
    item = second_reviews.evidence(sheet.review, sheet.reviewer)[0]
    sign(sheet)
    path = reverse("second-evidence", args=[sheet.pk, item.pk])

    assert client_of(sheet.reviewer).get(path).status_code == 404


def test_whoever_can_see_the_case_now_finds_the_sheet_closed_with_the_reason(
    cast: Cast, sheet: SecondReview
) -> None:
    client, item = (
        client_of(sheet.reviewer),
        second_reviews.evidence(sheet.review, sheet.reviewer)[0],
    )
    sheet.reviewer.agency = cast.bureau
    sheet.reviewer.save(update_fields=["agency"])
    shown = page(client, "second-review", sheet.pk)

    assert "本复审表已经关闭" in shown
    assert sheet.review.version.facts not in shown
    assert client.get(reverse("second-evidence", args=[sheet.pk, item.pk])).status_code == 404
    assert "已关闭" in page(client, "second-reviews")


def test_standing_aside_is_a_click_with_a_reason(sheet: SecondReview) -> None:
    client = client_of(sheet.reviewer)
    client.post(reverse("second-recuse", args=[sheet.pk]), {"reason": "与当事人有亲属关系。"})

    assert "您已回避：与当事人有亲属关系。" in page(client, "second-review", sheet.pk)
    assert SecondReview.objects.filter(status="open").exclude(pk=sheet.pk).exists()


# --- the public ---------------------------------------------------------------------------------


def test_the_public_page_shows_the_commitment_before_the_draw(cast: Cast) -> None:
    review = passed(cast.bureau)
    row = sampled.committed(cast)
    shown = page(Client(), "quality-detail", row.pk)

    assert row.commitment in shown
    assert "尚未抽取。" in shown
    assert row.title in page(Client(), "quality-list")
    assert review.number not in shown


def test_the_published_file_is_checked_by_the_published_script(
    cast: Cast, sheet: SecondReview, tmp_path: Path
) -> None:
    row = sheet.sample
    anybody = Client()
    (tmp_path / "draw.json").write_bytes(
        anybody.get(reverse("quality-file", args=[row.pk])).content
    )
    (tmp_path / "verify_draw.py").write_bytes(anybody.get(reverse("random-check-script")).content)
    command = [sys.executable, "-I", "verify_draw.py", "draw.json", row.commitment]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  # the script under test

    assert (done.returncode, done.stdout) == (0, "OK: 1 rows\n")


def test_names_and_numbers_stay_out_of_the_file_until_all_is_over(
    cast: Cast, sheet: SecondReview
) -> None:
    row, anybody = sheet.sample, Client()
    path = reverse("quality-file", args=[row.pk])
    before = anybody.get(path).content.decode()
    people = [str(person) for person in row.reviewers.all()]
    assert not [word for word in (*people, sheet.review.number) if word in before]
    sign(sheet)
    samples.close(row, by=cast.supervisor, on=day(7, 1), summary="总体良好。")
    after = anybody.get(path).content.decode()
    shown = page(anybody, "quality-detail", row.pk)

    assert json.loads(after)["opinions"] == {str(sheet.review_id): sheet.review.number}
    assert not [word for word in people if word in after + shown]
    assert "复审 1 件，审核结论一致 1 件，占 100.0%（95% 置信区间 20.7% — 100.0%）" in shown
    assert sheet.review.opinion not in shown


def test_a_plan_is_nobodys_public_page(cast: Cast) -> None:
    row = sampled.planned(cast)

    for name in ("quality-detail", "quality-file"):
        assert Client().get(reverse(name, args=[row.pk])).status_code == 404
    assert row.title not in page(Client(), "quality-list")
