"""Redact, approve, publish, withhold: the road of a decision to the public (domain §6.17)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand
from disclosure import eligibility, flows, period, projection
from disclosure.models import ExternalRecord, Publication, RedactedVersion
from disclosure.services import search_index
from enforcement.models import Decision, User

EDITABLE = ("title", "party_name", "facts", "basis", "result", "sections")


@transaction.atomic
def redact(
    publication: Publication, *, by: User, edits: Mapping[str, Any] | None = None
) -> RedactedVersion:
    """Make a new redacted version from the decision and the editor's changes; it awaits approval.

    `edits` may replace EDITABLE fields. Raises RuleError naming what the edit would still give away.
    """
    demand(by, "disclosure.redact")
    decision = _decision(publication)
    fields = {**projection.build(decision), **_editable(edits or {})}
    leaks = projection.leaks(fields, decision)
    if leaks:
        raise RuleError(
            _("拟公开的内容仍含应当隐去的信息：%(list)s") % {"list": "、".join(leaks)},
            article="政府信息公开条例第十五条；个人信息保护法第二十八条",
            remedy=_("请隐去后再提交。"),
            field="sections",
        )
    version = RedactedVersion.objects.create(
        publication=publication, redacted_by=by, sha256=projection.digest(fields), **fields
    )
    flows.PUBLICATION.move(
        publication,
        "redact",
        by=by,
        changes={"shown": version, "approved_by": None, "approved_at": None},
        note=version.sha256,
    )
    return version


def _editable(edits: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(edits) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    return dict(edits)


def _decision(publication: Publication) -> Decision:
    if publication.decision is None:
        raise RuleError(_("外部报送的记录由报送系统更正。"), remedy=_("请由报送单位重新报送。"))
    return publication.decision


@transaction.atomic
def approve(publication: Publication, *, by: User) -> Publication:
    """审批 by a second person: never the one who redacted, never a sealed or barred record."""
    demand(by, "disclosure.approve")
    decision = _decision(publication)
    bar = eligibility.bar(decision)
    if bar is not None:
        raise RuleError(bar.reason, article=bar.article, remedy=_("请办理不公开。"))
    version = publication.shown
    if version is None or version.redacted_by_id == by.pk:
        raise RuleError(
            _("脱敏人不得审批自己的脱敏结果。"),
            article="国办发〔2018〕118号第二条",
            remedy=_("请由另一名公示审核人审批。"),
        )
    changes = {"approved_by": by, "approved_at": timezone.now()}
    return flows.PUBLICATION.move(
        publication, "approve", by=by, changes=changes, note=version.sha256
    )


@transaction.atomic
def send_back(publication: Publication, *, by: User, reason: str) -> Publication:
    """Return the redaction to its author, with the reason."""
    demand(by, "disclosure.approve")
    if not reason.strip():
        raise RuleError(_("退回应当说明理由。"), remedy=_("请填写理由。"), field="reason")
    changes = {"approved_by": None, "approved_at": None}
    return flows.PUBLICATION.move(publication, "return", by=by, changes=changes, note=reason)


@transaction.atomic
def publish(publication: Publication, *, by: User | None, on: date) -> Publication:
    """发布: the public reads it from now on; the first day is set once, late stays late.

    `by` is None when the scheduler publishes what was approved.
    """
    if by is not None:
        demand(by, "disclosure.approve")
    decision = _decision(publication)
    if on < publication.decided_on:
        raise RuleError(_("公开日期不能早于决定日期。"), remedy=_("请核对日期。"), field="on")
    changes = {
        "first_published_on": publication.first_published_on or on,
        "publish_until": period.until(decision),
    }
    moved = flows.PUBLICATION.move(publication, "publish", by=by, changes=changes)
    deadlines.close("publication", str(decision.pk), on=on)
    search_index.put(moved)
    return moved


@transaction.atomic
def withhold(publication: Publication, *, by: User, code: str, reason: str) -> Publication:
    """不公开, with its statutory reason code and the approver on record."""
    demand(by, "disclosure.approve")
    if code not in eligibility.REASONS or not reason.strip():
        raise RuleError(
            _("不公开应当选择法定事由并说明理由。"),
            article="政府信息公开条例第十四条、第十五条",
            remedy=_("请选择事由并填写理由。"),
            field="code",
        )
    changes = {"withheld_code": code, "public_reason": reason, "approved_by": by}
    moved = flows.PUBLICATION.move(publication, "withhold", by=by, changes=changes, note=reason)
    deadlines.void("publication", str(moved.decision_id), on=timezone.localdate())
    return moved


@transaction.atomic
def withdraw(publication: Publication, *, by: User | None, on: date, reason: str) -> Publication:
    """撤下, with the reason made public; gone from search, lists and feeds in the same transaction."""
    if by is not None:
        demand(by, "disclosure.withdraw")
    if not reason.strip():
        raise RuleError(
            _("撤下公开的决定应当公开说明理由。"),
            article="行政处罚法第四十八条",
            remedy=_("请填写公开说明的理由。"),
            field="reason",
        )
    changes = {"public_reason": reason, "ended_on": on}
    moved = flows.PUBLICATION.move(publication, "withdraw", by=by, changes=changes, note=reason)
    search_index.drop(moved)
    if moved.decision_id:
        deadlines.close("withdrawal", str(moved.decision_id), on=on)
    return moved


@transaction.atomic
def expire(publication: Publication, *, on: date) -> Publication:
    """公示期满: the publication ends by itself."""
    moved = flows.PUBLICATION.move(publication, "expire", by=None, changes={"ended_on": on})
    search_index.drop(moved)
    return moved


@transaction.atomic
def publish_record(record: ExternalRecord, *, by: User | None, on: date) -> Publication:
    """Publish a record received from another system, redacted; again only when it changed."""
    row, created = Publication.objects.get_or_create(
        record=record,
        defaults={
            "agency": record.agency,
            "kind": record.kind,
            "division_code": record.agency.division_code,
            "decided_on": record.decided_on,
        },
    )
    fields = projection.build_record(record)
    sha256 = projection.digest(fields)
    if not created and row.shown is not None and row.shown.sha256 == sha256:
        return row
    version = RedactedVersion.objects.create(
        publication=row, redacted_by=by, sha256=sha256, **fields
    )
    row.shown, row.approved_at = version, timezone.now()
    row.status = Publication.Status.PUBLISHED
    row.first_published_on = row.first_published_on or on
    row.publish_until = period.until_record(record)
    row.save(
        update_fields=["shown", "approved_at", "status", "first_published_on", "publish_until"]
    )
    audit.append("publication.record", obj=row, actor=by, data={"sha256": sha256})
    search_index.put(row)
    return row
