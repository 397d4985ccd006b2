"""Rows of a year written straight into the tables, so that a rule of counting meets any row at all.

Only inside the fixture `ungated`: the gates of the database are off while such rows are written.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from core.triggers import suspended
from disclosure.models import Complaint
from enforcement import profiles
from enforcement.models import (
    Agency,
    Application,
    Benchmark,
    Case,
    CourtApplication,
    Decision,
    ForcedExecution,
    Incident,
    InspectionTask,
    Item,
    Licence,
    Measure,
    Payment,
    Proceeding,
    Stay,
    Substitution,
    Tier,
    Urging,
)
from supervision.annual.entered import ENTRIES
from supervision.annual.scope import Scope, scope
from supervision.annual.tables import count
from tests import factories
from tests.base import Cast
from tests.people import serials

YEAR = 2026
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BEFORE, AFTER = date(2025, 12, 31), date(2027, 1, 1)
EDGES = (BEFORE, FIRST, LAST, AFTER)
QUERIED = date(2027, 1, 5)
TWELVE = [row["key"] for row in profiles.load("national").annual_levels()]
# What the agency states itself: it has none of these duties.
NUMBERS = dict.fromkeys(ENTRIES, "无")
Event = Callable[[Cast, date], object]


@pytest.fixture
def ungated(cast: Cast) -> Iterator[None]:
    """The gates off: these rows are written, not walked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with suspended(connection):
        yield


def of(cast: Cast, year: int = YEAR, on: date = QUERIED) -> Scope:
    """What the bureau's statistics are counted by."""
    return scope(cast.bureau, year, on=on, entered=NUMBERS)


def table(given: Scope, key: str) -> dict[str, Any]:
    """{column: number} of one table."""
    found = next(row for row in count(given) if row["key"] == key)
    return {column["key"]: column["value"] for column in found["columns"]}


def power(cast: Cast, kind: str, **changes: Any) -> Item:
    """An entry of the bureau's list of powers."""
    fields = {"name": f"{kind}事项", "effective_from": date(2020, 1, 1), **changes}
    return Item.objects.create(agency=cast.bureau, kind=kind, **fields)


def case(cast: Cast, kind: str = "penalty", **changes: Any) -> Case:
    """A case with nothing behind it."""
    fields = {
        "agency": cast.bureau,
        "kind": kind,
        "procedure": "ordinary",
        "number": f"云市监立〔2026〕{next(serials)}号",
        "title": "晨星商贸销售过期食品案",
        "cause": "销售过期食品",
        "party": factories.party(cast.bureau),
        "source": "日常检查",
        "summary": "无",
        "discovered_on": BEFORE,
        "filed_on": BEFORE,
        "status": "decided",
        "created_by": cast.officer1,
        **changes,
    }
    return Case.objects.create(**fields)


def decision(cast: Cast, on: date, *, of: Case | None = None, **changes: Any) -> Decision:
    """An issued decision; a penalty unless said otherwise."""
    kind = str(changes.pop("kind", "penalty"))
    fields = {
        "kind": kind,
        "outcome": "penalty",
        "title": "行政处罚决定书",
        "facts": "无",
        "basis": "无",
        "result": "无",
        "status": "issued",
        "doc_no": f"云市监罚〔2026〕{next(serials)}号",
        "remedies": "无",
        "issued_on": on,
        "issued_by": cast.head,
        "drafted_by": cast.officer1,
        "agency": cast.bureau,
        **changes,
    }
    return Decision.objects.create(case=of or case(cast, kind), **fields)


def penalty(cast: Cast, on: date, *kinds: str, **changes: Any) -> Decision:
    """A penalty of these kinds."""
    return decision(cast, on, penalty_kinds=list(kinds), **changes)


def permit(cast: Cast, on: date, outcome: str, **changes: Any) -> Decision:
    """A decision about a permit."""
    return decision(cast, on, kind="permit", outcome=outcome, **changes)


def application(cast: Cast, received: date, accepted: date | None = None) -> Application:
    """An application of a permit case."""
    fields = {"status": "accepted", "accepted_on": accepted} if accepted else {}
    return Application.objects.create(case=case(cast, "permit"), received_on=received, **fields)


def deemed(cast: Cast, on: date) -> Proceeding:
    """A renewal that is deemed granted."""
    made = permit(cast, BEFORE, "granted")
    licence = Licence.objects.create(
        decision=made,
        case=made.case,
        agency=cast.bureau,
        holder=made.case.party,
        title="食品经营许可证",
        number=f"JY{next(serials)}",
        valid_from=BEFORE,
    )
    return Proceeding.objects.create(
        case=case(cast, "permit"),
        licence=licence,
        kind="renew",
        reasons="到期",
        settled="deemed",
        settled_on=on,
    )


def measure(cast: Cast, on: date | None, kind: str = "seal", **changes: Any) -> Measure:
    """A measure that began on the day; None: planned only."""
    begun = {
        "status": "in_force",
        "doc_no": f"云市监强〔2026〕{next(serials)}号",
        "started_at": factories.at(on or FIRST),
        "emergency": True,
        "papers_on": on,
        "from_on": on,
        "until_on": on and on + timedelta(days=30),
    }
    return Measure.objects.create(
        case=case(cast, "coercion"),
        kind=kind,
        basis="无",
        reason="无",
        days=30,
        created_by=cast.officer1,
        **(begun if on else {}),
        **changes,
    )


