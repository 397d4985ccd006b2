"""The sealed inner volume (密封内卷): what is closed lies apart, and the file names only that it is there.

Parts that are secret or private are archived under their own rules (国办发〔2018〕118号第九条).
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Case, User
from recording import access, manifest, volumes
from recording.manifest import Entry, Plain
from recording.models import Archive, Closure, InnerVolume


def presence(case: Case, rows: Sequence[Entry]) -> Plain:
    """What the open list says of it: how much, on what grounds, and the digest of its own list."""
    found = Closure.objects.standing().filter(case=case, evidence__isnull=False)
    with translation.override(settings.LANGUAGE_CODE):
        labels = {str(key): str(label) for key, label in Closure.Group.choices}
    grounds = {labels[group] for group in found.values_list("group", flat=True)}
    return {
        "pieces": len(rows),
        "pages": manifest.pages(rows),
        "grounds": sorted(grounds),
        "sha256": manifest.digest({"entries": list(rows)}),
    }


def keep(archive: Archive) -> InnerVolume | None:
    """Seal the inner list with the file that names it; None when nothing is closed."""
    told = archive.manifest.get("inner")
    if not told:
        return None
    rows = [row for row in manifest.entries(archive.case) if row["volume"] == volumes.INNER]
    return InnerVolume.objects.create(
        archive=archive, manifest={"entries": rows}, manifest_sha256=told["sha256"]
    )


def entries(archive: Archive) -> list[Plain]:
    """The lines of the inner volume; none when the file has no such volume."""
    row = InnerVolume.objects.filter(archive=archive).first()
    return list(row.manifest["entries"]) if row else []


def assert_open(case: Case, user: User, *, inner: bool = False) -> None:
    """RuleError when the account would take what is closed to it.

    What lies in the inner volume of a sealed file does not go out with the others; `inner`: it is
    the inner volume that is asked for.
    """
    archive = None if inner else Archive.objects.filter(case=case).first()
    apart = {row["id"] for row in entries(archive)} if archive else set()
    if access.hidden(case, user) - apart:
        access.assert_whole(case, user)


def assert_lendable(archive: Archive, user: User) -> None:
    """RuleError when something was closed to the borrower after sealing: it lies in an open volume."""
    apart = {row["id"] for row in entries(archive)}
    closed = Closure.objects.closed_to(user).filter(case=archive.case)
    if {str(key or "") for key in closed.values_list("evidence_id", flat=True)} - apart:
        raise RuleError(
            _("案卷中有归档后限制查阅的证据，不能电子查阅。"),
            article=access.ARTICLE,
            remedy=_("请向案件承办人或者本机关负责人申请查阅授权。"),
        )


def content(archive: Archive) -> Plain:
    """The file's list with nothing but the inner volume in it, for its own cover and contents."""
    rows = [Entry(**row) for row in entries(archive)]  # type: ignore[typeddict-item]  # as it was kept
    return {
        **archive.manifest,
        "volumes": manifest.summary(rows, [volumes.INNER]),
        "entries": rows,
        "seal": archive.manifest["inner"]["sha256"],
    }
