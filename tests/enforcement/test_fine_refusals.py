"""Each refusal of the execution of a fine says what, by which rule and where, and writes nothing."""

from typing import Any

import pytest

from enforcement.services.relief import Instalment
from tests.base import Cast, day
from tests.enforcement.fine_states import ASKED, FIRST, LAST, NOTE, UNTIL, reach, refused
from tests.enforcement.fined import FINE, SERVED

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MONEY, SPOT = "行政处罚法第六十六条、第七十二条", "行政处罚法第六十七条至第六十九条"
WHY, HANDED = "行政处罚法第六十八条、第六十九条", "行政处罚法第七十一条"
DEFER, STANDS = "行政处罚法第六十六条第二款", "行政处罚法第七十三条"
URGE, HEAR = "行政强制法第三十五条、第五十四条", "行政强制法第三十六条"
COURT, RULED = "行政强制法第五十三条", "行政强制法第五十七条、第五十八条"
WAITED = "行政强制法第五十四条、第六十九条"
WINDOW = f"{COURT}；行政处罚法第七十二条第二款"
EARLY = "日期不能早于"

Row = tuple[dict[str, Any], str, str, str]
Table = dict[tuple[str, str], list[Row]]


def parts(*rows: tuple[int, int, int]) -> dict[str, Any]:
    """Instalments by month, day and cents."""
    return {"schedule": [Instalment(day(month, number), cents) for month, number, cents in rows]}


def spot(ground: str, **changes: Any) -> dict[str, Any]:
    return {"way": "on_spot", "ground": ground, **changes}


