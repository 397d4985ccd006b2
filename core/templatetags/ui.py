"""The parts pages are built of. Every tag renders one partial; its variables are listed there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import Alert

register = template.Library()

ROLE_NAMES = {
    "officer": gettext_lazy("执法人员"),
    "unithead": gettext_lazy("承办机构负责人"),
    "reviewer": gettext_lazy("法制审核"),
    "head": gettext_lazy("机关负责人"),
    "publisher": gettext_lazy("公示审核"),
    "listadmin": gettext_lazy("清单管理"),
    "supervisor": gettext_lazy("执法监督"),
    "admin": gettext_lazy("系统管理"),
}

# Colour of a status. The words carry the meaning; the colour only repeats it.
INFO = ("filed", "open", "submitted", "pending", "redacted", "running", "provisional")
GOOD = ("approved", "cleared", "issued", "served", "published", "valid", "active", "met", "passed")
WARN = (
    "returned",
    "corrected",
    "suspended",
    "warn7",
    "warn3",
    "warn1",
    "unconfirmed",
    "not_checked",
)
BAD = (
    *("overdue", "late", "rejected", "refused", "withdrawn", "revoked", "expired", "damaged"),
    *("unit_head", "supervisor", "due_release", "crashed", "originals"),
)
TONES = (
    dict.fromkeys(INFO, "info")
    | dict.fromkeys(GOOD, "good")
    | dict.fromkeys(WARN, "warn")
    | dict.fromkeys(BAD, "bad")
)
SOON = 3  # working days left at which a deadline is drawn as near; warnings follow the profile


class Tab(TypedDict, total=False):
    """One tab of a page: `count` is optional, `current` marks the open one."""

    label: str
    url: str
    count: int
    current: bool


class Moment(TypedDict, total=False):
    """One entry of a timeline: `when` is a date or datetime, the rest are words."""

    when: date
    title: str
    text: str
    by: str
    url: str
    tone: str


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of static/img/icons.svg, hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("partials/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field: label, help, control and its errors, tied together by aria-describedby."""
    return {"field": bound}


