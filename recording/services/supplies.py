"""Supply to outsiders: applied for by one person, decided by another, handed over once, all on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, numbering
from core.errors import RuleError, StaleError
from core.permissions import demand, demand_in
from enforcement.models import Case, User
from recording import access
from recording.flows import SUPPLY
from recording.models import Access, EditedCopy, Evidence, Supply, SupplyItem, Visit
from recording.services import visits
from recording.services.retention import refuse_gone

ASK, APPROVE = "recording.ask_supply", "recording.approve_supply"
NUMBER, ARTICLE_KEY = "number.supply", "supply.right"
SECRET, OWN = "secret", ("party", "interested")
Status, Channel = Supply.Status, Supply.Channel


@dataclass(frozen=True)
class Piece:
    """What is to be given: an original, seconds [begin, end) of it, or an edited copy of it."""

    evidence: Evidence
    edited: EditedCopy | None = None
    begin: int | None = None
    end: int | None = None

    @property
    def parent(self) -> str:
        """SHA-256 of what the copy will be made from."""
        return str(self.edited.blob_id if self.edited else self.evidence.blob_id)


def article(case: Case) -> str:
    """The article that gives the right, by the profile of the agency."""
    return case.agency.rules().article(ARTICLE_KEY)


@transaction.atomic
def ask(
    case: Case, *, by: User, at: datetime, pieces: Sequence[Piece], due_on: date, **told: str
) -> Supply:
    """Apply for a supply. `told`: applicant, organisation, contact, paper, basis, purpose, channel.

    RuleError without scope, for a piece the account may not see, an authority without its letter,
    closed evidence for a party, secrets by link, a day that has passed.
    """
    demand_in(by, ASK, case.agency_id)
    locked = Case.objects.select_for_update(of=("self",)).select_related("agency").get(pk=case.pk)
    _assert_told(locked, told, due_on, at)
    _assert_scope(locked, by, pieces, told)
    row = Supply.objects.create(
        case=locked, agency=locked.agency, asked_by=by, asked_at=at, due_on=due_on, **told
    )
    SupplyItem.objects.bulk_create(
        SupplyItem(
            supply=row,
            evidence=piece.evidence,
            edited=piece.edited,
            begin=piece.begin,
            end=piece.end,
            parent_sha256=piece.parent,
        )
        for piece in pieces
    )
    named = {"case": str(locked.pk), "organisation": row.organisation, "basis": row.basis}
    data = {**named, "items": [str(piece.evidence.pk) for piece in pieces]}
    audit.append("supply.ask", obj=row, actor=by, data=data)
    return row


def _refuse(case: Case, text: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(text, article=article(case), remedy=remedy, field=field)


def _assert_told(case: Case, told: dict[str, str], due_on: date, at: datetime) -> None:
    if told["basis"] not in OWN and not told.get("paper", "").strip():
        raise _refuse(
            case,
            _("机关依法调取的，应当有来函。"),
            _("请填写来函单位的文号；没有来函的，请对方补齐。"),
            "paper",
        )
    if due_on < timezone.localtime(at).date():
        raise _refuse(
            case, _("应当提供的日期已经过去。"), _("请填写今天或者以后的日期。"), "due_on"
        )
    if case.sealed and told["channel"] == Channel.LINK:
        raise _refuse(
            case,
            _("违反治安管理的记录依法封存，不得通过链接提供。"),
            _("请选择刻录介质当面交付。"),
            "channel",
        )


def _assert_scope(case: Case, by: User, pieces: Sequence[Piece], told: dict[str, str]) -> None:
    if not pieces:
        raise _refuse(case, _("没有选择要提供的材料。"), _("请至少选择一件。"), "scope")
    seen = Evidence.objects.visible_to(by).filter(case=case, disposal=None)
    keys = {piece.evidence.pk for piece in pieces}
    if seen.filter(pk__in=keys).count() != len(keys):
        raise _refuse(case, _("所选材料不在您可以查阅的范围内。"), _("请重新选择。"), "scope")
    _assert_open(case, pieces, told["basis"], told["channel"])


def assert_open(supply: Supply) -> None:
    """StaleError when a piece was closed to such a supply, or destroyed, since it was applied for.

    The piece is not named: who reads this may be one it was closed to.
    """
    if not is_open(supply):
        raise StaleError(
            _("申请之后，范围内有材料被限制查阅或者已经销毁，不能再提供。"),
            article=article(supply.case),
            remedy=_("请撤回本次申请，按现在可以提供的材料重新申请。"),
        )


def is_open(supply: Supply) -> bool:
    """Whether the pieces may still be given on this ground and by this channel."""
    try:
        rows = supply.items.select_related("evidence")
        _assert_open(supply.case, rows, supply.basis, supply.channel)
    except RuleError:
        return False
    return True


def _assert_open(
    case: Case, pieces: Iterable[Piece | SupplyItem], basis: str, channel: str
) -> None:
    closed = access.classes(case)
    for piece in pieces:
        refuse_gone(piece.evidence)
        group = closed.get(str(piece.evidence.pk)) or closed.get("", "")
        if group == SECRET and channel == Channel.LINK:
            raise _refuse(
                case,
                _("“%(title)s”涉及国家秘密或者工作秘密，不得通过链接提供。")
                % {"title": piece.evidence.title},
                _("请选择刻录介质当面交付，并依照保密规定办理。"),
                "channel",
            )
        if group and basis in OWN and piece.edited is None:
            raise _refuse(
                case,
                _("“%(title)s”限制查阅，不能将原样副本提供给当事人、利害关系人。")
                % {"title": piece.evidence.title},
                _("请先制作遮盖、消音的编辑副本，再选择该副本。"),
                "scope",
            )


@transaction.atomic
def approve(supply: Supply, *, by: User, at: datetime, answer: str = "") -> Supply:
    """Let it be made: a number is taken and the worker begins. Never by who asked for it."""
    _assert_decides(supply, by)
    locked = SUPPLY.lock(supply, "approve")
    assert_open(locked)
    year = timezone.localtime(at).year
    number = numbering.take(
        agency_id=locked.agency_id,
        kind="supply",
        year=year,
        format=str(locked.agency.rules().value(NUMBER)),
        prefix=locked.agency.doc_prefix,
    )
    changes = {"number": number, "decided_by": by, "decided_at": at, "answer": answer.strip()}
    return SUPPLY.move(supply, "approve", by=by, changes=changes, note=number)


@transaction.atomic
def refuse(supply: Supply, *, by: User, at: datetime, answer: str) -> Supply:
    """Refuse it, with the reason."""
    _assert_decides(supply, by)
    if not answer.strip():
        raise _refuse(
            supply.case,
            _("不予提供应当说明理由。"),
            _("请填写理由，由承办人答复申请人。"),
            "answer",
        )
    changes = {"decided_by": by, "decided_at": at, "answer": answer.strip()}
    return SUPPLY.move(supply, "refuse", by=by, changes=changes, note=answer.strip())


def _assert_decides(supply: Supply, by: User) -> None:
    demand_in(by, APPROVE, supply.agency_id)
    if supply.asked_by_id == by.pk:
        raise _refuse(
            supply.case, _("申请人不能审批自己的申请。"), _("请由本机关另一名负责人审批。")
        )
    seen = Evidence.objects.visible_to(by).filter(pk__in=supply.items.values("evidence"))
    if seen.count() != supply.items.values("evidence").distinct().count():
        raise _refuse(
            supply.case,
            _("申请范围内有您无权查阅的证据，不能审批。"),
            _("请由可以查阅全部材料的负责人审批，或者先取得查阅授权。"),
        )


@transaction.atomic
def withdraw(supply: Supply, *, by: User, reason: str) -> Supply:
    """Take it back before it is handed over; a link ends at once. By who asked or may decide."""
    demand(by, "recording.view_evidence")
    mine = supply.asked_by_id == by.pk
    if not mine:
        demand_in(by, APPROVE, supply.agency_id)
    if not reason.strip():
        raise _refuse(supply.case, _("请写明撤回的理由。"), _("例如申请人不再需要。"), "reason")
    for link in supply.links.select_for_update().filter(ended_at=None):
        link.ended_at = timezone.now()
        link.save(update_fields=["ended_at"])
    return SUPPLY.move(supply, "withdraw", by=by, note=reason.strip())


@transaction.atomic
def retry(supply: Supply, *, by: User) -> Supply:
    """Have the worker try again what failed."""
    demand_in(by, ASK, supply.agency_id)
    return SUPPLY.move(supply, "retry", by=by, changes={"touched_at": None, "problem": ""})


@transaction.atomic
def hand_over(supply: Supply, *, by: User, at: datetime, receiver: str, medium: str) -> Supply:
    """Record that the copies were handed over on a medium, who signed for them and when."""
    demand_in(by, ASK, supply.agency_id)
    if supply.channel != Channel.MEDIUM:
        raise _refuse(
            supply.case, _("本次约定通过链接提供。"), _("请出具链接；需要改用介质的，请重新申请。")
        )
    assert_open(supply)
    changes = {"receiver": receiver.strip(), "medium": medium.strip(), "delivered_at": at}
    moved = SUPPLY.move(supply, "deliver", by=by, changes=changes, note=receiver.strip())
    exported(moved, by=by, how="medium")
    return moved


@transaction.atomic
def take(supply: Supply, *, by: User) -> None:
    """Note who takes the finished copies out to write them on a medium, before a byte is sent."""
    demand_in(by, ASK, supply.agency_id)
    assert_open(supply)
    audit.append("supply.take", obj=supply, actor=by, data={"supply": supply.number})
    visits.took(supply.case, by=by, act=Access.Act.EXPORT, what=supply.number)


def exported(supply: Supply, *, by: User | None, how: str, items: Any = None) -> None:
    """Note on each original that a copy of it left the house; in the caller's transaction."""
    rows = supply.items.select_related("evidence__case", "blob") if items is None else items
    now = timezone.now()
    for item in rows:
        data = {
            "what": "supply",
            "supply": supply.number,
            "to": f"{supply.organisation} {supply.applicant}",
            "how": how,
            "copy": item.blob_id,
            "copy_sm3": item.blob.sm3 if item.blob else "",
        }
        audit.append("evidence.exported", obj=item.evidence, actor=by, data=data)
        Access.objects.create(
            agency_id=supply.agency_id,
            case_id=supply.case_id,
            evidence=item.evidence,
            user=by,
            act=Access.Act.SUPPLY,
            purpose=Visit.Purpose.SUPPLY,
            note=f"{supply.number} {supply.organisation} {supply.applicant}"[:200],
            at=now,
        )
