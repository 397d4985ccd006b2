"""One upload by the tus protocol: OPTIONS, HEAD, PATCH, DELETE, whoever the sender is.

The body is read here and nowhere earlier: session, CSRF header, owner, state and every header have
been checked before the first byte of it is taken.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import partial
from core.errors import NoRoomError, RuleError, StaleError
from core.http import rule_of
from enforcement.models import User
from recording import checks, tus
from recording.models import Upload
from recording.services import sealing, uploads
from recording.services.uploads import DiskFull, TooLarge
from recording.tus import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A silent sender gives its thread back after so many seconds; what came stays.
STALL_SECONDS = 30
# A photo is sealed before its last piece is answered; a longer file by the task, within seconds.
AT_ONCE_BYTES = 8 << 20
LOST, OVER = _("已接收的内容丢失，请重新上传。"), _("该上传已过期，请重新上传。")
Find = Callable[[], Upload]


def resource(request: HttpRequest, find: Find, by: User | None) -> HttpResponse:
    """Answer one request about one upload. `find` raises Refused when it is not the sender's."""
    return guarded(lambda: METHOD[tus.method(request)](request, find, by))


def guarded(work: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `work`, or the refusal it raised, with the headers of the protocol."""
    try:
        response = work()
    except Refused as refused:
        response = tus.refusal(refused.status, refused.text)
    except RuleError as error:
        response = tus.refusal(status_of(error), error)
    except DatabaseError as error:
        rule = rule_of(error)
        if rule is None:
            raise
        response = tus.refusal(status_of(rule), rule)
    return tus.dressed(response, settings.RESUMABLE_MAX_BYTES)


def status_of(error: RuleError) -> int:
    """413 beyond a limit, 507 without room, 409 when the state refuses, 415 for the content."""
    if isinstance(error, TooLarge):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if isinstance(error, DiskFull | NoRoomError):
        return HTTPStatus.INSUFFICIENT_STORAGE
    return HTTPStatus.CONFLICT if isinstance(error, StaleError) else HTTPStatus.UNPROCESSABLE_ENTITY


def options(request: HttpRequest, find: Find, by: User | None) -> HttpResponse:
    """What this server can do; the protocol demands no version here."""
    return tus.answer(HTTPStatus.NO_CONTENT)


def head(request: HttpRequest, find: Find, by: User | None) -> HttpResponse:
    """How far it is. Whoever asks is the one who goes on."""
    tus.demand_version(request)
    upload = current(find())
    if upload.status not in (*uploads.OPEN, Upload.Status.SEALED, Upload.Status.WAITING):
        raise Refused(HTTPStatus.GONE, upload.reason or str(upload.get_status_display()))
    try:
        offset = uploads.offset(upload)
    except partial.Gone as error:
        raise Refused(HTTPStatus.GONE, str(LOST)) from error
    response = tus.progress(HTTPStatus.OK, upload, offset)
    response["Upload-Length"] = str(upload.size)
    return response


def patch(request: HttpRequest, find: Find, by: User | None) -> HttpResponse:
    """Take a piece."""
    tus.demand_version(request)
    upload = current(find())
    tus.demand_open(upload)
    at, length, checksum = tus.piece_of(request, upload.size)
    let_go_when_silent(request)
    checks.warn(request)
    try:
        offset = uploads.take(upload, at=at, stream=request, length=length, checksum=checksum)
    except tuple(FAILURES) as error:
        status, text = next(said for kind, said in FAILURES.items() if isinstance(error, kind))
        raise Refused(status, str(text)) from error
    if upload.status == Upload.Status.VERIFYING and upload.size <= AT_ONCE_BYTES:
        sealing.settle(upload)
    return tus.progress(HTTPStatus.NO_CONTENT, upload, offset)


def delete(request: HttpRequest, find: Find, by: User | None) -> HttpResponse:
    """Give the upload up; a finished one stays."""
    tus.demand_version(request)
    upload = find()
    tus.demand_open(upload)
    uploads.cancel(upload, by=by)
    return tus.answer(HTTPStatus.NO_CONTENT)


def current(upload: Upload) -> Upload:
    """The upload, unless its time is over."""
    over = upload.status == Upload.Status.RECEIVING and upload.expires_at < timezone.now()
    if over or upload.status == Upload.Status.EXPIRED:
        raise Refused(HTTPStatus.GONE, str(OVER))
    return upload


def let_go_when_silent(request: HttpRequest) -> None:
    """Bound the wait for the next bytes where the server hands its socket over (gunicorn)."""
    socket = request.META.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(STALL_SECONDS)


METHOD: dict[str, Callable[[HttpRequest, Find, User | None], HttpResponse]] = {
    "OPTIONS": options,
    "HEAD": head,
    "PATCH": patch,
    "DELETE": delete,
}
FAILURES: dict[type[Exception], tuple[int, "StrOrPromise"]] = {
    partial.Fenced: (HTTPStatus.CONFLICT, _("上传位置不对，或者另一窗口正在上传同一文件。")),
    partial.Closed: (HTTPStatus.LOCKED, _("该上传正在校验，不再接收内容。")),
    partial.WrongChecksum: (tus.CHECKSUM_MISMATCH, _("这一段的校验值不一致，没有保存，请重发。")),
    partial.NoRoom: (HTTPStatus.INSUFFICIENT_STORAGE, _("服务器存储空间不足，稍后可以继续上传。")),
    partial.Gone: (HTTPStatus.GONE, LOST),
    UnreadablePostError: (HTTPStatus.BAD_REQUEST, _("连接中断，已收到的部分不会丢失。")),
}
