"""The tab of execution and its history in each state of the fine."""

from datetime import date

import pytest

from enforcement.services import decisions, execution
from recording import execution_page
from recording.acts.execution import ON_DECISION, ON_MODEL, ON_ROW, offered
from tests.base import Cast, day
from tests.enforcement.dossier import again, page
from tests.enforcement.fine_states import COURT, UNTIL, Fine, reach
from tests.enforcement.fined import DUE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def names(links: list[tuple[str, str]]) -> list[str]:
    return [title for title, _ in links]


# State, the title, words and state of its latest event; what officer and head may do with it.
EVENTS: list[tuple[str, str, str, str, list[str], list[str]]] = [
    ("pay", "缴纳罚款", "2,000.00元，缴入指定银行或者电子支付系统，票据00017", "", [], []),
    (
        "spot",
        "缴纳罚款",
        "100.00元，当场收缴，票据00017",
        "待交至行政机关",
        ["登记当场收缴的罚款交至行政机关"],
        [],
    ),
    ("spot turn_in", "缴纳罚款", "当场收缴", "已交至行政机关", ["登记罚款缴付银行"], []),
    ("spot turn_in bank", "缴纳罚款", "当场收缴", "已缴付银行", [], []),
    (
        "defer",
        "申请延期、分期",
        "延至2026-06-10。停业半年，收入中断。",
        "待批准",
        [],
        ["批准延期、分期缴纳", "不予批准延期、分期"],
    ),
    ("defer grant", "申请延期、分期", "收入中断。同意。", "已批准", [], []),
    ("defer refuse", "申请延期、分期", "没有证明材料。", "不予批准", [], []),
    ("stay", "行政诉讼", "云行初1号", "进行中", ["登记复议、诉讼终结"], []),
    (
        "stay end",
        "行政诉讼",
        "云行初1号 至2026-04-01。驳回申请或者诉讼请求：驳回诉讼请求。",
        "已终结",
        [],
        [],
    ),
    (
        "urge",
        "催告履行",
        "应缴2,060.00元，期限2026-03-31。",
        "",
        ["记录并复核对催告的陈述申辩"],
        [],
    ),
    ("urge hear", "催告履行", "陈述申辩：无力缴纳。 复核：可以申请分期。", "", [], []),
    (
        "urge ask",
        "申请法院强制执行",
        f"{COURT} 4,000.00元",
        "已申请",
        ["登记法院受理", "登记法院处理结果"],
        [],
    ),
    ("urge ask accept", "申请法院强制执行", COURT, "已受理", ["登记法院处理结果"], []),
    ("urge ask declined", "申请法院强制执行", "云执1号裁定", "不予受理或者不予执行", [], []),
    ("urge ask accept executed", "申请法院强制执行", "云执1号裁定", "执行完毕", [], []),
    ("urge ask accept ended", "申请法院强制执行", "云执1号裁定", "终结执行", [], []),
]


@pytest.mark.parametrize(
    ("path", "title", "words", "state", "officers", "heads"), EVENTS, ids=[e[0] for e in EVENTS]
)
def test_the_latest_event_is_told_with_its_state_and_what_may_follow(
    cast: Cast,
    path: str,
    title: str,
    words: str,
    state: str,
    officers: list[str],
    heads: list[str],
) -> None:
    row = reach(cast, path).row
    last = execution_page.entries(row, cast.officer1)[-1]
    assert (last.title, last.state) == (title, state)
    assert words in last.text
    assert names(last.acts) == officers
    assert names(execution_page.entries(row, cast.head)[-1].acts) == heads
    assert not execution_page.entries(row, cast.supervisor)[-1].acts


def test_events_stand_in_the_order_of_their_days(cast: Cast) -> None:
    fine = reach(cast, "urge hear stay end spot ask")
    fine.pay(on=day(3, 2), cents=1)
    fine.defer(on=day(5, 6))
    found = execution_page.entries(fine.row, cast.officer1)
    days = [entry.on for entry in found]
    assert days == sorted(days)
    assert days[0] == day(3, 2)
    assert len(found) == 6


