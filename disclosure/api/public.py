"""The public API: read only, the same queries as the pages, unknown parameters refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.filters import BaseFilterBackend
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.pages import Page
from disclosure import earlier_lists, list_names, search, serializers
from disclosure.cursor import SIZE, CursorPages, refuse
from disclosure.earlier_lists import Earlier, page_of
from disclosure.filters import (
    CURSOR,
    AgencyFilter,
    DecisionFilter,
    ItemFilter,
    OfficerFilter,
    PastDayFilter,
    PatternField,
    PublicFilter,
)
from disclosure.models import Publication
from enforcement.models import Agency, Item, Officer

GONE = 410
DAY = OpenApiParameter("on", date, description=str(_("查询日期")))


def asked(filter_form: type[PublicFilter], request: Request) -> dict[str, Any]:
    """The cleaned values of a filter; a 400 for a parameter that it does not know or cannot read."""
    form = filter_form(request.query_params)
    unknown = form.unknown(request.query_params)
    if unknown:
        text = _("未知的查询参数：%(names)s。可用的参数：%(known)s。") % {
            "names": "、".join(unknown),
            "known": "、".join([*form.parameters(), CURSOR]),
        }
        raise refuse(text, {name: [_("没有这个参数。")] for name in unknown})
    if not form.is_valid():
        raise refuse(_("查询参数有误，请改正后重试。"), form.problems())
    return form.cleaned_data


class FormFilter(BaseFilterBackend):
    """Filters a view's rows by its `filter_form`."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return view.rows(asked(view.filter_form, request), timezone.localdate())

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The filters, for the schema."""
        form = view.filter_form()
        return [_parameter(form.add_prefix(name), f) for name, f in form.fields.items()]


def _parameter(name: str, form_field: forms.Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(form_field, forms.DateField):
        schema["format"] = "date"
    if isinstance(form_field, PatternField):
        schema["pattern"] = form_field.described
    elif isinstance(form_field, forms.CharField) and form_field.max_length:
        schema["maxLength"] = form_field.max_length
    if isinstance(form_field, forms.ChoiceField):
        schema["enum"] = [str(value) for value, _label in form_field.widget.choices if value]
    description = str(form_field.label)
    return {
        **{"name": name, "in": "query", "required": False},
        **{"description": description, "schema": schema},
    }


class OneFormat(BaseContentNegotiation):
    """JSON whatever is asked for: `format` is a parameter nobody knows, and is refused as one."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class PublicView(generics.GenericAPIView[Any]):
    """Base: no account, no session."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = OneFormat


class PublicList(PublicView, generics.ListAPIView[Any]):
    """Base of the lists: `filter_form`, `rows(values, on)`, and the order of the cursor."""

    filter_backends = (FormFilter,)
    pagination_class = CursorPages
    filter_form: type[PublicFilter]
    order: str
    descending = False


def earlier(day: date, today: date) -> date | None:
    """The day when it is an earlier one: its rows are not told as they are today."""
    return day if day < today else None


class DayPages(CursorPages):
    """Pages of rows as they stood on an earlier day; `queryset` is the rows, and that day or None."""

    def page(self, queryset: Any, after: str, view: Any) -> Page[Any]:
        rows, day = queryset
        found = super().page(rows, after, view)
        return found if day is None else replace(found, rows=view.then(found.rows, day))


class DayList(PublicList):
    """Base of the lists as of a day: `rows` gives pairs as DayPages takes them, `named` the paths of
    what a row mentions."""

    pagination_class = DayPages
    named: tuple[str, ...] = ()

    def then(self, rows: list[Any], day: date) -> list[Any]:
        """The rows of an earlier day, with the names of it."""
        list_names.tell(rows, list_names.Names(day), *self.named)
        return rows


class EarlierPages(CursorPages):
    """Pages of a list of today or of an earlier day, as disclosure.earlier_lists gives them."""

    def page(self, queryset: Any, after: str, view: Any) -> Page[Any]:
        return page_of(queryset, after, size=SIZE, field=view.order, strict=True)


class EarlierDetail(PublicView, generics.RetrieveAPIView[Any]):
    """Base of one row of a list of today or of an earlier day: `whole` gives the list of the day."""

    whole: Callable[[dict[str, Any], date], Any]

    def get_object(self) -> Any:
        """The row as it stood on the day. Raises Http404 when it was not on the list."""
        rows = self.whole(asked(PastDayFilter, self.request), timezone.localdate())
        if not isinstance(rows, Earlier):
            return generics.get_object_or_404(rows, pk=self.kwargs["pk"])
        found = rows.then(list(rows.rows.filter(pk=self.kwargs["pk"])))
        if not found:
            raise Http404
        return found[0]


class DecisionPages(CursorPages):
    """Pages of decisions, from the search where words are asked for; `queryset` is what is asked."""

    def page(self, queryset: Any, after: str, view: Any) -> Page[Publication]:
        values, on = queryset
        return search.page(values, on, after, size=SIZE, shape=search.as_data, strict=True)


@extend_schema(tags=["public"])
class DecisionList(PublicList):
    """Public decisions, newest first."""

    pagination_class = DecisionPages

    queryset = Publication.objects.none()
    serializer_class = serializers.DecisionSerializer
    filter_form = DecisionFilter

    def rows(self, values: dict[str, Any], on: date) -> tuple[dict[str, Any], date]:
        return values, on


class DecisionDetail(PublicView):
    """One public decision; 410 with the reason when it was withdrawn."""

    queryset = Publication.objects.none()
    serializer_class = serializers.DecisionDetailSerializer

    @extend_schema(
        tags=["public"],
        operation_id="decisions_retrieve",
        responses={
            200: serializers.DecisionDetailSerializer,
            GONE: serializers.WithdrawnSerializer,
        },
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The row, or what became of it."""
        try:
            row = search.find(kwargs["pk"], timezone.localdate())
        except search.Withdrawn as ended:
            return Response(withdrawn(ended), status=GONE)
        return Response(self.get_serializer(row).data)


