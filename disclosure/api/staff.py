"""The staff API: the same services as the office pages, with the same gates.

Session accounts only. A row of another agency is 404; a right the account lacks is 403.
"""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import RuleError
from core.permissions import demand
from disclosure.cursor import CursorPages
from disclosure.models import Publication
from disclosure.services import pipeline
from enforcement.models import Case, Decision
from legal_review import catalogue
from legal_review import services as legal_review
from legal_review.answers import Answer
from legal_review.models import Review, ReviewCheck
from recording.services import issuance


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case as the case list shows it; party data stays on the audited case page."""

    class Meta:
        model = Case
        fields = ["id", "number", "kind", "procedure", "title", "status", "filed_on", "created_at"]
        read_only_fields = fields


class AnswerSerializer(serializers.Serializer[Any]):
    """One head of 行政处罚法 58 as the handler judged it, with the reason."""

    head = serializers.CharField(max_length=40)
    applies = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, allow_blank=True)


class SubmissionSerializer(serializers.Serializer[Any]):
    """送审: every head judged, and the materials declared true, accurate and complete."""

    declared = serializers.BooleanField(default=False)
    answers = AnswerSerializer(many=True, default=list)
    handled = serializers.CharField(default="", allow_blank=True)


class ExaminedSerializer(serializers.Serializer[Any]):
    """What an approver states: the text was examined for secrets and may be published.

    `seen`: SHA-256 of the version that was examined; another one in its place is refused.
    """

    examined = serializers.BooleanField(default=False)
    seen = serializers.CharField(default="", allow_blank=True, max_length=64)


class CheckSerializer(serializers.Serializer[Any]):
    """One head of the checklist."""

    head = serializers.CharField(max_length=40)
    result = serializers.ChoiceField(choices=ReviewCheck.Result.choices)
    note = serializers.CharField(default="", allow_blank=True)
    code = serializers.CharField(default="", allow_blank=True, max_length=40)


class OpinionSerializer(serializers.Serializer[Any]):
    """A reviewer's opinion with every head of the checklist answered; `problems` name a return."""

    opinion = serializers.CharField(allow_blank=True)
    checks = CheckSerializer(many=True)
    problems = serializers.ListField(child=serializers.CharField(max_length=20), default=list)


class EditsSerializer(serializers.Serializer[Any]):
    """A redactor's own wording of the public text; what is left out is proposed by the engine."""

    title = serializers.CharField(required=False, max_length=300)
    party_name = serializers.CharField(required=False, max_length=200)
    facts = serializers.CharField(required=False, allow_blank=True)
    basis = serializers.CharField(required=False, allow_blank=True)
    result = serializers.CharField(required=False, allow_blank=True)
    sections = serializers.ListField(
        required=False,
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
    )


class StateSerializer(serializers.Serializer[Any]):
    """Where the row stands now."""

    id = serializers.UUIDField()
    status = serializers.CharField()


def given(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body of a request; a 400 answer names every field in error."""
    checked = serializer(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def state(row: Any) -> Response:
    """The answer of an action."""
    return Response(StateSerializer(row).data)


class CaseList(generics.ListAPIView[Case]):
    """Cases of the agencies the account may see, newest first."""

    queryset = Case.objects.none()
    serializer_class = CaseSerializer
    pagination_class = CursorPages
    order = "created_at"
    descending = True

    def get_queryset(self) -> Any:
        demand(self.request.user, "enforcement.view_case")
        return Case.objects.visible_to(self.request.user)


class CaseDetail(generics.RetrieveAPIView[Case]):
    """One case."""

    queryset = Case.objects.none()
    serializer_class = CaseSerializer

    def get_queryset(self) -> Any:
        demand(self.request.user, "enforcement.view_case")
        return Case.objects.visible_to(self.request.user)


@extend_schema(tags=["staff"], request=SubmissionSerializer, responses=StateSerializer)
@api_view(["POST"])
def submit_review(request: Request, pk: UUID) -> Response:
    """送审 the draft decision of a case."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    body = given(SubmissionSerializer, request)
    draft = case.decisions.filter(status=Decision.Status.DRAFT).first()
    if draft is None:
        raise RuleError(_("该案件没有可以送审的决定草案。"), remedy=_("请先拟写决定草案。"))
    review = legal_review.submit(
        draft,
        by=_account(request),
        on=timezone.localdate(),
        declared=body["declared"],
        answers=[Answer(**row) for row in body["answers"]],
        handled=body["handled"],
    )
    return state(review)


@extend_schema(tags=["staff"], request=OpinionSerializer, responses=StateSerializer)
@api_view(["POST"])
def approve_review(request: Request, pk: UUID) -> Response:
    """审核通过."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    body = given(OpinionSerializer, request)
    row = legal_review.approve(
        review,
        by=_account(request),
        on=timezone.localdate(),
        opinion=body["opinion"],
        checks=_checks(review, body["checks"]),
    )
    return state(row)


@extend_schema(tags=["staff"], request=OpinionSerializer, responses=StateSerializer)
@api_view(["POST"])
def return_review(request: Request, pk: UUID) -> Response:
    """审核不通过，退回."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    body = given(OpinionSerializer, request)
    row = legal_review.send_back(
        review,
        by=_account(request),
        on=timezone.localdate(),
        opinion=body["opinion"],
        checks=_checks(review, body["checks"]),
        problems=body["problems"],
    )
    return state(row)


def _checks(review: Review, rows: list[dict[str, str]]) -> list[legal_review.Check]:
    labels = catalogue.heads(review.agency.rules())
    unknown = [row["head"] for row in rows if row["head"] not in labels]
    if unknown:
        raise RuleError(
            _("审核内容清单中没有：%(heads)s。") % {"heads": "、".join(unknown)},
            remedy=_("请按审核内容清单填写：%(heads)s。") % {"heads": "、".join(labels)},
            field="checks",
        )
    return [
        legal_review.Check(
            row["head"], labels[row["head"]], row["result"], row["note"], row["code"]
        )
        for row in rows
    ]


@extend_schema(tags=["staff"], request=None, responses=StateSerializer)
@api_view(["POST"])
def issue_decision(request: Request, pk: UUID) -> Response:
    """作出决定 today."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    return state(issuance.issue(decision, by=_account(request), on=timezone.localdate()))


@extend_schema(tags=["staff"], request=EditsSerializer, responses=StateSerializer)
@api_view(["POST"])
def redact_publication(request: Request, pk: UUID) -> Response:
    """脱敏: a new redacted version, which awaits approval."""
    row = _publication(request, pk)
    pipeline.redact(row, by=_account(request), edits=given(EditsSerializer, request))
    row.refresh_from_db()
    return state(row)


@extend_schema(tags=["staff"], request=ExaminedSerializer, responses=StateSerializer)
@api_view(["POST"])
def approve_publication(request: Request, pk: UUID) -> Response:
    """保密审查 and 审批 by a second person."""
    row = _publication(request, pk)
    told = given(ExaminedSerializer, request)
    return state(pipeline.approve(row, by=_account(request), **told))


@extend_schema(tags=["staff"], request=None, responses=StateSerializer)
@api_view(["POST"])
def publish_publication(request: Request, pk: UUID) -> Response:
    """发布 today."""
    row = _publication(request, pk)
    return state(pipeline.publish(row, by=_account(request), on=timezone.localdate()))


def _publication(request: Request, pk: UUID) -> Publication:
    rows = Publication.objects.visible_to(request.user).select_related("decision", "shown")
    return get_object_or_404(rows, pk=pk)


def _account(request: Request) -> Any:
    """The account of the session; the permission class let nobody else through."""
    return request.user
