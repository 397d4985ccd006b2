"""Keeping the list of enforcement officers and the history of their certificates."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError
from enforcement import lists
from enforcement.models import Agency, Certificate, ListChange, Officer, User
from enforcement.services import freshness, list_records
from enforcement.services.keeping import demand_kept

FIELDS = frozenset({"name", "post", "unit", "account", "agency", lists.CARDS, lists.PUBLISHED})
LISTED = frozenset({"name", "post", "unit"})  # what boards and lists repeat of an officer
ARTICLE = "行政处罚法第四十二条"
# Kept on the certificate, so not in the language of whoever records it.
END_REASONS = {
    Officer.Status.LEFT: gettext_noop("已注销"),
    Officer.Status.SUSPENDED: gettext_noop("暂扣证件"),
}


@transaction.atomic
def create(
    *,
    by: User | None = None,
    agency: Agency,
    name: str,
    post: str,
    unit: str = "",
    account: User | None = None,
    noted: bool = True,
    published_on: date | None = None,
) -> Officer:
    """Add an officer of an agency; certificates are added by `certify`.

    What an account adds is not public before it was approved (list_versions.add); stock that a
    command loads is, from `published_on` or else from today on.
    An account that adds one starts the clock of the lists, unless it notes a whole sheet (`noted`);
    stock that a command loads starts none.
    """
    if by is not None:
        demand_kept(agency, by)
    officer = Officer(
        agency=agency, name=name.strip(), post=post.strip(), unit=unit.strip(), account=account
    )
    if by is None:
        officer.published_on = published_on or timezone.localtime().date()
    officer.save(force_insert=True)
    audit.append(
        "officer.create", obj=officer, actor=by, data={"name": officer.name, "post": officer.post}
    )
    if by is not None and noted:
        words = _("新增执法人员%(name)s") % {"name": officer.name}
        freshness.note_officer(agency, words, on=_day(officer))
    return officer


def _day(officer: Officer) -> date:
    """The day on which the row was written last."""
    return timezone.localtime(officer.updated_at).date()


@transaction.atomic
def update(
    officer: Officer, *, by: User | None = None, noted: bool = True, **changes: Any
) -> Officer:
    """Change named fields of an officer; unchanged values write nothing.

    What lists repeat starts their clock, at both agencies when the officer moves; `noted` as in
    `create`.
    """
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an officer: {sorted(unknown)}")
    row = (
        Officer.objects.select_for_update(of=("self",)).select_related("agency").get(pk=officer.pk)
    )
    if by is not None:
        demand_kept(row.agency, by)
        demand_kept(changes.get("agency", row.agency), by)
    former = row.agency
    fresh = {key: value for key, value in changes.items() if getattr(row, key) != value}
    if not fresh:
        return row
    before, said = {key: str(getattr(row, key) or "") for key in fresh}, lists.content(row)
    for key, value in fresh.items():
        setattr(row, key, value)
    list_records.assert_approved(row, said)
    row.save(update_fields=[*fresh, "updated_at"])
    if lists.CARDS in fresh:
        _announce(row)
    list_records.record(row, said, by=by)
    after = {key: str(value or "") for key, value in fresh.items()}
    audit.append("officer.update", obj=row, actor=by, data={"before": before, "after": after})
    if by is not None and noted:
        note_update(row, former, set(fresh))
    return row


def _announce(row: Officer) -> None:
    """From today on the public reads of the certificates that the list names for the first time."""
    first = row.certificates.filter(pk__in=row.listed_certificates or [], published_on=None)
    first.update(published_on=_day(row))


def note_update(row: Officer, former: Agency, fresh: set[str]) -> None:
    """Start the clock of the lists that repeat the changed fields, at both agencies of a move."""
    told = [str(each.verbose_name) for each in row._meta.fields if each.name in fresh & LISTED]
    if told:
        words = _("%(name)s的%(fields)s变动") % {"name": row.name, "fields": "、".join(told)}
        freshness.note_officer(row.agency, words, on=_day(row))
    if "agency" in fresh:
        words = _("%(name)s调离") % {"name": row.name}
        freshness.note_officer(former, words, on=_day(row))
        words = _("新增执法人员%(name)s") % {"name": row.name}
        freshness.note_officer(row.agency, words, on=_day(row))


@transaction.atomic
def certify(
    officer: Officer,
    *,
    by: User | None = None,
    number: str,
    issuer: str,
    area: str,
    valid_from: date,
    valid_to: date,
    category: str = "",
) -> Certificate:
    """Add a certificate. Raises RuleError for an impossible or already used period.

    What an account adds is public once a version of the list names it (officer_cards.register);
    stock that a command loads is from its first day on.
    """
    if by is not None:
        demand_kept(officer.agency, by)
    _assert_in_order(valid_from, valid_to)
    Officer.objects.select_for_update().get(pk=officer.pk)
    _refuse_overlap(number=number, issuer=issuer, valid_from=valid_from, valid_to=valid_to)
    certificate = Certificate.objects.create(
        officer=officer,
        number=number,
        issuer=issuer,
        area=area,
        category=category,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if by is None:
        _load(certificate)
    audit.append(
        "certificate.create",
        obj=certificate,
        actor=by,
        data={"officer": officer.pk, "number": number, "from": valid_from, "to": valid_to},
    )
    return certificate


def _assert_in_order(valid_from: date, valid_to: date) -> None:
    if valid_to < valid_from:
        raise RuleError(
            _("执法证有效期的截止日期早于开始日期。"),
            article=ARTICLE,
            remedy=_("请核对执法证。"),
            field="valid_to",
        )


def _load(certificate: Certificate) -> None:
    """A certificate that comes as stock is named by the list from the first, as its officer is."""
    row = Officer.objects.select_related("agency").get(pk=certificate.officer_id)
    first = row.published_on or timezone.localtime().date()
    certificate.published_on = min(certificate.valid_from, first)
    certificate.save(update_fields=["published_on"])
    said = lists.content(row)
    row.listed_certificates = [*(row.listed_certificates or []), certificate.pk]
    row.save(update_fields=["listed_certificates"])
    if list_records.versions(row).exists():
        list_records.record(row, said)


def _refuse_overlap(*, number: str, issuer: str, valid_from: date, valid_to: date) -> None:
    """One number of one issuer belongs to one certificate at a time."""
    same = Certificate.objects.filter(number=number, issuer=issuer, valid_from__lte=valid_to)
    still = Q(ended_on__isnull=True, valid_to__gte=valid_from) | Q(ended_on__gt=valid_from)
    taken = same.filter(still | Q(valid_from=valid_from)).select_related("officer").first()
    if taken is not None:
        raise RuleError(
            _("执法证号 %(number)s 在此期间已登记给%(name)s（%(start)s 至 %(end)s）。")
            % {
                "number": number,
                "name": taken.officer.name,
                "start": taken.valid_from,
                "end": taken.valid_to,
            },
            article=ARTICLE,
            remedy=_("请核对证号和有效期，或先注销原证件。"),
            field="number",
        )


@transaction.atomic
def end_certificate(
    certificate: Certificate, *, by: User | None = None, on: date, reason: str
) -> Certificate:
    """Suspend or cancel a certificate from a day on. The row stays as history."""
    row = (
        Certificate.objects.select_for_update()
        .select_related("officer__agency")
        .get(pk=certificate.pk)
    )
    if by is not None:
        demand_kept(row.officer.agency, by)
    if row.ended_on is not None:
        raise RuleError(
            _("该执法证已于 %(day)s 暂扣或注销。") % {"day": row.ended_on},
            remedy=_("恢复执法资格请登记新的有效期。"),
        )
    if on < row.valid_from:
        raise RuleError(_("暂扣或注销日期早于发证日期。"), remedy=_("请核对日期。"), field="on")
    row.ended_on, row.end_reason = on, reason.strip()
    row.save(update_fields=["ended_on", "end_reason"])
    audit.append("certificate.end", obj=row, actor=by, data={"on": on, "reason": row.end_reason})
    words = _("%(name)s的执法证%(number)s：%(reason)s") % {
        "name": row.officer.name,
        "number": row.number,
        "reason": row.end_reason,
    }
    freshness.note(row.officer.agency, ListChange.Cause.OFFICER, words, on=on)
    return row


def _as_approved(row: Officer, by: User | None) -> Officer:
    """The officer with the text that the list said last; what was written since needs approval.

    One of whom the list never said anything on record is off the list, until a version is approved.
    Before the agency is announced nothing is: whoever approves that is shown the officers in post.
    """
    held = list_records.versions(row).held().first()
    if held is None and row.agency.status == Agency.Status.CONFIRMED:
        return update(row, by=by, noted=False, **{lists.PUBLISHED: None})
    if held is None or lists.same(held.content, lists.content(row)):
        return row
    return update(row, by=by, noted=False, **lists.values(lists.list_of(row), held.content))


@transaction.atomic
def set_status(officer: Officer, status: str, *, by: User | None = None, on: date) -> Officer:
    """Suspend, remove or reinstate an officer.

    Without the post no certificate counts any more: those running end on the day, those not yet
    begun before they begin. A reinstated officer needs a new one, and is listed as before.
    """
    row = (
        Officer.objects.select_for_update(of=("self",)).select_related("agency").get(pk=officer.pk)
    )
    if by is not None:
        demand_kept(row.agency, by)
    before = row.status
    if before == status:
        return row
    list_records.keep_first(row, lists.content(row), on)
    if status == Officer.Status.ACTIVE:
        row = _as_approved(row, by)
    row.status = Officer.Status(status)
    if by is not None:
        list_records.assert_agency_open(row, on)
    row.save(update_fields=["status", "updated_at"])
    audit.append(
        "officer.status", obj=row, actor=by, data={"from": before, "to": row.status, "on": on}
    )
    cards = list(row.certificates.filter(ended_on__isnull=True, valid_to__gte=on))
    if row.status in END_REASONS and cards:
        reason = END_REASONS[Officer.Status(row.status)]
        for card in cards:
            end_certificate(card, by=by, on=max(on, card.valid_from), reason=reason)
    else:
        words = _("%(name)s：%(status)s") % {
            "name": row.name,
            "status": Officer.Status(row.status).label,
        }
        freshness.note_officer(row.agency, words, on=on)
    return row
