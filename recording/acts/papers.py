"""Handing a written paper to the party."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case
from recording.forms.decision import DeliveryForm
from recording.models import Document
from recording.services import papers


def _documents(user: Any) -> QuerySet[Document]:
    rows = Document.objects.select_related("case__agency", "case__party", "decision")
    return rows.filter(case__in=Case.objects.visible_to(user))


def papers_of(row: Document) -> tuple[str, str]:
    """The papers of the case a document belongs to."""
    return row.case.title, reverse("paper-list", args=[row.case_id])


PAPER_SERVE = Act(
    name="paper-serve",
    permission=papers.RECORD,
    title=gettext_lazy("送达文书"),
    done=gettext_lazy("已记录送达，送达回证已保存。"),
    rows=_documents,
    form=DeliveryForm,
    do=papers.serve,
    home=papers_of,
    lead=lambda row, on: f"{row.title} {row.number}",
    open=papers.awaits_service,
    papers=True,
)
