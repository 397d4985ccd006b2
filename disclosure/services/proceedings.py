"""复议、诉讼 about a received record while they run: from acceptance to result the public reads 异议处理中.

For the portal's own decisions the register of the case does the same (enforcement/services/relief.py).
"""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.numbering import fold_doc_no
from core.permissions import demand_in
from disclosure.models import ExchangeToken, Publication, RecordProceeding, RecordRuling
from enforcement.models import Stay, User

WITHDRAW = "disclosure.withdraw"
ARTICLE = "行政处罚法第四十八条、第七十三条"
M = TypeVar("M", RecordProceeding, RecordRuling)


@transaction.atomic
def begin(
    publication: Publication,
    *,
    by: User | None,
    token: ExchangeToken | None = None,
    on: date,
    since: date,
    kind: str,
    organ: str,
    number: str,
) -> RecordProceeding:
    """Put on record that one was accepted on `since`; `by` a person or, without one, a system's `token`.

    The same once more is the one there is. RuleError for the portal's own decisions, without organ or
    number, a day before the decision, and under a number that has another content or a result.
    """
    row = locked(publication, by)
    said = {"organ": organ.strip(), "number": number.strip()}
    for name, text in said.items():
        if not text:
            raise _refusal(_("应当写明复议机关或者人民法院、案号。"), _("请填写。"), name)
    if kind not in Stay.Kind.values:
        raise _refusal(_("应当写明是复议还是诉讼。"), _("请选择。"), "kind")
    if not row.decided_on <= since <= on:
        words = _("受理日期应当在决定日期%(day)s以后、今天以前。") % {"day": row.decided_on}
        raise _refusal(words, _("请核对受理通知书上的日期。"), "since")
    if same(RecordRuling, row, kind, number) is not None:
        raise _refusal(_("该案号的结果已经登记。"), _("请核对案号。"), "number")
    known = same(RecordProceeding, row, kind, number)
    if known is not None:
        return _known(known, said["organ"], since)
    made = RecordProceeding(publication=row, kind=kind, since=since, created_by=by, token=token)
    made.organ, made.number = said["organ"], said["number"]
    made.save()
    _log(made, by, token)
    return made


def locked(publication: Publication, by: User | None) -> Publication:
    """The publication of a received record, for a person of its agency or for a system."""
    if by is not None:
        demand_in(by, WITHDRAW, publication.agency_id)
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if row.record_id is None:
        raise _refusal(_("本机关的决定在案件中登记复议、诉讼。"), _("请打开该案件办理。"))
    return row


def same(model: type[M], row: Publication, kind: str, number: str) -> M | None:
    """What there is of the same number, whatever style its brackets have."""
    key = fold_doc_no(number)
    rows: Any = model._default_manager.filter(publication=row, kind=kind)
    return next((one for one in rows if fold_doc_no(one.number) == key), None)


def _known(known: RecordProceeding, organ: str, since: date) -> RecordProceeding:
    if (known.organ, known.since) != (organ, since):
        raise _refusal(
            _("该案号已经登记，机关或者受理日期与此不同。"),
            _("登记后不能修改；请核对案号。"),
            "number",
        )
    return known


def demand_known(row: Publication, *, kind: str, number: str, ended_on: date, outcome: str) -> str:
    """The number a result is kept under: that of the proceeding it ends, if that is on record.

    RuleError for a result before the acceptance; and for another number while one of its kind runs,
    whose mark would then stay for ever. Only what takes the record down may come under any number.
    """
    known = same(RecordProceeding, row, kind, number)
    if known is not None:
        if ended_on < known.since:
            words = _("终结日期不能早于受理日期%(day)s。") % {"day": known.since}
            raise _refusal(words, _("请核对日期。"), "ended_on")
        return known.number
    running = RecordProceeding.objects.running().filter(publication=row, kind=kind).first()
    if running is not None and outcome not in Stay.FALLEN:
        raise _refusal(
            _("正在进行的%(kind)s案号为“%(number)s”，与所填案号不同。")
            % {"kind": running.get_kind_display(), "number": running.number},
            _("请按该案号登记结果；确属另一案的，请先登记其受理。"),
            "number",
        )
    return number.strip()


def _log(made: RecordProceeding, by: User | None, token: ExchangeToken | None) -> None:
    words = _("%(kind)s受理：%(organ)s，%(number)s") % {
        "kind": made.get_kind_display(),
        "organ": made.organ,
        "number": made.number,
    }
    data: dict[str, Any] = {"note": words, "kind": made.kind, "since": made.since}
    if token is not None:
        data["token"] = token.pk
    audit.append("publication.proceeding", obj=made.publication, actor=by, data=data)


def _refusal(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)