# State before and act: what is wrong with it, then words, article and field of the refusal.
PAYMENTS: Table = {
    ("", "pay"): [
        ({"on": day(2, 26)}, f"{EARLY}决定日期2026-02-27", "行政处罚法第六十七条", "on"),
        ({"cents": FINE + 1}, "余额为2,000.00元，不能登记2,000.01元", MONEY, "amount"),
        ({"cents": 0}, "不能登记0.00元", MONEY, "amount"),
        (
            {"kind": "surcharge", "cents": 1},
            "“加处罚款”在2026-03-16应缴余额为0.00元",
            MONEY,
            "amount",
        ),
        ({"kind": "confiscation", "cents": 1}, "“没收款”", MONEY, "amount"),
        ({"receipt_no": "\t "}, "专用票据", "行政处罚法第七十条", "receipt_no"),
        (spot(""), "只有罚款可以当场收缴", SPOT, "ground"),
        (spot("polite", note=NOTE), "具有法定理由", SPOT, "ground"),
        (spot("small"), "只适用于当场作出处罚决定时", SPOT, "ground"),
        (spot("hard_later", note=NOTE), "只适用于当场", SPOT, "ground"),
        (spot("small", on=SERVED), "罚款超过100.00元", SPOT, "ground"),
        (spot("hard_later", on=SERVED), "事后难以执行的情况", WHY, "note"),
    ],
    ("pay", "pay"): [
        ({"cents": 1}, "余额为0.00元，不能登记0.01元", MONEY, "amount"),
    ],
    ("", "spot"): [
        ({"kind": "confiscation"}, "只有罚款", SPOT, "ground"),
        ({"note": " "}, "当事人缴纳确有困难并提出", WHY, "note"),
        ({"ashore_on": day(3, 15)}, f"{EARLY}收缴日期2026-03-16", HANDED, "on"),
        ({"cents": FINE + 1}, "不能登记2,000.01元", MONEY, "amount"),
    ],
    ("pay", "turn_in"): [
        ({}, "直接缴入银行，不需要登记交付", HANDED, ""),
    ],
    ("pay", "bank"): [
        ({}, "直接缴入银行，不需要登记交付", HANDED, ""),
    ],
    ("spot", "turn_in"): [
        ({"on": day(3, 15)}, f"{EARLY}收缴日期2026-03-16", HANDED, "on"),
    ],
    ("spot turn_in", "turn_in"): [
        ({}, "已交至行政机关", "", ""),
    ],
    ("spot", "bank"): [
        ({}, "尚未交至行政机关", HANDED, ""),
    ],
    ("spot turn_in", "bank"): [
        ({"on": day(3, 16)}, f"{EARLY}交至行政机关的日期2026-03-17", HANDED, "on"),
    ],
    ("spot turn_in bank", "bank"): [
        ({}, "或者已缴付银行", HANDED, ""),
    ],
}
RELIEF: Table = {
    ("", "defer"): [
        ({"on": day(2, 26)}, f"{EARLY}决定日期2026-02-27", DEFER, "on"),
        ({"reason": "\n"}, "写明确有经济困难的情况", DEFER, "reason"),
        ({"until": ASKED}, "应当晚于申请日期", DEFER, "until"),
        ({"until": day(3, 9)}, "应当晚于申请日期", DEFER, "until"),
        (parts((5, 10, FINE)), "最后一期为缴纳期限", DEFER, "schedule"),
        (parts((6, 11, FINE)), "最后一期为缴纳期限", DEFER, "schedule"),
        (parts((6, 10, 1), (5, 10, FINE - 1)), "先后排列", DEFER, "schedule"),
        (parts((3, 10, 1), (6, 10, FINE - 1)), "先后排列", DEFER, "schedule"),
        (parts((5, 10, 1), (6, 10, FINE)), "尚未缴纳的罚款2,000.00元", DEFER, "schedule"),
        (parts((5, 10, -1), (6, 10, FINE + 1)), "各期金额之和", DEFER, "schedule"),
    ],
    ("pay", "defer"): [
        ({"on": day(3, 17)}, "罚款已经缴清", DEFER, ""),
    ],
    ("defer", "defer"): [
        ({}, "已有一项申请等待批准", DEFER, ""),
    ],
    ("defer", "grant"): [
        ({"on": day(3, 9)}, f"{EARLY}申请日期2026-03-10", DEFER, "on"),
        ({"on": UNTIL}, "已经过去，不能批准", DEFER, "on"),
    ],
    ("defer pay", "grant"): [
        ({}, "罚款已经缴清", DEFER, ""),
    ],
    ("defer", "refuse"): [
        ({"on": day(3, 9)}, f"{EARLY}申请日期2026-03-10", DEFER, "on"),
        ({"opinion": " "}, "不予批准应当说明理由", DEFER, "opinion"),
    ],
    ("", "stay"): [
        ({"on": day(2, 26)}, f"{EARLY}决定日期2026-02-27", STANDS, "on"),
        ({"number": " "}, "应当登记复议、诉讼的案号", STANDS, "number"),
    ],
    ("stay", "stay"): [
        ({"kind": "reconsideration"}, "正在进行", STANDS, ""),
    ],
    ("stay", "end"): [
        ({"on": day(3, 9)}, f"{EARLY}受理日期2026-03-10", STANDS, "on"),
        ({"result": "　"}, "应当写明复议、诉讼的结果", STANDS, "result"),
    ],
}
FORCE: Table = {
    ("", "urge"): [
        ({"on": day(3, 16)}, "缴纳期限2026-03-16届满前不能催告", URGE, "on"),
    ],
    ("defer grant", "urge"): [
        ({"on": UNTIL}, "缴纳期限2026-06-10届满前", URGE, "on"),
    ],
    ("pay", "urge"): [
        ({}, "应缴款项已经缴清", URGE, ""),
    ],
    ("urge", "hear"): [
        ({"on": day(3, 16)}, f"{EARLY}催告送达日期2026-03-17", HEAR, "on"),
        ({"text": " "}, "记录、复核", HEAR, "text"),
        ({"answer": ""}, "说明是否采纳的理由", HEAR, "answer"),
    ],
    ("urge hear", "hear"): [
        ({}, "陈述申辩已经记录", "", ""),
    ],
    ("", "ask"): [
        ({}, "最早可以申请的日期：尚未催告", WAITED, "on"),
    ],
    ("urge", "ask"): [
        ({"on": day(3, 31)}, "最早可以申请的日期：2026-04-01", WAITED, "on"),
        ({"on": day(4, 28)}, "只能在2026-04-29至2026-07-28之间", WINDOW, "on"),
        ({"on": day(7, 29)}, "只能在2026-04-29至2026-07-28之间", WINDOW, "on"),
        ({"court": " "}, "有管辖权的人民法院", "行政强制法第五十四条", "court"),
    ],
    ("urge stay", "ask"): [
        ({}, "复议、诉讼尚未终结", COURT, ""),
    ],
    ("urge ask", "ask"): [
        ({"on": LAST}, "尚未终结", COURT, ""),
    ],
    ("urge ask accept", "ask"): [
        ({"on": LAST}, "尚未终结", COURT, ""),
    ],
    ("urge ask", "accept"): [
        ({"on": day(4, 28)}, f"{EARLY}申请、受理日期2026-04-29", COURT, "on"),
    ],
    ("urge ask accept", "executed"): [
        ({"on": day(5, 5)}, f"{EARLY}申请、受理日期2026-05-06", COURT, "on"),
        ({"ruling": " "}, "裁定的文号和结果", RULED, "ruling"),
    ],
    ("urge ask", "declined"): [
        ({"on": day(4, 28)}, f"{EARLY}申请、受理日期2026-04-29", COURT, "on"),
        ({"ruling": "\n"}, "裁定的文号和结果", RULED, "ruling"),
    ],
    ("urge ask accept", "ended"): [
        ({"ruling": ""}, "裁定的文号和结果", RULED, "ruling"),
    ],
}
ALL = [
    pytest.param(state, row, id=f"{'-'.join(filter(None, state))}-{row[1]}")
    for state, rows in {**PAYMENTS, **RELIEF, **FORCE}.items()
    for row in rows
]


@pytest.mark.parametrize(("state", "row"), ALL)
def test_a_refusal_names_its_rule_and_writes_nothing(
    cast: Cast, state: tuple[str, str], row: Row
) -> None:
    (path, name), (wrong, words, article, field) = state, row
    fine = reach(cast, path)
    error = refused(lambda: fine.act(name, **wrong))
    assert words in error.message
    assert (error.article, error.field) == (article, field)


@pytest.mark.parametrize(
    "settled", ["urge", "ask"], ids=["nobody is urged any more", "no court is asked any more"]
)
def test_what_was_paid_with_its_surcharge_is_forced_no_more(cast: Cast, settled: str) -> None:
    fine = reach(cast, "urge")
    fine.pay(on=day(3, 17))
    fine.pay(on=FIRST, kind="surcharge", cents=6_000)
    error = refused(lambda: fine.act(settled, on=FIRST))
    assert "不需要催告或者申请强制执行" in error.message
    assert error.remedy == "请办理结案。"


def test_who_imposed_the_fine_may_take_it_on_the_spot_but_not_enter_it_from_the_bank(
    cast: Cast,
) -> None:
    fine = reach(cast, by=cast.officer1)
    error = refused(fine.pay)
    assert error.article == "行政处罚法第六十七条第一款、第二款"
    assert "其他承办人员" in error.remedy
    assert fine.spot().created_by == cast.officer1
