"""The papers a handler may write in a case, and the page that writes one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import accepted
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement.models import Case
from recording import papers
from recording.forms.papers import PaperForm
from recording.models import Document
from recording.models.step import Stage
from recording.services import papers as writing


@requires(writing.RECORD)
def paper_list(request: AccountRequest, pk: UUID) -> HttpResponse:
    """What may be written, by stage, and what was written and awaits service."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    offered = papers.papers_of(case)
    stages = [
        (stage.label, rows)
        for stage in Stage
        if (rows := [paper for paper in offered if paper.stage == stage])
    ]
    written = Document.objects.filter(case=case, kind__in=papers.papers()).order_by("-pk")
    unserved = [row for row in written if writing.awaits_service(row)]
    context = {"case": case, "tab": "case-record", "stages": stages, "unserved": unserved}
    return render(request, "recording/paper_list.html", context)


@requires(writing.RECORD)
@previewed
def paper_write(request: AccountRequest, pk: UUID, kind: str) -> HttpResponse:
    """Write one paper; it is kept at once."""
    visible = Case.objects.visible_to(request.user).select_related("agency", "party")
    case = get_object_or_404(visible, pk=pk)
    paper = papers.papers().get(kind)
    if paper is None or case.procedure not in paper.procedures:
        raise Http404(kind)
    form = PaperForm(request.POST or None, row=case, on=timezone.localdate(), paper=paper)

    def write() -> None:
        on, words = form.cleaned_data["on"], form.words()
        writing.write(case, by=request.user, on=on, paper=paper, words=words)

    if request.method == "POST" and accepted(form, write):
        messages.success(request, _("文书已生成并归入案卷。"))
        return redirect("paper-list", case.pk)
    context = {"case": case, "form": form, "title": paper.label, "paper": paper}
    return render(request, "recording/paper_write.html", context)
