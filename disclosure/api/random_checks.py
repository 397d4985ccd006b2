"""Random checks in the public API: the draws and, one by one, the file that the script checks."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics

from disclosure import random_checks
from disclosure.api.public import PublicList, PublicView
from disclosure.filters import RandomCheckFilter
from disclosure.random_check_shapes import RandomCheckDetailSerializer, RandomCheckSerializer
from enforcement.models import Draw


@extend_schema(tags=["public"])
class RandomCheckList(PublicList):
    """Draws from their commitment on, newest first."""

    queryset = Draw.objects.none()
    serializer_class = RandomCheckSerializer
    filter_form = RandomCheckFilter
    order = "committed_at"
    descending = True

    def rows(self, values: dict[str, Any], on: date) -> QuerySet[Draw]:
        return random_checks.draws(values)


@extend_schema(tags=["public"])
class RandomCheckDetail(PublicView, generics.RetrieveAPIView[Draw]):
    """One draw."""

    serializer_class = RandomCheckDetailSerializer

    def get_queryset(self) -> QuerySet[Draw]:
        return random_checks.told(timezone.localdate())
