"""What an operation of the API may answer besides success, added to its OpenAPI description."""

from http import HTTPStatus
from typing import Any

PROBLEM = "Problem"
TEXT = {"type": "string"}
# A refusal in words; of a body in error, further members name the fields.
SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "A refusal: what is wrong, by which article, what to do.",
    "properties": dict.fromkeys(("error", "article", "remedy", "field", "detail"), TEXT),
}
TOKEN, SESSION = "exchangeToken", "cookieAuth"
BY_TOKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
BY_SESSION = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_ACCEPTABLE)
BY_BODY = (
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INSUFFICIENT_STORAGE,
)


def name_refusals(result: Any, **kwargs: Any) -> Any:
    """Hook of drf-spectacular: every operation names each status it can refuse with."""
    result.setdefault("components", {}).setdefault("schemas", {})[PROBLEM] = SHAPE
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            for status in refusals(path, method, operation):
                operation["responses"].setdefault(str(status.value), answer(status))
    return result


def refusals(path: str, method: str, operation: dict[str, Any]) -> list[HTTPStatus]:
    """The statuses of one operation, from its address, its keys and its body."""
    keys = {name for way in operation.get("security", []) for name in way}
    found = [HTTPStatus.BAD_REQUEST]
    if "{" in path:
        found.append(HTTPStatus.NOT_FOUND)
    if TOKEN in keys:
        found.extend(BY_TOKEN)
    if SESSION in keys:
        found.extend(BY_SESSION)
    if method != "get":
        found.extend(BY_BODY)
    return found


def answer(status: HTTPStatus) -> dict[str, Any]:
    """One refusal, for the description."""
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {"description": status.phrase, "content": {"application/json": {"schema": schema}}}
