"""What the list administrator does about a change that public lists must follow."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import deadlines
from core.acts import Act
from enforcement.forms.list_changes import SettleForm
from enforcement.models import ListChange
from enforcement.services import freshness


def kept(user: Any) -> QuerySet[ListChange]:
    """The changes of the agencies whose lists are the account's."""
    return ListChange.objects.kept_by(user)


def lead(row: ListChange, on: date) -> SafeString:
    """What changed, by when the lists must say it, and the entries that may be concerned."""
    clocks = deadlines.for_subject(freshness.SUBJECT, str(row.pk))
    due = "、".join(str(clock.due_on) for clock in clocks)
    links = format_html_join(
        "、",
        '<a href="{}">{}</a>',
        ((reverse("entry-detail", args=[v.entry_id]), v.title) for v in freshness.concerned(row)),
    )
    words = _("%(cause)s（%(day)s）：%(what)s。应当在%(due)s前更新。") % {
        "cause": row.get_cause_display(),
        "day": row.changed_on,
        "what": row.what,
        "due": due,
    }
    return format_html("{} {}{}", words, _("可能涉及：") if links else "", links)


LIST_CHANGE_SETTLE = Act(
    name="list-change-settle",
    permission=freshness.CHANGE,
    title=gettext_lazy("确认清单已经更新"),
    done=gettext_lazy("已办结。"),
    rows=kept,
    form=SettleForm,
    do=freshness.settle,
    home=lambda row: (str(_("待更新的清单")), reverse("list-change-list")),
    lead=lead,
    open=lambda row: row.done_on is None,
)
