"""Cases about a licence that exists: renewal, change, and the ends that need a decision.

Each runs as a permit case of its own, so that the law's gates, the legal review, the paper and the
publication of its decision are those of any permit; issuing the decision takes effect here.
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, calendar, deadlines
from core.errors import RuleError
from core.workdays import ONE_DAY
from enforcement import licence_grounds, renewal
from enforcement.models import (
    Application,
    Case,
    CaseOfficer,
    Decision,
    Licence,
    LicenceEvent,
    Proceeding,
    User,
)
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import cases, licences, revocation

Kind, Settled = Proceeding.Kind, Proceeding.Settled
Event = LicenceEvent.Kind
RENEW_BEFORE = "permit.renew_before"
RENEWAL, CHANGE, ENDING = (
    "行政许可法第五十条",
    "行政许可法第四十九条",
    "行政许可法第六十九条、第七十条",
)
APPLIED = (Kind.RENEW, Kind.CHANGE)
GONE = (Case.Status.REJECTED, Case.Status.CLOSED, Case.Status.ARCHIVED)


def of(case: Case) -> Proceeding | None:
    """What the case is about, when it is about a licence that exists."""
    return Proceeding.objects.select_related("licence").filter(case=case).first()


def last_day_to_ask(licence: Licence) -> date | None:
    """The last day to ask for renewal in time; None for a licence without end."""
    if licence.valid_to is None:
        return None
    rules = licence.agency.rules()
    period = rules.period(RENEW_BEFORE, on=licence.valid_to)
    return renewal.ask_by(licence.valid_to, period, calendar.load(rules.region))


@transaction.atomic
def apply_for(licence: Licence, *, by: User, on: date, kind: str, wish: str) -> Proceeding:
    """The holder asks for renewal or a change; the application is then handled as any other.

    A renewal asked for later than thirty days before the end is taken, and marked late.
    """
    if kind not in APPLIED:
        raise RuleError(
            _("可以申请的事项是延续或者变更。"),
            article=f"{CHANGE}、{RENEWAL}",
            remedy=_("请选择申请事项；撤回、撤销、注销由机关启动。"),
            field="kind",
        )
    _assert_valid(licence, on, RENEWAL if kind == Kind.RENEW else CHANGE)
    _assert_text(wish, "wish")
    latest = last_day_to_ask(licence)
    late = kind == Kind.RENEW and latest is not None and on > latest
    case = _open_case(licence, by=by, on=on, kind=Kind(kind), summary=wish, applied=True)
    return _begin(licence, case, kind=Kind(kind), reasons=wish, late=late, by=by)


@transaction.atomic
def begin_end(
    licence: Licence,
    *,
    by: User,
    on: date,
    kind: str,
    ground: str,
    reasons: str,
    compensation: str = "",
    superior: str = "",
) -> Proceeding:
    """The agency begins to withdraw, revoke or cancel, on a ground of the law.

    `compensation`: what the holder gets for what it loses (LL 8, 69); `superior`: the organ above
    that ordered a 撤销. RuleError when the ground does not fit the licence.
    """
    article = licence_grounds.article(kind, ground)
    if not article:
        raise RuleError(
            _("该事由不适用于所选的办理事项。"),
            article=ENDING,
            remedy=_("请按办理事项选择法定事由。"),
            field="ground",
        )
    _assert_ground(licence, kind, ground, compensation, article, on)
    _assert_text(reasons, "reasons")
    case = _open_case(licence, by=by, on=on, kind=Kind(kind), summary=reasons, applied=False)
    cases.file(case, by=by, on=on)
    row = _begin(licence, case, kind=Kind(kind), reasons=reasons, by=by, ground=ground)
    row.compensation, row.superior = compensation.strip(), superior.strip()
    row.save(update_fields=["compensation", "superior"])
    return row


def _assert_ground(
    licence: Licence, kind: str, ground: str, compensation: str, article: str, on: date
) -> None:
    if kind != Kind.CANCEL:
        _assert_valid(licence, on, article)
        if kind == Kind.WITHDRAW and not compensation.strip():
            raise RuleError(
                _("撤回给被许可人造成财产损失的，应当依法给予补偿。"),
                article=article,
                remedy=_("请写明补偿方案；没有损失的，请写明依据。"),
                field="compensation",
            )
        return
    states = licence_grounds.CANCEL_STATES.get(ground, licence_grounds.NOT_CANCELLED)
    if licence.status not in states:
        raise RuleError(
            _("许可证件的状态为“%(state)s”，与该注销事由不符。")
            % {"state": licence.get_status_display()},
            article=article,
            remedy=_("请核对事由。"),
            field="ground",
        )


def _assert_valid(licence: Licence, on: date, article: str) -> None:
    over = licence.valid_to is not None and on > licence.valid_to
    if licence.status != Licence.Status.VALID or over:
        raise RuleError(
            _("许可证件的状态为“%(state)s”，有效期至%(day)s，不能办理。")
            % {"state": licence.get_status_display(), "day": licence.valid_to or _("长期")},
            article=article,
            remedy=_("失效的许可证件只能办理注销。"),
        )


def _assert_text(text: str, field: str) -> None:
    if not text.strip():
        raise RuleError(
            _("应当写明内容和理由。"), article=ENDING, remedy=_("请填写。"), field=field
        )


@translation.override(settings.LANGUAGE_CODE)
def _open_case(
    licence: Licence, *, by: User, on: date, kind: Proceeding.Kind, summary: str, applied: bool
) -> Case:
    origin = licence.case
    staff = CaseOfficer.objects.filter(case=origin, until=None).select_related("officer")
    return cases.open_case(
        by=by,
        agency=licence.agency,
        kind=ActionKind.PERMIT,
        procedure=Procedure.PERMIT,
        party=licence.holder,
        item=origin.item,
        discovered_on=on,
        officers=[row.officer for row in staff.order_by("part", "pk")],
        applied=applied,
        title=f"{licence.title}（{licence.number}）{kind.label}"[:300],
        cause=f"{origin.cause}{kind.label}"[:300],
        source="依申请" if applied else "依职权",
        summary=summary,
    )


def _begin(
    licence: Licence,
    case: Case,
    *,
    kind: Proceeding.Kind,
    reasons: str,
    by: User,
    late: bool = False,
    ground: str = "",
) -> Proceeding:
    before = licence.proceedings.filter(kind=kind, settled="").select_related("case").first()
    if before is not None and before.case.status not in GONE:
        raise RuleError(
            _("该许可证件的%(kind)s正在办理：%(case)s。")
            % {"kind": kind.label, "case": before.case},
            article=ENDING,
            remedy=_("请在该案件中办理。"),
        )
    if before is not None:
        _settle(before, Settled.DROPPED, case.discovered_on)
    row = Proceeding.objects.create(
        case=case, licence=licence, kind=kind, ground=ground, reasons=reasons.strip(), late=late
    )
    data = {"licence": licence.pk, "kind": kind, "ground": ground, "late": late}
    audit.append("proceeding.open", obj=row, actor=by, data=data)
    return row


def _settle(row: Proceeding, how: Proceeding.Settled, on: date) -> None:
    row.settled, row.settled_on = how, on
    row.save(update_fields=["settled", "settled_on"])


@translation.override(settings.LANGUAGE_CODE)
def take_effect(decision: Decision, *, by: User, on: date) -> None:
    """What an issued permit decision does to the licence. Called in the transaction of issuing."""
    if decision.kind != ActionKind.PERMIT:
        return
    row = of(decision.case)
    if row is None:
        if decision.outcome == licences.GRANTED:
            licences.grant(decision, by=by, on=on)
        return
    EFFECTS[row.kind](row, decision, by, on)
    _settle(row, Settled.DECIDED, on)


def _renewed(row: Proceeding, decision: Decision, by: User, on: date) -> None:
    if decision.outcome != licences.GRANTED:
        licences.note(row.licence, Event.NOT_RENEWED, by=by, on=on, decision=decision)
        return
    _rewrite(row.licence, decision, valid_to=decision.valid_to)
    licences.note(
        row.licence, Event.RENEWED, by=by, on=on, words=decision.doc_no, decision=decision
    )


def _changed(row: Proceeding, decision: Decision, by: User, on: date) -> None:
    if decision.outcome != licences.GRANTED:
        licences.note(row.licence, Event.NOT_CHANGED, by=by, on=on, decision=decision)
        return
    _rewrite(row.licence, decision, valid_to=decision.valid_to or row.licence.valid_to)
    words = decision.result
    licences.note(row.licence, Event.CHANGED, by=by, on=on, words=words, decision=decision)


def _rewrite(licence: Licence, decision: Decision, *, valid_to: date | None) -> None:
    licence.title = decision.cert_title or licence.title
    licence.number = decision.permit_no or licence.number
    licence.valid_to = valid_to
    licence.save(update_fields=["title", "number", "valid_to"])


def _ended(row: Proceeding, decision: Decision, by: User, on: date) -> None:
    reason = f"{licence_grounds.words(row.kind, row.ground)}。{row.reasons}"
    licences.end(row.licence, row.kind, by=by, on=on, reason=reason, decision=decision)
    if row.kind == Kind.CANCEL:
        return
    # What stood on the licence falls with it; the published records follow their decisions.
    for made in _granting(row.licence):
        label = row.get_kind_display()
        revocation.revoke(made, by=by, on=on, ground=f"依法{label}行政许可：{reason}")


def _granting(licence: Licence) -> list[Decision]:
    cases_of = licence.proceedings.filter(kind__in=APPLIED).values("case")
    later = Decision.objects.filter(case__in=cases_of, outcome=licences.GRANTED)
    rows = [licence.decision, *later.order_by("issued_on", "pk")]
    return [row for row in rows if row.status in licences.BINDING]


EFFECTS: dict[str, Callable[[Proceeding, Decision, User, date], None]] = {
    Kind.RENEW: _renewed,
    Kind.CHANGE: _changed,
    Kind.WITHDRAW: _ended,
    Kind.REVOKE: _ended,
    Kind.CANCEL: _ended,
}


def pending_renewal(licence: Licence) -> Proceeding | None:
    """A renewal asked for and not answered; one that still lacks what was told is no such."""
    asked = (Application.Status.RECEIVED, Application.Status.ACCEPTED)
    rows = licence.proceedings.filter(
        kind=Kind.RENEW, settled="", case__application__status__in=asked
    )
    return rows.exclude(case__status__in=GONE).select_related("case").first()


@transaction.atomic
@translation.override(settings.LANGUAGE_CODE)
def lapse(key: int, on: date) -> Proceeding | bool:
    """What the end of the term does: silence renews, otherwise the licence expires.

    The renewal that was granted by silence, True when the licence expired, False when nothing was
    left to do.
    """
    licence = Licence.objects.select_for_update().select_related("agency", "case").get(pk=key)
    if licence.status != Licence.Status.VALID or not licence.valid_to or licence.valid_to >= on:
        return False
    asked = pending_renewal(licence)
    if asked is None:
        licences.expire(licence)
        return True
    return _deemed(licence, asked)


def _term_start(licence: Licence) -> date:
    """The first day of the present term: after a renewal it is no longer that of the licence."""
    renewals = licence.events.filter(kind__in=(Event.RENEWED, Event.DEEMED))
    last = renewals.select_related("decision").order_by("pk").last()
    if last is None:
        return licence.valid_from
    if last.decision is None:
        return last.on + ONE_DAY
    return last.decision.valid_from or licence.valid_from


def _deemed(licence: Licence, asked: Proceeding) -> Proceeding:
    """视为准予延续: another term as long as the last, from the day the old one ended."""
    ended = licence.valid_to
    if ended is None:
        raise ValueError(f"licence {licence.pk} has no end")
    if asked.case.status == Case.Status.DRAFT:
        cases.enter(asked.case, by=None, on=asked.case.discovered_on)
    licence.valid_to = renewal.silent_end(_term_start(licence), ended)
    licence.save(update_fields=["valid_to"])
    _settle(asked, Settled.DEEMED, ended)
    deadlines.close("case", str(asked.case_id), on=ended)
    words = _("逾期未作决定，视为准予延续至%(day)s。") % {"day": licence.valid_to}
    licences.note(licence, Event.DEEMED, by=None, on=ended, words=words)
    return asked
