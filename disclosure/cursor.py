"""Pages of the API by cursor, public and staff alike."""

from typing import Any
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import RuleError
from core.pages import Page, cursor_page
from disclosure.filters import CURSOR

SIZE = 50


def refuse(text: str, fields: dict[str, list[str]]) -> ValidationError:
    """A 400 answer: `error` in one sentence, `fields` by parameter."""
    return ValidationError({"error": text, "fields": fields})


class CursorPages(BasePagination):
    """`{"next", "results"}`; `next` is the full address of the following page, or null."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        try:
            page = self.page(queryset, request.query_params.get(CURSOR, ""), view)
        except RuleError as error:
            raise refuse(str(error), {CURSOR: [str(error.message)]}) from error
        self.next = self._address(request, page.next_cursor)
        return page.rows

    def page(self, queryset: Any, after: str, view: Any) -> Page[Any]:
        """The rows behind the cursor."""
        return cursor_page(
            queryset,
            after,
            size=SIZE,
            field=view.order,
            descending=view.descending,
            strict=True,
        )

    def _address(self, request: Request, cursor: str) -> str | None:
        if not cursor:
            return None
        query = {**request.query_params.dict(), CURSOR: cursor}
        return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page, for the schema."""
        following = {"type": "string", "format": "uri", "nullable": True}
        return {"type": "object", "properties": {"next": following, "results": schema}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The cursor, for the schema."""
        return [
            {"name": CURSOR, "in": "query", "required": False, "schema": {"type": "string"}},
        ]
