"""Rows of a record without their papers: for tests that are not about what is printed."""

import hashlib
import json
from datetime import date
from typing import Any

from core.models import Blob
from enforcement.models import Case, User
from recording.models import Archive, Document, Evidence, Service, Step
from tests import factories

DAY = date(2026, 3, 4)


class BlankPages:
    """Stands in the place of the PDF engine: one page that differs when its content does."""

    told_apart = "blank pages"

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        return b"%PDF-1.4\n" + json.dumps([template, context], sort_keys=True).encode()

    def page_count(self, data: bytes) -> int:
        return 1


def blob(content: str, *, content_type: str = "application/pdf") -> Blob:
    """The row of bytes that lie nowhere."""
    data = content.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    values = {
        "sm3": hashlib.new("sm3", data).hexdigest(),
        "size": len(data),
        "content_type": content_type,
        "key": f"none/{sha256}",
    }
    return Blob.objects.get_or_create(sha256=sha256, defaults=values)[0]


def step(case: Case, by: User, **values: Any) -> Step:
    """A step with the text of nobody."""
    given = {"stage": "investigation", "kind": "inquiry", "at": factories.at(DAY), "text": "如实。"}
    return Step.objects.create(case=case, created_by=by, **{**given, **values})


def paper(case: Case, by: User, content: str = "一页", **values: Any) -> Document:
    """A paper of one page."""
    given = {
        "stage": "investigation",
        "kind": "step_record",
        "title": "执法过程记录",
        "context": {},
        "pages": 1,
        "dated_on": DAY,
    }
    return Document.objects.create(
        case=case, created_by=by, blob=blob(content), **{**given, **values}
    )


def item(case: Case, by: User, content: str = "一段录像", **values: Any) -> Evidence:
    """A film of the investigation."""
    given = {
        "stage": "investigation",
        "kind": "audiovisual",
        "media": "video",
        "title": "现场录像",
        "file_name": "现场.mp4",
    }
    kept = blob(content, content_type=str(values.pop("content_type", "video/mp4")))
    return Evidence.objects.create(case=case, uploaded_by=by, blob=kept, **{**given, **values})


def receipt(document: Document, by: User, **values: Any) -> Service:
    """A paper handed over in person."""
    given = {
        "method": "direct",
        "served_on": DAY,
        "effective_on": DAY,
        "receiver": "钱试",
        "place": "店内",
    }
    return Service.objects.create(
        case=document.case, document=document, created_by=by, **{**given, **values}
    )


def archive(case: Case, by: User, **values: Any) -> Archive:
    """The sealed list of an empty file."""
    given = {
        "number": "20260001",
        "retention": "定期30年",
        "manifest": {"entries": []},
        "manifest_sha256": "0" * 64,
        "pages": 0,
        "sealed_on": DAY,
    }
    return Archive.objects.create(
        case=case, agency=case.agency, sealed_by=by, **{**given, **values}
    )
