"""What the coercion page of a case shows: each measure and execution with what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, ForcedExecution, Measure, Substitution, User
from enforcement.services import cases, decisions
from enforcement.services.measures import Status, approval_limit
from recording import coercion_facts
from recording.acts import forced
from recording.acts import measures as acts
from recording.coercion_facts import Fact
from recording.models import Document
from recording.services import coercion
from recording.timeline import Action

HANDLER, HEAD = gettext_lazy("承办人"), gettext_lazy("行政机关负责人")
# What the law asks next in each state, and of whom.
NEXT: dict[str, tuple[Any, Any]] = {
    Status.PLANNED: (gettext_lazy("登记清单，报负责人批准"), HEAD),
    Status.APPROVED: (gettext_lazy("两人以上到场实施，当场交付决定书和清单"), HANDLER),
    Status.IN_FORCE: (gettext_lazy("期限内作出处理决定，或者解除"), HANDLER),
    Status.DUE_RELEASE: (gettext_lazy("立即解除，退还财物"), HANDLER),
}
FREEZE_NEXT: dict[str, Any] = {
    Status.APPROVED: gettext_lazy("向金融机构交付冻结通知书，由其办理冻结"),
    Status.IN_FORCE: gettext_lazy("三个工作日内向当事人交付冻结决定书"),
    Status.DUE_RELEASE: gettext_lazy("立即解除冻结，通知金融机构和当事人"),
}
FORCED_NEXT: dict[str, tuple[Any, Any]] = {
    "urged": (gettext_lazy("听取陈述申辩；逾期不履行的，作出强制执行决定"), HEAD),
    "decided": (gettext_lazy("送达强制执行决定书后执行"), HANDLER),
}
SUBSTITUTION_NEXT: dict[str, tuple[Any, Any]] = {
    "ordered": (gettext_lazy("送达代履行决定书，三个工作日前催告"), HANDLER),
    "urged": (gettext_lazy("派员到场监督代履行，各方签名"), HANDLER),
}


@dataclass(frozen=True)
class Shown:
    """One measure or execution: `next` is what the law asks, of `who`; `left` in days."""

    row: Any
    next: str
    who: str
    actions: list[Action]
    facts: list[Fact]
    left: int | None = None
    words: str = ""
    tone: str = "info"


def links(offered: Iterable[Act[Any]], row: Any, user: User, *, handler: bool) -> list[Action]:
    """The acts this account may do with the row; what the handlers do, only for a handler."""
    return [
        Action(str(act.title), reverse(act.name, args=[row.pk]))
        for act in offered
        if act.offered(row, user) and (handler or act.permission != acts.RECORD)
    ]


def case_actions(case: Case, user: User) -> list[Action]:
    """What may be started: a measure, or the execution of a decision that binds."""
    handler = cases.is_handler(case, user)
    found = links(acts.ON_CASE, case, user, handler=handler)
    decision = decisions.live(case)
    if decision is not None:
        found += links(forced.ON_DECISION, decision, user, handler=handler)
    return found


def measures(case: Case, user: User, on: date) -> list[Shown]:
    """The measures of the case, the newest first."""
    handler = cases.is_handler(case, user)
    rows = case.measures.select_related("case", "approved_by", "release").prefetch_related(
        "items", "tests", "custody"
    )
    return [_measure(row, user, on, handler=handler) for row in rows.order_by("-pk")]


def _measure(row: Measure, user: User, on: date, *, handler: bool) -> Shown:
    next_step, who = _next(row)
    left = (row.end_on - on).days if row.held and row.end_on else None
    return Shown(
        row=row,
        next=str(next_step),
        who=str(who),
        actions=links(acts.ON_MEASURE, row, user, handler=handler),
        facts=coercion_facts.of_measure(row),
        left=left,
        words=_days(left),
        tone=_tone(row, left),
    )


def _next(row: Measure) -> tuple[str, str]:
    """What the law asks next of whom: the approval owed after an emergency, the papers, the end."""
    if row.status == Status.IN_FORCE and row.emergency and row.approved_at is None:
        limit = timezone.localtime(approval_limit(row))
        words = {"limit": limit.strftime("%Y-%m-%d %H:%M")}
        return _("%(limit)s前补办批准手续，逾期应当立即解除") % words, str(HEAD)
    told = row.status == Status.IN_FORCE and row.papers_on is not None
    if row.kind == Measure.Kind.FREEZE and not told and row.status in FREEZE_NEXT:
        return str(FREEZE_NEXT[row.status]), str(HANDLER)
    next_step, who = NEXT.get(Status(row.status), ("", ""))
    return str(next_step), str(who)


def _days(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return _("已超过%(n)d日") % {"n": -left}
    return _("剩余%(n)d日") % {"n": left}


def _tone(row: Measure, left: int | None) -> str:
    warns = row.case.agency.rules().value("coerce.alert_days")
    if left is None:
        return "info"
    if left <= min(warns) or row.status == Status.DUE_RELEASE:
        return "bad"
    return "warn" if left <= max(warns) else "info"


def executions(case: Case, user: User) -> list[Shown]:
    """Forced executions and substitutions of the case, the newest first of each."""
    handler = cases.is_handler(case, user)
    found = [
        _shown(
            row,
            FORCED_NEXT,
            links(forced.ON_FORCED, row, user, handler=handler),
            coercion_facts.of_forced(row),
        )
        for row in case.forced_executions.select_related("decision").order_by("-pk")
    ]
    found += [
        _shown(
            row,
            SUBSTITUTION_NEXT,
            links(forced.ON_SUBSTITUTION, row, user, handler=handler),
            coercion_facts.of_substitution(row),
        )
        for row in case.substitutions.select_related("decision").order_by("-pk")
    ]
    return found


def _shown(
    row: ForcedExecution | Substitution,
    table: dict[str, tuple[Any, Any]],
    actions: list[Action],
    facts: list[Fact],
) -> Shown:
    next_step, who = table.get(row.status, ("", ""))
    return Shown(
        row=row,
        next=str(next_step),
        who=str(who),
        actions=actions,
        facts=facts,
        words=str(row.get_status_display()),
    )


def unserved(case: Case, user: User) -> list[tuple[Document, list[Action]]]:
    """Papers that were kept and not handed over yet."""
    handler = cases.is_handler(case, user)
    rows = Document.objects.filter(case=case, kind__in=coercion.SERVED_LATER, services=None)
    return [
        (row, links([acts.PAPER_SERVE], row, user, handler=handler)) for row in rows.order_by("pk")
    ]
