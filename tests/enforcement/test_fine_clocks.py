"""Which clocks of the execution run after which acts, and how each of them ended."""

import pytest

from core import deadlines
from core.models import AuditEntry, Deadline
from enforcement import collecting
from enforcement.services import execution
from enforcement.services.execution import BANK, COURT_WINDOW, DEFERRED, PAY, TURN_IN
from tests.base import Cast, day
from tests.enforcement.fine_states import COURT, FIRST, LAST, UNTIL, Fine, reach
from tests.enforcement.fined import DUE, FINE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def clocks(fine: Fine) -> dict[str, str]:
    """Outcome of the latest clock of each key, of the decision and of its payments."""
    keys = [str(fine.row.pk), *map(str, fine.row.payments.values_list("pk", flat=True))]
    rows = Deadline.objects.filter(subject_id__in=keys, key__in=execution.LABELS).order_by("pk")
    return {row.key: row.outcome for row in rows}


AFTER: list[tuple[str, dict[str, str]]] = [
    ("", {PAY: "open"}),
    ("pay", {PAY: "met"}),
    ("spot", {PAY: "open", TURN_IN: "open"}),
    ("spot turn_in", {PAY: "open", TURN_IN: "met", BANK: "open"}),
    ("spot turn_in bank", {PAY: "open", TURN_IN: "met", BANK: "met"}),
    ("defer", {PAY: "open"}),
    ("defer grant", {PAY: "void", DEFERRED: "open"}),
    ("defer refuse", {PAY: "open"}),
    ("defer grant pay", {PAY: "void", DEFERRED: "met"}),
    ("stay", {PAY: "open"}),
    ("stay end", {PAY: "open"}),
    ("urge", {PAY: "open", COURT_WINDOW: "open"}),
    ("urge hear", {PAY: "open", COURT_WINDOW: "open"}),
    ("urge stay", {PAY: "open", COURT_WINDOW: "void"}),
    ("stay urge", {PAY: "open"}),
    ("stay urge end", {PAY: "open", COURT_WINDOW: "open"}),
    ("urge defer grant", {PAY: "void", DEFERRED: "open", COURT_WINDOW: "void"}),
    ("urge ask", {PAY: "open", COURT_WINDOW: "met"}),
    ("urge ask accept executed", {PAY: "open", COURT_WINDOW: "met"}),
]


@pytest.mark.parametrize(("path", "expected"), AFTER, ids=[row[0] or "served" for row in AFTER])
def test_the_clocks_after_each_course_of_acts(
    cast: Cast, path: str, expected: dict[str, str]
) -> None:
    assert clocks(reach(cast, path)) == expected


@pytest.mark.parametrize(
    ("path", "key", "article"),
    [
        ("", PAY, "行政处罚法第六十七条"),
        ("defer grant", DEFERRED, "行政处罚法第六十六条第二款"),
        ("spot", TURN_IN, "行政处罚法第七十一条、第八十五条"),
        ("spot turn_in", BANK, "行政处罚法第七十一条、第八十五条"),
        ("urge", COURT_WINDOW, "行政强制法第五十三条"),
    ],
)
def test_a_clock_belongs_to_the_agency_and_names_its_article(
    cast: Cast, path: str, key: str, article: str
) -> None:
    fine = reach(cast, path)
    found = Deadline.objects.get(key=key)
    assert (found.article, found.label) == (article, execution.LABELS[key])
    assert found.agency_id == cast.bureau.pk
    assert AuditEntry.objects.filter(action="deadline.open", object_id=str(found.pk)).exists()
    kind = execution.PAYMENT if key in (TURN_IN, BANK) else execution.DECISION
    assert found.subject_type == kind
    assert str(fine.row.pk) == found.subject_id or kind == execution.PAYMENT


def test_paying_the_fine_alone_leaves_the_window_of_the_court(cast: Cast) -> None:
    fine = reach(cast, "urge")
    fine.pay(on=day(3, 20))
    assert clocks(fine) == {PAY: "late", COURT_WINDOW: "open"}
    fine.pay(on=day(3, 23), kind="surcharge", cents=4 * 6_000)
    assert clocks(fine) == {PAY: "late", COURT_WINDOW: "void"}


