"""Lengthening the keeping of an item, and holds. Nothing here shortens anything or deletes."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, copies, files
from core.errors import GoneError, RuleError
from core.permissions import demand_in
from enforcement.models import User
from recording import retention
from recording.models import Disposal, Evidence, LegalHold, Retention

KEEP = "recording.keep"
DISPOSED = "档案法实施条例第二十四条"
Group = Retention.Group


@transaction.atomic
def extend(
    evidence: Evidence, *, by: User, group: str, until: date | None, reason: str
) -> Retention:
    """Decide the class and the end of keeping anew; the end only moves forward.

    `until` is None for 永久 alone. The lock in the store is lengthened with it; 永久 is kept by the
    row only, because a lock can never be taken back. RuleError for an earlier end.
    """
    demand_in(by, KEEP, evidence.agency_id)
    row = _locked(evidence)
    _assert_forward(row, group, until)
    made = Retention.objects.create(
        evidence=row, group=group, until=until, reason=_given(reason), set_by=by
    )
    if until is not None:
        files.place().extend(row.blob.key, row.blob.version, until)
        copies.extend(row.blob, until)
    data = {"group": group, "until": until, "reason": made.reason}
    audit.append("evidence.retention", obj=row, actor=by, data=data)
    return made


def _locked(evidence: Evidence) -> Evidence:
    """The item, locked; GoneError for one that was destroyed."""
    row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    refuse_gone(row)
    return row


def refuse_gone(row: Evidence) -> None:
    """Raise GoneError for an item destroyed after an appraisal."""
    gone = Disposal.objects.filter(evidence=row).first()
    if gone is not None:
        raise GoneError(
            _("“%(title)s”保管期满，已按鉴定记录第%(no)s号于 %(day)s 销毁，仅保留校验值。")
            % {
                "title": row.title,
                "no": gone.appraisal_id,
                "day": timezone.localtime(gone.begun_at).date(),
            },
            article=DISPOSED,
            remedy=_("请在证据页面查看鉴定记录。"),
        )


def settle(row: Evidence, term: retention.Term, *, by: User) -> None:
    """Write down a term that only the file's cover told, so that it is a decision like any other."""
    if term.until is not None and not Retention.objects.filter(evidence=row).exists():
        Retention.objects.create(
            evidence=row, group=term.group, until=term.until, reason=term.basis[:300], set_by=by
        )


def _assert_forward(row: Evidence, group: str, until: date | None) -> None:
    term = retention.term_of(row)
    if (group == Group.PERMANENT) != (until is None):
        raise RuleError(
            _("只有永久保管不填写期限。"), remedy=_("请填写“保管至”，或者选择永久。"), field="until"
        )
    if until is None:
        return
    floor = max(retention.shortest(row), term.until or date.min)
    permanent = term.until is None and not term.open
    if permanent or until < floor:
        raise RuleError(
            _("保管期限只能延长：现为%(term)s，最短至 %(floor)s。")
            % {"term": term.label, "floor": floor},
            article=retention.ARTICLE,
            remedy=_("请填写更晚的日期。"),
            field="until",
        )


def _given(reason: str) -> str:
    if not reason.strip():
        raise RuleError(_("请写明理由。"), remedy=_("写明依据的规定或者来函。"), field="reason")
    return reason.strip()


@transaction.atomic
def hold(evidence: Evidence, *, by: User, reason: str) -> LegalHold:
    """Keep the item whatever its period says, for example for a court or an audit."""
    demand_in(by, KEEP, evidence.agency_id)
    _locked(evidence)
    row = LegalHold.objects.create(evidence=evidence, reason=_given(reason), set_by=by)
    audit.append("evidence.hold", obj=evidence, actor=by, data={"reason": row.reason})
    return row


@transaction.atomic
def lift(row: LegalHold, *, by: User, reason: str) -> LegalHold:
    """End a hold, with the reason. RuleError when it was lifted already."""
    demand_in(by, KEEP, row.agency_id)
    locked = LegalHold.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.lifted_at is not None:
        raise RuleError(_("该冻结已经解除。"), remedy=_("无需再次解除。"))
    locked.lifted_reason, locked.lifted_by = _given(reason), by
    locked.lifted_at = timezone.now()
    locked.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    data = {"hold": locked.pk, "reason": locked.lifted_reason}
    audit.append("evidence.hold_lifted", obj=locked.evidence, actor=by, data=data)
    return locked
