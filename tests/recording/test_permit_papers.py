"""Every answer to an applicant leaves a dated, numbered paper (行政许可法 32, 42, 45, 47, 48, 50)."""

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Application, Case, PermitHearing
from enforcement.services import proceedings
from recording.models import Document
from recording.services import documents, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import RECEIVED, accepted, application, licensed


@pytest.fixture
def row(cast: Cast) -> Application:
    case = factories.case(
        cast.bureau,
        kind="permit",
        procedure="permit",
        cause="食品经营许可",
        discovered_on=RECEIVED,
    )
    return application(case)


@pytest.fixture
def taken(cast: Cast) -> Application:
    return application(accepted(cast, cause="食品经营许可"))


def text(paper: Document) -> str:
    """Everything the paper says, as it was rendered."""
    said = documents.plain_context(paper)
    parts = [*said.get("opening", []), said.get("remedies", ""), *said.get("closing", [])]
    for section in said.get("sections", []):
        parts += [section["heading"], *section["paragraphs"]]
    return "\n".join(parts)


def papers(case: Case) -> list[str]:
    return list(Document.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def test_the_receipt_lists_what_was_handed_in(cast: Cast, row: Application) -> None:
    paper = permits.receive(
        row,
        by=cast.officer1,
        on=RECEIVED,
        channel="window",
        materials=["申请书", "平面图"],
        joint=False,
    )

    assert (paper.kind, paper.number, paper.dated_on) == (
        "application_receipt",
        "云市监许告〔2026〕1号",
        RECEIVED,
    )
    assert "1. 申请书\n2. 平面图" in text(paper)


def test_papers_are_numbered_without_a_gap(cast: Cast, row: Application) -> None:
    permits.correct_on_spot(row, by=cast.officer1, on=RECEIVED, what="门牌号笔误")
    with pytest.raises(RuleError):
        permits.correct_on_spot(row, by=cast.officer1, on=RECEIVED, what="")

    paper = permits.ask_correction(row, by=cast.officer1, on=day(3, 3), items=["健康证明"])

    assert paper.number == "云市监许告〔2026〕2号"
    assert "1. 健康证明" in text(paper)
    assert papers(row.case) == ["application_receipt", "correction_request"]


def test_what_came_in_later_has_a_receipt_too(cast: Cast, row: Application) -> None:
    permits.ask_correction(row, by=cast.officer1, on=RECEIVED, items=["健康证明"])

    paper = permits.take_correction(row, by=cast.officer1, on=day(3, 9), materials=["健康证明"])

    assert "2026年3月9日收到" in text(paper)


REFUSALS = [
    ("not_needed", "", "依法不需要取得行政许可"),
    ("no_power", "云溪县市场监督管理局", "请向云溪县市场监督管理局申请"),
    ("false", "", "并给予警告"),
]


@pytest.mark.parametrize(("ground", "organ", "words"), REFUSALS)
def test_a_refusal_says_why_and_where_to_turn(
    cast: Cast, row: Application, ground: str, organ: str, words: str
) -> None:
    paper = permits.refuse(
        row, by=cast.officer1, on=RECEIVED, ground=ground, reason="经核实。", told_organ=organ
    )

    said = text(paper)
    assert words in said
    assert "理由：经核实。" in said
    assert "申请行政复议" in said
    assert "提起行政诉讼" in said
    assert paper.title == "不予受理通知书"


def test_a_refused_answer_leaves_no_paper(cast: Cast, row: Application) -> None:
    with pytest.raises(RuleError):
        permits.refuse(row, by=cast.officer1, on=RECEIVED, ground="no_power", reason="无权。")

    assert papers(row.case) == []


def test_the_acceptance_is_kept_at_once(cast: Cast, row: Application) -> None:
    paper = permits.accept(row, by=cast.officer1, on=day(3, 3))

    assert paper is not None
    assert (paper.kind, paper.number) == ("acceptance_notice", "云市监许受〔2026〕1号")
    assert "2026年3月3日予以受理" in text(paper)


def test_an_acceptance_by_silence_is_written_by_the_portal(row: Application) -> None:
    assert permits.deem_accepted(row.pk, day(3, 10))
    assert not permits.deem_accepted(row.pk, day(3, 11))

    paper = Document.objects.get(case=row.case)
    assert (paper.kind, paper.created_by, paper.dated_on) == ("acceptance_notice", None, RECEIVED)
    assert "未在法定期限内一次告知补正" in text(paper)


def test_the_applicant_is_told_of_more_time_and_why(cast: Cast, taken: Application) -> None:
    permits.extend(taken, by=cast.head, on=day(3, 20), reasons="需要补充核查。")

    paper = Document.objects.get(kind="extension_notice")
    assert "延长至2026年4月14日" in text(paper)
    assert "理由：需要补充核查。" in text(paper)


def test_the_time_of_a_special_procedure_is_told_in_writing(cast: Cast, taken: Application) -> None:
    permits.start_special(
        taken, by=cast.officer1, on=day(3, 10), kind="testing", days_needed=8, body="检测中心"
    )

    said = text(Document.objects.get(kind="special_notice"))
    assert "进行检测，由检测中心实施" in said
    assert "所需时间为8个工作日" in said


def told(cast: Cast, taken: Application) -> None:
    permits.tell(taken, by=cast.officer1, on=day(3, 3), name="邻里业委会", interest="采光通风。")


def hearing(cast: Cast, taken: Application, origin: str, on: date) -> PermitHearing:
    return permits.open_hearing(taken, by=cast.officer1, on=on, origin=origin, subject="油烟排放。")


def test_both_sides_are_told_of_the_right_to_a_hearing(cast: Cast, taken: Application) -> None:
    told(cast, taken)

    said = text(Document.objects.get(kind="third_party_notice"))
    assert said.startswith(f"邻里业委会、{taken.case.party.name}：")
    assert "2026年3月10日前" in said


def test_a_hearing_of_its_own_motion_is_announced(cast: Cast, taken: Application) -> None:
    hearing(cast, taken, "office", day(3, 5))

    assert papers(taken.case) == ["permit_hearing_announcement", "special_notice"]


def test_a_hearing_leaves_notice_and_record(cast: Cast, taken: Application) -> None:
    told(cast, taken)
    row = hearing(cast, taken, "applicant", day(3, 5))

    permits.notify_hearing(
        row,
        by=cast.officer1,
        on=day(3, 6),
        scheduled_on=day(3, 20),
        place="三楼会议室",
        host=cast.reviewer,
    )
    permits.close_hearing(row, by=cast.officer1, on=day(3, 20), record="申请人陈述。\n业委会陈述。")

    notice = text(Document.objects.get(kind="permit_hearing_notice"))
    assert "2026年3月20日在三楼会议室" in notice
    assert "主持人法如山" in notice
    record = Document.objects.get(kind="hearing_record")
    assert "业委会陈述。" in text(record)


def test_a_renewal_by_silence_is_told(cast: Cast) -> None:
    licence = licensed(cast)
    asked = proceedings.apply_for(
        licence, by=cast.officer1, on=day(6, 1), kind="renew", wish="延续"
    )
    permits.accept(application(asked.case), by=cast.officer1, on=day(6, 1))

    assert permits.lapse(licence.pk, day(1, 4, 2027))
    assert not permits.lapse(licence.pk, day(1, 5, 2027))

    paper = Document.objects.get(kind="renewal_deemed")
    assert paper.case_id == asked.case_id
    assert "视为准予延续，有效期至2027年10月18日" in text(paper)


def test_an_expiry_needs_no_paper(cast: Cast) -> None:
    licence = licensed(cast)

    assert permits.lapse(licence.pk, day(1, 4, 2027))

    assert not Document.objects.filter(kind="renewal_deemed").exists()


ENDS: list[tuple[str, str, str, str]] = [
    ("withdraw", "law", "withdrawn", "permit_withdrawal"),
    ("revoke", "abuse", "revoked", "permit_revocation"),
    ("cancel", "dissolved", "cancelled", "permit_cancellation"),
]


@pytest.mark.parametrize(("kind", "ground", "outcome", "paper"), ENDS)
def test_each_end_has_a_decision_of_its_own_name(
    cast: Cast, kind: str, ground: str, outcome: str, paper: str
) -> None:
    more: dict[str, Any] = {"compensation": "不予补偿。"} if kind == "withdraw" else {}
    row = proceedings.begin_end(
        licensed(cast),
        by=cast.officer1,
        on=day(6, 1),
        kind=kind,
        ground=ground,
        reasons="经查属实。",
        **more,
    )
    case = factories.record(row.case, on=day(6, 2))
    content: dict[str, Any] = {
        "outcome": outcome,
        "valid_from": None,
        "valid_to": None,
        "case": case,
    }
    draft = factories.draft(cast.bureau, procedure="permit", **content)
    ready = factories.pass_review(draft, on=day(6, 15)) if draft.review_required else draft

    factories.issue(ready, on=day(6, 15))

    assert papers(case)[0] == "filing_approval"
    assert paper in papers(case)
