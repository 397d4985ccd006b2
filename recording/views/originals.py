"""The check of the originals: its runs, what they found, and what to do about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import copies, fixity, integrity
from core.errors import RuleError
from core.models import FixityRun
from core.permissions import AccountRequest, requires
from recording import originals

RUNS = 20


@requires("core.view_audit")
def fixity_list(request: AccountRequest) -> HttpResponse:
    """The latest runs, the originals not known to be whole, and the second copies."""
    runs, now = FixityRun.objects.order_by("-pk"), timezone.now()
    context = {
        "runs": runs[:RUNS],
        "troubles": [*integrity.troubles(), *copies.troubles(now)],
        "second": originals.second(),
        "lines": originals.lines(request.user),
        "may_start": request.user.has_perm(fixity.START),
        "open": runs.filter(state__in=fixity.OPEN).first(),
        "waiting": fixity.due(now).count(),
        "days": fixity.EVERY_DAYS,
    }
    return render(request, "recording/fixity_list.html", context)


@requires("core.view_audit")
def fixity_detail(request: AccountRequest, pk: int) -> HttpResponse:
    """One run: its counts, and every original it did not find whole."""
    run = get_object_or_404(FixityRun.objects.select_related("continues"), pk=pk)
    rows = run.outcomes.exclude(result=fixity.Result.OK).exclude(word=fixity.REMOVED)
    rows = rows.order_by("-word", "pk")
    context = {
        "run": run,
        "heir": run.continued_by.first(),
        "rows": rows.select_related("blob")[: originals.SHOWN],
        "shown": originals.SHOWN,
    }
    return render(request, "recording/fixity_detail.html", context)


@require_POST
@requires(fixity.START)
def fixity_start(request: AccountRequest) -> HttpResponse:
    """Plan a run over all originals; the worker reads them."""
    try:
        fixity.ask(timezone.now(), by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已安排校验全部原件，后台将在一分钟内开始。"))
    return redirect("fixity-list")
