"""The party's own way into its case: handed out, opened, tied to one browser, withdrawn.

The address carries a signed random token; the portal keeps its hash alone, so neither a copy of the
database nor a log lets anybody in. A stranger learns nothing: what is wrong with an address is
told only to the browser that used it before.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, periods, receipts
from core.errors import RuleError, StaleError
from core.identifiers import normalise_code
from core.permissions import demand
from core.throttle import demand_pace
from enforcement.models import Case, Party, PartyLink, User
from enforcement.models.kinds import PartyKind
from enforcement.services import cases, intake

RECORD = "enforcement.record_step"
LIFE, TRIES = "party_link.hours", "party_link.tries"
SEALED_ARTICLE = "治安管理处罚法第一百三十六条"
ARTICLE = "行政处罚法第七条、第四十五条"
TOKEN_BYTES, SHOWN_DIGITS = 24, 4
# Between two wrong answers there is time to think; the profile says how many there may be in all.
PACE, PACE_SECONDS = 5, 600
ENQUIRY = "AJ"
BRACKETS = str.maketrans("[]［］【】（）()", "〔〕〔〕〔〕〔〕〔〕")
OPEN_CASES = (Case.Status.FILED, Case.Status.DECIDED, Case.Status.CLOSED)
APPLYING = (Case.Status.DRAFT, Case.Status.REJECTED)
# Kept with the row, so Chinese whatever the language of the account that acts.
REPLACED, GUESSED = gettext_noop("重新出具"), gettext_noop("连续核对错误，系统自动撤销")


class Door(Enum):
    """What an address answers to a browser: nothing, that it has ended, who are you, come in."""

    CLOSED = "closed"
    GONE = "gone"
    ASKS = "asks"
    OPEN = "open"


@dataclass(frozen=True)
class Mark:
    """What only the party should know: the name of a code and its last characters."""

    label: str
    tail: str


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _signer() -> signing.Signer:
    return signing.Signer(salt="enforcement.party_link", sep=".")


def mark_of(party: Party) -> Mark | None:
    """What the party is asked before its first visit; None when nothing of it is on record."""
    person = party.kind == PartyKind.PERSON
    known = (
        (_("证件号码"), party.id_no if person else ""),
        (_("统一社会信用代码"), "" if person else party.uscc),
        (_("联系电话"), party.phone),
    )
    for label, code in known:
        if len(code) >= SHOWN_DIGITS:
            return Mark(label, normalise_code(code)[-SHOWN_DIGITS:])
    return None


def enquiry_number(link: PartyLink) -> str:
    """The number by which the party asks how far its case is; the 案号 does as well."""
    return f"{ENQUIRY}{link.pk}"


def enquiry_code(link: PartyLink) -> str:
    """The code that goes with it: handed out with the address, and of no use once the link has ended."""
    return receipts.code_of(f"party link {link.token_hash}")


def enquired(number: str, at: datetime) -> QuerySet[PartyLink]:
    """Links that open at the moment, by their number or by the 案号 as it was typed."""
    digits = number.removeprefix(ENQUIRY)
    known = Q(case__number=number.translate(BRACKETS), case__number__gt="")
    if number.startswith(ENQUIRY) and digits.isascii() and digits.isdecimal():
        known |= Q(pk=int(digits[:18]))
    rows = PartyLink.objects.standing().filter(known, expires_at__gt=at, case__sealed=False)
    return rows.select_related("case__agency", "party")


@transaction.atomic
def issue(case: Case, *, by: User, at: datetime) -> tuple[PartyLink, str]:
    """Make a link for the party of the case; an earlier one is withdrawn. Returns it with its token.

    The token is given once and kept nowhere. RuleError for who does not handle the case, a case
    that is sealed or not open, a party of whom nothing is known that it could be asked.
    """
    demand(by, RECORD)
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("party", "agency").get(pk=case.pk)
    _assert_open(locked)
    _assert_known(locked.party)
    for old in PartyLink.objects.select_for_update().standing().filter(case=locked):
        _withdraw(old, by=by, at=at, reason=REPLACED)
    token = _signer().sign(secrets.token_urlsafe(TOKEN_BYTES))
    period = locked.agency.rules().period(LIFE, on=timezone.localtime(at).date())
    row = PartyLink.objects.create(
        case=locked,
        party=locked.party,
        token_hash=_hash(token),
        expires_at=periods.until(period, at),
        created_by=by,
        created_at=at,
    )
    data = {"case": str(locked.pk), "expires_at": row.expires_at}
    audit.append("partylink.issue", obj=row, actor=by, data=data)
    return row, token


def openable(case: Case) -> bool:
    """Whether the state of the case allows a link; an applicant has one from its application on."""
    if case.status in OPEN_CASES:
        return True
    return case.status in APPLYING and intake.of(case) is not None


def _assert_open(case: Case) -> None:
    if case.sealed:
        raise RuleError(
            _("违反治安管理的记录依法封存，不得通过网络链接提供。"),
            article=SEALED_ARTICLE,
            remedy=_("请当面告知当事人，并当面听取其陈述申辩。"),
        )
    if not openable(case):
        raise RuleError(
            _("案件%(state)s，不能出具当事人专用链接。") % {"state": case.get_status_display()},
            article=ARTICLE,
            remedy=_("请在立案（受理）之后、归档之前出具。"),
        )


def _assert_known(party: Party) -> None:
    if mark_of(party) is None:
        raise RuleError(
            _("没有登记当事人的证件号码、统一社会信用代码或者联系电话，无法核对其身份。"),
            article=ARTICLE,
            remedy=_("请先在当事人信息中补充登记。"),
        )


@transaction.atomic
def revoke(link: PartyLink, *, by: User, at: datetime, reason: str) -> PartyLink:
    """Withdraw a link; its address opens nothing from this moment. RuleError without a reason."""
    demand(by, RECORD)
    cases.assert_handler(link.case, by)
    locked = PartyLink.objects.select_for_update().get(pk=link.pk)
    if locked.revoked_at is not None:
        raise StaleError(_("该链接已经撤销。"), remedy=_("请刷新页面查看。"))
    if not reason.strip():
        raise RuleError(
            _("撤销当事人专用链接应当说明理由。"),
            article=ARTICLE,
            remedy=_("请填写理由，例如误发、当事人遗失。"),
            field="reason",
        )
    return _withdraw(locked, by=by, at=at, reason=reason.strip())


def _withdraw(link: PartyLink, *, by: User | None, at: datetime, reason: str) -> PartyLink:
    link.revoked_at, link.revoked_by, link.revoke_reason = at, by, reason
    link.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    audit.append("partylink.revoke", obj=link, actor=by, data={"reason": reason})
    return link


def find(token: str) -> PartyLink | None:
    """The link of a token we signed."""
    try:
        _signer().unsign(token)
    except signing.BadSignature:
        return None
    rows = PartyLink.objects.select_related("case__agency", "party")
    return rows.filter(token_hash=_hash(token)).first()


def knock(link: PartyLink | None, *, secret: str, at: datetime) -> Door:
    """What the address answers at the moment to a browser that shows `secret`, "" for none.

    A refusal of a link that exists is recorded; the visitor cannot tell it from one that does not.
    """
    if link is None:
        return Door.CLOSED
    if link.bound_at is None and link.live(at):
        return Door.ASKS
    if not link.binding_hash or not constant_time_compare(_hash(secret), link.binding_hash):
        with transaction.atomic():
            audit.append("partylink.refuse", obj=link, data={"bound": link.bound_at is not None})
        return Door.CLOSED
    return Door.OPEN if link.live(at) else Door.GONE


@transaction.atomic
def _answered(link: PartyLink, *, answer: str, at: datetime) -> str:
    """The secret of the browser, "" for a wrong answer, which is counted."""
    locked = PartyLink.objects.select_for_update().select_related("case__agency").get(pk=link.pk)
    if locked.bound_at is not None or not locked.live(at):
        raise _ended()
    mark = mark_of(locked.party)
    if mark is None or not constant_time_compare(normalise_code(answer), mark.tail):
        _count_failure(locked, at)
        return ""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    locked.bound_at, locked.binding_hash = at, _hash(secret)
    locked.save(update_fields=["bound_at", "binding_hash"])
    audit.append("partylink.bind", obj=locked)
    return secret


def _ended() -> StaleError:
    return StaleError(_("该链接不能启用。"), remedy=_("请联系承办机关重新出具。"))


def _count_failure(link: PartyLink, at: datetime) -> None:
    link.failures += 1
    link.save(update_fields=["failures"])
    audit.append("partylink.fail", obj=link, data={"failures": link.failures})
    if link.failures >= int(
        link.case.agency.rules().value(TRIES, on=timezone.localtime(at).date())
    ):
        _withdraw(link, by=None, at=at, reason=GUESSED)


def bind(link: PartyLink, *, answer: str, at: datetime) -> str:
    """Tie the link to the browser that answered rightly; returns the secret to keep in it, once.

    RuleError for a wrong answer; StaleError for answers without pause and for a link that ended or
    was opened elsewhere meanwhile.
    """
    demand_pace(f"partylink:{link.pk}", most=PACE, seconds=PACE_SECONDS)
    secret = _answered(link, answer=answer, at=at)
    if not secret:
        raise RuleError(
            _("核对不符。"),
            remedy=_("请核对后重新填写；多次错误的，链接将自动失效。"),
            field="answer",
        )
    return secret
