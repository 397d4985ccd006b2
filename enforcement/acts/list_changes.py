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
from enforcement.models import (
    Benchmark,
    CatalogueRule,
    Delegation,
    ListChange,
    RandomCheckItem,
)
from enforcement.services import freshness


def kept(user: Any) -> QuerySet[ListChange]:
    """The changes of the agencies whose lists are the account's."""
    return ListChange.objects.kept_by(user)


def lead(row: ListChange, on: date) -> SafeString:
    """What changed, by when the lists must say it, and the entries that may be concerned."""
    clocks = deadlines.for_subject(freshness.SUBJECT, str(row.pk))
    due = "、".join(str(clock.due_on) for clock in clocks)
    links = format_html_join("、", '<a href="{}">{}</a>', [*_entries(row), *_cited(row)])
    words = _("%(cause)s（%(day)s）：%(what)s。应当在%(due)s前更新。") % {
        "cause": row.get_cause_display(),
        "day": row.changed_on,
        "what": row.what,
        "due": due,
    }
    return format_html("{} {}{}", words, _("可能涉及：") if links else "", links)


def _entries(row: ListChange) -> list[tuple[str, str]]:
    found = freshness.concerned(row)
    return [(reverse("entry-detail", args=[each.entry_id]), each.title) for each in found]


def _cited(row: ListChange) -> list[tuple[str, str]]:
    """Address and name of each row that cites the changed law, with the list it is of."""
    return [
        (_page(each), _("%(list)s“%(name)s”") % {"list": _list(each), "name": each})
        for each in freshness.cited(row)
    ]


def _page(row: Any) -> str:
    name, key = {
        Benchmark: ("benchmark-admin-detail", "pk"),
        Delegation: ("delegation-admin-edit", "pk"),
        CatalogueRule: ("catalogue-detail", "catalogue_id"),
        RandomCheckItem: ("random-item-edit", "pk"),
    }[type(row)]
    return reverse(name, args=[getattr(row, key)])


def _list(row: Any) -> str:
    owner = row.catalogue if isinstance(row, CatalogueRule) else row
    return str(owner._meta.verbose_name)


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
