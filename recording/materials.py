"""The material there is about an enforcement object: one row of a table for each kind of record.

A kind says where its rows are, by which day they are arranged, and what a line of the list tells.
Nothing is told that the page behind the line would not tell the same account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import DateField, F, Model, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.secrets import keyed_hash
from enforcement.gates import yuan
from enforcement.models import (
    Case,
    CourtApplication,
    Decision,
    Defence,
    Deferral,
    DrawnObject,
    ForcedExecution,
    Hearing,
    Incident,
    InspectionTask,
    Licence,
    Measure,
    Notice,
    Party,
    Payment,
    Stay,
    Substitution,
    Urging,
    User,
)
from recording import kinds
from recording.models import Archive, Document, Evidence, Service, Step, Supplement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VIEW = "recording.view_evidence"
FEW = 500
# Steps by which something is put right (责令改正、整改复查); they are found apart from the others.
PUT_RIGHT = ("order_correction", "recheck")
GROUPS: dict[str, "StrOrPromise"] = {
    "case": gettext_lazy("案件"),
    "inspection": gettext_lazy("行政检查和抽查"),
    "record": gettext_lazy("过程记录"),
    "put_right": gettext_lazy("责令改正和复查"),
    "document": gettext_lazy("文书"),
    "evidence": gettext_lazy("证据和音像资料"),
    "measure": gettext_lazy("行政强制措施"),
    "told": gettext_lazy("告知、申辩和听证"),
    "decision": gettext_lazy("决定"),
    "service": gettext_lazy("送达"),
    "execution": gettext_lazy("缴款和执行"),
    "licence": gettext_lazy("许可证件"),
    "incident": gettext_lazy("回避、中止和移送"),
    "archive": gettext_lazy("已归档案卷"),
}


@dataclass(frozen=True)
class Scope:
    """Whose material: the organisation, the cases of it the account may see, and the account.

    `within` is what rows are looked for by: the keys of the cases, or where these are many `cases`
    itself. A list of keys is read and planned once instead of once for each kind.
    """

    party: Party
    cases: QuerySet[Case]
    user: User
    within: list[UUID] | QuerySet[Case]

    @classmethod
    def of(cls, party: Party, cases: QuerySet[Case], user: User) -> "Scope":
        """The scope; one query."""
        keys = list(cases.order_by().values_list("pk", flat=True)[: FEW + 1])
        return cls(party, cases, user, keys if len(keys) <= FEW else cases)


@dataclass(frozen=True)
class Told:
    """What a line says: title, what else, the address behind it, and its case (None: of no case)."""

    title: str
    note: str
    url: str
    case: Case | None


@dataclass(frozen=True, kw_only=True)
class Material:
    """One kind of record. `day`: expression of the day its rows are arranged by, never null.

    `path` leads from a row to its case, `only` narrows the rows; `source` finds them in another way.
    """

    group: str
    model: type[Model]
    day: Any
    tell: Callable[[Any, User], Told]
    path: str = "case"
    joined: tuple[str, ...] = ()
    only: Q = Q()
    source: Callable[[Scope], QuerySet[Any]] | None = None

    def dated(self, scope: Scope) -> QuerySet[Any]:
        """The rows with their `day`."""
        rows = self.source(scope) if self.source else self._of_cases(scope)
        found: QuerySet[Any] = rows.annotate(day=self.day)
        return found

    def _of_cases(self, scope: Scope) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(self.only, **{f"{self.path}__in": scope.within})
        return rows.select_related(self.path, *self.joined)

    def key(self, text: str) -> Any:
        """The key of a row as its column has it. ValidationError for a text that is none."""
        return self.model._meta.pk.to_python(text)


def said(*parts: object) -> str:
    """The parts that are not blank, in one line."""
    return " · ".join(str(part) for part in parts if part)


def at(name: str, key: object) -> str:
    """The address of a page about a row."""
    return reverse(name, args=[key])


def _case(row: Case, user: User) -> Told:
    note = said(row.get_kind_display(), row.number, row.get_status_display(), row.source)
    return Told(row.title, note, at("case-detail", row.pk), row)


def _task(row: InspectionTask, user: User) -> Told:
    note = said(row.get_method_display(), row.get_source_display(), row.get_status_display())
    note = said(note, row.get_result_display() if row.result else "")
    return Told(str(row.get_kind_display()), note, at("task-detail", row.pk), row.case)


def _drawn(row: DrawnObject, user: User) -> Told:
    return Told(row.draw.title, _("抽中"), at("draw-detail", row.draw_id), None)


def _step(row: Step, user: User) -> Told:
    note = said(row.get_stage_display(), row.place)
    return Told(kinds.step_label(row.kind), note, at("case-record", row.case_id), row.case)


def _document(row: Document, user: User) -> Told:
    page = at("document-pdf", row.pk) if user.has_perm(VIEW) else at("case-record", row.case_id)
    note = said(row.number, _("%(n)d 页") % {"n": row.pages})
    return Told(row.title, note, page, row.case)


def _evidence(row: Evidence, user: User) -> Told:
    note = said(row.get_kind_display(), row.get_media_display(), row.place)
    return Told(row.title, note, at("evidence-detail", row.pk), row.case)


def _measure(row: Measure, user: User) -> Told:
    note = said(row.doc_no, row.get_status_display())
    return Told(str(row.get_kind_display()), note, at("case-measures", row.case_id), row.case)


def _notice(row: Notice, user: User) -> Told:
    note = _("已重新告知") if row.superseded else ""
    return Told(_("事先告知"), note, at("case-record", row.case_id), row.case)


def _defence(row: Defence, user: User) -> Told:
    case = row.notice.case
    verdict = {True: _("已采纳"), False: _("未采纳")}.get(bool(row.adopted), "")
    note = verdict if row.answered_on else _("待复核")
    return Told(_("陈述、申辩"), note, at("case-record", case.pk), case)


def _hearing(row: Hearing, user: User) -> Told:
    note = row.get_status_display()
    return Told(_("听证"), str(note), at("case-procedure", row.case_id), row.case)


def _decision(row: Decision, user: User) -> Told:
    note = said(row.get_status_display(), row.result[:80])
    return Told(row.doc_no or row.title, note, at("decision-read", row.pk), row.case)


def _service(row: Service, user: User) -> Told:
    title = _("送达《%(title)s》") % {"title": row.document.title}
    return Told(title, str(row.get_method_display()), at("case-record", row.case_id), row.case)


def _executed(title: str, note: str, case: Case) -> Told:
    return Told(title, note, at("case-execution", case.pk), case)


def _payment(row: Payment, user: User) -> Told:
    note = said(yuan(row.cents), row.receipt_no)
    return _executed(
        _("缴款：%(what)s") % {"what": row.get_kind_display()}, note, row.decision.case
    )


def _of_decision(row: Deferral | Stay | Urging | CourtApplication, user: User) -> Told:
    state = "" if isinstance(row, Urging) else row.get_status_display()
    return _executed(str(row._meta.verbose_name), str(state), row.decision.case)


def _forced(row: ForcedExecution | Substitution, user: User) -> Told:
    note = said(str(row), row.get_status_display())
    url = at("case-measures", row.case_id)
    return Told(str(row._meta.verbose_name), note, url, row.case)


def _licence(row: Licence, user: User) -> Told:
    until = row.valid_to or _("长期")
    note = said(row.number, f"{row.valid_from}—{until}", row.get_status_display())
    return Told(row.title, note, at("case-permit", row.case_id), row.case)


def _incident(row: Incident, user: User) -> Told:
    note = said(row.get_status_display(), row.number)
    return Told(str(row.get_kind_display()), note, at("case-incidents", row.case_id), row.case)


def _archive(row: Archive, user: User) -> Told:
    page = "archive-detail" if user.has_perm(VIEW) else "case-record"
    note = said(row.retention, _("%(n)d 页") % {"n": row.pages})
    title = _("案卷 %(number)s") % {"number": row.number}
    return Told(title, note, at(page, row.case_id), row.case)


def _supplement(row: Supplement, user: User) -> Told:
    case = row.archive.case
    page = at("supplement-detail", row.pk) if user.has_perm(VIEW) else at("case-record", case.pk)
    title = _("案卷 %(number)s 补充卷 %(no)s") % {"number": row.archive.number, "no": row.no}
    return Told(title, _("%(n)d 页") % {"n": row.pages}, page, case)


def _cases(scope: Scope) -> QuerySet[Case]:
    return Case.objects.filter(Q(pk__in=scope.within))


def _seen(scope: Scope) -> QuerySet[Evidence]:
    """Evidence with what is closed to the account left out; none without the right to see any."""
    if not scope.user.has_perm(VIEW):
        return Evidence.objects.none()
    rows = Evidence.objects.visible_to(scope.user).filter(case__in=scope.within)
    return rows.select_related("case")


def _draws(scope: Scope) -> QuerySet[DrawnObject]:
    """The draws of the agency in which it was drawn; lists hold its code as a keyed hash only."""
    rows = DrawnObject.objects.filter(
        draw__agency=scope.party.agency_id,
        draw__drawn_on__isnull=False,
        listed__lookup=keyed_hash(scope.party.uscc),
    )
    return rows.select_related("draw")


def _first(*given: Any) -> Any:
    """The first of the days that is known."""
    return Coalesce(*given, output_field=DateField())


def _fine(model: type[Model], day: str, tell: Any = _of_decision) -> Material:
    """What belongs to the execution of a decision."""
    return Material(group="execution", model=model, path="decision__case", day=F(day), tell=tell)


MATERIALS: tuple[Material, ...] = (
    Material(
        group="case",
        model=Case,
        source=_cases,
        day=_first("filed_on", "discovered_on"),
        tell=_case,
    ),
    Material(group="inspection", model=InspectionTask, day=F("visit_from"), tell=_task),
    Material(
        group="inspection",
        model=DrawnObject,
        source=_draws,
        day=F("draw__drawn_on"),
        tell=_drawn,
    ),
    Material(
        group="record", model=Step, only=~Q(kind__in=PUT_RIGHT), day=TruncDate("at"), tell=_step
    ),
    Material(
        group="put_right", model=Step, only=Q(kind__in=PUT_RIGHT), day=TruncDate("at"), tell=_step
    ),
    Material(group="document", model=Document, day=F("dated_on"), tell=_document),
    Material(
        group="evidence",
        model=Evidence,
        source=_seen,
        day=TruncDate(Coalesce("started_at", "uploaded_at")),
        tell=_evidence,
    ),
    Material(
        group="measure",
        model=Measure,
        day=_first("from_on", TruncDate("created_at")),
        tell=_measure,
    ),
    Material(group="told", model=Notice, day=F("served_on"), tell=_notice),
    Material(group="told", model=Defence, path="notice__case", day=F("received_on"), tell=_defence),
    Material(
        group="told",
        model=Hearing,
        day=_first("held_on", "scheduled_on", TruncDate("created_at")),
        tell=_hearing,
    ),
    Material(
        group="decision",
        model=Decision,
        only=Q(issued_on__isnull=False),
        day=F("issued_on"),
        tell=_decision,
    ),
    Material(
        group="service", model=Service, joined=("document",), day=F("served_on"), tell=_service
    ),
    _fine(Payment, "paid_on", _payment),
    _fine(Deferral, "applied_on"),
    _fine(Stay, "since"),
    _fine(Urging, "served_on"),
    _fine(CourtApplication, "applied_on"),
    Material(group="execution", model=ForcedExecution, day=F("urged_on"), tell=_forced),
    Material(group="execution", model=Substitution, day=F("ordered_on"), tell=_forced),
    Material(group="licence", model=Licence, day=F("valid_from"), tell=_licence),
    Material(group="incident", model=Incident, day=F("applied_on"), tell=_incident),
    Material(group="archive", model=Archive, day=F("sealed_on"), tell=_archive),
    Material(
        group="archive",
        model=Supplement,
        path="archive__case",
        only=Q(status=Supplement.Status.SEALED),
        day=_first("decided_on", TruncDate("requested_at")),
        tell=_supplement,
    ),
)
