"""What the coercion page tells of a measure and an execution; the notice of a test's days."""

import pytest
from django.urls import reverse

from enforcement.models import Case, Substitution
from recording import coercion_facts
from recording.acts.measures import MEASURE_JUDGE
from recording.forms.measures import JudgeForm
from recording.models import Document, Service
from recording.services import forced, measures
from tests import coercion
from tests.base import Cast, day
from tests.coercion import ON
from tests.factories import at

pytestmark = pytest.mark.one_database


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


def test_a_measure_tells_who_approved_it_and_when_its_papers_were_given(case: Case) -> None:
    facts = dict(coercion_facts.of_measure(coercion.in_force(case)))
    assert facts["审批"].startswith("2026-03-16 09:00 · ") and facts["审批"].endswith("同意。")
    assert facts["实施"] == "2026-03-16 10:00 · 云溪市示范路1号"
    assert facts["决定书、清单（一式二份）当场交付"] == "2026-03-16"
    assert "延长" not in facts


def test_the_head_reads_what_is_to_be_taken(cast: Cast, case: Case) -> None:
    row = coercion.planned(case)
    coercion.listed(row, name="冷藏柜", mark="K1", quantity=2, unit="台")
    lead = str(MEASURE_JUDGE.lead(row, ON))
    assert lead.startswith("扣押30日：超过保质期的饼干12袋、冷藏柜2台。理由：")
    assert JudgeForm(row=row, on=ON).initial["at"] is not None
    page = cast.client("head").get(reverse("measure-judge", args=[row.pk]))
    assert "冷藏柜2台" in page.content.decode()


def test_the_days_of_a_test_are_told_in_writing_before_it_begins(cast: Cast, case: Case) -> None:
    row = coercion.in_force(case)
    measures.exclude_test(
        row,
        by=cast.officer1,
        subject="食品检验",
        body="云溪市示范检验所",
        notified_on=day(3, 17),
        from_on=day(3, 18),
        until_on=day(3, 24),
        receiver="钱试一",
        method="direct",
    )
    row.refresh_from_db()
    assert row.until_on == day(4, 22)
    paper = Document.objects.get(kind="test_notice")
    assert paper.dated_on == day(3, 17)
    assert (
        "由云溪市示范检验所实施，期间为2026年3月18日至2026年3月24日" in paper.context["opening"][0]
    )
    assert "费用由本机关承担" in paper.context["opening"][1]
    served = Service.objects.get(document=paper)
    assert (served.effective_on, served.receiver) == (day(3, 17), "钱试一")


def test_an_execution_tells_urging_answer_and_decision(cast: Cast) -> None:
    row = coercion.decided(coercion.urged(coercion.binding(cast.bureau)))
    facts = dict(coercion_facts.of_forced(row))
    assert facts["催告"] == f"2026-04-07 · {row.urging_no}"
    assert facts["履行期限"] == "2026-04-17"
    assert facts["强制执行决定"] == f"2026-04-20 · {row.doc_no}"
    assert "执行时间" not in facts and "陈述申辩" not in facts


def test_a_substitution_tells_its_last_urging_then_its_cost(cast: Cast) -> None:
    row = coercion.ordered(coercion.binding(cast.bureau))
    before = dict(coercion_facts.of_substitution(row))
    assert (before["催告"], before["费用预算"]) == ("最迟2026-04-22", "3,000.00元")
    assert "实际费用" not in before
    coercion.handed(row, on=day(4, 20))
    forced.urge_substitution(
        row,
        by=cast.officer1,
        on=day(4, 22),
        receiver="钱试一",
        place="示范路1号",
        method="direct",
        note="",
    )
    forced.carry_out(
        row,
        by=cast.officer1,
        started_at=at(day(4, 27), 9),
        ended_at=at(day(4, 27), 11),
        record="清运完毕。",
        supervisors="赵甲、钱乙",
        signatures="均已签名",
        cost_cents=280_000,
    )
    text = cast.client("officer1").get(reverse("case-measures", args=[row.case_id]))
    after = dict(coercion_facts.of_substitution(Substitution.objects.get()))
    assert after["实际费用"] == "2,800.00元"
    assert after["催告"] == "2026-04-22"
    for words in ("2026-04-27 09:00 — 2026-04-27 11:00", "赵甲、钱乙", "2,800.00元"):
        assert words in text.content.decode()
    assert "没有强制措施" not in text.content.decode()
