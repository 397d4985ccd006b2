"""Desks of those who carry a case: handlers, the head of the unit, reviewers, the head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Clocks, Entry, Queue, urgent
from enforcement import gates
from enforcement.models import Case, Decision, Measure, Notice, Payment, User
from enforcement.models.kinds import ActionKind, Procedure
from legal_review import desk
from legal_review import services as reviews
from legal_review.models import Review, ReviewObjection, ReviewSupplement

LIVE = ("draft", "issued", "served")
OPEN = ("draft", "filed", "decided", "closed")
OWN_FILING = (Procedure.SIMPLE, Procedure.PERMIT)
# The exact gates cost several queries each; a head decides fewer than this a day.
HEAD_CHECKS = 20
Rounds = dict[UUID, Review]
Objection = ReviewObjection.Status


@dataclass(frozen=True)
class Step:
    """What a case waits for, by which page it is done, and whether its handlers do it."""

    label: str
    url_name: str
    target: object
    mine: bool = True


def my_cases(user: User, on: date) -> Queue:
    """Cases the account handles, each by its next step."""
    mine = Case.objects.visible_to(user).filter(
        assignments__officer__account=user, assignments__until=None, status__in=OPEN
    )
    rows = with_decisions(mine)[:READ]
    cases = [(case, live(case)) for case in rows]
    clocks = Clocks.of(subjects_of(cases), on)
    rounds = last_reviews(decision for _case, decision in cases if decision is not None)
    entries = []
    for case, decision in cases:
        clock, left = clocks.next(*subject_keys(case, decision))
        step = step_of(case, decision, rounds, on)
        entries.append(
            Entry(
                title=case.title,
                detail=case.number or case.cause,
                url=reverse(step.url_name, args=[step.target]),
                step=step.label,
                mine=step.mine,
                clock=clock,
                left=left,
            )
        )
    return Queue(
        key="cases",
        title=_("我的案件"),
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("case-list"),
        empty=_("没有在办案件"),
        hint=_("登记案件并经立案审批后，案件按剩余工作日排列在这里。"),
    )


def with_decisions(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what their next step is told from; the number of queries does not grow."""
    decisions = Decision.objects.filter(status__in=LIVE).prefetch_related(
        Prefetch("notices", Notice.objects.filter(superseded=False).order_by("-pk")),
        "notices__defences",
        "payments",
    )
    return rows.prefetch_related(
        Prefetch("decisions", decisions), Prefetch("measures", Measure.objects.held())
    ).order_by("created_at", "pk")


def live(case: Case) -> Decision | None:
    """The decision being drafted or in force, from the prefetched rows."""
    return next(iter(case.decisions.all()), None)


def last_reviews(decisions: Iterable[Decision]) -> Rounds:
    """The newest review of each decision that was ever submitted, by the decision's key."""
    rows = Review.objects.filter(decision__in=list(decisions)).order_by("round")
    rows = rows.prefetch_related("supplements", "checks", "handling", "objection")
    return {row.decision_id: row for row in rows}


def subjects_of(cases: list[tuple[Case, Decision | None]]) -> dict[str, list[str]]:
    """The subjects of deadlines that belong to the cases."""
    decisions = [str(decision.pk) for _case, decision in cases if decision is not None]
    held = [str(row.pk) for case, _decision in cases for row in case.measures.all()]
    keys = [str(case.pk) for case, _decision in cases]
    return {"case": keys, "decision": decisions, "measure": held}


def subject_keys(case: Case, decision: Decision | None) -> list[tuple[str, str]]:
    """The same of one case."""
    own = [("case", str(case.pk)), *(("measure", str(row.pk)) for row in case.measures.all())]
    return own if decision is None else [*own, ("decision", str(decision.pk))]


