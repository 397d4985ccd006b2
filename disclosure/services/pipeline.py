"""Redact, approve, publish, withhold, withdraw: the road of a decision to the public (domain §6.17).

Publication of received records is in `records`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core import deadlines
from core.errors import RuleError
from core.permissions import demand_in
from disclosure import eligibility, flows, marks, period, projection
from disclosure.models import Publication, RedactedVersion, SecrecyReview
from disclosure.services import automatic, search_index, secrecy, withheld
from enforcement.models import Decision, User
from enforcement.models.kinds import ActionKind

EDITABLE = ("title", "party_name", *projection.MIRRORED, "sections")
LEAKS = "政府信息公开条例第十五条；个人信息保护法第二十八条"
SECOND_PERSON = "国办发〔2018〕118号第二条"
REVOKED = "行政处罚法第四十八条"
# Why something comes down although the decision stands: code -> (words, article).
GROUNDS = {
    "content": (
        gettext_lazy("公开的文本含有依法不应公开的内容"),
        "政府信息公开条例第十四条、第十五条",
    ),
    "scope": (gettext_lazy("该决定依法不在公开范围"), "政府信息公开条例第十四条、第十五条"),
}
FELL = "fell"  # the ground of who has just put on record that the decision fell
WITHDRAWAL = "withdrawal"


@transaction.atomic
def redact(
    publication: Publication,
    *,
    by: User,
    edits: Mapping[str, Any] | None = None,
    marked: str | None = None,
) -> RedactedVersion:
    """Make a new redacted version from the decision and the editor's changes; it awaits approval.

    `edits` may replace EDITABLE fields; `sections` is a list of [heading, text] with headings of the
    decision. `marked`: what the reviewer shows or hides against the rules, see `marks.read`; None keeps
    the marks of the version shown. RuleError naming what the edit would still give away; ValueError for a field nobody may edit.
    """
    version = propose(publication, by=by, edits=edits, marked=marked)
    flows.PUBLICATION.move(
        publication,
        "redact",
        by=by,
        check=secrecy.demand_answered,
        changes={"shown": version, "approved_by": None, "approved_at": None},
        note=version.sha256,
    )
    return version


@transaction.atomic
def propose(
    publication: Publication,
    *,
    by: User,
    edits: Mapping[str, Any] | None = None,
    marked: str | None = None,
) -> RedactedVersion:
    """A new redacted version that nobody reads yet; see `redact` for what is given and what refused."""
    demand_in(by, "disclosure.redact", publication.agency_id)
    decision = _publishable(publication)
    fields = projection.with_edits(
        projection.build(decision), _editable(edits or {}), decision.kind
    )
    fields = _with_marks(fields, decision, marks.kept_on(publication.shown, marked))
    return RedactedVersion.objects.create(
        publication=publication, redacted_by=by, sha256=projection.digest(fields), **fields
    )


@transaction.atomic
def correct(
    publication: Publication, *, by: User, version: RedactedVersion, examined: bool
) -> Publication:
    """更正: the public reads another version from now on, examined and approved by a second person.

    The first day of publication stays. ValueError for a version of another publication.
    """
    demand_in(by, "disclosure.approve", publication.agency_id)
    decision = _publishable(publication)
    if version.publication_id != publication.pk:
        raise ValueError("a version of another publication")
    _second_person(version, by)
    secrecy.clear(publication, version, by=by, examined=examined)
    _still_clean(version, decision)
    changes = {"shown": version, "approved_by": by, "approved_at": timezone.now()}
    moved = flows.PUBLICATION.move(
        publication, "correct", by=by, changes=changes, note=version.sha256
    )
    search_index.put(moved)
    return moved


def _with_marks(fields: dict[str, Any], decision: Decision, marked: str) -> dict[str, Any]:
    """The fields with what the reviewer marked told in them. RuleError for what would still leak."""
    found = marks.read(marked, decision)
    _refuse_leaks(projection.leaks(fields, decision, found.texts()), field="sections")
    marks.demand_gone(found, fields)
    return {**fields, "spans": marks.told(found, decision), "marks": marks.stored(marked)}


def _second_person(version: RedactedVersion | None, by: User) -> RedactedVersion:
    if version is None or version.redacted_by_id == by.pk:
        raise RuleError(
            _("脱敏人不得审批自己的脱敏结果。"),
            article=SECOND_PERSON,
            remedy=_("请由另一名公示审核人审批。"),
        )
    return version


def _editable(edits: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(edits) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    return dict(edits)


def _refuse_leaks(leaks: list[str], *, field: str, remedy: str = "") -> None:
    if leaks:
        raise RuleError(
            _("拟公开的内容仍含应当隐去的信息：%(list)s") % {"list": "、".join(leaks)},
            article=LEAKS,
            remedy=remedy or _("请隐去后再提交。"),
            field=field,
        )


def _still_clean(version: RedactedVersion | None, decision: Decision) -> None:
    """RuleError for what the rules of today would hide: they may have grown since the text was made."""
    if version is not None:
        kept = marks.of(version, decision).texts()
        leaks = projection.leaks(projection.shown(version), decision, kept)
        _refuse_leaks(leaks, field="", remedy=_("请退回脱敏，重新隐去后再提交审批。"))


def _decision(publication: Publication) -> Decision:
    if publication.decision is None:
        raise RuleError(_("外部报送的记录由报送系统更正。"), remedy=_("请由报送单位重新报送。"))
    return publication.decision


def _publishable(publication: Publication) -> Decision:
    """The decision, locked: it still binds, and no law bars its publication."""
    locked = Decision.objects.select_for_update().get(pk=_decision(publication).pk)
    if locked.status == Decision.Status.REVOKED:
        raise RuleError(
            _("该决定已被撤销、变更或者确认违法、无效，不得公开。"),
            article=REVOKED,
            remedy=_("无需办理，系统会自动终止公开。"),
        )
    bar = eligibility.bar(locked)
    if bar is not None:
        raise RuleError(bar.reason, article=bar.article, remedy=_("请办理不公开。"))
    return locked


@transaction.atomic
def approve(publication: Publication, *, by: User, examined: bool, seen: str = "") -> Publication:
    """保密审查 and 审批 by a second person: never the one who redacted, never a sealed or barred record.

    `examined`: the approver states that the text was examined for secrets, see `secrecy`. `seen` is the
    SHA-256 of the version the approver looked at; StaleError when another one has taken its place.
    """
    demand_in(by, "disclosure.approve", publication.agency_id)
    decision = _publishable(publication)

    def check(row: Publication) -> None:
        version = _second_person(row.shown, by)
        secrecy.demand_seen(version.sha256, seen)
        secrecy.clear(row, version, by=by, examined=examined)
        _still_clean(version, decision)

    changes = {"approved_by": by, "approved_at": timezone.now()}
    return flows.PUBLICATION.move(
        publication, "approve", by=by, check=check, changes=changes, note=seen
    )


@transaction.atomic
def send_back(
    publication: Publication, *, by: User, reason: str, secret: bool = False
) -> Publication:
    """Return the redaction to its author, with the reason; `secret`: 保密审查 found what must go."""
    demand_in(by, "disclosure.approve", publication.agency_id)
    if not reason.strip():
        raise RuleError(
            _("退回应当说明理由。"),
            article=SECOND_PERSON,
            remedy=_("请填写理由。"),
            field="reason",
        )
    changes = {"approved_by": None, "approved_at": None}
    asked = secrecy.demand_answered
    moved = flows.PUBLICATION.move(
        publication, "return", by=by, check=asked, changes=changes, note=reason
    )
    if secret:
        secrecy.object_to(moved, SecrecyReview.Outcome.PART, by=by, reason=reason)
    return moved


@transaction.atomic
def publish(publication: Publication, *, by: User | None, on: date) -> Publication:
    """发布: the public reads it from now on; the first day is set once, late stays late.

    `by` is None when the scheduler publishes what was approved.
    """
    if by is not None:
        demand_in(by, "disclosure.approve", publication.agency_id)
    decision = _publishable(publication)
    if on < publication.decided_on:
        raise RuleError(
            _("公开日期不能早于决定日期%(day)s。") % {"day": publication.decided_on},
            article="国办发〔2018〕118号第六条",
            remedy=_("请核对日期。"),
            field="on",
        )
    end = period.until(decision, shown_on=on, chosen=publication.credit_class or "")
    changes = {"first_published_on": on, "publish_until": end}
    examined = secrecy.demand_cleared
    moved = flows.PUBLICATION.move(publication, "publish", by=by, check=examined, changes=changes)
    deadlines.close("publication", str(decision.pk), on=on)
    search_index.put(moved)
    return moved


@transaction.atomic
def withhold(
    publication: Publication, *, by: User, on: date, code: str, reason: str
) -> Publication:
    """不公开, with its statutory reason code and the approver on record; the duty falls away."""
    demand_in(by, "disclosure.approve", publication.agency_id)
    decision = _decision(publication)
    secrecy.demand_no_part(publication, by)
    known = code in eligibility.choices(publication)
    if not known or not reason.strip():
        raise RuleError(
            _("不公开应当选择法定事由并说明理由。"),
            article="政府信息公开条例第十四条、第十五条",
            remedy=_("请选择事由并填写理由。"),
            field="reason" if known else "code",
        )
    changes = {
        "withheld_code": code,
        "public_reason": projection.redacted_text(reason, decision),
        "approved_by": by,
    }
    moved = flows.PUBLICATION.move(publication, "withhold", by=by, changes=changes, note=reason)
    if code in secrecy.GROUNDS:
        secrecy.object_to(moved, SecrecyReview.Outcome.NEVER, by=by, reason=reason)
    deadlines.void("publication", str(decision.pk), on=on)
    withheld.start_clock(decision, on)
    return moved


@transaction.atomic
def withdraw(
    publication: Publication, *, by: User | None, on: date, reason: str, ground: str = ""
) -> Publication:
    """撤下, with the reason made public; gone from search, lists and feeds in the same transaction.

    A decision that stands comes down only on one of GROUNDS, which the public reads before the reason:
    what is merely wrong in the text is corrected. `ground` is not asked for where the decision fell, and
    of a system that answers for its own records. RuleError without a ground or a reason, or when the
    reason would give away what was hidden.
    """
    if by is not None:
        demand_in(by, "disclosure.withdraw", publication.agency_id)
        _demand_ground(publication, ground)
    if not reason.strip():
        raise RuleError(
            _("撤下公开的决定应当公开说明理由。"),
            article=REVOKED,
            remedy=_("请填写公开说明的理由。"),
            field="reason",
        )
    if by is not None:
        _refuse_leaks(projection.text_leaks(reason, publication), field="reason")
    decision = publication.decision
    if decision is not None and decision.revoked_on is not None:
        # Whoever takes it down, the three days of the law run from the day it fell.
        start_withdrawal(publication, decision.revoked_on)
    changes = {"public_reason": _grounded(ground, reason), "ended_on": on}
    moved = flows.of(publication).move(publication, "withdraw", by=by, changes=changes, note=reason)
    search_index.drop(moved)
    deadlines.close(WITHDRAWAL, _source(moved), on=on)
    return moved


def _demand_ground(publication: Publication, ground: str) -> None:
    if ground not in (*GROUNDS, FELL) and not publication.fell:
        raise RuleError(
            _("该决定没有被依法撤销、变更或者确认违法、无效，没有法定事由不得撤下。"),
            article=REVOKED,
            remedy=_("请选择撤下的事由；公开的内容有误的，请更正公开文本。"),
            field="ground",
        )


def _grounded(ground: str, reason: str) -> str:
    """What the public reads; in Chinese, whoever edits."""
    if ground not in GROUNDS:
        return reason
    with translation.override(settings.LANGUAGE_CODE):
        label, article = GROUNDS[ground]
        return f"{label}（{article}）：{reason}"


def _source(publication: Publication) -> str:
    """What the clock of its withdrawal is kept under: the decision, or the publication of a record."""
    return str(publication.decision_id or publication.pk)


def start_withdrawal(publication: Publication, on: date) -> None:
    """Open the days for taking it down, from the day the decision fell."""
    rules = publication.agency.rules()
    penalty = publication.kind == ActionKind.PENALTY
    key = "pub.withdraw_penalty_days" if penalty else "pub.withdraw_other_days"
    deadlines.open_deadline(
        key=key,
        label=gettext_noop("撤下公开信息并说明理由"),
        subject_type=WITHDRAWAL,
        subject_id=_source(publication),
        agency_id=publication.agency_id,
        region=rules.region,
        period=rules.period(key, on=on),
        start_on=on,
    )


@transaction.atomic
def expire(publication: Publication, *, on: date) -> Publication:
    """公示期满: the publication ends by itself."""
    moved = flows.of(publication).move(publication, "expire", by=None, changes={"ended_on": on})
    search_index.drop(moved)
    return moved


@transaction.atomic
def take_barred(
    publication: Publication, bar: eligibility.Bar, *, by: User | None, on: date
) -> Publication:
    """Take down what the law bars and the agency learned too late; gone everywhere at once.

    The code of the bar keeps the reason inside: "sealed" or "a minor" would itself tell of somebody.
    """
    changes = {"public_reason": bar.reason, "withheld_code": bar.code, "ended_on": on}
    moved = flows.of(publication).move(
        publication, "withdraw", by=by, changes=changes, note=bar.article
    )
    automatic.found(moved)
    search_index.drop(moved)
    return moved
