"""Exchange with other systems of agencies: batches of records in, withdrawals, a feed of changes out.

A request carries `Authorization: Bearer TOKEN`; what the token may do is its scopes.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    ParseError,
)
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from disclosure.api.public import OneFormat
from disclosure.exchange import wire
from disclosure.models import ExchangeReceipt, ExchangeToken, Publication
from disclosure.services import exchange_batches, exchange_changes, exchange_tokens
from enforcement.models.kinds import ActionKind

BEARER = "Bearer "
MAX_BODY = 64 * 1024 * 1024  # bytes: a thousand long decisions
MAX_KEY = 80
MAX_SINCE = 2**62
Scope = ExchangeToken.Scope


@dataclass(frozen=True)
class System:
    """Who asks: a system, not a person."""

    token: ExchangeToken
    is_authenticated: bool = True


class TokenAuthentication(BaseAuthentication):
    """The token of a system of an agency."""

    def authenticate(self, request: Request) -> tuple[Any, ExchangeToken] | None:
        """(system, token); 401 for a token that is unknown, stopped or has run out."""
        header = str(request.headers.get("Authorization", ""))
        if not header.startswith(BEARER):
            return None
        found = exchange_tokens.known_by(header.removeprefix(BEARER), timezone.localdate())
        if found is None:
            raise AuthenticationFailed(_("密钥无效、已经停用或者超过有效期。"))
        return System(found), found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="exchange"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library is not typed
    """The token in the schema."""

    target_class = TokenAuthentication
    name = "exchangeToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer token."""
        return {"type": "http", "scheme": "bearer"}


class Scoped(BasePermission):
    """Whether the token has the scope of the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """403 without it; 401 without a token."""
        token = request.auth
        return isinstance(token, ExchangeToken) and view.exchange_scope in token.scopes


class PerToken(SimpleRateThrottle):
    """So many requests of one token; citizens have their own count."""

    scope = "exchange"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """One count for each token."""
        token = request.auth
        return f"exchange-{token.pk}" if isinstance(token, ExchangeToken) else None


class TooLarge(APIException):
    """413"""

    status_code = 413
    default_code = "too_large"


@dataclass(frozen=True)
class Sent:
    """A body as it came, and as JSON."""

    body: bytes
    data: Any


class BodyParser(BaseParser):
    """JSON with its bytes kept; amounts stay exact decimals."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """A Sent; 400 for what is no JSON in UTF-8, 413 above MAX_BODY."""
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge(_("内容过大，请分批报送。"))
        try:
            data = json.loads(body.decode(), parse_float=Decimal, parse_constant=_no_number)
            # A lone surrogate is JSON, but no text that a database can hold.
            json.dumps(data, ensure_ascii=False, default=str).encode()
        except (ValueError, RecursionError) as error:
            raise ParseError(_("请求的内容不是 UTF-8 编码的 JSON。")) from error
        return Sent(body, data)


def _no_number(name: str) -> None:
    raise ValueError(name)


class ExchangeView(APIView):
    """Base of the views."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (Scoped,)
    throttle_classes = (PerToken,)
    parser_classes = (BodyParser,)
    content_negotiation_class = OneFormat
    exchange_scope: str


def token_of(request: Request) -> ExchangeToken:
    """The token that the permission has let through."""
    token: Any = request.auth
    if not isinstance(token, ExchangeToken):
        raise NotAuthenticated
    return token


