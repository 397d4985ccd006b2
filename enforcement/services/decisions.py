"""Drafting, freezing, clearing, making and serving a decision; `revocation` takes it back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines, numbering
from core.errors import RuleError
from core.permissions import demand, demand_in
from enforcement import (
    conflicts,
    discussions,
    drafts,
    flows,
    gates,
    remedies,
    review_scope,
    sealing,
)
from enforcement.models import Case, Decision, DraftVersion, User
from enforcement.models.decision import CONTENT_FIELDS
from enforcement.models.kinds import ActionKind, PenaltyKind, Procedure
from enforcement.services import (
    cases,
    execution,
    notices,
    proceedings,
    recusal,
    simple_report,
)
from enforcement.services.revocation import revoke as revoke

SERVICE = "proc.service_days"
PERMIT_DELIVERY = "permit.deliver_days"
DELIVERY = gettext_noop("送达")


def live(case: Case) -> Decision | None:
    """The decision of the case that is being drafted or binds, if there is one."""
    return case.decisions.filter(status__in=["draft", "issued", "served"]).first()


def _known(content: Mapping[str, Any]) -> dict[str, Any]:
    # The kind follows the case: another one would take the draft out of review.
    unknown = set(content) - set(CONTENT_FIELDS) | {"kind"} & set(content)
    if unknown:
        raise ValueError(f"not fields of a draft: {sorted(unknown)}")
    return dict(content)


@transaction.atomic
def draft(case: Case, *, by: User, content: Mapping[str, Any]) -> Decision:
    """Start the draft of a filed case. `content` is keyed by CONTENT_FIELDS without the kind."""
    demand(by, "enforcement.draft_decision")
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.status != Case.Status.FILED:
        raise RuleError(
            _("案件不在办理中，不能拟稿。"),
            article="行政处罚法第五十四条",
            remedy=_("请先立案。"),
        )
    if live(locked) is not None:
        raise RuleError(_("本案已有决定草案或决定。"), remedy=_("请在现有草案上修改。"))
    row = Decision(
        case=locked,
        agency_id=locked.agency_id,
        drafted_by=by,
        kind=locked.kind,
        **_known(content),
    )
    _in_range(row)
    row.review_required = review_due(row)
    row.discussion_required = bool(discussions.grounds(row, None))
    row.save()
    audit.append("decision.draft", obj=row, actor=by, data={"sha256": drafts.digest(row)})
    return row


def _in_range(row: Decision) -> None:
    """Raise RuleError when the fine leaves the statutory range of the benchmark it applies."""
    for gap in gates.statutory(row):
        raise gap.error()


def review_due(row: Decision) -> bool:
    """Whether the draft, as it stands, must pass review by the newest rules of the profile."""
    return bool(review_scope.match(row, None))


@transaction.atomic
def edit(decision: Decision, *, by: User, content: Mapping[str, Any], seen: str = "") -> Decision:
    """Change a draft. Any change voids the clearance: review passed another text.

    `seen`: the digest of the draft the editor began from; another one by now is a RuleError.
    """
    demand(by, "enforcement.draft_decision")
    cases.assert_handler(decision.case, by)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    if row.status != Decision.Status.DRAFT:
        raise RuleError(
            _("决定已经作出，内容不得修改。"),
            article="行政处罚法第四十八条、第五十九条",
            remedy=_("确有错误的，请办理撤销或者变更。"),
        )
    before = drafts.digest(row)
    values = _known(content)
    conflicts.refuse_overwrite(row, seen, values)
    for name, value in values.items():
        setattr(row, name, value)
    _in_range(row)
    after = drafts.digest(row)
    voided = row.clearance_id is not None and after != before
    if after != before:
        row.clearance = None
    # What the handler judged at a submission stands until the next one is judged.
    row.review_required = review_due(row) or bool(row.review_reasons)
    row.discussion_required = bool(discussions.grounds(row, None)) or row.discussions.exists()
    computed = ["clearance", "review_required", "discussion_required", "updated_at"]
    row.save(update_fields=[*values, *computed])
    audit.append(
        "decision.edit",
        obj=row,
        actor=by,
        data={"before": before, "after": after, "clearance_voided": voided},
    )
    return row


@transaction.atomic
def abandon(decision: Decision, *, by: User, on: date, reason: str) -> Decision:
    """放弃草案: the handler gives the draft up, and with it what was told and asked about it."""
    demand(by, "enforcement.draft_decision")
    cases.assert_handler(decision.case, by)
    if not reason.strip():
        raise RuleError(
            _("放弃草案应当说明理由。"),
            article="国办发〔2018〕118号第七条",
            remedy=_("请填写理由。"),
            field="reason",
        )
    moved = flows.DECISION.move(
        decision, "abandon", by=by, note=reason, changes={"clearance": None}
    )
    notices.end_windows(moved, on=on)
    return moved


@transaction.atomic
def freeze(decision: Decision, *, by: User) -> DraftVersion:
    """Freeze the draft as it stands; the same text twice gives the same version."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    sha256 = drafts.digest(row)
    known = row.versions.filter(sha256=sha256).first()
    if known is not None:
        return known
    version = DraftVersion.objects.create(
        decision=row, sha256=sha256, frozen_by=by, **drafts.content(row)
    )
    audit.append("decision.freeze", obj=row, actor=by, data={"sha256": sha256})
    return version


