"""保密审查 of received records: made by the sender before sending, who answers for it (政府信息公开条例 10、17).

A system sends under an agreement that an administrator has put on record with its key; a sheet that is
taken in by hand comes from its agency under the rule of the profile.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from disclosure.models import ExchangeToken, RedactedVersion, SenderReview
from enforcement.models import User

RULE = "disclosure.secrecy.received"
MANAGE = "enforcement.manage_accounts"
ARTICLE = "政府信息公开条例第十条、第十七条"


def demand_agreement(token: ExchangeToken) -> None:
    """RuleError for a system whose agency has not answered for what it sends."""
    if not token.agreement:
        raise RuleError(
            _("该系统尚未登记数据交换协议，报送机关没有确认由其进行公开前保密审查。"),
            article=ARTICLE,
            remedy=_("请由本平台管理员在“数据交换密钥”中补登协议后再报送。"),
        )


def keep(
    version: RedactedVersion, *, token: ExchangeToken | None, by: User | None, on: date
) -> SenderReview:
    """Put on record by whose responsibility the text of a received record is public."""
    agency = version.publication.agency
    said = str(agency.rules().value(RULE, on=on))
    if token is not None:
        demand_agreement(token)
        said = _("%(rule)s依据：%(paper)s。") % {"rule": said, "paper": token.agreement}
    row = about(version, statement=said, token=token, by=by)
    row.save(force_insert=True)
    return row


def about(
    version: RedactedVersion,
    *,
    statement: str,
    token: ExchangeToken | None = None,
    by: User | None = None,
) -> SenderReview:
    """What is put on record about a text, not saved."""
    return SenderReview(
        version=version, sha256=version.sha256, token=token, imported_by=by, statement=statement
    )


@transaction.atomic
def agree(token: ExchangeToken, *, by: User, agreement: str) -> ExchangeToken:
    """Put the agreement of a system on record, once. RuleError where there is one."""
    demand(by, MANAGE)
    row = ExchangeToken.objects.select_for_update().get(pk=token.pk)
    if row.agreement or row.revoked_at is not None:
        raise RuleError(
            _("该密钥已经登记协议或者已经停用。"), remedy=_("协议变更的，请登记新的密钥。")
        )
    row.agreement = said(agreement)
    row.save(update_fields=["agreement"])
    data = {"agreement": row.agreement}
    audit.append("exchangetoken.agree", obj=row, actor=by, data=data)
    return row


def said(agreement: str) -> str:
    """The paper as it is kept. RuleError for none."""
    if not agreement.strip():
        raise RuleError(
            _("报送记录的系统应当登记数据交换协议。"),
            article=ARTICLE,
            remedy=_("请写明协议名称、文号；协议应当约定报送机关在报送前进行保密审查。"),
            field="agreement",
        )
    return agreement.strip()
