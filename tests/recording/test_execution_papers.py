"""The papers of execution: kept with the act, numbered in their own series, saying what the law asks."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry, NumberUse
from enforcement.models import Decision, Deferral, Payment, Urging
from enforcement.services import relief
from recording.models import Document, Service
from recording.services import execution
from tests.base import Cast, day
from tests.enforcement.fined import DUE, fined
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
HANDED = {"method": "direct", "receiver": "钱试", "place": "店内"}
URGED = day(3, 17)


def paper(row: Decision, kind: str) -> Document:
    return Document.objects.get(decision=row, kind=kind)


def test_a_payment_leaves_its_record_under_the_number_of_the_receipt(cast: Cast) -> None:
    row = fined(cast)
    execution.record_payment(
        row,
        by=cast.officer1,
        on=DUE,
        kind="fine",
        cents=200_000,
        way="bank",
        receipt_no="豫财00017",
    )
    kept = paper(row, "payment_record")
    words = said(kept)
    for expected in ("缴款记录", row.doc_no, "人民币2000元（大写：贰仟元整）", "豫财00017"):
        assert expected in words
    assert (kept.number, kept.stage, kept.dated_on) == ("豫财00017", "execution", DUE)


def test_a_refused_payment_leaves_no_paper(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError, match="应缴余额"):
        execution.record_payment(
            row,
            by=cast.officer1,
            on=DUE,
            kind="fine",
            cents=200_001,
            way="bank",
            receipt_no="1",
        )
    assert not Document.objects.filter(decision=row, kind="payment_record").exists()
    assert not Payment.objects.exists()


def test_the_letter_urging_payment_says_what_how_until_when_and_the_right_to_answer(
    cast: Cast,
) -> None:
    row = fined(cast)
    urging = execution.urge(row, by=cast.officer1, on=URGED, **HANDED)
    kept = paper(row, "urging_notice")
    words = said(kept)
    for expected in (
        "履行催告书",
        row.doc_no,
        "应缴罚款余额：人民币2000元",
        "应缴加处罚款余额：人民币60元",
        "2026年3月31日前",
        "有权进行陈述和申辩",
        "申请人民法院强制执行",
    ):
        assert expected in words, expected
    assert kept.number == "云市监履催〔2026〕1号"
    assert urging.until == day(3, 31)
    assert Service.objects.get(document=kept).receiver == "钱试"


def test_an_urging_by_public_notice_runs_from_the_end_of_the_notice(cast: Cast) -> None:
    handed = {**HANDED, "method": "public_notice", "note": "当事人下落不明。"}
    urging = execution.urge(fined(cast), by=cast.officer1, on=URGED, **handed)
    assert urging.served_on == Service.objects.get(document__kind="urging_notice").effective_on
    assert urging.served_on > URGED


def test_an_urging_that_cannot_be_served_is_not_kept(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError, match="应当注明"):
        execution.urge(row, by=cast.officer1, on=URGED, **{**HANDED, "method": "left"})
    assert not Urging.objects.exists()
    assert not NumberUse.objects.filter(text__contains="履催").exists()


def asked(cast: Cast, row: Decision) -> Deferral:
    parts = [relief.Instalment(day(4, 10), 50_000), relief.Instalment(day(6, 10), 150_000)]
    return relief.apply(
        row,
        by=cast.officer1,
        on=day(3, 10),
        reason="停业半年。",
        until=day(6, 10),
        schedule=parts,
    )


def test_a_granted_deferral_tells_the_instalments_and_what_follows(cast: Cast) -> None:
    row = fined(cast)
    execution.grant(asked(cast, row), by=cast.head, on=day(3, 12), opinion="情况属实。")
    words = said(paper(row, "deferral_notice"))
    for expected in (
        "同意缴纳期限延至2026年6月10日",
        "第1期：2026年4月10日前缴纳人民币500元",
        "第2期：2026年6月10日前缴纳人民币1500元",
        "百分之三",
    ):
        assert expected in words, expected


def test_a_refused_deferral_tells_why(cast: Cast) -> None:
    row = fined(cast)
    execution.refuse(asked(cast, row), by=cast.head, on=day(3, 12), opinion="没有证明材料。")
    words = said(paper(row, "deferral_notice"))
    assert "不予批准" in words
    assert "没有证明材料" in words


def test_the_head_decides_the_surcharge_once_with_standard_days_and_amount(cast: Cast) -> None:
    row = fined(cast)
    with pytest.raises(RuleError, match="没有应当加处") as caught:
        execution.decide_surcharge(row, by=cast.head, on=DUE)
    assert (caught.value.field, "第四十五条" in caught.value.article) == ("on", True)
    with pytest.raises(PermissionDenied):
        execution.decide_surcharge(row, by=cast.officer1, on=day(3, 26))
    kept = execution.decide_surcharge(row, by=cast.head, on=day(3, 26))
    words = said(kept)
    for expected in ("加处罚款决定书", "逾期10日", "人民币600元", "百分之三", "不超过罚款的数额"):
        assert expected in words, expected
    assert kept.number == "云市监加罚〔2026〕1号"
    assert AuditEntry.objects.filter(action="decision.surcharge", object_id=str(row.pk)).exists()
    with pytest.raises(RuleError, match="不需要重复"):
        execution.decide_surcharge(row, by=cast.head, on=day(3, 27))


def test_the_application_to_the_court_tells_decision_urging_and_sum(cast: Cast) -> None:
    row = fined(cast)
    execution.urge(row, by=cast.officer1, on=URGED, **HANDED)
    execution.apply_to_court(row, by=cast.head, on=day(4, 29), court="云溪市人民法院")
    words = said(paper(row, "court_application"))
    for expected in (
        "强制执行申请书",
        "云溪市人民法院",
        row.doc_no,
        "2026年3月17日送达履行催告书",
        "应缴加处罚款余额：人民币2000元",
        "行政机关负责人",
    ):
        assert expected in words, expected