@pytest.mark.parametrize(
    ("path", "on", "rows"),
    [
        ("", DUE, [("罚款", "2,000.00元", "0.00元", "2,000.00元")]),
        ("spot", DUE, [("罚款", "2,000.00元", "100.00元", "1,900.00元")]),
        ("pay", UNTIL, [("罚款", "2,000.00元", "2,000.00元", "0.00元")]),
        (
            "",
            day(3, 17),
            [
                ("罚款", "2,000.00元", "0.00元", "2,000.00元"),
                ("加处罚款", "60.00元", "0.00元", "60.00元"),
            ],
        ),
    ],
)
def test_the_kinds_of_money_that_matter_are_listed(
    cast: Cast, path: str, on: date, rows: list[tuple[str, str, str, str]]
) -> None:
    found = execution_page.lines(execution.balance(reach(cast, path).row, on))
    assert [(line.label, line.due, line.paid, line.owed) for line in found] == rows


@pytest.mark.parametrize("state", ["decided", "closed", "revoked"])
def test_only_a_fine_in_effect_offers_acts(cast: Cast, state: str) -> None:
    fine = reach(cast)
    if state == "revoked":
        decisions.revoke(fine.row, by=cast.head, on=day(3, 2), ground="复议决定撤销。")
    else:
        fine.row.case.status = state
        fine.row.case.save(update_fields=["status"])
    row = again(fine.row)
    done = {who: names(offered(row, cast.people[who])) for who in ("officer1", "head")}
    if state != "decided":
        # A review or suit may still come after the case was closed.
        late = ["登记复议、诉讼"] if state == "closed" else []
        assert (done["officer1"], done["head"]) == (late, [])
        return
    assert done["officer1"] == [
        "登记缴款",
        "登记延期、分期申请",
        "登记复议、诉讼",
        "送达履行催告书",
    ]
    assert done["head"] == ["作出加处罚款决定", "申请人民法院强制执行"]


def test_every_act_stands_once_in_the_tables_and_belongs_to_a_row() -> None:
    on_rows = [act.name for acts in ON_MODEL.values() for act in acts]
    assert sorted(on_rows) == sorted(act.name for act in ON_ROW)
    every = [act.name for act in (*ON_DECISION, *ON_ROW)]
    assert len(set(every)) == len(every) == 15


STATES = ["", "spot", "defer", "defer grant", "stay", "stay end", "urge", "urge hear", "urge ask"]


def shown(fine: Fine, who: str = "officer1") -> str:
    return page(fine.cast.client(who), "case-execution", fine.row.case_id)


@pytest.mark.parametrize("path", STATES, ids=[path or "served" for path in STATES])
def test_the_tab_shows_the_money_and_the_history(cast: Cast, path: str) -> None:
    fine = reach(cast, path)
    text = shown(fine)
    for line in execution_page.lines(execution.balance(fine.row, day(12, 31))):
        assert line.label in text
    for entry in execution_page.entries(fine.row, cast.officer1):
        assert entry.title in text
        assert all(link in text for _, link in entry.acts)
    assert ("还没有缴款、催告等记录" in text) is (path == "")


def test_the_tab_of_a_paid_fine_says_that_nothing_is_owed(cast: Cast) -> None:
    assert "没有应缴未缴的款项" in shown(reach(cast, "pay"))


def test_the_tab_of_a_revoked_fine_is_empty(cast: Cast) -> None:
    fine = reach(cast, "spot")
    decisions.revoke(fine.row, by=cast.head, on=day(3, 20), ground="复议决定撤销。")
    assert "没有需要缴纳的款项" in shown(fine)


def test_readers_see_the_tab_without_a_single_act(cast: Cast) -> None:
    fine = reach(cast, "spot defer urge")
    for who in ("supervisor", "reviewer", "unithead"):
        text = shown(fine, who)
        assert "执行经过" in text
        assert not any(link in text for _, link in offered(fine.row, cast.officer1))