# ------------------------------------------------------------------------------- shapes
class FieldError(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField()
    error = serializers.CharField()


class FieldFlag(serializers.Serializer[Any]):
    """What was noticed about one field of a record that was taken."""

    field = serializers.CharField()
    flag = serializers.CharField()


class RecordResult(serializers.Serializer[Any]):
    """What became of one record; `index` counts from 0."""

    index = serializers.IntegerField()
    agency_uscc = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(allow_blank=True)
    doc_no = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(["created", "updated", "unchanged", "rejected"])
    id = serializers.UUIDField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    errors = FieldError(many=True)  # type: ignore[assignment]  # a field, whatever the class calls so
    flags = FieldFlag(many=True)


class Receipt(serializers.Serializer[Any]):
    """回执"""

    receipt = serializers.UUIDField()
    received_at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    results = RecordResult(many=True)


class RecordWithdrawal(serializers.Serializer[Any]):
    """Which record is taken down, and the reason that is made public."""

    agency_uscc = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(ActionKind.choices)
    doc_no = serializers.CharField(max_length=128)
    reason = serializers.CharField(max_length=500)


class RecordWithdrawn(serializers.Serializer[Any]):
    """The publication that was taken down."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)


class ChangeRow(serializers.Serializer[Any]):
    """One change. A tombstone (`public` false) has its key and the public reason, nothing else."""

    seq = serializers.IntegerField()
    event = serializers.CharField()
    id = serializers.UUIDField()
    public = serializers.BooleanField()
    agency_uscc = serializers.CharField(allow_null=True)
    kind = serializers.CharField(allow_null=True)
    doc_no = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class Changes(serializers.Serializer[Any]):
    """A page of changes and the number to ask from next."""

    changes = ChangeRow(many=True)
    next = serializers.IntegerField()


# ------------------------------------------------------------------------------- views
class SendRecords(ExchangeView):
    """Records of decisions, up to a thousand at once."""

    exchange_scope = Scope.SEND

    @extend_schema(
        operation_id="exchange_send",
        request={"application/json": wire.described(exchange_batches.MOST)},
        responses=Receipt,
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "maxLength": MAX_KEY, "pattern": "^[!-~]*$"},
                OpenApiParameter.HEADER,
            )
        ],
    )
    def put(self, request: Request) -> Response:
        """Take the records of an array, each by itself; idempotent by agency_uscc, kind and doc_no."""
        sent = request.data
        if not isinstance(sent, Sent) or not isinstance(sent.data, list):
            raise ParseError(_("请求的内容应当是记录的数组。"))
        key = str(request.headers.get("Idempotency-Key", ""))
        if len(key) > MAX_KEY:
            raise ParseError(_("Idempotency-Key 不得超过%(n)d个字符。") % {"n": MAX_KEY})
        row = exchange_batches.receive(
            token_of(request), sent.data, body=sent.body, key=key, on=timezone.localdate()
        )
        return Response(receipt(row))


def receipt(row: ExchangeReceipt) -> dict[str, Any]:
    """The receipt as it is given out."""
    return {"receipt": str(row.pk), **row.answer}


class ReceiptDetail(ExchangeView):
    """A receipt once more."""

    exchange_scope = Scope.SEND

    @extend_schema(operation_id="exchange_receipt", responses=Receipt)
    def get(self, request: Request, pk: UUID) -> Response:
        """A receipt of the same token; 404 for any other."""
        row = get_object_or_404(ExchangeReceipt, pk=pk, token=token_of(request))
        return Response(receipt(row))


class WithdrawRecord(ExchangeView):
    """A record that is no longer to be public."""

    exchange_scope = Scope.WITHDRAW

    @extend_schema(
        operation_id="exchange_withdraw", request=RecordWithdrawal, responses=RecordWithdrawn
    )
    def post(self, request: Request) -> Response:
        """Take a record down everywhere, with its reason; harmless when repeated."""
        sent = request.data
        data = sent.data if isinstance(sent, Sent) else None
        if isinstance(data, dict):
            data = {**data, "kind": wire.named(data.get("kind"))}
        form = RecordWithdrawal(data=data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        row = exchange_batches.withdraw(
            token_of(request),
            uscc=given["agency_uscc"],
            kind=given["kind"],
            doc_no=given["doc_no"],
            reason=given["reason"],
            on=timezone.localdate(),
        )
        return Response({"id": row.pk, "status": row.status, "ended_on": row.ended_on})


class ChangeFeed(ExchangeView):
    """What became public, changed or went."""

    exchange_scope = Scope.READ

    @extend_schema(
        operation_id="exchange_changes",
        responses=Changes,
        parameters=[
            OpenApiParameter(
                "since",
                {"type": "integer", "minimum": 0, "maximum": MAX_SINCE},
                description="0, then `next` of the last answer",
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Changes in the order of the publication log, from a number on."""
        start = _since(request)
        found, following = exchange_changes.since(start, timezone.localdate())
        return Response({"changes": [_change(each, request) for each in found], "next": following})


@extend_schema_view(post=extend_schema(exclude=True))
class WithdrawDecision(WithdrawRecord):
    """The same under the address of the records."""


@extend_schema_view(get=extend_schema(exclude=True))
class DecisionChanges(ChangeFeed):
    """The same under the address of the records."""


def _since(request: Request) -> int:
    unknown = sorted(request.query_params.keys() - {"since"})
    if unknown:
        raise ParseError(_("未知的查询参数：%(names)s。") % {"names": "、".join(unknown)})
    text = request.query_params.get("since", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_SINCE)):
        raise ParseError(_("since 应当是0或者上次返回的 next。"))
    return min(int(text), MAX_SINCE)


def _change(each: exchange_changes.Change, request: Request) -> dict[str, Any]:
    row: Publication = each.publication
    shown = row.shown if each.public else None
    url = reverse("api-decision-detail", args=[row.pk]) if shown else None
    return {
        "seq": each.seq,
        "event": each.event,
        "id": row.pk,
        "public": shown is not None,
        "agency_uscc": (row.agency.uscc or None) if shown else None,
        "kind": row.kind if shown else None,
        "doc_no": shown.doc_no if shown else None,
        "url": request.build_absolute_uri(url) if url else None,
        "reason": None if shown else (row.told_reason or None),
    }
