"""Files beside a decision and beside a deed, for the scene."""

from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.models import Publication, PublicFile
from disclosure.models.public_file import Owner
from disclosure.services import public_files
from enforcement.models import Delegation
from tests.base import Cast
from tests.browser.stops import Scene
from tests.disclosure import leaky


def attached(cast: Cast, shown: Publication) -> Scene:
    """A file that the public has, of each owner, and one whose areas are still to be drawn."""
    given, draft = (taken(cast, shown, label) for label in ("决定书扫描件", "现场笔录"))
    scan = taken(cast, Delegation.objects.get(delegator=cast.bureau), "委托书扫描件")
    for row in (given, scan):
        public_files.cover(row, by=cast.publisher)
    public_files.make_waiting()
    for row in (given, scan):
        public_files.approve(row, by=cast.publisher2, examined=True)
    return {"public_file": str(given.pk), "draft_file": str(draft.pk), "first": "1"}


def taken(cast: Cast, owner: Owner, label: str) -> PublicFile:
    """An upload that shows a number under a box."""
    upload = SimpleUploadedFile("1.pdf", leaky.under_a_box())
    return public_files.take(owner, by=cast.publisher, upload=upload, label=label)
