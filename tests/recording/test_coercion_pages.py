"""The coercion tab: what is held and until when, what comes next, and the acts that are offered."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement.models import Case, ForcedExecution, Measure, Substitution
from enforcement.services import measure_end
from recording import coercion_page
from tests import coercion
from tests.base import Cast, day
from tests.coercion import END, ON
from tests.factories import at

pytestmark = pytest.mark.one_database


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


def page(cast: Cast, case: Case, name: str = "officer1") -> str:
    answer = cast.client(name).get(reverse("case-measures", args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def labels(shown: Any) -> list[str]:
    return [action.label for action in shown.actions]


def test_a_case_without_measures_offers_to_ask_for_one(cast: Cast, case: Case) -> None:
    text = page(cast, case)
    assert "没有强制措施" in text and reverse("measure-plan", args=[case.pk]) in text
    assert reverse("measure-plan", args=[case.pk]) not in page(cast, case, "head")


def test_each_person_is_offered_what_he_may_do(cast: Cast, case: Case) -> None:
    coercion.planned(case)
    (mine,) = coercion_page.measures(case, cast.officer1, ON)
    (heads,) = coercion_page.measures(case, cast.head, ON)
    (nobodys,) = coercion_page.measures(case, cast.supervisor, ON)
    assert labels(mine) == ["登记清单"]
    assert labels(heads) == ["审批强制措施"]
    assert labels(nobodys) == []
    assert (mine.next, mine.who) == ("登记清单，报负责人批准", "行政机关负责人")


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (30, "剩余30日", "info"),
        (7, "剩余7日", "warn"),
        (1, "剩余1日", "bad"),
        (0, "剩余0日", "bad"),
    ],
)
def test_the_days_left_are_shown(cast: Cast, case: Case, left: int, words: str, tone: str) -> None:
    coercion.in_force(case)
    on = END.replace(day=END.day - left) if left < END.day else ON
    (shown,) = coercion_page.measures(case, cast.officer1, on)
    assert (shown.words, shown.tone) == (words, tone)


def test_what_ran_out_says_so_and_offers_the_release(cast: Cast, case: Case) -> None:
    coercion.in_force(case)
    measure_end.expire_all(END)
    (shown,) = coercion_page.measures(case, cast.officer1, day(4, 17))
    assert (shown.words, shown.tone, shown.next) == ("已超过2日", "bad", "立即解除，退还财物")
    assert labels(shown) == ["记录保管情况", "解除强制措施", "随案移送", "没收、销毁"]
    assert "应当解除" in page(cast, case)


def test_an_unapproved_emergency_asks_for_the_head(cast: Cast, case: Case) -> None:
    coercion.enforced(coercion.planned(case, emergency=True), when=at(ON, 10))
    (shown,) = coercion_page.measures(case, cast.head, ON)
    assert shown.next == "2026-03-17 10:00前补办批准手续，逾期应当立即解除"
    assert labels(shown) == ["审批强制措施", "延长期限"]


def test_inventory_and_papers_are_on_the_page(cast: Cast, case: Case) -> None:
    row = coercion.in_force(case)
    text = page(cast, case)
    for expected in (row.doc_no, "超过保质期的饼干", "批号20250101", "12 袋", "2026-04-15"):
        assert expected in text


def test_executions_and_papers_to_be_served_are_on_the_page(cast: Cast) -> None:
    decision = coercion.binding(cast.bureau)
    row = coercion.decided(coercion.urged(decision))
    text = page(cast, decision.case)
    assert row.doc_no in text and "待送达的文书" in text
    assert "送达强制执行决定书后执行" in text


# ------------------------------------------------------------------------------- the forms
def post(cast: Cast, page_of: str, key: Any, who: str = "officer1", /, **data: Any) -> int:
    answer = cast.client(who).post(reverse(page_of, args=[key]), data)
    return int(answer.status_code)


WISH = {
    "kind": "seize",
    "basis": "《食品安全法》第一百一十条",
    "reason": "防止销售",
    "days": 30,
}
GOODS = {
    "name": "饼干",
    "quantity": "12",
    "unit": "袋",
    "state": "完好",
    "place": "库房",
    "owner": "晨星商贸",
    "relevance": "涉案商品，不属于生活必需品",
}
SCENE = {
    "place": "库房",
    "text": "逐项清点。",
    "party_present": "on",
    "receiver": "钱试一",
    "method": "direct",
}
RELEASE = {"ground": "other", "reason": "查清", "receiver": "钱试一", "receipt": "全部领回"}


def test_a_measure_is_carried_through_on_the_pages(cast: Cast, case: Case) -> None:
    now = timezone.localtime().replace(second=0, microsecond=0)
    stamp, today = now.strftime("%Y-%m-%dT%H:%M"), now.date().isoformat()
    assert post(cast, "measure-plan", case.pk, on=today, **WISH) == 302
    row = Measure.objects.get()
    assert post(cast, "measure-list", row.pk, **GOODS) == 302
    assert post(cast, "measure-judge", row.pk, "head", at=stamp, agree="1") == 302
    assert post(cast, "measure-enforce", row.pk, at=stamp, **SCENE) == 302
    row.refresh_from_db()
    assert row.status == "in_force"
    assert post(cast, "measure-custody", row.pk, at=stamp, keeper="库管员", text="入库") == 302
    assert post(cast, "measure-extend", row.pk, "head", on=today, reason="案情复杂") == 302
    assert post(cast, "measure-release", row.pk, on=today, **RELEASE) == 302
    row.refresh_from_db()
    assert row.status == "released"


def test_a_refused_form_keeps_what_was_typed(cast: Cast, case: Case) -> None:
    row = coercion.planned(case)
    answer = cast.client("officer1").post(
        reverse("measure-list", args=[row.pk]),
        {**GOODS, "name": "被褥", "unit": "床", "place": "住处", "necessity": "on"},
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "生活必需品" in text and "被褥" in text and "第二十三条" in text


URGING = {
    "on": "2026-04-07",
    "way": "restore",
    "perform_until": "2026-04-17",
    "perform_how": "清除",
    "receiver": "钱试一",
    "place": "示范路1号",
    "method": "direct",
}
EXECUTION = {
    "on": "2026-04-20",
    "power_basis": "《城乡规划法》第六十八条",
    "reason": "逾期不履行",
    "means": "组织清除",
}
SUBSTITUTION = {
    "on": "2026-04-20",
    "basis": "危害交通安全",
    "means": "清运",
    "subject": "渣土",
    "planned_on": "2026-04-27",
    "budget": "3000.50",
    "performer": "净路环卫",
}


def test_execution_and_substitution_are_carried_through_on_the_pages(cast: Cast) -> None:
    decision = coercion.binding(cast.bureau)
    assert post(cast, "forced-urge", decision.pk, **URGING) == 302
    row = ForcedExecution.objects.get()
    assert post(cast, "forced-decide", row.pk, "head", **EXECUTION) == 302
    assert post(cast, "substitution-order", decision.pk, "head", **SUBSTITUTION) == 302
    assert Substitution.objects.get().budget_cents == 300_050
    assert post(cast, "forced-perform", row.pk, on="2026-04-21", record="已清除") == 302
    row.refresh_from_db()
    assert row.status == "performed"


@pytest.mark.parametrize("name", ["measure-release", "measure-judge"])
def test_a_measure_of_another_agency_is_not_there(cast: Cast, case: Case, name: str) -> None:
    row = coercion.planned(case)
    wanted = 404 if name == "measure-release" else 403
    assert post(cast, name, row.pk, "outsider") == wanted
