"""What the public sends in, as the back office shows it: the list, the clocks of one, who sent it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import deadlines
from core.acts import Act
from core.pages import cursor_page
from core.permissions import AccountRequest
from enforcement.models import User

PAGE = 25
Words = str | Promise


@dataclass(frozen=True)
class Inbox:
    """One kind of letter: `url` is the name of its list without "-list", `subject` that of its clocks.

    `columns`: heading and what a row shows under it, beside number, day of receipt, clock and state.
    """

    title: Words
    url: str
    subject: str
    waiting: Words
    columns: tuple[tuple[Words, Callable[[Any], object]], ...]
    nothing: Words
    what_comes: Words

    def listed(
        self, request: AccountRequest, found: QuerySet[Any], pending: QuerySet[Any], **more: Any
    ) -> HttpResponse:
        """The letters, the newest first; those that wait, or all that were found."""
        everything = request.GET.get("status", "") == "all"
        rows = found if everything else pending
        page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="received_on")
        queue = deadlines.beside(page.rows, self.subject, timezone.localdate())
        lines = [
            (row, self.at(row, "detail"), self.cells(row), clock, left)
            for row, clock, left in queue
        ]
        context = {"inbox": self, "page": page, "queue": lines, "tabs": self.tabs(everything)}
        return render(request, "disclosure/inbox_list.html", {**context, **more})

    def tabs(self, everything: bool) -> list[dict[str, object]]:
        """Those that wait, and all."""
        url = reverse(f"{self.url}-list")
        return [
            {"label": self.waiting, "url": url, "current": not everything},
            {"label": _("全部"), "url": f"{url}?status=all", "current": everything},
        ]

    def cells(self, row: Any) -> list[tuple[Words, object]]:
        """What a row shows under the headings of this kind."""
        return [(label, value(row) or "—") for label, value in self.columns]

    def at(self, row: Model, page: str) -> str:
        """The address of a page of a letter."""
        return reverse(f"{self.url}-{page}", args=[row.pk])

    def beside(self, row: Model, acts: Iterable[Act[Any]], user: User) -> dict[str, object]:
        """What lies beside a letter: [(clock, days left)], and [(title, address)] of what can be done."""
        clocks = list(deadlines.for_subject(self.subject, str(row.pk)).order_by("pk"))
        left = deadlines.remaining_of(clocks, timezone.localdate())
        return {
            "inbox": self,
            "list": reverse(f"{self.url}-list"),
            "row": row,
            "clocks": [(clock, left[clock.pk]) for clock in clocks],
            "acts": [
                (act.title, reverse(act.name, args=[row.pk]))
                for act in acts
                if act.offered(row, user)
            ],
        }

    def sender(
        self, request: AccountRequest, row: Model, title: Words, notice: Words, facts: object
    ) -> HttpResponse:
        """Who sent it and how to reach them, kept in no browser; the service wrote the look down.

        `facts`: [(what it is, what they said, what stands there when they said nothing)].
        """
        context = {"inbox": self, "row": row, "detail": self.at(row, "detail")}
        context.update({"title": title, "notice": notice, "facts": facts})
        response = render(request, "disclosure/inbox_sender.html", context)
        response["Cache-Control"] = "private, no-store"
        return response