@transaction.atomic
def set_review_scope(decision: Decision, *, required: bool, reasons: list[str], by: User) -> None:
    """Record whether the catalogue demands review, and why (called by the review, house §1.1)."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    row.review_required = required or review_due(row)
    row.review_reasons = reasons
    row.save(update_fields=["review_required", "review_reasons"])
    audit.append("decision.review_scope", obj=row, actor=by, data={"required": required})


@transaction.atomic
def clear(decision: Decision, *, version: DraftVersion, by: User) -> None:
    """Record that exactly this version passed review; refused when the draft has moved on."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    if row.status != Decision.Status.DRAFT or not drafts.same(row, version):
        raise RuleError(
            _("草案在送审后已被修改，不能按原送审稿通过。"),
            article="行政处罚法第五十八条",
            remedy=_("请承办人将修改后的草案重新送审。"),
        )
    row.clearance = version
    row.save(update_fields=["clearance"])
    audit.append("decision.clear", obj=row, actor=by, data={"sha256": version.sha256})


@transaction.atomic
def issue(decision: Decision, *, by: User, on: date) -> Decision:
    """Make the decision: every gate open, number taken, remedies fixed, clocks started.

    Raises the first gap as RuleError, the rest in its `extra`; StaleError when it is made already.
    """
    demand_issue(decision, by)
    locked = flows.DECISION.lock(decision, "issue")
    # Before the gates: the periods and amounts of 治安 cases are their own.
    cases.seal(locked.case, texts=sealing.texts_of(locked), kinds=locked.penalty_kinds)
    gaps = gates.before_issue(locked, on)
    if gaps:
        error = gaps[0].error()
        error.extra = [gap.message for gap in gaps[1:]]
        raise error
    agency = locked.agency
    number = numbering.take(
        agency_id=agency.pk,
        kind=f"decision.{locked.kind}",
        year=on.year,
        format=str(agency.rules().value(f"number.decision.{locked.kind}")),
        prefix=agency.doc_prefix,
    )
    changes = {
        "issued_on": on,
        "issued_by": by,
        "doc_no": number,
        "remedies": remedy_text(locked, on),
    }
    flows.DECISION.move(locked, "issue", by=by, changes=changes)
    flows.CASE.move(locked.case, "decide", by=by)
    deadlines.close("case", str(locked.case_id), on=on)
    notices.end_windows(locked, on=on)
    _start_service_clock(locked, on)
    simple_report.start_clock(locked, on)
    proceedings.take_effect(locked, by=by, on=on)
    return locked


@translation.override(settings.LANGUAGE_CODE)
def remedy_text(decision: Decision, on: date) -> str:
    """救济途径 of this decision: they differ by kind, procedure and the organ that decides."""
    agency = decision.agency
    above = agency.parent()
    return remedies.remedies(
        kind=decision.kind,
        procedure=decision.case.procedure,
        on=on,
        agency_name=str(agency.name),
        rule=str(agency.remedy_rule),
        government_name=str(agency.government_name),
        superior_name=str(above.name) if above else "",
        court_name=str(agency.court_name),
        detention=PenaltyKind.DETENTION in decision.penalty_kinds,
    ).text


def demand_issue(decision: Decision, by: User) -> None:
    """The head decides; an officer may only make an on-the-spot decision in his own case."""
    recusal.assert_not_recused(decision.case, by)
    if decision.case.procedure == Procedure.SIMPLE and cases.is_handler(decision.case, by):
        demand(by, "enforcement.draft_decision")
        return
    demand_in(by, "enforcement.decide", decision.agency_id)


def _start_service_clock(decision: Decision, on: date) -> None:
    key = PERMIT_DELIVERY if decision.kind == ActionKind.PERMIT else SERVICE
    rules = decision.agency.rules()
    deadlines.open_deadline(
        key=key,
        label=DELIVERY,
        subject_type="decision",
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(key, on=on, domain=cases.rules_domain(decision.case)),
        start_on=on,
    )


@transaction.atomic
def serve(decision: Decision, *, by: User, on: date) -> Decision:
    """Record service: the decision takes effect. Called with the receipt by the record."""
    if decision.issued_on and on < decision.issued_on:
        raise RuleError(
            _("送达日期不能早于决定日期%(day)s。") % {"day": decision.issued_on},
            article="行政处罚法第六十一条",
            remedy=_("请核对日期。"),
            field="on",
        )
    moved = flows.DECISION.move(decision, "serve", by=by, changes={"served_on": on})
    for key in (SERVICE, PERMIT_DELIVERY):
        deadlines.close("decision", str(decision.pk), on=on, key=key)
    execution.start_pay_clock(moved, on)
    return moved
