"""复议、诉讼 about a received record: with a change, revocation, 确认违法 or 确认无效 it is taken down at once.

For the portal's own decisions the register of the case does the same (enforcement/services/relief.py).
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from disclosure import eligibility, projection
from disclosure.models import ExchangeToken, Publication, RecordRuling
from disclosure.services import pipeline, proceedings, records
from enforcement.models import Stay, User

WITHDRAW = proceedings.WITHDRAW
OUTCOMES = dict(RecordRuling.OUTCOMES)
ARTICLE = "行政处罚法第四十八条"
FELL = "revoked"


@transaction.atomic
def record(
    publication: Publication,
    *,
    by: User | None,
    token: ExchangeToken | None = None,
    on: date,
    ended_on: date,
    kind: str,
    number: str,
    outcome: str,
    result: str,
) -> RecordRuling:
    """Put a result on record; `ended_on`: the day of the ruling, from which the days for withdrawal run.

    It ends the proceeding of its number. `by`: a person or, without one, a system's `token`. RuleError
    for the portal's own decisions, without number or result, a day before the decision, or a result
    that would tell the public too much.
    """
    row = proceedings.locked(publication, by)
    _assert_said(row, on, ended_on, kind, outcome)
    said = {"number": number.strip(), "result": result.strip()}
    for name, text in said.items():
        if not text:
            raise _refusal(_("应当写明复议、诉讼的案号和结果。"), _("请填写。"), name)
    if proceedings.same(RecordRuling, row, kind, said["number"]) is not None:
        raise _refusal(_("该案号的结果已经登记。"), _("请核对案号。"), "number")
    made = RecordRuling(publication=row, kind=kind, outcome=outcome, ended_on=ended_on)
    made.created_by, made.token, made.result = by, token, said["result"]
    made.number = proceedings.demand_known(
        row, kind=kind, number=said["number"], ended_on=ended_on, outcome=outcome
    )
    if outcome in Stay.FALLEN and row.status == Publication.Status.PUBLISHED:
        _take_down(row, made, by=by, on=on)
    elif outcome in Stay.FALLEN and row.status == Publication.Status.PENDING:
        # One in doubt that fell before anybody said whether it may be public.
        fell = eligibility.Bar(FELL, public_reason(made), ARTICLE)
        records.withhold(row, fell, by=by, ruled=True)
    made.save()
    _log(made, by, token)
    return made


def _log(made: RecordRuling, by: User | None, token: ExchangeToken | None) -> None:
    said = {"kind": made.kind, "outcome": made.outcome, "ended_on": made.ended_on}
    data: dict[str, Any] = {"note": public_reason(made), **said}
    if token is not None:
        data["token"] = token.pk
    audit.append("publication.ruling", obj=made.publication, actor=by, data=data)


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _assert_said(row: Publication, on: date, ended_on: date, kind: str, outcome: str) -> None:
    if kind not in Stay.Kind.values or outcome not in OUTCOMES:
        field = "kind" if kind not in Stay.Kind.values else "outcome"
        raise _refusal(_("应当写明复议、诉讼的结果。"), _("请选择。"), field)
    if not row.decided_on <= ended_on <= on:
        raise _refusal(
            _("终结日期应当在决定日期%(day)s以后、今天以前。") % {"day": row.decided_on},
            _("请核对日期。"),
            "ended_on",
        )


def _take_down(row: Publication, ruling: RecordRuling, *, by: User | None, on: date) -> None:
    leaks = projection.text_leaks(ruling.result, row)
    if leaks:
        raise _refusal(
            _("理由中含有不宜公开的内容：%(what)s。") % {"what": "、".join(leaks)},
            _("结果将作为撤下的理由公开，请改写。"),
            "result",
        )
    pipeline.start_withdrawal(row, ruling.ended_on)
    pipeline.withdraw(row, by=by, on=on, reason=public_reason(ruling), ground=pipeline.FELL)


@translation.override(settings.LANGUAGE_CODE)
def public_reason(ruling: RecordRuling) -> str:
    """What the public reads of a record that fell."""
    said = f"{ruling.get_kind_display()}{ruling.get_outcome_display()}：{ruling.result}"
    if ruling.outcome not in Stay.FALLEN:
        return said
    return _("该决定已被依法撤销、变更或者确认违法、无效：%(ground)s") % {"ground": said}
