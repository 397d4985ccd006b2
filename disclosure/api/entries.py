"""The registers kept entry by entry in the public API: what each said on a day."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure import list_names, registers
from disclosure.api.public import GONE, DayList, PublicView, asked, earlier
from disclosure.filters import AnyEntryFilter, DayFilter
from disclosure.serializers import EntrySerializer, WithdrawnSerializer
from enforcement.models import RegisterEntry


@extend_schema(tags=["public"])
class EntryList(DayList):
    """Entries of the registers as of a day, today when none is given."""

    queryset = RegisterEntry.objects.none()
    serializer_class = EntrySerializer
    filter_form = AnyEntryFilter
    order = "id"
    named = ("agency",)

    def rows(self, values: dict[str, Any], on: date) -> Any:
        day = values.get("on") or on
        return registers.entries(values, day), earlier(day, on)


class EntryDetail(PublicView):
    """One entry as of a day; 410 with the reason when it was withdrawn, or had ended by the day."""

    queryset = RegisterEntry.objects.none()
    serializer_class = EntrySerializer

    @extend_schema(
        tags=["public"],
        operation_id="entries_retrieve",
        parameters=[OpenApiParameter("on", date, description=str(_("查询日期")))],
        responses={200: EntrySerializer, GONE: WithdrawnSerializer},
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The entry, or what became of it."""
        today = timezone.localdate()
        on = asked(DayFilter, request)["on"] or today
        row = registers.entries({}, on).filter(pk=kwargs["pk"]).first()
        if row is not None:
            list_names.then([row], on, today, "agency")
            return Response(self.get_serializer(row).data)
        gone = RegisterEntry.objects.filter(registers.announced(), pk=kwargs["pk"])
        ended = gone.exclude(withdrawn_on=None).select_related("agency").first()
        if ended is None or ended.stands(on):
            raise Http404("nothing public on that day")
        return Response(withdrawn(ended), status=GONE)


def withdrawn(ended: RegisterEntry) -> dict[str, Any]:
    """The body of a 410: whether it was taken down or has ended, when and why."""
    over = ended.status == RegisterEntry.Status.ENDED
    said = _("该内容不再有效。") if over else _("该内容已经撤下。")
    body = {"error": said, "reason": ended.withdrawn_reason}
    return {**body, "withdrawn_on": ended.withdrawn_on, "agency": ended.agency.name}
