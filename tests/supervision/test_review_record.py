"""What a reviewer reads of a file: its papers and originals, nothing closed, nothing of another file."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from recording.models import Access, Closure, Document, Evidence
from recording.services import closures
from supervision.models import Campaign, FileReview, ScoreSheet
from supervision.services import campaigns, scores
from tests import factories
from tests.base import Cast, client_of, day
from tests.recording import bare
from tests.supervision.prepared import file_of, sheets_of

pytestmark = pytest.mark.django_db
TITLE = "货架照片"


@pytest.fixture
def file(cast: Cast) -> FileReview:
    """A file under review, named beside the drawn one: open, so that its originals are real."""
    first = file_of(cast)
    case = factories.record(
        factories.case(cast.bureau, filed=True, staff=cast.officers), on=day(3, 4)
    )
    return FileReview.objects.create(
        campaign=first.campaign,
        case=case,
        agency=cast.bureau,
        ordinal=2,
        checks=first.checks,
        added_reason="群众投诉。",
    )


@pytest.fixture
def sheet(cast: Cast, file: FileReview) -> ScoreSheet:
    person = sheets_of(FileReview.objects.get(ordinal=1))[0].reviewer
    return campaigns.assign(file, person)


@pytest.fixture
def reader(sheet: ScoreSheet) -> Client:
    return client_of(sheet.reviewer)


def original(file: FileReview) -> Evidence:
    return Evidence.objects.filter(case=file.case).order_by("uploaded_at")[0]


def at(name: str, file: FileReview, row: Any) -> str:
    return reverse(name, args=[file.pk, row.pk])


# --- papers -------------------------------------------------------------------------------------


def test_a_paper_of_the_file_is_read_as_it_was_kept(file: FileReview, reader: Client) -> None:
    row = Document.objects.filter(case=file.case)[0]
    answer = reader.get(at("review-document", file, row))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer.content.startswith(b"%PDF")


def test_every_paper_that_is_read_is_logged(
    file: FileReview, sheet: ScoreSheet, reader: Client
) -> None:
    row = Document.objects.filter(case=file.case)[0]
    reader.get(at("review-document", file, row))
    entry = AuditEntry.objects.filter(object_id=str(row.pk), actor_id=sheet.reviewer_id).latest(
        "pk"
    )

    assert entry.action.endswith("read")
    assert '"what":"original"' in entry.data


def test_a_paper_that_is_not_in_the_storage_is_no_error_but_a_word(
    cast: Cast, file: FileReview, reader: Client
) -> None:
    row = bare.paper(file.case, cast.officer1, "不在存储中的一页")
    answer = reader.get(at("review-document", file, row))

    assert answer.status_code == 409
    assert "文书不在存储中" in answer.content.decode()
    assert "从备份恢复" in answer.content.decode()


def test_a_paper_of_another_file_is_not_there(cast: Cast, file: FileReview, reader: Client) -> None:
    other = factories.record(factories.case(cast.bureau, filed=True), on=day(3, 4))
    row = Document.objects.filter(case=other)[0]

    assert reader.get(at("review-document", file, row)).status_code == 404


# --- originals ----------------------------------------------------------------------------------


def test_an_original_is_read_whole_and_in_part(file: FileReview, reader: Client) -> None:
    row = original(file)
    path = at("review-evidence", file, row)
    whole = reader.get(path)
    part = reader.get(path, headers={"range": "bytes=0-3"})

    assert whole.status_code == 200
    assert len(b"".join(whole)) == row.blob.size
    assert (part.status_code, b"".join(part)) == (206, factories.PHOTO[:4])


def test_a_range_behind_the_end_is_refused(file: FileReview, reader: Client) -> None:
    path = at("review-evidence", file, original(file))

    assert reader.get(path, headers={"range": "bytes=999999-"}).status_code == 416


def test_a_look_at_an_original_is_noted_with_its_purpose(
    file: FileReview, sheet: ScoreSheet, reader: Client
) -> None:
    reader.get(reverse("review-record", args=[file.pk]))
    row = original(file)
    b"".join(reader.get(at("review-evidence", file, row)))
    access = Access.objects.filter(evidence=row, user=sheet.reviewer).latest("pk")

    assert access.purpose == "appraisal"
    assert access.visit is not None


def test_an_original_that_is_not_in_the_storage_is_said(
    cast: Cast, file: FileReview, reader: Client
) -> None:
    row = bare.item(file.case, cast.officer1, "不在存储中的录像")
    answer = reader.get(at("review-evidence", file, row))

    assert answer.status_code == 409
    assert "原件不在存储中" in answer.content.decode()


def test_an_original_of_another_case_is_not_there(
    cast: Cast, file: FileReview, reader: Client
) -> None:
    other = factories.record(factories.case(cast.bureau, filed=True), on=day(3, 4))

    row = Evidence.objects.filter(case=other)[0]
    assert reader.get(at("review-evidence", file, row)).status_code == 404


# --- what is closed -----------------------------------------------------------------------------


def close(cast: Cast, file: FileReview, row: Evidence | None) -> Closure:
    return closures.close(
        file.case,
        by=cast.officer1,
        group=Closure.Group.MINOR,
        reason="当事人未满十八周岁",
        evidence=row,
    )


def test_a_closed_item_stays_closed_to_the_reviewer(
    cast: Cast, file: FileReview, reader: Client
) -> None:
    row = original(file)
    seen = reader.get(reverse("review-record", args=[file.pk])).content.decode()
    assert f'id="evidence-{row.pk}"' in seen
    close(cast, file, row)
    hidden = reader.get(reverse("review-record", args=[file.pk])).content.decode()

    assert f'id="evidence-{row.pk}"' not in hidden
    assert reader.get(at("review-evidence", file, row)).status_code == 404


def test_of_a_closed_case_no_original_is_shown(
    cast: Cast, file: FileReview, reader: Client
) -> None:
    row = original(file)
    close(cast, file, None)
    page = reader.get(reverse("review-record", args=[file.pk])).content.decode()

    assert "没有可以查阅的证据" in page
    assert reader.get(at("review-evidence", file, row)).status_code == 404
    paper = Document.objects.filter(case=file.case)[0]
    assert reader.get(at("review-document", file, paper)).status_code == 200


# --- who ----------------------------------------------------------------------------------------


def test_whoever_has_no_sheet_reads_neither_paper_nor_original(
    cast: Cast, file: FileReview, sheet: ScoreSheet
) -> None:
    paper = Document.objects.filter(case=file.case)[0]
    others = [row for row in file.campaign.reviewers.all() if row != sheet.reviewer]
    paths = [at("review-document", file, paper), at("review-evidence", file, original(file))]

    for person in (others[0], cast.supervisor):
        client = client_of(person)
        assert [client.get(path).status_code for path in paths] == [404, 404], person
    for person in (cast.head, cast.officer1, cast.admin):
        client = client_of(person)
        assert [client.get(path).status_code for path in paths] == [403, 403], person


def test_who_stood_aside_reads_no_more(
    cast: Cast, file: FileReview, sheet: ScoreSheet, reader: Client
) -> None:
    path = at("review-evidence", file, original(file))
    assert reader.get(path).status_code == 200
    scores.recuse(sheet, by=sheet.reviewer, reason="与当事人有亲属关系。")

    assert reader.get(path).status_code == 404


def test_with_the_announcement_the_reading_ends(
    file: FileReview, sheet: ScoreSheet, reader: Client
) -> None:
    path = at("review-document", file, Document.objects.filter(case=file.case)[0])
    Campaign.objects.filter(pk=file.campaign_id).update(status="closed", closed_on=day(7, 1))

    assert reader.get(path).status_code == 404
    assert reader.get(reverse("review-sheet", args=[sheet.pk])).status_code == 200


def test_the_record_has_an_anchor_for_each_row_the_pre_check_points_to(
    file: FileReview, reader: Client
) -> None:
    page = reader.get(reverse("review-record", args=[file.pk])).content.decode()

    for row in Document.objects.filter(case=file.case):
        assert f'id="document-{row.pk}"' in page
    for name in ("case", "party", "officers", "notices", "reviews", "documents", "coverage"):
        assert f'id="{name}"' in page, name
    assert "没有归档" in page


def test_the_record_asks_no_more_of_the_database_when_there_is_more(
    cast: Cast, file: FileReview, reader: Client, django_assert_max_num_queries: Any
) -> None:
    path = reverse("review-record", args=[file.pk])
    reader.get(path)
    for number in range(6):
        bare.paper(file.case, cast.officer1, f"第{number}页", title=f"文书{number}")
        bare.item(file.case, cast.officer1, f"第{number}段")
    with django_assert_max_num_queries(60):
        page = reader.get(path).content.decode()
    assert page.count('class="record-part" id="document-') >= 6