@register.inclusion_tag("partials/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Summary of every error of a submitted form, with a link to each field."""
    return {"form": form, "faulty": [bound for bound in form if bound.errors]}


@register.inclusion_tag("partials/file_upload.html")
def file_upload(bound: BoundField, max_bytes: int | None = None) -> dict[str, Any]:
    """A file field with a progress bar; its form carries `data-upload` and multipart encoding."""
    return {"field": bound, "max_bytes": max_bytes}


@register.inclusion_tag("partials/filter_form.html")
def filter_form(form: BaseForm, clear_url: str = "", submit: str = "") -> dict[str, Any]:
    """A GET form over a list; `clear_url` is the list without any filter."""
    return {"form": form, "clear_url": clear_url, "submit": submit or _("查询")}


@register.inclusion_tag("partials/badge.html")
def badge(label: str, tone: str = "neutral") -> dict[str, Any]:
    """A short label in one of the tones neutral, info, good, warn, bad."""
    return {"label": label, "tone": tone}


@register.inclusion_tag("partials/badge.html")
def status_badge(row: Any, name: str = "status") -> dict[str, Any]:
    """The badge of a choices field of a model row, for example `{% status_badge case %}`."""
    value = str(getattr(row, name))
    display = getattr(row, f"get_{name}_display", None)
    return {"label": display() if display else value, "tone": TONES.get(value, "neutral")}


@register.inclusion_tag("partials/deadline_badge.html")
def deadline_badge(
    due_on: date | None,
    days_left: int | None = None,
    provisional: bool = False,
    outcome: str = "open",
) -> dict[str, Any]:
    """How long until `due_on`.

    `days_left` is working days from today to the due day, 0 on that day, negative once it has
    passed, None when it is not known; `outcome` is a core.Deadline outcome.
    """
    words = deadline_words(days_left, outcome)
    if days_left == 0 and outcome == "open" and due_on and due_on > timezone.localdate():
        words = _("剩余不足 1 个工作日")  # the last days before it are days of rest
    return {
        "due_on": due_on,
        "words": words,
        "tone": deadline_tone(days_left, outcome),
        "provisional": provisional,
    }


def deadline_words(days_left: int | None, outcome: str = "open") -> str:
    """The words of a deadline badge; empty when the remaining days are not known."""
    ended = {"met": _("按期完成"), "late": _("逾期完成"), "void": _("不再适用")}
    if outcome in ended:
        return ended[outcome]
    if days_left is None:
        return ""
    if days_left < 0:
        return ngettext("已逾期 %(n)d 个工作日", "已逾期 %(n)d 个工作日", -days_left) % {
            "n": -days_left
        }
    if days_left == 0:
        return _("今日到期")
    return ngettext("剩余 %(n)d 个工作日", "剩余 %(n)d 个工作日", days_left) % {"n": days_left}


def deadline_tone(days_left: int | None, outcome: str = "open") -> str:
    """Tone of a deadline: bad once late, warn when near, good when met, else neutral."""
    if outcome != "open":
        return {"met": "good", "late": "bad"}.get(outcome, "neutral")
    if days_left is None:
        return "neutral"
    if days_left < 0:
        return "bad"
    return "warn" if days_left <= SOON else "info"


@register.inclusion_tag("partials/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """What to say instead of an empty list: what happens next, and where to go."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("partials/timeline.html")
def timeline(moments: Iterable[Moment]) -> dict[str, Any]:
    """A list of events, in the order given."""
    return {"moments": moments}


@register.inclusion_tag("partials/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """Links between the parts of one page; `label` names the group to screen readers."""
    return {"items": items, "label": label or _("页面分栏")}


@register.inclusion_tag("partials/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """Where the page is: label, url, label, url, ..., and at last the label of this page."""
    return {"steps": list(zip(steps[:-1:2], steps[1::2], strict=True)), "here": steps[-1]}


@register.inclusion_tag("partials/data_list.html")
def data_list(pairs: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Names and values side by side; a day is written as everywhere, an empty value as a dash."""
    rows = pairs.items() if isinstance(pairs, Mapping) else pairs
    return {"pairs": [(name, str(row) if type(row) is date else row) for name, row in rows]}


@register.simple_block_tag(end_name="endtable")
def table(content: str, label: str, classes: str = "") -> str:
    """A data table that scrolls inside its own box; `label` names it, `classes` adds "stacked"."""
    context = {"content": content, "label": label, "classes": classes}
    return render_to_string("partials/table.html", context)


@register.inclusion_tag("partials/pagination.html", takes_context=True)
def cursor_pages(context: Context, next_cursor: str = "", name: str = "after") -> dict[str, Any]:
    """Links to the next page and back to the first one; every filter of the query is kept."""
    query = context["request"].GET.copy()
    paged = query.pop(name, None) is not None
    first_url = f"?{query.urlencode()}"
    query[name] = next_cursor or ""
    return {
        "first_url": first_url if paged else "",
        "next_url": f"?{query.urlencode()}" if next_cursor else "",
    }


@register.inclusion_tag("partials/nav_link.html", takes_context=True)
def nav_link(
    context: Context, name: str, label: str, icon_name: str = "", exact: bool = False
) -> dict[str, Any]:
    """A navigation entry by URL name, marked when the page is it or (unless `exact`) under it.

    An entry whose pages are not part of this site is left out.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    path = context["request"].path if "request" in context else ""
    current = "page" if path == url else ""
    if not exact and not current and path.startswith(url):
        current = "true"
    return {"url": url, "label": label, "icon_name": icon_name, "current": current}


@register.simple_tag
def unread_alerts(user: Any) -> int:
    """Number of warnings the account has not opened yet."""
    return Alert.objects.filter(recipient=user, read_at__isnull=True).count()


@register.simple_tag
def role_names(user: Any) -> str:
    """Names of the account's roles, in the interface language."""
    return _("、").join(str(ROLE_NAMES.get(role, role)) for role in user.roles)
