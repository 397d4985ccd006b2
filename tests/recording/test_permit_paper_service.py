"""Papers of a permit case reach the applicant: at the counter, or served later, and are listed."""

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Application
from recording import completeness, party_page
from recording.forms.permits import CounterForm
from recording.models import Document, Service
from recording.services import permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import RECEIVED, accepted, application
from tests.party_links import issued, name_code

HANDED = {"receiver": "钱试一", "place": "云溪市示范路1号", "method": "direct", "note": ""}


@pytest.fixture
def row(cast: Cast) -> Application:
    case = factories.case(
        cast.bureau, kind="permit", procedure="permit", cause="食品经营许可", discovered_on=RECEIVED
    )
    name_code(case)
    return application(case)


def test_what_is_taken_at_the_counter_is_served_that_day(cast: Cast, row: Application) -> None:
    paper = permits.ask_correction(
        row, by=cast.officer1, on=RECEIVED, items=["健康证明"], receiver="钱试一"
    )
    service = Service.objects.get(document=paper)
    assert (service.method, service.effective_on, service.receiver) == (
        "direct",
        RECEIVED,
        "钱试一",
    )
    assert service.place == cast.bureau.name
    assert not permits.unserved(row.case).exists()


def test_what_nobody_took_waits_to_be_served_and_then_is(cast: Cast, row: Application) -> None:
    paper = permits.accept(row, by=cast.officer1, on=day(3, 3))
    assert paper is not None
    assert list(permits.unserved(row.case)) == [paper]
    page = cast.client("officer1").get(reverse("case-permit", args=[row.pk])).content.decode()
    assert reverse("permit-paper-serve", args=[paper.pk]) in page
    permits.serve(paper, by=cast.officer1, on=day(3, 4), **HANDED)
    assert not permits.unserved(row.case).exists()
    with pytest.raises(RuleError, match="已经送达") as error:
        permits.serve(paper, by=cast.officer1, on=day(3, 5), **HANDED)
    assert error.value.article == "行政许可法第三十二条、第三十八条、第四十四条"


def test_who_has_no_part_in_the_case_serves_nothing(cast: Cast, row: Application) -> None:
    paper = permits.accept(row, by=cast.officer1, on=day(3, 3))
    assert paper is not None
    page = reverse("permit-paper-serve", args=[paper.pk])
    assert cast.client("officer1").get(page).status_code == 200
    assert cast.client("outsider").get(page).status_code == 404
    assert cast.client("head").get(page).status_code == 403


def test_the_applicant_reads_on_his_page_what_he_was_given(cast: Cast, row: Application) -> None:
    case = row.case
    permits.receive(
        row,
        by=cast.officer1,
        on=RECEIVED,
        channel="window",
        materials=["申请书"],
        joint=False,
        receiver="钱试一",
    )
    permits.ask_correction(row, by=cast.officer1, on=RECEIVED, items=["健康证明"])
    link, _token = issued(case)
    sheet = party_page.sheet(link, day(3, 4))
    assert [served.document.kind for served in sheet.papers] == ["application_receipt"]
    assert sheet.stage == "机关已一次告知需要补正的全部内容。提交全部补正材料后，机关应当受理。"


@pytest.mark.parametrize(
    ("ground", "words"), [("not_needed", "不受理或者不予受理的答复"), ("", "正在决定是否受理")]
)
def test_the_applicant_is_told_how_the_application_stands(
    cast: Cast, row: Application, ground: str, words: str
) -> None:
    if ground:
        permits.refuse(row, by=cast.officer1, on=RECEIVED, ground=ground, reason="不需要许可。")
    row.case.refresh_from_db()
    assert words in party_page.sheet(issued(row.case)[0], day(3, 4)).stage


def test_an_application_by_post_is_not_handed_over_at_the_counter(row: Application) -> None:
    assert CounterForm(row=row, on=RECEIVED).initial["receiver"] == row.case.party.name
    row.channel = Application.Channel.POST
    assert CounterForm(row=row, on=RECEIVED).initial["receiver"] == ""


def test_more_time_and_left_out_days_are_told_by_a_paper_to_serve(cast: Cast) -> None:
    row = application(accepted(cast, cause="食品经营许可"))
    permits.extend(row, by=cast.head, on=day(3, 5), reasons="需要核实。")
    permits.start_special(
        row, by=cast.officer1, on=day(3, 6), kind="testing", days_needed=5, body="检验所"
    )
    waiting = [paper.kind for paper in permits.unserved(row.case)]
    assert waiting[-2:] == ["extension_notice", "special_notice"]
    assert Document.objects.filter(case=row.case, services__isnull=False).count() == 0


def test_materials_received_with_a_receipt_are_not_asked_for_again(
    cast: Cast, row: Application
) -> None:
    def lacking() -> set[str]:
        return {gap.code for gap in completeness.gaps(row.case, completeness.REVIEW, RECEIVED)}

    assert "application" in lacking()
    permits.receive(
        row,
        by=cast.officer1,
        on=RECEIVED,
        channel="window",
        materials=["申请书"],
        joint=False,
    )
    assert lacking() == {"examination"}
