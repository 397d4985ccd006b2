"""Saved searches by mail: asked for, confirmed by the owner of the address, told once a day, ended.

Nobody can watch a person with them: what looks like a person's name or number is refused. An address is
kept encrypted, is written to no log, and is gone with its last subscription.
"""

import logging
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import secrets, throttle
from core.errors import RuleError
from disclosure import personal, search
from disclosure.filters import DecisionFilter
from disclosure.models import Publication, Subscription

log = logging.getLogger(__name__)
SALT = "disclosure.subscription"
CONFIRM, STOP = "confirm", "stop"
NEWEST = 20  # decisions named in one mail
DAY_SECONDS = 86_400
PER_ADDRESS = 5  # mails asked for by strangers to one address in a day
ARTICLE = "个人信息保护法第六条、第十条"


def demand_impersonal(query: dict[str, str]) -> None:
    """Refuse a filter that watches a person. Raises RuleError with the field."""
    for name in personal.TYPED:
        if personal.means_a_person(query.get(name, "")):
            raise RuleError(
                _("不能订阅针对自然人的查询。"),
                article=ARTICLE,
                remedy=_("请改用企业、机构的全称或者事项的关键词。"),
                field=name,
            )
    if not query:
        raise RuleError(
            _("没有选择任何条件。"),
            remedy=_("请先在决定公示中选择条件，或者使用订阅源。"),
            field="q",
        )


def ask(address: str, query: dict[str, str], *, now: datetime) -> None:
    """Send the owner of the address a link to confirm with; the same whether it is known or not.

    RuleError for a filter that watches a person, StaleError beyond the pace for one address.
    """
    demand_impersonal(query)
    key = secrets.keyed_hash(address)
    throttle.demand_pace(f"subscription:{key}", most=PER_ADDRESS, seconds=DAY_SECONDS)
    row, _made = Subscription.objects.get_or_create(
        address_key=key,
        query=urlencode(sorted(query.items())),
        defaults={
            "address": secrets.encrypt(address),
            "language": translation.get_language() or settings.LANGUAGE_CODE,
            "created_at": now,
        },
    )
    _send(row, gettext_noop("请确认订阅"), "request", {"confirm_url": link(row, CONFIRM)})


def site() -> str:
    """The address of the portal, without a slash."""
    return str(settings.PUBLIC_BASE_URL).rstrip("/")


def link(row: Subscription, purpose: str) -> str:
    """The signed address that confirms or ends a subscription; it names nobody."""
    token = signing.dumps(str(row.pk), salt=f"{SALT}.{purpose}")
    return site() + reverse(f"subscription-{purpose}", args=[token])


def found(token: str, purpose: str) -> Subscription | None:
    """The subscription a signed address is about; None when it is gone. BadSignature for any other."""
    key = UUID(signing.loads(token, salt=f"{SALT}.{purpose}"))
    return Subscription.objects.filter(pk=key).first()


@transaction.atomic
def confirm(row: Subscription, *, now: datetime, on: date) -> None:
    """The owner wants it: what is published from today on will be told."""
    known = Subscription.objects.select_for_update().filter(pk=row.pk, confirmed_at=None)
    known.update(confirmed_at=now, told_until=on - timedelta(days=1))


def stop(row: Subscription) -> None:
    """End it and forget the address."""
    Subscription.objects.filter(pk=row.pk).delete()


def forget_unconfirmed(now: datetime) -> int:
    """Delete what nobody confirmed in time; returns how many."""
    before = now - timedelta(hours=settings.SUBSCRIPTION_CONFIRM_HOURS)
    return Subscription.objects.filter(confirmed_at=None, created_at__lt=before).delete()[0]


def due(on: date) -> list[UUID]:
    """Keys of the subscriptions that were not told of the day before."""
    rows = Subscription.objects.filter(told_until__lt=on - timedelta(days=1))
    return list(rows.order_by("told_until", "pk").values_list("pk", flat=True))


@transaction.atomic
def tell(key: UUID, on: date) -> bool:
    """Tell one subscriber what was first published since the last time; False when there was nothing.

    A mail that cannot be sent is tried again by the next run.
    """
    row = Subscription.objects.select_for_update().filter(pk=key).first()
    last = on - timedelta(days=1)
    if row is None or row.told_until is None or row.told_until >= last:
        return False
    query = dict(parse_qsl(row.query))
    rows = news(query, on, since=row.told_until)
    row.told_until = last
    row.save(update_fields=["told_until"])
    if rows:
        lines = [(one, site() + reverse("decision-detail", args=[one.pk])) for one in rows]
        listed = f"{site()}{reverse('decision-list')}?{row.query}"
        subject = gettext_noop("您订阅的查询有新公开的决定")
        _send(row, subject, "digest", {"lines": lines, "list_url": listed})
    return bool(rows)


def news(query: dict[str, str], on: date, *, since: date) -> list[Publication]:
    """What is public on the day, answers the filter, and was first published after `since`, before today."""
    form = DecisionFilter(query)
    if not form.is_valid():
        return []
    return list(search.fresh(form.cleaned_data, on, since)[:NEWEST])


def _send(row: Subscription, subject: str, template: str, context: dict[str, object]) -> None:
    """One mail in the language of the subscription, with the way out that RFC 8058 describes."""
    stop_url = link(row, STOP)
    with translation.override(row.language):
        values = {**context, "stop_url": stop_url, "conditions": conditions(row.query)}
        title, text = _(subject), render_to_string(f"disclosure/mail/{template}.txt", values)
    message = EmailMessage(
        title,
        text,
        to=[secrets.decrypt(row.address)],
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        # The text of the error may hold the address.
        raise RuleError(_("邮件暂时无法发出。"), remedy=_("请稍后再试。")) from error


def conditions(query: str) -> list[tuple[str, str]]:
    """(label, value) of the filter, in words."""
    form = DecisionFilter(dict(parse_qsl(query)))
    named = {form.add_prefix(name): form[name] for name in form.fields}
    return [
        (str(named[name].label), _value(named[name].field, value))
        for name, value in parse_qsl(query)
        if name in named
    ]


def _value(field: object, value: str) -> str:
    return str(dict(getattr(field, "choices", ())).get(value, value))


def run(now: datetime, on: date) -> dict[str, int]:
    """What the scheduler does; one address that cannot be reached holds up nobody else."""
    mailed = failed = 0
    forgotten = forget_unconfirmed(now)
    for key in due(on):
        try:
            mailed += tell(key, on)
        except RuleError:
            failed += 1
    if failed:
        log.warning("%d subscribers could not be told", failed)
    return {"forgotten": forgotten, "mailed": mailed, "failed": failed}
