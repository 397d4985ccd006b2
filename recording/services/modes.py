"""What makes each method of service valid, and the consent to electronic service.

民事诉讼法 88-95 by way of 行政处罚法 61.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, identifiers
from core.errors import RuleError
from enforcement.models import Case, User
from enforcement.services import cases
from recording import completeness
from recording.contexts import Context, base_context, day
from recording.manner import facts_of
from recording.models import Document, Service, ServiceConsent
from recording.services import documents

E_DECISIONS = "service.electronic_decisions"
ELECTRONIC = "行政处罚法第六十一条第二款"
LEFT = "民事诉讼法第八十九条"
AGENT = "民事诉讼法第八十八条"
POST = "民事诉讼法第九十一条"
MODES = "民事诉讼法第八十八条至第九十五条"
Method = Service.Method


def assert_known(method: str) -> None:
    """RuleError for what is no way of service."""
    if method not in Method.values:
        raise RuleError(
            _("没有选择送达方式。"),
            article=MODES,
            remedy=_("请选择法定的送达方式。"),
            field="method",
        )


def received(method: str, on: date) -> date:
    """The day a letter was received, by its receipt. RuleError when it is not given or too early."""
    found = facts_of(method).received_on
    if found is None or found < on:
        raise RuleError(
            _("邮寄送达以回执上注明的收件日期为送达日期。"),
            article=POST,
            remedy=_("请在收到回执后填写收件日期，且不得早于交寄日期。"),
            field="received_on",
        )
    return found


def demand(document: Document, *, method: str, on: date) -> ServiceConsent | None:
    """Refuse a method without what makes it valid; the consent that electronic service rests on."""
    facts = facts_of(method)
    if method == Method.AGENT and not facts.relation.strip():
        raise RuleError(
            _("他人代收的，应当写明代收人与受送达人的关系。"),
            article=AGENT,
            remedy=_("请填写，例如同住成年家属、负责收件的人员、诉讼代理人。"),
            field="relation",
        )
    if method == Method.LEFT and not (facts.witness.strip() or facts.recorded):
        raise RuleError(
            _("留置送达应当有见证人，或者用拍照、录像等方式记录送达过程。"),
            article=LEFT,
            remedy=_("请填写见证人，或者勾选已录像并上传音像资料。"),
            field="witness",
        )
    return _consent(document, on) if method == Method.ELECTRONIC else None


def _consent(document: Document, on: date) -> ServiceConsent:
    case = document.case
    rules, domain = case.agency.rules(), cases.rules_domain(case)
    decides = document.kind in completeness.DECISIONS
    if decides and not rules.value(E_DECISIONS, on=on, domain=domain):
        raise RuleError(
            _("本领域的规定不允许以电子方式送达决定书。"),
            article=rules.article(E_DECISIONS, on=on),
            remedy=_("请采用直接送达、留置送达或者邮寄送达。"),
            field="method",
        )
    found = ServiceConsent.objects.filter(case=case).in_force(on).order_by("-pk").first()
    if found is None:
        raise RuleError(
            _("当事人没有签署送达地址（电子送达）确认书，不能采用电子送达。"),
            article=ELECTRONIC,
            remedy=_("请先记录当事人签署的确认书，或者改用其他送达方式。"),
            field="method",
        )
    return found


@transaction.atomic
def consent(case: Case, *, by: User, on: date, medium: str, address: str) -> ServiceConsent:
    """Record the signed consent and keep 送达地址确认书; an earlier one ends with it."""
    cases.assert_handler(case, by)
    documents.refuse_archived(case)
    if not address.strip():
        raise RuleError(
            _("确认书应当写明电子送达地址。"),
            article=ELECTRONIC,
            remedy=_("请填写。"),
            field="address",
        )
    _assert_address(medium, address.strip())
    before = _in_force(case)
    if before is not None:
        _end(before, by=by, on=on)
    row = ServiceConsent.objects.create(
        case=case, medium=medium, address=address.strip(), signed_on=on, created_by=by
    )
    audit.append("consent.sign", obj=row, actor=by, data={"medium": medium, "on": on})
    documents.keep(case, kind="service_consent", context=_paper(row), by=by, on=on)
    return row


def _assert_address(way: str, address: str) -> None:
    """What is sent to an address that cannot receive it is not served."""
    medium = ServiceConsent.Medium(way)
    fits = {
        ServiceConsent.Medium.MESSAGE: identifiers.is_mobile,
        ServiceConsent.Medium.EMAIL: _is_email,
    }
    if medium in fits and not fits[medium](address):
        raise RuleError(
            _("“%(medium)s”的地址不正确：%(address)s。")
            % {"medium": medium.label, "address": address},
            article=ELECTRONIC,
            remedy=_("手机短信填写手机号码，电子邮件填写邮箱地址。"),
            field="address",
        )


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _in_force(case: Case) -> ServiceConsent | None:
    rows = ServiceConsent.objects.select_for_update().filter(case=case, ended_on=None)
    return rows.first()


@transaction.atomic
def withdraw(case: Case, *, by: User, on: date) -> ServiceConsent:
    """The party takes its consent back; from the day nothing is served electronically."""
    cases.assert_handler(case, by)
    found = _in_force(case)
    if found is None:
        raise RuleError(
            _("没有有效的电子送达确认书。"), article=ELECTRONIC, remedy=_("请刷新页面查看。")
        )
    return _end(found, by=by, on=on)


def _end(row: ServiceConsent, *, by: User, on: date) -> ServiceConsent:
    if on < row.signed_on:
        raise RuleError(
            _("日期不能早于签署日期%(day)s。") % {"day": row.signed_on},
            article=ELECTRONIC,
            remedy=_("请核对日期。"),
            field="on",
        )
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    audit.append("consent.end", obj=row, actor=by, data={"on": on})
    return row


def _paper(row: ServiceConsent) -> Context:
    """送达地址确认书; the address is kept encrypted with the personal data of the party."""
    base = base_context(row.case, on=row.signed_on)
    told = "本人（单位）同意行政机关以电子方式送达执法文书，送达信息到达下列地址之日即为送达日期。"
    signer = {"label": "当事人", "name": "", "date": row.signed_on.isoformat()}
    party = {**base["party"], "e_address": row.address}
    return {
        **base,
        "party": party,
        "fields": [["电子送达方式", row.get_medium_display()], ["签署日期", day(row.signed_on)]],
        "opening": [told],
        "signatures": [signer],
    }