def step_of(case: Case, decision: Decision | None, rounds: Rounds, on: date) -> Step:
    """The next step of a case from prefetched rows; the case page shows the exact gaps."""
    if any(row.status == Measure.Status.DUE_RELEASE for row in case.measures.all()):
        return Step(_("立即解除强制措施"), "case-measures", case.pk)
    if case.status == Case.Status.DRAFT:
        return entering(case)
    if case.status == Case.Status.CLOSED:
        return Step(_("归档"), "case-archive", case.pk)
    if decision is None and case.status == Case.Status.DECIDED:
        return Step(_("决定已撤销：结案"), "case-close", case.pk)
    if decision is None:
        return Step(_("记录并拟稿"), "decision-draft", case.pk)
    if decision.status == Decision.Status.DRAFT:
        return drafting(case, decision, rounds, on)
    if decision.status == Decision.Status.ISSUED:
        return Step(_("送达"), "decision-serve", decision.pk)
    return ending(case, decision)


def entering(case: Case) -> Step:
    """How a case that is only registered gets filed or accepted."""
    if case.kind == ActionKind.PERMIT:
        return Step(_("决定是否受理"), "case-permit", case.pk)
    if case.procedure in OWN_FILING:
        return Step(_("立案（受理）"), "case-file", case.pk)
    return Step(_("等待立案审批"), "case-detail", case.pk, mine=False)


def ending(case: Case, decision: Decision) -> Step:
    """What a served decision waits for: its money, then the closing."""
    if unpaid(decision):
        return Step(_("收缴、催告"), "case-execution", case.pk)
    return Step(_("结案"), "case-close", case.pk)


def unpaid(decision: Decision) -> bool:
    """Whether fine or confiscated money is still to come; the case page counts the surcharge too."""
    rows = decision.payments.all()
    paid = sum(row.cents for row in rows if row.kind != Payment.Kind.SURCHARGE)
    owed = decision.fine_cents + decision.confiscated_cents
    return decision.kind == ActionKind.PENALTY and paid < owed


def drafting(case: Case, decision: Decision, rounds: Rounds, on: date) -> Step:
    """The next step of a draft: tell, submit, wait for the window, decide."""
    if case.procedure == Procedure.SIMPLE:
        return Step(_("作出当场处罚决定"), "decision-issue-on-spot", decision.pk)
    notice = next(iter(decision.notices.all()), None)
    if case.kind == ActionKind.PENALTY and notice is None:
        return Step(_("送达事先告知书"), "notice-serve", decision.pk)
    if notice is not None and (asked := hearing_out(case, notice)) is not None:
        return asked
    if decision.review_required and decision.clearance_id is None:
        return under_review(case, rounds.get(decision.pk))
    if notice is not None and waiting(notice, on):
        return Step(_("等待陈述申辩、听证期限届满"), "case-detail", case.pk, mine=False)
    return Step(_("等待负责人作出决定"), "case-detail", case.pk, mine=False)


def hearing_out(case: Case, notice: Notice) -> Step | None:
    """What the party asked for, perhaps by itself through its link: an answer, a hearing."""
    for defence in notice.defences.all():
        if defence.answered_on is None:
            return Step(_("复核陈述申辩"), "defence-answer", defence.pk)
    if notice.hearing_requested_on is not None and notice.hearing_closed_on is None:
        return Step(_("组织听证"), "case-procedure", case.pk)
    return None


def under_review(case: Case, last: Review | None) -> Step:
    """Where the review stands: to be submitted, supplemented, with the reviewer, returned, flawed."""
    if last is not None and last.status == Review.Status.OPEN:
        for row in last.supplements.all():
            if row.status == ReviewSupplement.Status.ASKED:
                return Step(_("补正送审材料"), "material-answer", row.pk)
        return Step(_("等待法制审核"), "case-review", case.pk, mine=False)
    if last is not None and last.status == Review.Status.PASSED and last.flawed():
        return Step(_("记录审核意见处理情况"), "opinion-handle", last.pk)
    if last is not None and last.status == Review.Status.RETURNED:
        if (asked := objected(case, last)) is not None:
            return asked
        return Step(_("按审核意见修改后重新送审"), "case-review", case.pk)
    return Step(_("送法制审核"), "case-review", case.pk)


def objected(case: Case, last: Review) -> Step | None:
    """Where the unit's objection stands; None without one, and once it is settled or rejected."""
    row = getattr(last, "objection", None)
    if row is None or row.status not in (Objection.RAISED, Objection.UNRESOLVED):
        return None
    if row.status == Objection.RAISED:
        return Step(_("等待协商审核异议"), "case-review", case.pk, mine=False)
    if row.discussion_id is None:
        return Step(_("提请集体讨论异议"), "objection-call", row.pk)
    return Step(_("等待集体讨论异议"), "case-review", case.pk, mine=False)


