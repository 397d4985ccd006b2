"""The notice before a penalty: windows, paper and receipt in one act."""

import pytest

from core.errors import RuleError
from enforcement.models import Decision, Notice
from recording.models import Document, Service
from recording.services import notices
from tests import factories
from tests.base import Cast, day
from tests.recording.papers import said

ON = day(3, 16)
TOLD = day(3, 9)


def serve(cast: Cast, decision: Decision, **values: object) -> Notice:
    given = {
        "by": cast.officer1,
        "on": TOLD,
        "receiver": "钱试",
        "place": "云溪市示范路1号",
        "method": "direct",
        "hearing_offered": False,
        **values,
    }
    return notices.serve(decision, **given)  # type: ignore[arg-type]  # a table of keywords


def test_the_paper_says_what_is_proposed_and_until_when_to_answer(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    notice = serve(cast, decision)
    # Five working days after Monday 9 March 2026.
    assert notice.defence_until == day(3, 16)
    paper = Document.objects.get(decision=decision, kind="prior_notice")
    assert paper.number == "云市监罚告〔2026〕1号"
    words_of = said(paper)
    for words in (paper.number, "罚款人民币2000元", "2026年3月16日前", "陈述和申辩"):
        assert words in words_of
    assert "听证" not in words_of
    row = Service.objects.get(document=paper)
    assert (row.method, row.effective_on, row.told_publication) == ("direct", TOLD, False)
    assert Document.objects.filter(decision=decision, kind="service_receipt").exists()


def test_a_heavy_fine_must_offer_a_hearing_and_the_paper_says_so(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON, fine_cents=10_000_000)
    with pytest.raises(RuleError) as refused:
        serve(cast, decision)
    assert refused.value.field == "hearing_offered"
    assert not Document.objects.filter(decision=decision).exists()
    notice = serve(cast, decision, hearing_offered=True)
    assert notice.hearing_until == day(3, 16)
    paper = Document.objects.get(decision=decision, kind="prior_notice")
    assert "有权要求举行听证" in said(paper)


def test_by_public_notice_the_rights_run_from_its_end(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    notice = serve(cast, decision, method="public_notice", note="下落不明，公告送达。")
    row = Service.objects.get(decision=decision)
    # 30 days after 9 March is 8 April 2026; five working days later is 15 April.
    assert row.served_on == TOLD
    assert row.effective_on == notice.served_on == day(4, 8)
    assert notice.defence_until == day(4, 15)


def test_telling_again_keeps_both_papers_and_takes_the_next_number(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    serve(cast, decision)
    serve(cast, decision, on=day(3, 10))
    papers = Document.objects.filter(decision=decision, kind="prior_notice").order_by("pk")
    assert [row.number[-3:] for row in papers] == ["〕1号", "〕2号"]
    assert decision.notices.filter(superseded=False).count() == 1


def test_a_refused_note_leaves_no_notice_and_no_number(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    with pytest.raises(RuleError) as refused:
        serve(cast, decision, method="left")
    assert refused.value.field == "note"
    assert not Notice.objects.filter(decision=decision).exists()
    serve(cast, decision)
    assert Document.objects.get(decision=decision, kind="prior_notice").number.endswith("〕1号")


def test_the_decision_tells_how_the_defence_was_heard(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=ON)
    paper = Document.objects.get(decision=decision, kind="penalty_decision")
    words_of = said(paper)
    assert "当事人明确放弃陈述、申辩" in words_of