def test_a_second_urging_keeps_one_open_window(cast: Cast) -> None:
    fine = reach(cast, "urge")
    fine.urge(on=day(4, 7))
    rows = deadlines.for_subject(execution.DECISION, str(fine.row.pk)).filter(key=COURT_WINDOW)
    assert sorted(rows.values_list("outcome", flat=True)) == ["open", "void"]
    assert rows.get(outcome="open").due_on == LAST


# ------------------------------------------------------------------------------- what comes next
NEXT: list[tuple[str, tuple[int, int], str, str, bool]] = [
    ("", (2, 27), "等待当事人缴纳，截止2026-03-16", "当事人", False),
    ("", (3, 16), "等待当事人缴纳，截止2026-03-16", "当事人", False),
    ("", (3, 17), "催告当事人履行", "承办人", False),
    ("defer", (3, 11), "审批延期、分期缴纳罚款的申请", "行政机关负责人", True),
    ("defer", (3, 17), "审批延期、分期缴纳罚款的申请", "行政机关负责人", True),
    ("defer grant", (3, 17), "等待当事人缴纳，截止2026-06-10", "当事人", False),
    ("defer grant", (6, 10), "等待当事人缴纳，截止2026-06-10", "当事人", False),
    ("defer grant", (6, 11), "催告当事人履行", "承办人", False),
    ("urge defer grant", (6, 11), "催告当事人履行", "承办人", False),
    ("stay", (3, 16), "等待当事人缴纳", "当事人", False),
    ("stay", (3, 17), "等待复议、诉讼终结，期间不计算加处罚款", "承办人", False),
    ("stay end", (4, 2), "催告当事人履行", "承办人", False),
    ("urge", (3, 31), "自2026-04-29起可以申请人民法院强制执行", "承办人", False),
    ("urge", (4, 28), "自2026-04-29起可以申请", "承办人", False),
    ("urge", (4, 29), "申请人民法院强制执行，截止2026-07-28", "行政机关负责人", True),
    ("urge", (7, 28), "申请人民法院强制执行，截止2026-07-28", "行政机关负责人", True),
    ("urge", (7, 29), "期限已于2026-07-28届满", "行政机关负责人", True),
    ("urge ask", (4, 30), "等待人民法院处理", "人民法院", False),
    ("urge ask accept", (5, 7), "等待人民法院处理", "人民法院", False),
    ("urge ask declined", (6, 8), "申请人民法院强制执行，截止2026-07-28", "行政机关负责人", True),
    ("stay urge end", (4, 2), "申请人民法院强制执行，截止2026-07-01", "行政机关负责人", True),
]


@pytest.mark.parametrize(("path", "on", "label", "actor", "head"), NEXT)
def test_what_an_unpaid_fine_waits_for(
    cast: Cast, path: str, on: tuple[int, int], label: str, actor: str, head: bool
) -> None:
    found = collecting.awaited(reach(cast, path).row, day(*on))
    assert found is not None
    assert label in found.label
    assert (found.actor, found.head) == (actor, head)
    assert "法第" in found.article


@pytest.mark.parametrize("path", ["pay", "defer pay", "urge pay"])
def test_nothing_is_awaited_once_everything_is_paid(cast: Cast, path: str) -> None:
    assert collecting.awaited(reach(cast, path).row, UNTIL) is None


def test_a_case_that_is_closed_or_revoked_awaits_no_payment(cast: Cast) -> None:
    row = reach(cast).row
    row.case.status = "closed"
    assert collecting.awaited(row, DUE) is None
    row.case.status = "decided"
    row.status = "revoked"
    assert collecting.awaited(row, DUE) is None


def test_the_court_is_asked_for_what_is_owed_on_the_day(cast: Cast) -> None:
    fine = reach(cast, "urge")
    fine.pay(on=day(3, 18), cents=150_000)
    asked = fine.ask()
    # Two days of the whole, then of 500 yuan to 29 April.
    days = (FIRST - day(3, 18)).days
    assert asked.owed_cents == FINE - 150_000 + 2 * 6_000 + days * 1_500
    assert (asked.court, asked.urging.owed_cents) == (COURT, FINE + 6_000)