def waiting(notice: Notice, on: date) -> bool:
    """Whether the party may still defend itself or ask for a hearing, and has done neither."""
    if notice.waived_on is not None or notice.defences.all():
        return False
    until = max(notice.defence_until, notice.hearing_until or notice.defence_until)
    return on <= until


def to_file(user: User, on: date) -> Queue:
    """Cases that wait for the approval of their filing, the oldest first."""
    rows = Case.objects.visible_to(user).filter(status=Case.Status.DRAFT, agency=user.agency)
    rows = rows.exclude(procedure__in=OWN_FILING).order_by("discovered_on", "pk")
    entries = [
        Entry(
            title=case.title,
            detail=_("%(day)s发现") % {"day": case.discovered_on},
            url=reverse("case-file", args=[case.pk]),
            step=_("立案审批"),
        )
        for case in rows[:READ]
    ]
    return Queue(
        key="filing",
        title=_("待立案审批"),
        entries=urgent(entries),
        total=len(entries),
        more_url=f"{reverse('case-list')}?status=draft",
        empty=_("没有待审批的立案"),
        hint=_("承办人登记案件后，在这里审批立案。"),
    )


def to_review(user: User, on: date) -> Queue:
    """Open reviews this account may decide: qualified, and without any part in the case.

    Those for which a supplement is awaited are with the unit, and come back with its answer.
    """
    rows = desk.decidable(Review.objects.visible_to(user).filter(status=Review.Status.OPEN), user)
    rows = rows.exclude(supplements__status=ReviewSupplement.Status.ASKED)
    found = list(rows.select_related("decision__case", "submitted_by")[:READ])
    qualified = reviews.qualification(user, on) is not None
    clocks = Clocks.of({"review": [str(row.pk) for row in found]}, on)
    entries = []
    for row in found if qualified else []:
        clock, left = clocks.next(("review", str(row.pk)))
        entries.append(
            Entry(
                title=row.decision.case.title,
                detail=_("第 %(n)d 次送审，%(who)s") % {"n": row.round, "who": row.submitted_by},
                url=reverse("review-detail", args=[row.pk]),
                step=_("出具审核意见"),
                clock=clock,
                left=left,
            )
        )
    unqualified = _("账号没有登记有效的法制审核资格，不能审核（行政处罚法第五十八条）。")
    return Queue(
        key="reviews",
        title=_("待法制审核"),
        entries=urgent(entries),
        total=len(entries),
        more_url=reverse("review-queue"),
        empty=_("没有待审核的草案"),
        hint=_("承办人送审后，草案按剩余工作日排列在这里。") if qualified else unqualified,
    )


def to_decide(user: User, on: date) -> Queue:
    """Drafts with every gate open: the head can make the decision now."""
    rows = Decision.objects.visible_to(user).filter(
        status=Decision.Status.DRAFT, agency=user.agency, case__status=Case.Status.FILED
    )
    rows = rows.filter(Q(review_required=False) | Q(clearance__isnull=False))
    rows = rows.exclude(case__procedure=Procedure.SIMPLE)
    found = rows.select_related("case__party", "case__agency", "agency", "clearance")
    ready = [
        row
        for row in found.order_by("case__filed_on", "pk")[:HEAD_CHECKS]
        if not gates.before_issue(row, on)
    ]
    clocks = Clocks.of({"case": [str(row.case_id) for row in ready]}, on)
    entries = []
    for row in ready:
        clock, left = clocks.next(("case", str(row.case_id)))
        entries.append(
            Entry(
                title=row.case.title,
                detail=f"{row.get_kind_display()} · {row.case.number}",
                url=reverse("decision-issue", args=[row.pk]),
                step=_("作出决定"),
                clock=clock,
                left=left,
            )
        )
    return Queue(
        key="decisions",
        title=_("待作出决定"),
        entries=urgent(entries),
        total=len(entries),
        more_url=f"{reverse('case-list')}?status=filed",
        empty=_("没有可以作出的决定"),
        hint=_("告知期限届满、法制审核通过后，草案出现在这里。"),
    )
