"""复议、诉讼 about a received record: with a change, revocation, 确认违法 or 确认无效 it is taken down at once.

For the portal's own decisions the register of the case does the same (enforcement/services/relief.py).
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from disclosure import projection
from disclosure.models import Publication, RecordRuling
from disclosure.services import pipeline
from enforcement.models import Stay, User

WITHDRAW = "disclosure.withdraw"
ARTICLE = "行政处罚法第四十八条"


@transaction.atomic
def record(
    publication: Publication,
    *,
    by: User,
    on: date,
    ended_on: date,
    kind: str,
    number: str,
    outcome: str,
    result: str,
) -> RecordRuling:
    """Put a result on record; `ended_on`: the day of the ruling, from which the days for withdrawal run.

    RuleError for the portal's own decisions, without number or result, a day before the decision,
    or a result that would tell the public too much.
    """
    demand_in(by, WITHDRAW, publication.agency_id)
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if row.record_id is None:
        raise _refusal(_("本机关的决定在案件中登记复议、诉讼。"), _("请打开该案件办理。"))
    _assert_said(row, on, ended_on, kind, outcome)
    said = {"number": number.strip(), "result": result.strip()}
    for name, text in said.items():
        if not text:
            raise _refusal(_("应当写明复议、诉讼的案号和结果。"), _("请填写。"), name)
    known = {"publication": row, "kind": kind, "number": said["number"]}
    if RecordRuling.objects.filter(**known).exists():
        raise _refusal(_("该案号的结果已经登记。"), _("请核对案号。"), "number")
    made = RecordRuling(**known, outcome=outcome, ended_on=ended_on, created_by=by)
    made.result = said["result"]
    if outcome in Stay.FALLEN and row.status == Publication.Status.PUBLISHED:
        _take_down(row, made, by=by, on=on)
    made.save()
    data = {"note": public_reason(made), "kind": kind, "outcome": outcome, "ended_on": ended_on}
    audit.append("publication.ruling", obj=row, actor=by, data=data)
    return made


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _assert_said(row: Publication, on: date, ended_on: date, kind: str, outcome: str) -> None:
    if kind not in Stay.Kind.values or outcome not in Stay.Outcome.values:
        field = "kind" if kind not in Stay.Kind.values else "outcome"
        raise _refusal(_("应当写明复议、诉讼的结果。"), _("请选择。"), field)
    if not row.decided_on <= ended_on <= on:
        raise _refusal(
            _("终结日期应当在决定日期%(day)s以后、今天以前。") % {"day": row.decided_on},
            _("请核对日期。"),
            "ended_on",
        )


def _take_down(row: Publication, ruling: RecordRuling, *, by: User, on: date) -> None:
    leaks = projection.text_leaks(ruling.result, row)
    if leaks:
        raise _refusal(
            _("理由中含有不宜公开的内容：%(what)s。") % {"what": "、".join(leaks)},
            _("结果将作为撤下的理由公开，请改写。"),
            "result",
        )
    pipeline.start_withdrawal(row, ruling.ended_on)
    pipeline.withdraw(row, by=by, on=on, reason=public_reason(ruling))


@translation.override(settings.LANGUAGE_CODE)
def public_reason(ruling: RecordRuling) -> str:
    """What the public reads of a record that fell."""
    said = f"{ruling.get_kind_display()}{ruling.get_outcome_display()}：{ruling.result}"
    if ruling.outcome not in Stay.FALLEN:
        return said
    return _("该决定已被依法撤销、变更或者确认违法、无效：%(ground)s") % {"ground": said}