def withdrawn(ended: search.Withdrawn) -> dict[str, Any]:
    """The body of a 410: when and why, nothing about the party."""
    body = {"error": _("该决定已经撤下。"), "reason": ended.reason}
    return {**body, "withdrawn_on": ended.on, "agency": ended.agency}


@extend_schema(tags=["public"])
class AgencyList(PublicList):
    """Announced agencies, in the order of the tree; as of a day when one is named."""

    pagination_class = EarlierPages
    queryset = Agency.objects.none()
    serializer_class = serializers.AgencySerializer
    filter_form = AgencyFilter
    order = "path"

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return earlier_lists.agencies(values, on)


@extend_schema(tags=["public"], parameters=[DAY])
class AgencyDetail(EarlierDetail):
    """One announced agency; as it stood on a day when one is named."""

    queryset = Agency.objects.none()
    serializer_class = serializers.AgencySerializer
    whole = staticmethod(earlier_lists.agencies)


@extend_schema(tags=["public"])
class OfficerList(PublicList):
    """Officers in post, agency by agency; as of a day when one is named."""

    pagination_class = EarlierPages
    queryset = Officer.objects.none()
    serializer_class = serializers.OfficerSerializer
    filter_form = OfficerFilter
    order = "agency_id"

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return earlier_lists.officers(values, on)


@extend_schema(tags=["public"], parameters=[DAY])
class OfficerDetail(EarlierDetail):
    """One officer in post; as it stood on a day when one is named."""

    queryset = Officer.objects.none()
    serializer_class = serializers.OfficerSerializer
    whole = staticmethod(earlier_lists.officers)


@extend_schema(tags=["public"])
class ItemList(PublicList):
    """Items of the published lists; as of a day when one is named."""

    pagination_class = EarlierPages
    queryset = Item.objects.none()
    serializer_class = serializers.ItemSerializer
    filter_form = ItemFilter
    order = "agency_id"

    def rows(self, values: dict[str, Any], on: date) -> Any:
        return earlier_lists.items(values, on)


@extend_schema(tags=["public"], parameters=[DAY])
class ItemDetail(EarlierDetail):
    """One published item; as it stood on a day when one is named."""

    queryset = Item.objects.none()
    serializer_class = serializers.ItemSerializer
    whole = staticmethod(earlier_lists.items)
