"""What the record page shows: the steps by stage, and what may be done next by this account."""

from dataclasses import dataclass
from typing import Any, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from enforcement.models import Case, Decision, Notice, User
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import cases, decisions, notices
from recording import kinds
from recording.models import Step
from recording.models.step import Stage

RECORD = "enforcement.record_step"


class Moment(TypedDict):
    """One step for the page; `evidence` counts its recordings, `absent`: the party was not there."""

    step: Step
    title: str
    officers: str
    evidence: int
    absent: bool


@dataclass(frozen=True)
class Action:
    """A button: label and address; `main` marks the one that is due."""

    label: str
    url: str
    main: bool = False


def stages(case: Case) -> list[tuple[str, list[Moment]]]:
    """Steps grouped by stage, in the order of the procedure; empty stages are left out."""
    grouped: dict[str, list[Moment]] = {}
    rows = (
        Step.objects.filter(case=case).prefetch_related("officers", "evidence").order_by("at", "pk")
    )
    for step in rows:
        grouped.setdefault(step.stage, []).append(
            Moment(
                step=step,
                title=kinds.step_label(step.kind),
                officers=_("、").join(officer.name for officer in step.officers.all()),
                evidence=len(step.evidence.all()),
                absent=kinds.absence_counts(step.kind, party_present=step.party_present),
            )
        )
    return [(str(stage.label), grouped[stage]) for stage in Stage if stage in grouped]


def actions(case: Case, user: User) -> list[Action]:
    """What this account may do with the record now; the services decide again when it does."""
    handler = cases.is_handler(case, user)
    found: list[Action] = []
    if handler and user.has_perm(RECORD):
        found += _handling(case)
    decision = decisions.live(case)
    if decision is not None:
        found += _deciding(decision, user, handler=handler and user.has_perm(RECORD))
    if user.has_perm("recording.archive") and (
        handler or user.has_perm("enforcement.approve_filing")
    ):
        found += _ending(case)
    if case.status == Case.Status.ARCHIVED and user.has_perm("recording.view_evidence"):
        found.append(_action(_("查看案卷"), "archive-detail", case.pk, main=True))
    return found


def _action(label: str, name: str, key: Any, *, main: bool = False) -> Action:
    return Action(label, reverse(name, args=[key]), main)


def _handling(case: Case) -> list[Action]:
    if case.status == Case.Status.CLOSED:
        # A paper that is still missing is written before the file is sealed.
        return [_action(_("制作文书"), "paper-list", case.pk)]
    if case.status not in (Case.Status.DRAFT, Case.Status.FILED, Case.Status.DECIDED):
        return []
    return [
        _action(_("记录环节"), "step-create", case.pk, main=case.status == Case.Status.FILED),
        _action(_("上传证据"), "evidence-upload", case.pk),
        _action(_("制作文书"), "paper-list", case.pk),
    ]


def _deciding(decision: Decision, user: User, *, handler: bool) -> list[Action]:
    if decision.status == Decision.Status.ISSUED and handler:
        return [_action(_("送达决定书"), "decision-serve", decision.pk, main=True)]
    if decision.status != Decision.Status.DRAFT:
        return []
    simple = decision.case.procedure == Procedure.SIMPLE
    found: list[Action] = []
    if handler and decision.kind == ActionKind.PENALTY and not simple:
        found += _hearing_out(decision)
    if user.has_perm("enforcement.decide"):
        found.append(_action(_("作出决定"), "decision-issue", decision.pk))
    elif handler and simple:
        found.append(_action(_("当场作出决定"), "decision-issue-on-spot", decision.pk, main=True))
    return found


def _hearing_out(decision: Decision) -> list[Action]:
    notice = notices.current(decision)
    if notice is None:
        return [_action(_("送达事先告知书"), "notice-serve", decision.pk)]
    found = [
        _action(_("复核陈述申辩"), "defence-answer", row.pk, main=True)
        for row in notice.defences.filter(answered_on=None)
    ]
    found.append(_action(_("记录陈述申辩"), "defence-record", notice.pk))
    if notice.waived_on is None:
        found.append(_action(_("记录放弃权利"), "notice-waive", notice.pk))
    return [*found, *_hearing(notice), _action(_("重新告知"), "notice-serve", decision.pk)]


def _hearing(notice: Notice) -> list[Action]:
    if notice.hearing_until is None or notice.hearing_closed_on is not None:
        return []
    if notice.hearing_requested_on is None:
        return [_action(_("记录听证申请"), "hearing-request", notice.pk)]
    return [_action(_("组织听证"), "case-procedure", notice.case_id, main=True)]


def _ending(case: Case) -> list[Action]:
    if case.status in (Case.Status.FILED, Case.Status.DECIDED):
        due = case.status == Case.Status.DECIDED and not _awaits_service(case)
        return [_action(_("结案"), "case-close", case.pk, main=due)]
    if case.status == Case.Status.CLOSED:
        return [_action(_("归档"), "case-archive", case.pk, main=True)]
    return []


def _awaits_service(case: Case) -> bool:
    return case.decisions.filter(status=Decision.Status.ISSUED).exists()
