"""复议、诉讼 about records that a system sent: told when one is accepted, and how it ends."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure.api.exchange import ExchangeView, Scope, Sent, token_of
from disclosure.exchange import wire
from disclosure.models import Publication, RecordRuling
from disclosure.services import exchange_proceedings
from enforcement.models import Stay
from enforcement.models.kinds import ActionKind

RECORD = ("agency_uscc", "kind", "doc_no")


class OfRecord(serializers.Serializer[Any]):
    """Which record, and which proceeding about it."""

    agency_uscc = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(ActionKind.choices)
    doc_no = serializers.CharField(max_length=128)
    proceeding = serializers.ChoiceField(Stay.Kind.choices)
    number = serializers.CharField(max_length=100)


class ProceedingBegun(OfRecord):
    """It was accepted."""

    organ = serializers.CharField(max_length=200)
    since = serializers.DateField()


class ProceedingEnded(OfRecord):
    """How it ended; with `changed`, `revoked`, `illegal` or `void` the public reads `result`."""

    ended_on = serializers.DateField()
    outcome = serializers.ChoiceField(list(RecordRuling.OUTCOMES))
    result = serializers.CharField(max_length=1000)


class RecordUnderReview(serializers.Serializer[Any]):
    """The publication, and whether it bears the mark of a running proceeding."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    under_review = serializers.BooleanField()


def taken(form: type[OfRecord], request: Request) -> dict[str, Any]:
    """What was sent, as the services take it; 400 for another shape."""
    sent = request.data
    data = sent.data if isinstance(sent, Sent) else None
    if isinstance(data, dict):
        data = {**data, "kind": wire.named(data.get("kind"))}
    read = form(data=data)
    read.is_valid(raise_exception=True)
    given = dict(read.validated_data)
    uscc, kind, doc_no = (given.pop(name) for name in RECORD)
    given["kind"] = given.pop("proceeding")
    return {"of": {"uscc": uscc, "kind": kind, "doc_no": doc_no}, **given}


def answer(told: tuple[Publication, bool]) -> Response:
    """The state of the record after it."""
    row, running = told
    ended = row.ended_on
    return Response(
        {"id": row.pk, "status": row.status, "ended_on": ended, "under_review": running}
    )


class BeginProceeding(ExchangeView):
    """复议 or 诉讼 about a record was accepted."""

    exchange_scope = Scope.SEND

    @extend_schema(
        operation_id="exchange_proceeding_begin",
        request=ProceedingBegun,
        responses=RecordUnderReview,
    )
    def post(self, request: Request) -> Response:
        """Mark a record as under review everywhere; harmless when repeated."""
        given = taken(ProceedingBegun, request)
        on = timezone.localdate()
        return answer(exchange_proceedings.begin(token_of(request), on=on, **given))


class EndProceeding(ExchangeView):
    """It ended."""

    exchange_scope = Scope.WITHDRAW

    @extend_schema(
        operation_id="exchange_proceeding_end",
        request=ProceedingEnded,
        responses=RecordUnderReview,
    )
    def post(self, request: Request) -> Response:
        """End the mark; what was changed, revoked, found illegal or void is taken down. Harmless when repeated."""
        given = taken(ProceedingEnded, request)
        on = timezone.localdate()
        return answer(exchange_proceedings.end(token_of(request), on=on, **given))
