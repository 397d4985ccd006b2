"""How often one enterprise was visited in a year, and how often it may be (国办发〔2024〕54号).

A visit counts once however many items it merged, for the agency that led it and for those that
joined. Natural persons and checks by paper or network are not limited.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Agency, InspectionCap, InspectionTask, Party
from enforcement.models.kinds import PartyKind
from enforcement.models.task import BEFORE_APPROVAL, LEADS

CAP = "inspect.yearly_cap"
ARTICLE = "国办发〔2024〕54号"


@dataclass(frozen=True)
class Measure:
    """Visits made or approved so far in the year, and the limit; `cap` None: none applies."""

    visits: int
    cap: int | None
    basis: str

    @property
    def full(self) -> bool:
        """Whether a further visit would be beyond the limit."""
        return self.cap is not None and self.visits >= self.cap


def same_enterprise(party: Party) -> Q:
    """The rows of parties that are the same enterprise: by code, without one by name."""
    if party.uscc:
        return Q(uscc=party.uscc)
    return Q(uscc="", name=party.name) & ~Q(kind=PartyKind.PERSON)


def visits_of(agency: Agency, party: Party, year: int) -> QuerySet[InspectionTask]:
    """Visits of the agency to the enterprise in the year, led or joined, each once."""
    same = Party.objects.filter(same_enterprise(party))
    part = Q(agency=agency) | Q(joint_agencies=agency)
    return InspectionTask.objects.visits(year).filter(part, party__in=same).distinct()


def cap_of(agency: Agency, item_ids: list[int], grade: str, on: date) -> tuple[int, str]:
    """(visits a year, where it is announced): the agency's own number, else that of the profile.

    The nearest announcement counts: of the item before the whole list, of the class of enterprise
    before all; among several items of one visit the smallest number.
    """
    ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = InspectionCap.objects.filter(ended, agency=agency, published_on__lte=on)
    rows = rows.filter(
        Q(item=None) | Q(item__in=item_ids), valid_from__lte=on, grade__in={grade, ""}
    )
    ranked = sorted(rows, key=lambda row: (row.item_id is None, not row.grade, row.times, -row.pk))
    if ranked:
        return ranked[0].times, ranked[0].basis
    rules = agency.rules()
    return int(rules.value(CAP, on=on)), rules.article(CAP, on=on)


def measure(task: InspectionTask, on: date) -> Measure:
    """The visit a task asks for, measured in the year of its visit; the task itself left out."""
    limited = task.method == InspectionTask.Method.ONSITE and task.party.kind != PartyKind.PERSON
    visits = visits_of(task.agency, task.party, task.visit_year).exclude(pk=task.pk).count()
    if not limited:
        return Measure(visits, None, "")
    items = list(task.items.values_list("pk", flat=True))
    return Measure(visits, *cap_of(task.agency, items, task.grade, on))


def lock_enterprise(task: InspectionTask) -> None:
    """Hold the rows of the enterprise, so that two approvals do not both take its last visit."""
    rows = Party.objects.select_for_update().filter(same_enterprise(task.party))
    list(rows.order_by("pk").values_list("pk", flat=True))


def assert_within(task: InspectionTask, found: Measure) -> None:
    """Refuse a visit beyond the limit unless a recorded lead calls for it."""
    if not found.full or task.source in LEADS and task.source_note.strip():
        return
    raise RuleError(
        _(
            "%(party)s在%(year)s年度已安排现场检查%(visits)s次，达到年度频次上限%(cap)s次（%(basis)s）。"
        )
        % {
            "party": task.party.name,
            "year": task.visit_year,
            "visits": found.visits,
            "cap": found.cap,
            "basis": found.basis,
        },
        article=ARTICLE,
        remedy=_(
            "能够合并的请并入同一次检查，能够以书面、网络方式核查的不再入企；"
            "因投诉举报、转办交办、数据监测线索确需检查的，请在任务来源中记录线索。"
        ),
        field="source",
    )


def kept(task: InspectionTask, found: Measure) -> dict[str, object]:
    """What the task keeps of the measure, with the lead that lifted the limit."""
    return {
        "cap": found.cap,
        "cap_basis": found.basis,
        "visits_before": found.visits,
        "exception": task.source if found.full and task.source in LEADS else "",
    }


def counts(agency_ids: list[int], year: int) -> QuerySet[Any, Any]:
    """Visits per agency and enterprise in the year, the most visited first."""
    rows = InspectionTask.objects.visits(year).filter(agency_id__in=agency_ids)
    return (
        rows.exclude(party__kind=PartyKind.PERSON)
        .values("agency__name", "party__name", "party__uscc")
        .annotate(
            visits=Count("pk"),
            beyond=Count("pk", filter=~Q(exception="")),
            done=Count("pk", filter=~Q(status__in=(*BEFORE_APPROVAL, "approved", "notified"))),
        )
        .order_by("-visits", "agency__name", "party__name")
    )
