"""What the permit page of a case shows: state, the next duty with its day, and the open acts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import deadlines
from core.acts import Act
from enforcement import reapplication, timeline
from enforcement.models import Application, Case, Licence, Proceeding, User
from enforcement.services import cases, intake, permit_hearings, proceedings
from recording import permit_papers
from recording.acts import permits as acts
from recording.models import Document
from recording.services import permits as papers

Status = Application.Status
SILENT = gettext_lazy("期限届满未作决定，已视为准予延续：请送达告知书，办理结案。")


@dataclass(frozen=True)
class Link:
    """A way to an act: label and address."""

    label: str
    url: str


def page(case: Case, user: User, on: date) -> dict[str, Any]:
    """Everything the template needs."""
    application, about = intake.of(case), proceedings.of(case)
    licence = case.licences.order_by("-pk").first() or (about.licence if about else None)
    silent = about is not None and about.settled == Proceeding.Settled.DEEMED
    clocks = timeline.open_deadlines(case, on)
    left = deadlines.remaining_of(clocks, on)
    return {
        "case": case,
        "application": application,
        "about": about,
        "end_ground": permit_papers.end_ground(about) if about else "",
        "asks": SILENT if silent else asks(case, application),
        "clocks": [(row, left[row.pk]) for row in clocks],
        "bars": reapplication.bars(case),
        "links": [] if silent else _links(acts.OF_APPLICATION, application, case, user),
        "specials": _rows(application, "special_procedures", acts.SPECIAL_END, user),
        "third_parties": _rows(application, "third_parties", acts.HEAR, user),
        "hearings": _hearings(application, user),
        "unserved": _unserved(case, user),
        "licence": licence,
        "licence_links": _links(acts.OF_LICENCE, licence, case, user) if licence else [],
        "events": licence.events.order_by("on", "pk") if licence else [],
        "proceedings": _proceedings(licence),
        "ask_by": proceedings.last_day_to_ask(licence) if licence else None,
    }


def asks(case: Case, application: Application | None) -> str:
    """What the law asks next, in words; "" when it asks nothing of this page."""
    if application is None:
        return ""
    if application.status == Status.CORRECTING:
        return _("等待申请人补正；收到全部补正材料后应当受理。")
    if application.status == Status.RECEIVED and application.corrected_on:
        return _("申请人已提交补正材料：材料齐全的应当受理。")
    if application.status == Status.RECEIVED:
        return _(
            "当场或者在期限内决定受理、不予受理，或者一次告知补正；逾期不告知的，自收到之日起即为受理。"
        )
    if application.status == Status.ACCEPTED and case.status == Case.Status.FILED:
        return _("在期限内审查并作出书面决定；不能按期决定的，报负责人批准延长并告知理由。")
    if case.status == Case.Status.DECIDED:
        return _("在期限内送达决定书或者许可证件，并公开准予许可决定。")
    return ""


def _links(offered: tuple[Act[Any], ...], row: Any, case: Case, user: User) -> list[Link]:
    if row is None:
        return []
    mine = cases.is_handler(case, user)
    found = [act for act in offered if act.offered(row, user)]
    allowed = [act for act in found if mine or act is acts.EXTEND]
    return [Link(str(act.title), reverse(act.name, args=[row.pk])) for act in allowed]


def _rows(
    application: Application | None, name: str, act: Act[Any], user: User
) -> list[tuple[Any, list[Link]]]:
    if application is None:
        return []
    rows = getattr(application, name).order_by("pk")
    return [(row, _links((act,), row, application.case, user)) for row in rows]


def _hearings(application: Application | None, user: User) -> list[tuple[Any, list[Link]]]:
    if application is None:
        return []
    offered = (acts.HEARING_NOTICE, acts.HEARING_RECORD)
    rows = permit_hearings.of(application)
    return [(row, _links(offered, row, application.case, user)) for row in rows]


def _unserved(case: Case, user: User) -> list[tuple[Document, list[Link]]]:
    rows = papers.unserved(case)
    return [(row, _links((acts.PAPER_SERVE,), row, case, user)) for row in rows]


def _proceedings(licence: Licence | None) -> list[Any]:
    if licence is None:
        return []
    return list(licence.proceedings.select_related("case").order_by("case__created_at"))
