"""The publication desk: the queue, one publication, and the publication tab of a case."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines, tables
from core.models import AuditEntry, Deadline
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from disclosure import (
    comparison,
    eligibility,
    flows,
    grounds,
    marks,
    timeliness,
    turns,
    withheld_sheet,
)
from disclosure.acts.order import ACTS as ORDER
from disclosure.acts.referrals import ACTS as REFERRALS
from disclosure.acts.rulings import ACTS as RULINGS
from disclosure.acts.terms import ACTS as TERMS
from disclosure.forms import (
    CONFIRM,
    LATE,
    MINE,
    WAITING,
    ApproveForm,
    ConfirmForm,
    PublishForm,
    QueueFilter,
    ReconsiderForm,
    RedactForm,
    ReturnForm,
    WithdrawForm,
    WithholdForm,
)
from disclosure.models import AutomaticWithholding, Publication, SenderReview
from disclosure.services import (
    automatic,
    order,
    proceedings,
    reconsideration,
    rulings,
    secrecy,
    warnings,
    withheld,
)
from enforcement.models import Case

PAGE = 50
URGENT = 100  # of what waits; as it is done, the rest comes up
HISTORY = 100
EXPORTED = (Publication.Status.WITHHELD, CONFIRM)
HASH_LENGTH = 64
WITHHELD = ("publication.withhold", "publication.withdraw")
RIGHTS = {
    "redact": "disclosure.redact",
    "approve": "disclosure.approve",
    "return": "disclosure.approve",
    "publish": "disclosure.approve",
    "withhold": "disclosure.approve",
    "reconsider": "disclosure.approve",
    "withdraw": "disclosure.withdraw",
}
Forms = dict[str, Any]
ACTS = (*ORDER, *TERMS, *REFERRALS, *RULINGS)


@requires("disclosure.view_publication")
def publication_queue(request: AccountRequest) -> HttpResponse:
    """Publications by remaining working days; what has ended is paged, the newest first."""
    on = timezone.localdate()
    form = QueueFilter(request.GET or None)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    mine = status == MINE
    rows = turns.workable(request.user) if mine else Publication.objects.visible_to(request.user)
    rows = rows.select_related("deadline", "agency", "decision", "record", "shown", "approved_by")
    rows = rows.prefetch_related(decided())
    if form.is_valid() and form.cleaned_data["kind"]:
        rows = rows.filter(kind=form.cleaned_data["kind"])
    if status in EXPORTED and request.GET.get("format") == "csv":
        return sheet(request, rows, status)
    found, cursor = listed(rows, status, on, request.GET.get("after", ""))
    queue = with_days(found, on)
    context = {"form": form, "queue": queue, "next_cursor": cursor, "status": status or WAITING}
    context["sheet"] = status in EXPORTED
    context["cut"] = URGENT if len(queue) == URGENT and not cursor else 0
    return render(request, "disclosure/publication_queue.html", context)


def listed(
    rows: QuerySet[Publication], status: str, on: date, after: str
) -> tuple[list[Publication], str]:
    """The rows of the queue and the cursor of the next page."""
    if status in ("", WAITING, LATE, MINE):
        return list(urgent(rows, status, on)[:URGENT]), ""
    page = cursor_page(of_status(rows, status), after, size=PAGE, field="decided_on")
    return page.rows, page.next_cursor


def of_status(rows: QuerySet[Publication], status: str) -> QuerySet[Publication]:
    """The rows in the state, or those withheld that nobody has confirmed."""
    if status != CONFIRM:
        return rows.filter(status=status)
    return rows.filter(pk__in=AutomaticWithholding.objects.waiting().values("publication"))


@transaction.atomic
def sheet(request: AccountRequest, rows: QuerySet[Publication], status: str) -> HttpResponse:
    """What is withheld as a table to keep; that somebody took it is on record."""
    data = {"query": request.GET.urlencode()[:500]}
    audit.append("publication.export", obj=request.user.agency, actor=request.user, data=data)
    lines = withheld_sheet.lines(of_status(rows, status))
    answer = HttpResponse(tables.csv_text(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="withheld.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def decided() -> "Prefetch[Any]":
    """What `automatic.decided_by` reads of each row; one query however many."""
    rows = AutomaticWithholding.objects.select_related("confirmed_by")
    return Prefetch("automatic", queryset=rows)


def urgent(rows: QuerySet[Publication], status: str, on: date) -> QuerySet[Publication]:
    """What waits for somebody, or what is late, the next due first."""
    if status == LATE:
        still = Q(status__in=warnings.WAITING, deadline__due_on__lt=on)
        found = rows.filter(still | timeliness.LATE)
    else:
        found = rows.filter(status__in=warnings.WAITING)
    return found.order_by(F("deadline__due_on").asc(nulls_last=True), "pk")


def with_days(rows: Iterable[Publication], on: date) -> list[tuple[Publication, int | None]]:
    """Each row with its remaining working days; one calendar a region, however long the list."""
    found = list(rows)
    left = deadlines.remaining_of([row.deadline for row in found if row.deadline], on)
    return [(row, left.get(row.deadline_id) if row.deadline_id else None) for row in found]


@requires("disclosure.view_publication")
def publication_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """One publication: original and public text side by side, clock, history, what to do."""
    row = get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)
    return render(request, "disclosure/publication_detail.html", detail_context(request, row))


def detail_context(
    request: AccountRequest, row: Publication, bound: Forms | None = None
) -> dict[str, Any]:
    """Everything the page of one publication shows; the look at the original is logged first."""
    on = timezone.localdate()
    pairs = compared(request, row)
    duties = list(clocks(row))
    left = deadlines.remaining_of(duties, on)
    own = request.user.agency_id == row.agency_id
    return {
        "publication": row,
        "decision": row.decision,
        "version": row.shown,
        "rows": pairs,
        "clocks": [(clock, left[clock.pk]) for clock in duties],
        "late_days": late_days(row, on),
        "history": history(row),
        "versions": row.versions.select_related("redacted_by").order_by("-pk"),
        "rules": marks.manual(),
        "turn": turns.after(request.user, row),
        "mine": turns.workable(request.user).filter(pk=row.pk).exists(),
        **examined(row),
        "forms": {**forms_for(request.user, row, pairs), **(bound or {})},
        "acts": [act for act in ACTS if own and act.offered(row, request.user)],
    }


def examined(row: Publication) -> dict[str, Any]:
    """What there is to say of its examination for secrets: the rule, what it lacks, the sender's; and
    of the ground it is withheld on."""
    known = secrecy.with_holds(Publication.objects.filter(pk=row.pk)).get()
    sent = SenderReview.objects.filter(version=row.shown_id).select_related("token")
    return {
        "secrecy": (secrecy.statement(row.agency), secrecy.rule(row.agency), secrecy.ARTICLE),
        "hold": _("等待认定是否依法不得公开") if order.waits(row) else secrecy.hold(known),
        "sent": sent.first(),
        **withholding(row),
    }


def withholding(row: Publication) -> dict[str, Any]:
    """What it is called, and what there is to say of its ground: the words, the article, the facts,
    who answers for it."""
    if not row.withheld_code:
        return {"ground": None, "called": row.name}
    said = (grounds.words(row.withheld_code), grounds.article(row), grounds.facts(row))
    called = row.name or _("没有公开文本的记录")
    return {"ground": said, "decided_by": automatic.decided_by(row), "called": called}


def compared(request: AccountRequest, row: Publication) -> list[comparison.Row]:
    """The comparison; nothing for a received record, nor for a sealed case (治安管理处罚法 136)."""
    if row.decision is None or row.decision.case.sealed:
        return []
    audit.read(row.decision, what="original", actor=request.user)
    return comparison.compare(row.decision, row.shown)


def clocks(row: Publication) -> QuerySet[Deadline]:
    """The duty to publish, after a revocation that to withdraw, to assess what is withheld."""
    subjects = ("publication", "withdrawal", withheld.SUBJECT)
    rows = Deadline.objects.filter(
        subject_type__in=subjects, subject_id=str(row.decision_id or row.pk)
    )
    return rows.order_by("pk")


def late_days(row: Publication, on: date) -> int:
    """Working days the publication came, or is, too late; 0 when it is not."""
    clock = row.deadline
    if clock is None or clock.outcome == Deadline.Outcome.VOID:
        return 0
    left = deadlines.remaining(clock, row.first_published_on or on)
    return max(0, -left)


def labelled() -> dict[str, tuple[Any, str]]:
    """Action of the audit log -> how the history calls it, and its article."""
    labels: dict[str, tuple[Any, str]] = {
        f"publication.{move.name}": (move.label, move.article)
        for move in {**flows.RECORD.moves, **flows.PUBLICATION.moves}.values()
    }
    labels["publication.open"] = (_("产生公开义务"), "国办发〔2018〕118号第六条")
    labels["publication.period"] = (_("更正公示截止期"), "信用修复管理办法")
    labels["publication.confirm"] = (_("确认不公开"), automatic.ARTICLE)
    labels["publication.keep"] = (_("评估后继续不公开"), withheld.ARTICLE)
    labels["publication.secrecy"] = (_("公开前保密审查"), secrecy.ARTICLE)
    labels["publication.determined"] = (_("报请确定的答复"), secrecy.ARTICLE)
    labels["publication.proceeding"] = (_("登记复议、诉讼受理"), proceedings.ARTICLE)
    labels["publication.ruling"] = (_("登记复议、诉讼结果"), rulings.ARTICLE)
    doubts = f"{eligibility.SEALED}；{eligibility.MINORS}"
    labels["publication.doubt"] = (_("等待认定是否依法不得公开"), doubts)
    labels["publication.order"] = (_("认定是否依法不得公开"), doubts)
    labels["publication.classify"] = (_("确定失信类别"), "信用修复管理办法")
    return labels


def history(row: Publication) -> list[dict[str, Any]]:
    """What was done to the publication, by whom and why, the oldest first."""
    labels = labelled()
    entries = AuditEntry.objects.filter(
        object_type=row._meta.label_lower, object_id=str(row.pk), action__in=labels
    ).order_by("id")[:HISTORY]
    found = [
        {
            "when": timezone.localtime(entry.at),
            "title": labels[entry.action][0],
            "text": said(entry) or labels[entry.action][1],
            "by": entry.actor or _("系统"),
        }
        for entry in entries
    ]
    if row.automatic.waiting().exists():
        at = [no for no, entry in enumerate(entries) if entry.action in WITHHELD]
        for last in at[-1:]:
            found[last]["by"] = automatic.decided_by(row)
    return found


def said(entry: AuditEntry) -> str:
    """The reason a person gave with a move; "" where the note is a hash."""
    note = str(json.loads(entry.data).get("note", ""))
    return "" if len(note) == HASH_LENGTH and note.isalnum() else note


def forms_for(user: Any, row: Publication, rows: list[comparison.Row]) -> Forms:
    """The forms of the moves open to this account in the present state, by name of the move."""
    makers: Forms = {
        "redact": lambda: RedactForm(rows=rows) if rows else None,
        "approve": lambda: ApproveForm(
            initial={"examined": "on", "seen": row.shown.sha256 if row.shown else ""}
        ),
        "return": ReturnForm,
        "publish": PublishForm,
        "withhold": lambda: (
            WithholdForm(publication=row)
            if row.decision_id and not secrecy.has_part(row, user)
            else None
        ),
        "reconsider": lambda: ReconsiderForm() if reconsideration.may_reconsider(row) else None,
        "withdraw": lambda: WithdrawForm(publication=row),
    }
    allowed = {move.name for move in flows.of(row).allowed(row)}
    own = user.agency_id == row.agency_id
    names = [name for name in makers if own and name in allowed and user.has_perm(RIGHTS[name])]
    found = {name: makers[name]() for name in names}
    waiting = row.automatic.confirmable_by(user).first()
    return found | ({"confirm": ConfirmForm(initial={"code": waiting.code})} if waiting else {})


@requires("enforcement.view_case")
def case_publication(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The publication tab of a case: state, clock and the public text, for its handlers too."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    on = timezone.localdate()
    rows = Publication.objects.filter(decision__case=case)
    rows = rows.select_related("deadline", "decision", "shown").order_by("decided_on", "pk")
    context = {
        "case": case,
        "tab": "case-publication",
        "publications": [(row, left, late_days(row, on)) for row, left in with_days(rows, on)],
    }
    return render(request, "disclosure/case_publication.html", context)
