"""Items that only some kinds of act need (domain §6.13, §6.15): asked for there, shown, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.exchange import wire
from disclosure.projection import RECORD_HEADINGS
from enforcement.models.kinds import ActionKind
from tests.base import Cast
from tests.disclosure.exchanging import give_codes, outcomes, record, sent, token
from tests.disclosure.test_exchange_rows import PENALTY, flags, line

FINE, TAKEN = "罚款金额 (万元)", "没收违法所得、没收非法财物的金额（万元）"
LICENCE = "暂扣或吊销证照名称及编号"
KIND = "处罚类别"


@pytest.mark.parametrize(
    ("column", "field", "kinds"),
    [
        (FINE, "fine_wan", "罚款"),
        (FINE, "fine_wan", "警告;罚款"),
        (TAKEN, "confiscated_wan", "没收违法所得"),
        (TAKEN, "confiscated_wan", "没收非法财物"),
        (LICENCE, "licence", "吊销许可证件"),
        (LICENCE, "licence", "暂扣许可证件"),
    ],
)
def test_an_item_its_kind_of_penalty_needs_is_asked_for(
    column: str, field: str, kinds: str
) -> None:
    said = flags(line(**{KIND: kinds, FINE: "", column: ""}))
    assert "本项应当填写" in said[field]
    assert kinds.split(";")[-1] in said[field]
    filled = flags(line(**{KIND: kinds, FINE: "", column: "0.2"}))
    assert "本项应当填写" not in filled.get(field, "")


@pytest.mark.parametrize("kinds", ["警告", "通报批评", "责令停产停业", "行政拘留"])
def test_a_penalty_without_money_or_papers_needs_none(kinds: str) -> None:
    said = flags(line(**{KIND: kinds, FINE: "", TAKEN: "", LICENCE: ""}))
    assert not {"fine_wan", "confiscated_wan", "licence"} & said.keys()


def test_an_old_sheet_without_the_column_is_not_asked_for_it() -> None:
    assert "fine_wan" not in flags(line(**{KIND: "罚款", FINE: ...}))


def test_both_kinds_of_confiscation_are_remarked_on_once() -> None:
    row = line(**{KIND: "没收违法所得;没收非法财物", FINE: "", TAKEN: ""})
    assert [name for name, _words in row.flags].count("confiscated_wan") == 1


def test_a_fine_without_a_fine_among_the_kinds_is_remarked_on() -> None:
    assert "没有罚款" in flags(line(**{KIND: "警告", FINE: "0.2"}))["fine_wan"]
    assert "fine_wan" not in flags(line(**{KIND: "警告", FINE: "0"}))
    assert "fine_wan" not in flags(line(**PENALTY))


OTHERS: list[tuple[ActionKind, dict[str, Any]]] = [
    (
        ActionKind.COERCION,
        {
            "coercion_kind": "扣押财物",
            "subject": "饼干12袋",
            "valid_from": "2026-03-02",
            "extended_to": "2026-04-30",
            "released_on": "2026-04-20",
            "execution": "已经退还",
        },
    ),
    (
        ActionKind.INSPECTION,
        {
            "inspection_type": "双随机",
            "task_no": "云检任〔2026〕9号",
            "method": "现场检查",
            "inspected_on": "2026-03-01",
            "joint": "联合检查",
            "check_result": "未发现问题",
        },
    ),
    (
        ActionKind.LEVY,
        {
            "levy_item": "防汛物资征用",
            "amount_wan": "12.345678",
            "pay_until": "2026-05-06",
            "requisitioned": "挖掘机2台",
            "returned_on": "2026-06-30",
        },
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "fields"), OTHERS, ids=[str(row[0]) for row in OTHERS])
def test_the_items_of_the_other_acts_are_taken_and_shown(
    cast: Cast, kind: ActionKind, fields: dict[str, Any]
) -> None:
    give_codes(cast)
    gone = dict.fromkeys(("violation_type", "penalty_kinds", "fine_wan"), ...)
    receipt = sent(token(cast), record(cast.bureau, kind=str(kind), **gone, **fields))
    assert outcomes(receipt) == ["created"], receipt
    answer = Client().get(reverse("decision-detail", args=[receipt["results"][0]["id"]]))
    text = answer.content.decode()
    for name, value in fields.items():
        assert RECORD_HEADINGS[name] in text and value in text, name


@pytest.mark.parametrize("kind", [row[0] for row in OTHERS])
def test_every_item_of_an_act_is_for_the_public(kind: ActionKind) -> None:
    assert {column.key for column in wire.OWN[kind]} <= set(RECORD_HEADINGS)


def test_an_item_of_another_act_is_refused() -> None:
    given = {"kind": "penalty", "extended_to": "2026-04-30"}
    told = wire.read(given, 0)
    assert "extended_to" in dict(told.errors)
