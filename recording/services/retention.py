"""Lengthening the keeping of an item, and holds. Nothing here shortens anything or deletes."""

from datetime import date

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, copies, files, locks, rehearsal
from core.errors import GoneError, RuleError
from core.models import Blob
from core.permissions import demand, demand_in
from enforcement.models import User
from enforcement.services import cases
from recording import classes, retention
from recording.models import Archive, Disposal, Document, Evidence, LegalHold, Retention

KEEP = "recording.keep"
DISPOSED = "档案法实施条例第二十四条"
Group = Retention.Group
REASON_LENGTH = 300


@transaction.atomic
def extend(
    evidence: Evidence, *, by: User, group: str, until: date | None, reason: str
) -> Retention:
    """Decide the class and the end of keeping anew; the end only moves forward.

    `until` is None for 永久 alone. The lock in the store is lengthened with it; that of 永久 follows
    with the next run of services.lock_renewal. RuleError for an earlier end.
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
    _look_soon(row)
    data = {"group": group, "until": until, "reason": made.reason}
    audit.append("evidence.retention", obj=row, actor=by, data=data)
    return made


def _look_soon(row: Evidence) -> None:
    locks.look_soon(row.blob, timezone.localtime().date())


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


@transaction.atomic
def keep_file(archive: Archive, *, by: User) -> None:
    """On archiving: the class and end of every item by rule, with its reason; the locks follow.

    A decision taken before that keeps the item longer stays. Locks of papers follow the file's term.
    """
    end = retention.file_end(archive)
    rows = Evidence.objects.filter(case=archive.case_id).select_related(
        "case__agency", "blob", "step"
    )
    for row in rows.order_by("pk"):
        _keep(row, classes.of(row), archive, by)
    for paper in Document.objects.filter(case=archive.case_id).select_related("blob"):
        _lock(paper.blob, end or retention.long_after(archive.sealed_on))


def _keep(row: Evidence, assigned: classes.Assigned, archive: Archive, by: User) -> None:
    group, until = assigned.group, None
    if group == Group.CASE:
        until = retention.file_end(archive)
        group = Group.CASE if until else Group.PERMANENT
    elif group == Group.ROUTINE:
        until = retention.shortest(row)
    before = Retention.objects.filter(evidence=row).order_by("-pk").first()
    longer = before is not None and (before.until is None or (until and until <= before.until))
    if not longer:
        reason = f"{assigned.reason}：{archive.retention}" if group != Group.ROUTINE else ""
        _write(row, group, until, reason or assigned.reason, by)
    _lock(row.blob, until or retention.long_after(archive.sealed_on))


def _write(row: Evidence, group: str, until: date | None, reason: str, by: User) -> Retention:
    made = Retention.objects.create(
        evidence=row, group=group, until=until, reason=reason[:REASON_LENGTH], set_by=by
    )
    data = {"group": group, "until": until, "reason": made.reason}
    audit.append("evidence.retention", obj=row, actor=by, data=data)
    return made


def _lock(blob: Blob, until: date) -> None:
    """Lengthen the lock of the store; a longer one stays. RuleError when the store does not."""
    if rehearsal.active():
        return
    try:
        files.place().extend(blob.key, blob.version, until)
        copies.extend(blob, until)
    except (OSError, ClientError, BotoCoreError, files.WriteOnceError) as error:
        raise RuleError(
            _("存储中的锁定没有延长成功，未归档。"),
            article=retention.ARTICLE,
            remedy=_("请稍后重试；仍不成功的，请告知系统管理员。"),
        ) from error


@transaction.atomic
def special(evidence: Evidence, *, by: User, fact: str, reason: str) -> Retention:
    """登记特殊情形: an item became evidence, shows obstruction or a major incident: it is kept for good.

    By a handler of the case or whoever decides on keeping. RuleError when the rules name no such
    fact, or it is kept for good already.
    """
    if not by.has_perm(KEEP):
        demand(by, "recording.add_evidence")
        cases.assert_handler(evidence.case, by)
    elif by.agency_id != evidence.agency_id:
        raise PermissionDenied(KEEP)
    row = _locked(evidence)
    rules = row.case.agency.rules()
    if fact not in rules.value(classes.PERMANENT_WHEN):
        raise RuleError(
            _("本地规则没有把这种情形列为永久保管。"),
            article=rules.article(classes.PERMANENT_WHEN),
            remedy=_("请延长保管期限。"),
            field="fact",
        )
    newest = Retention.objects.filter(evidence=row).order_by("-pk").first()
    if newest is not None and newest.until is None:
        raise RuleError(_("该证据已经永久保管。"), remedy=_("无需再次登记。"), field="fact")
    article = rules.article(classes.PERMANENT_WHEN)
    words = f"{classes.FACTS[fact]}：{_given(reason)}（{article}）"
    _look_soon(row)
    return _write(row, Group.PERMANENT, None, words, by)


def settle(row: Evidence, term: retention.Term, *, by: User) -> None:
    """Write down a term that only the file's cover told, so that it is a decision like any other."""
    if term.until is not None and not Retention.objects.filter(evidence=row).exists():
        Retention.objects.create(
            evidence=row,
            group=term.group,
            until=term.until,
            reason=term.basis[:REASON_LENGTH],
            set_by=by,
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
    _look_soon(_locked(evidence))
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
