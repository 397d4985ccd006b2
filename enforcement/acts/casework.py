"""What a handler does with the case as a whole."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.answers import AmendForm, FindingForm, ReportForm
from enforcement.models import Case, Decision, User
from enforcement.services import amendment, decisions, findings, simple_report

DRAFT = "enforcement.draft_decision"


def case_page(case: Case) -> tuple[str, str]:
    """The overview of the case."""
    return case.title, reverse("case-detail", args=[case.pk])


def _doubts(case: Case, on: date) -> str:
    open_doubts = findings.open_doubts(case, on)
    if not open_doubts:
        return _("本案目前没有需要说明理由的事项。")
    return "\n".join(
        f"{doubt.gap.message}{doubt.gap.remedy}（{doubt.gap.article}）" for doubt in open_doubts
    )


def _decisions(user: User) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).select_related("case__party", "agency")


CASE_FINDING = Act(
    name="case-finding",
    permission=DRAFT,
    title=gettext_lazy("说明理由"),
    done=gettext_lazy("已记录，说明随案卷送法制审核。"),
    rows=Case.objects.visible_to,
    form=FindingForm,
    do=findings.record,
    home=case_page,
    lead=_doubts,
    open=lambda case: case.status == Case.Status.FILED,
)
CASE_AMEND = Act(
    name="case-amend",
    permission=DRAFT,
    title=gettext_lazy("更正案件信息"),
    done=gettext_lazy("已更正，原内容和理由已留痕。"),
    rows=Case.objects.visible_to,
    form=AmendForm,
    do=amendment.amend,
    home=case_page,
    open=lambda case: case.status in amendment.AMENDABLE_IN,
)
DECISION_REPORT = Act(
    name="decision-report",
    permission=simple_report.RECORD,
    title=gettext_lazy("报所属机关备案"),
    done=gettext_lazy("已记录备案。"),
    rows=_decisions,
    form=ReportForm,
    do=simple_report.report,
    home=lambda decision: case_page(decision.case),
    open=simple_report.awaited,
)

# Offered on the overview of a case.
OVERVIEW = (CASE_AMEND,)


def offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the case from its overview."""
    acts = [act for act in OVERVIEW if act.offered(case, user)]
    found = [(str(act.title), reverse(act.name, args=[case.pk])) for act in acts]
    decision = decisions.live(case)
    if decision is not None and DECISION_REPORT.offered(decision, user):
        found.append((str(DECISION_REPORT.title), reverse("decision-report", args=[decision.pk])))
    return found
