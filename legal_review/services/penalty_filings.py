"""Filing a major penalty, on the side of the agency: the duty opens by itself, is sent, answers."""

import uuid
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import Agency, Decision, User
from enforcement.services import audience, cases
from legal_review import filing_papers, filing_rules
from legal_review.flows import PENALTY_FILING as FLOW
from legal_review.models import FilingEntry, FilingPackage, PenaltyFiling

SEND, RECEIVE = "legal_review.send_filing", "legal_review.receive_filing"
SUBJECT, QUESTION_SUBJECT = "penalty_filing", "filing_question"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABEL = gettext_noop("报送重大行政处罚备案")
WITH_RECEIVER = gettext_noop("已报送备案，等待接收")
Kind = FilingEntry.Kind


def without_filing() -> list[UUID]:
    """Keys of made decisions that have to be filed and have no row yet, the oldest first."""
    known = PenaltyFiling.objects.values("decision_id")
    rows = filing_rules.candidates().exclude(pk__in=known)
    found = rows.select_related("agency", "case__party", "case__agency")
    return [
        row.pk
        for row in found.order_by("issued_on", "pk")
        if filing_rules.start_of(row) is not None and filing_rules.grounds(row)
    ]


@transaction.atomic
def open_for(key: UUID) -> bool:
    """Open the filing of one decision; False when there is one, or none is due. Safe to repeat."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=key)
    found, start = filing_rules.grounds(decision), filing_rules.start_of(decision)
    if PenaltyFiling.objects.filter(decision=decision).exists() or not found or start is None:
        return False
    rules, own = decision.agency.rules(), uuid.uuid4()
    domain = cases.rules_domain(decision.case)
    clock = deadlines.open_deadline(
        key=filing_rules.PERIOD,
        label=LABEL,
        subject_type=SUBJECT,
        subject_id=str(own),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(filing_rules.PERIOD, on=start, domain=domain),
        start_on=start,
    )
    row = PenaltyFiling.objects.create(
        pk=own,
        agency_id=decision.agency_id,
        decision=decision,
        deadline=clock,
        reasons=[ground.as_dict() for ground in found],
    )
    data = {"decision": str(decision.pk), "due_on": clock.due_on}
    audit.append("penaltyfiling.open", obj=row, data=data)
    return True


def receiver_of(agency: Agency) -> Agency:
    """The organ that takes the filings of the agency: the nearest one that supervises it.

    RuleError when no account supervises the agency from outside.
    """
    found = [
        row
        for row in audience.supervisors()
        if row.agency_id != agency.pk
        and row.has_perm(RECEIVE)
        and agency.path.startswith(audience.top_of(row))
    ]
    if not found:
        raise RuleError(
            _("没有负责接收“%(name)s”备案的行政执法监督机构。") % {"name": agency.name},
            article="国办发〔2018〕118号第二十一条",
            remedy=_("请联系系统管理员，为本级司法行政部门设立行政执法监督人员账号。"),
        )
    nearest = max(found, key=lambda row: (len(audience.top_of(row)), -row.pk))
    if nearest.agency is None:
        raise ValueError("a supervisor has an agency")
    return nearest.agency


@transaction.atomic
def send(filing: PenaltyFiling, *, by: User, on: date, note: str = "") -> FilingPackage:
    """Assemble the package from the record and send it. `note`: what was put right since.

    A late package is taken too: the clock says that it was late. RuleError when a paper is missing,
    nobody takes it, or what was returned comes again without a word.
    """
    demand_in(by, SEND, filing.agency_id)
    row = FLOW.lock(filing, "send")
    if row.status == PenaltyFiling.Status.RETURNED and not note.strip():
        raise RuleError(
            _("退回补正的，应当说明补正了什么。"),
            article=row.deadline.article,
            remedy=_("请填写补正说明。"),
            field="note",
        )
    receiver = receiver_of(row.agency)
    parcel = filing_papers.assemble(row, receiver=receiver, on=on, note=note.strip())
    package = FilingPackage.objects.create(
        filing=row,
        ordinal=row.packages.count() + 1,
        report=parcel.report,
        bound=parcel.bound,
        items=parcel.items,
        items_sha256=parcel.items_sha256,
        note=note.strip(),
        receiver=receiver,
        sent_by=by,
        sent_on=on,
    )
    deadlines.suspend(SUBJECT, str(row.pk), on=on, reason=WITH_RECEIVER)
    changes = {"receiver": receiver, "sent_on": on}
    FLOW.move(filing, "send", by=by, changes=changes, note=parcel.items_sha256)
    return package


@transaction.atomic
def answer(filing: PenaltyFiling, *, by: User, on: date, text: str) -> FilingEntry:
    """Answer the question of the organ."""
    demand_in(by, SEND, filing.agency_id)
    row = FLOW.lock(filing, "answer")
    last = row.entries.filter(kind=Kind.QUESTION).latest("pk")
    entry = enter(row, Kind.ANSWER, by=by, on=on, text=text)
    deadlines.close(QUESTION_SUBJECT, str(last.pk), on=on)
    FLOW.move(filing, "answer", by=by)
    return entry


def enter(
    filing: PenaltyFiling,
    kind: str,
    *,
    by: User,
    on: date,
    text: str,
    due_on: date | None = None,
) -> FilingEntry:
    """Add a line to what organ and agency said to each other. RuleError when it says nothing."""
    if not text.strip():
        raise RuleError(
            _("请写明内容。"),
            article=filing.deadline.article,
            remedy=_("请填写。"),
            field="text",
        )
    entry = FilingEntry.objects.create(
        filing=filing, kind=kind, text=text.strip(), due_on=due_on, by=by, on=on
    )
    data = {"entry": entry.pk, "kind": str(kind), "due_on": due_on}
    audit.append("penaltyfiling.enter", obj=filing, actor=by, data=data)
    return entry
