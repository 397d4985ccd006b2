"""The answer not to file a case, given on the page of the filing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acts import accepted
from core.permissions import AccountRequest, requires
from core.views.preview import previewed
from enforcement.forms.cases import DateForm, ReasonForm
from enforcement.models import Case
from enforcement.views.cases import filing_page
from recording.services import filing


@requires("enforcement.approve_filing")
@previewed
def case_reject(request: AccountRequest, pk: UUID) -> HttpResponse:
    """不予立案, with the reason; its paper is kept."""
    visible = Case.objects.visible_to(request.user).select_related("agency", "party")
    case, on = get_object_or_404(visible, pk=pk), timezone.localdate()
    form = ReasonForm(request.POST or None)

    def reject() -> None:
        filing.reject(case, by=request.user, on=on, reason=form.cleaned_data["reason"])

    if request.method == "POST" and accepted(form, reject):
        messages.success(request, _("已记录不予立案。"))
        return redirect("case-detail", case.pk)
    return filing_page(request, case, DateForm(initial={"on": on}), form)