def forced(cast: Cast, on: date, way: str = "transfer", **changes: Any) -> ForcedExecution:
    """An execution carried out on the day."""
    made = penalty(cast, BEFORE, "fine")
    fields = {
        "status": "executed",
        "urging_no": "云市监催1号",
        "urged_on": date(2025, 1, 1),
        "perform_until": date(2025, 1, 12),
        "perform_how": "无",
        "decided_on": date(2025, 2, 1),
        "decided_by": cast.head,
        "doc_no": f"云市监执〔2026〕{next(serials)}号",
        "power_basis": "无",
        "started_at": factories.at(on, 0),
        "ended_at": factories.at(on, 23),
        "created_by": cast.officer1,
        **changes,
    }
    return ForcedExecution.objects.create(case=made.case, decision=made, way=way, **fields)


def substituted(cast: Cast, on: date, **changes: Any) -> Substitution:
    """A performance by substitute that was completed on the day."""
    made = penalty(cast, BEFORE, "fine")
    fields = {
        "status": "executed",
        "doc_no": f"云市监代〔2026〕{next(serials)}号",
        "ordered_on": BEFORE,
        "ordered_by": cast.head,
        "basis": "无",
        "means": "无",
        "subject": "无",
        "planned_on": on,
        "budget_cents": 0,
        "performer": "示例公司",
        "urged_on": BEFORE,
        "started_at": factories.at(on, 0),
        "ended_at": factories.at(on, 23),
        "signatures": "已签",
        "supervisors": "安试一",
        "created_by": cast.officer1,
        **changes,
    }
    return Substitution.objects.create(case=made.case, decision=made, **fields)


def paid(cast: Cast, made: Decision, on: date, kind: str = "surcharge") -> Payment:
    """Money that came in for a decision."""
    return Payment.objects.create(
        decision=made,
        kind=kind,
        cents=100,
        paid_on=on,
        way="bank",
        receipt_no="票1",
        created_by=cast.officer1,
    )


def court(cast: Cast, on: date) -> CourtApplication:
    """An application to the court."""
    made = penalty(cast, BEFORE, "fine")
    urging = Urging.objects.create(
        decision=made,
        served_on=BEFORE,
        until=FIRST,
        owed_cents=100,
        created_by=cast.officer1,
    )
    return CourtApplication.objects.create(
        decision=made,
        urging=urging,
        applied_on=on,
        court="云溪市人民法院",
        owed_cents=100,
        created_by=cast.officer1,
    )


def visit(cast: Cast, on: date | None, **changes: Any) -> InspectionTask:
    """An inspection whose result was told on the day; None: it was never told."""
    fields = {
        "status": "closed",
        "result": "clean" if on else "",
        "approved_on": BEFORE,
        "approved_by": cast.unithead,
        "code": f"code{next(serials)}",
        "notice_on": BEFORE,
        "told_on": on,
        **changes,
    }
    made = case(cast, "inspection")
    return InspectionTask.objects.create(
        agency=cast.bureau,
        case=made,
        party=made.party,
        kind="routine",
        source="other",
        method="onsite",
        visit_from=BEFORE,
        visit_year=YEAR,
        created_by=cast.officer1,
        **fields,
    )


def transferred(cast: Cast, on: date, status: str = "sent") -> Incident:
    """A suspected crime handed over on the day."""
    return Incident.objects.create(
        case=case(cast),
        kind="crime_transfer",
        status=status,
        ground="crime",
        reason="无",
        applied_on=BEFORE,
        applied_by=cast.officer1,
        decided_as="head",
        decided_by=cast.head,
        decided_on=BEFORE,
        target_name="云溪市公安局",
        started_on=on,
    )


def tier(cast: Cast, degree: str) -> Tier:
    """A step of a benchmark of its own."""
    made = Benchmark.objects.create(
        agency=cast.bureau,
        violation="销售过期食品",
        folded_violation="销售过期食品",
        basis="无",
        unit="yuan",
        issuer="云溪市市场监督管理局",
        doc_no="1号",
        effective_from=BEFORE,
    )
    return Tier.objects.create(benchmark=made, place=1, degree=degree)


def weighed(cast: Cast, on: date, degree: str) -> Decision:
    """A penalty under a step of a degree."""
    step = tier(cast, degree)
    return penalty(cast, on, "fine", tier=step, benchmark=step.benchmark)


def challenged(cast: Cast, on: date, kind: str = "suit", **changes: Any) -> Stay:
    """复议 or 诉讼 about an older penalty, accepted on the day."""
    made = changes.pop("decision", None) or penalty(cast, BEFORE, "fine")
    fields = {"number": "（2026）云行初1号", "created_by": cast.officer1, **changes}
    return Stay.objects.create(decision=made, kind=kind, since=on, **fields)


def complained(cast: Cast, on: date | None, **changes: Any) -> Complaint:
    """A complaint about the bureau that was answered on the day; None: it is open."""
    answered = {"status": "answered", "answer": "已核实。", "answered_on": on}
    fields = {
        "number": f"TS{next(serials)}",
        "unit": cast.bureau,
        "handled_by": "supervisor",
        "form": "complaint",
        "what": "money",
        "statement": "收费不合理。",
        "received_on": BEFORE,
        **({**answered, "decided_by": cast.supervisor} if on else {}),
        **changes,
    }
    return Complaint.objects.create(**fields)


def announced(cast: Cast, on: date | None = FIRST) -> None:
    """The bureau alone existed in the year: it was announced on the day, the others after it."""
    Agency.objects.update(announced_on=AFTER)
    Agency.objects.filter(pk=cast.bureau.pk).update(announced_on=on)
