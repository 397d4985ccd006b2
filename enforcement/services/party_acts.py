"""What the party does by itself through its link: files its defence, asks for a hearing.

The link is the party's hand, so there is no account behind these acts; the log names the link.
Whoever calls has seen the browser the link is tied to (`party_links.knock`).
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import deadlines
from core.errors import RuleError, StaleError
from enforcement.models import Defence, Notice, PartyLink
from enforcement.services import notices

LONGEST = 10_000


def open_notice(link: PartyLink) -> Notice | None:
    """The notice on which the party may still be heard: the newest, of a draft not yet decided."""
    rows = Notice.objects.filter(case=link.case, superseded=False, decision__status="draft")
    return rows.select_related("decision", "case__agency").order_by("-pk").first()


def _notice_of(link: PartyLink, at: datetime) -> Notice:
    """The same, locked, of a link that is locked before it and open at the moment."""
    row = PartyLink.objects.select_for_update().select_related("case").get(pk=link.pk)
    if row.bound_at is None or not row.live(at):
        raise StaleError(_("该链接已经失效。"), remedy=_("请联系承办机关重新出具。"))
    notice = open_notice(row)
    if notice is None:
        raise StaleError(
            _("目前没有可以提出陈述申辩或者听证申请的告知。"),
            article="行政处罚法第四十四条",
            remedy=_("机关作出决定前会书面告知您；对已经作出的决定不服的，可以申请复议或者起诉。"),
        )
    return notices.lock_in_force(notice)


@transaction.atomic
def defend(link: PartyLink, *, at: datetime, text: str) -> Defence:
    """File the party's own defence, within the window of the notice in force.

    RuleError after the window, for a blank or over-long text, and for one that was filed before.
    """
    notice, on = _notice_of(link, at), timezone.localtime(at).date()
    if on > notice.defence_until:
        clock = deadlines.for_subject("notice", str(notice.pk)).filter(key=notices.DEFENCE).first()
        raise RuleError(
            _("陈述申辩期限已于%(day)s届满，不能再通过本页提交。") % {"day": notice.defence_until},
            article=clock.article if clock else "行政处罚法第四十五条",
            remedy=_("机关作出决定前，仍可当面或者书面向承办机关提出。"),
            field="text",
        )
    if len(text) > LONGEST or Defence.objects.filter(link=link, text=text).exists():
        raise RuleError(
            _("内容超过%(most)s字，或者与此前提交的完全相同。") % {"most": LONGEST},
            remedy=_("已经提交的无需重复提交；内容较长的，请当面递交。"),
            field="text",
        )
    return notices.receive(notice, on=on, text=text, link=link)


@transaction.atomic
def request_hearing(link: PartyLink, *, at: datetime) -> Notice:
    """Ask for a hearing, within its window; the time to decide stands still until it is closed."""
    return notices.ask_hearing(_notice_of(link, at), on=timezone.localtime(at).date(), link=link)
