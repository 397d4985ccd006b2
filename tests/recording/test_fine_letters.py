"""What the papers of execution say, word for word, from the rows they are about (no rendering)."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from enforcement.services import execution
from enforcement.services.relief import Instalment
from recording import collection
from tests.base import Cast, day
from tests.enforcement.fine_states import COURT, FIRST, NOTE, UNTIL, URGED, Fine, reach
from tests.enforcement.fined import DUE, FINE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PARTS = [Instalment(day(4, 10), 50_000), Instalment(UNTIL, 150_000)]


def sections(context: dict[str, Any]) -> dict[str, str]:
    """The paragraphs of a letter by heading."""
    return {row["heading"]: "".join(row["paragraphs"]) for row in context["sections"]}


def fields(context: dict[str, Any]) -> dict[str, str]:
    return dict(context["fields"])


def urging(fine: Fine) -> dict[str, Any]:
    row = fine.row.urgings.get()
    return collection.for_urging(row, execution.balance(fine.row, row.served_on), row.served_on)


def court(fine: Fine) -> dict[str, Any]:
    row = fine.row.courtapplications.get()
    return collection.for_court(row, execution.balance(fine.row, row.applied_on))


def surcharge(fine: Fine, on: date) -> dict[str, Any]:
    return collection.for_surcharge(fine.row, execution.balance(fine.row, on), on)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "人民币0.01元（大写：壹分）"),
        (10_000, "人民币100元（大写：壹佰元整）"),
        (FINE, "人民币2000元（大写：贰仟元整）"),
    ],
)
def test_money_is_told_in_figures_and_capitals(cents: int, words: str) -> None:
    assert collection.money(cents) == words


def test_a_payment_at_the_bank_leaves_out_what_it_does_not_have(cast: Cast) -> None:
    fine = reach(cast, "pay")
    told = collection.for_payment(fine.row.payments.get())
    assert fields(told) == {
        "决定文号": fine.row.doc_no,
        "款项": "罚款",
        "金额": collection.money(FINE),
        "缴纳日期": "2026年3月16日",
        "缴纳方式": "缴入指定银行或者电子支付系统",
        "票据编号": "00017",
    }
    assert told["date"] == DUE.isoformat()


def test_a_payment_on_the_spot_tells_its_ground_and_why(cast: Cast) -> None:
    fine = reach(cast, "spot")
    told = fields(collection.for_payment(fine.row.payments.get()))
    assert told["缴纳方式"] == "当场收缴"
    assert told["当场收缴的理由"].startswith("边远、水上、交通不便地区")
    assert told["说明"] == NOTE


def test_a_surcharge_paid_is_named_so(cast: Cast) -> None:
    fine = reach(cast)
    fine.pay(kind="surcharge", cents=6_000, on=day(3, 17))
    assert fields(collection.for_payment(fine.row.payments.get()))["款项"] == "加处罚款"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_paper_is_chinese_whoever_asks(cast: Cast, language: str) -> None:
    fine = reach(cast, "spot defer grant")
    with translation.override(language):
        paid = fields(collection.for_payment(fine.row.payments.get()))
        letter = sections(collection.for_deferral(fine.row.deferrals.get(), day(3, 12)))
    assert paid["缴纳方式"] == "当场收缴"
    assert letter["审批结果"] == "经批准，同意缴纳期限延至2026年6月10日。同意。"


def test_a_deferral_of_the_whole_has_no_list_of_instalments(cast: Cast) -> None:
    fine = reach(cast, "defer grant")
    told = collection.for_deferral(fine.row.deferrals.get(), day(3, 12))
    assert list(sections(told)) == ["审批结果", "逾期后果"]
    (opening,) = told["opening"]
    assert fine.row.doc_no in opening
    assert "于2026年3月10日以确有经济困难为由" in opening
    assert sections(told)["逾期后果"] == (
        "期限届满仍未缴清的，自次日起每日按罚款数额的百分之三加处罚款，"
        "加处罚款的数额不超过罚款的数额。"
    )


def test_a_deferral_in_parts_tells_each_part(cast: Cast) -> None:
    fine = reach(cast)
    fine.defer(schedule=PARTS)
    row = fine.grant()
    assert sections(collection.for_deferral(row, day(3, 12)))["分期安排"] == (
        "第1期：2026年4月10日前缴纳人民币500元（大写：伍佰元整）。"
        "第2期：2026年6月10日前缴纳人民币1500元（大写：壹仟伍佰元整）。"
    )


def test_a_refused_request_is_answered_with_its_reasons_and_no_new_day(cast: Cast) -> None:
    fine = reach(cast, "defer refuse")
    told = sections(collection.for_deferral(fine.row.deferrals.get(), day(3, 12)))
    assert told == {
        "审查结果": "经审查，不予批准。请按照行政处罚决定书的要求缴纳罚款。",
        "理由": "没有证明材料。",
    }


@pytest.mark.parametrize(
    ("path", "on", "late", "cents"),
    [
        ("", day(3, 17), 1, 6_000),
        ("", day(3, 26), 10, 60_000),
        ("", day(11, 20), 249, FINE),
        ("stay end", day(4, 11), 10, 60_000),
        ("defer grant", day(6, 20), 10, 60_000),
    ],
)
def test_the_surcharge_tells_its_days_rate_and_sum(
    cast: Cast, path: str, on: date, late: int, cents: int
) -> None:
    fine = reach(cast, path)
    told = surcharge(fine, on)
    assert f"至今逾期{late}日（不含依法不计算的期间）" in sections(told)["事实"]
    assert f"加处罚款{collection.money(cents)}" in sections(told)["决定"]
    assert "每日按罚款数额的百分之三" in sections(told)["决定"]
    assert "第七十二条第一款第一项" in sections(told)["依据"]
    assert told["remedies"] == fine.row.remedies


def test_the_urging_lists_only_what_is_owed(cast: Cast) -> None:
    fine = reach(cast)
    fine.pay(on=day(3, 18))
    fine.urge(on=day(3, 19))
    duty = sections(urging(fine))["应当履行的义务"]
    assert duty == "应缴加处罚款余额：人民币120元（大写：壹佰贰拾元整）。"


def test_the_urging_tells_until_when_how_and_the_right_to_answer(cast: Cast) -> None:
    told = urging(reach(cast, "urge"))
    assert list(told["date"].split("-")) == ["2026", "03", "17"]
    assert told["date"] == URGED.isoformat()
    found = sections(told)
    assert "2026年3月31日前" in found["履行期限和方式"]
    assert "有权进行陈述和申辩" in found["陈述和申辩"]
    assert "申请人民法院强制执行" in found["逾期后果"]
    assert "应缴罚款余额：人民币2000元" in found["应当履行的义务"]
    assert "没收款" not in found["应当履行的义务"]


@pytest.mark.parametrize(
    ("path", "heard"),
    [
        ("urge ask", "被执行人没有提出意见。"),
        ("urge hear ask", "被执行人的意见：无力缴纳。复核意见：可以申请分期。"),
    ],
)
def test_the_application_tells_the_urging_and_the_answer(cast: Cast, path: str, heard: str) -> None:
    told = court(reach(cast, path))
    assert told["opening"] == [f"{COURT}："]
    assert told["date"] == FIRST.isoformat()
    found = sections(told)
    assert found["催告情况"].endswith(heard)
    assert "2026年3月17日送达履行催告书，催告期限于2026年3月31日届满" in found["催告情况"]
    assert found["申请执行的标的"].startswith(f"请求{COURT}强制执行下列款项：应缴罚款余额")
    assert told["attachments"] == ["行政处罚决定书", "履行催告书", "送达回证"]
    assert told["signatures"][0]["label"] == "行政机关负责人"


def test_the_application_repeats_facts_and_basis_of_the_decision(cast: Cast) -> None:
    fine = reach(cast, "urge ask")
    told = sections(court(fine))["被执行的行政决定"]
    for words in (fine.row.doc_no, fine.row.basis):
        assert words in told
    assert "第五十三条" in sections(court(fine))["申请依据"]


@pytest.mark.parametrize("path", ["urge ask"])
def test_every_letter_names_organ_case_and_party(cast: Cast, path: str) -> None:
    fine = reach(cast, path)
    for told in (urging(fine), court(fine), surcharge(fine, day(3, 26))):
        assert told["agency_name"] == cast.bureau.name
        assert told["case_no"] == fine.row.case.number
        assert told["party"]["name"] == fine.row.case.party.name
