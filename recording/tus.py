"""The tus 1.0 protocol (core, creation, checksum, termination, expiration): its words and statuses.

What a request says is read here and refused in the order of the protocol; nothing here knows who
asks or touches a byte of the body.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.partial import ALGORITHMS, Checksum
from recording.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,termination,expiration"
CONTENT_TYPE = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
METADATA_LENGTH = 4096
METHODS = frozenset({"HEAD", "PATCH", "DELETE"})


@dataclass
class Refused(Exception):
    """The request is answered with this status and a sentence."""

    status: int
    text: str

    def __post_init__(self) -> None:
        super().__init__(self.text)


def answer(status: int, **headers: str) -> HttpResponse:
    """An answer without a body; `Upload_Offset="5"` is the header Upload-Offset."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=given)


def refusal(status: int, error: RuleError | str) -> HttpResponse:
    """An answer that says in JSON what is wrong: error, article, remedy, field."""
    rule = error if isinstance(error, RuleError) else RuleError(error)
    body = {name: str(getattr(rule, name)) for name in ("article", "remedy", "field")}
    return JsonResponse({"error": str(rule.message), **body}, status=status)


def dressed(response: HttpResponse, max_size: int) -> HttpResponse:
    """The headers that every answer carries."""
    response["Tus-Resumable"] = response["Tus-Version"] = VERSION
    response["Tus-Extension"] = EXTENSIONS
    response["Tus-Max-Size"] = str(max_size)
    response["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    response["Cache-Control"] = "no-store"
    return response


def method(request: HttpRequest) -> str:
    """The method meant: some proxies let only POST pass."""
    wanted = request.headers.get("X-HTTP-Method-Override", "").upper()
    return wanted if request.method == "POST" and wanted in METHODS else str(request.method)


def demand_version(request: HttpRequest) -> None:
    """412 unless the client speaks our version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, _("不支持的上传协议版本。"))


def number(headers: Mapping[str, str], name: str) -> int:
    """A header that is a number of bytes; 400 otherwise."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused(HTTPStatus.BAD_REQUEST, _("缺少 %(name)s 或者不是数字。") % {"name": name})
    return int(text)


def demand_open(upload: Upload) -> None:
    """Refuse bytes for what takes none any more: 423 while it is verified, 403 kept, 410 gone."""
    status = {
        Upload.Status.RECEIVING: 0,
        Upload.Status.VERIFYING: HTTPStatus.LOCKED,
        Upload.Status.SEALED: HTTPStatus.FORBIDDEN,
        Upload.Status.WAITING: HTTPStatus.FORBIDDEN,
    }.get(Upload.Status(upload.status), HTTPStatus.GONE)
    if status:
        text = _("该上传%(state)s，不再接收内容。") % {"state": upload.get_status_display()}
        raise Refused(status, upload.reason or text)


def piece_of(request: HttpRequest, size: int) -> tuple[int, int, Checksum | None]:
    """(offset, length, checksum) of a PATCH; 415, 400, 411, 413."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != CONTENT_TYPE:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("内容类型不对。"))
    at = number(request.headers, "Upload-Offset")
    if "Content-Length" not in request.headers:
        raise Refused(HTTPStatus.LENGTH_REQUIRED, _("缺少 Content-Length。"))
    length = number(request.headers, "Content-Length")
    if at + length > size:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("内容超过申报的大小。"))
    header = request.headers.get("Upload-Checksum")
    try:
        return at, length, Checksum.parse(header) if header is not None else None
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, _("不支持的校验算法或者格式不对。")) from error


def metadata(header: str) -> dict[str, str]:
    """Upload-Metadata: "name base64,name base64". 400 when it is too long, not base64 or not UTF-8."""
    found: dict[str, str] = {}
    if len(header) > METADATA_LENGTH:
        raise Refused(HTTPStatus.BAD_REQUEST, _("Upload-Metadata 过长。"))
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, _("Upload-Metadata 格式不对。")) from error
    return found


def progress(status: int, upload: Upload, offset: int) -> HttpResponse:
    """An answer with how far the upload is, and until when it waits."""
    response = answer(status, Upload_Offset=str(offset))
    if upload.status == Upload.Status.RECEIVING:
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response
