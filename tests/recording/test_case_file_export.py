"""An archived file handed out as one package, and checked by the script with nothing else at hand."""

import ast
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry, Blob
from recording import bag
from recording.models import Archive, CoverageNote, Evidence, Step, Supplement
from recording.services import archive, export, supplements
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
LONGEST = 300
ON, CLOSED, SEALED, LATER = day(3, 16), day(3, 25), day(3, 27), day(4, 2)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def sealed(cast: Cast) -> Archive:
    """The file of a permit, with a step that has its end and a reason told."""
    decision = factories.served(cast.bureau, on=ON, procedure="permit")
    step = Step.objects.filter(case=decision.case)[0]
    CoverageNote.objects.create(
        step=step, kind="gap", begins=step.at, reason="电池耗尽。", created_by=cast.officer1
    )
    archive.close_case(decision.case, by=cast.officer1, on=CLOSED, ground="completed")
    return archive.seal(decision.case, by=cast.officer1, on=SEALED)


@pytest.fixture
def package(cast: Cast, sealed: Archive, tmp_path: Path) -> Path:
    """The exported file."""
    parts = export.package(sealed, by=cast.officer1, purpose="法院调卷", at=timezone.localtime())
    place = tmp_path / "file.zip"
    place.write_bytes(b"".join(parts))
    return place


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the script in a folder where nothing else is, without this project on its path."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    script = place / "verify_case_file.py"
    shutil.copy(str(bag.__file__), script)

    def go(*arguments: object) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", script.name, *map(str, arguments)],
            cwd=place,
            env={},
            capture_output=True,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode()

    return go


def unpacked(package: Path, tmp_path: Path) -> Path:
    """The package as a folder; the one directory inside it."""
    with zipfile.ZipFile(package) as file:
        file.extractall(tmp_path / "open")
    [base] = (tmp_path / "open").iterdir()
    return base


def originals(base: Path) -> list[Path]:
    return sorted(path for path in (base / "data").rglob("*") if path.suffix in (".jpeg", ".pdf"))


def test_the_script_is_short_and_needs_the_standard_library_only() -> None:
    text = Path(str(bag.__file__)).read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= LONGEST


def test_a_package_is_whole_packed_and_unpacked(
    run: Run, sealed: Archive, package: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(package) as file:
        count = sum("/data/" in name for name in file.namelist())
    assert run(package) == (0, f"OK: {count} files\n")
    assert run(package, sealed.manifest_sha256.upper()) == (0, f"OK: {count} files\n")
    assert run(unpacked(package, tmp_path))[0] == 0


def test_it_holds_every_piece_under_names_a_person_reads(
    sealed: Archive, package: Path, tmp_path: Path
) -> None:
    base = unpacked(package, tmp_path)
    assert base.name == sealed.number
    files = [path for path in (base / "data").rglob("*") if path.is_file()]
    names = {path.relative_to(base / "data").as_posix() for path in files}
    folder = {"main": "正卷", "second": "副卷"}
    pieces = [row for row in sealed.manifest["entries"] if row["type"] != "step"]
    for row in pieces:
        start = f"{folder[row['volume']]}/{row['no']:03d}_{row['title'][:4]}"
        assert any(name.startswith(start) for name in names), row
    assert {"案卷清单.json", "过程记录.json"} <= names
    # Each volume has cover, contents and notes; then the list and the steps.
    assert len(names) == len(pieces) + 2 * 3 + 2
    steps = json.loads((base / bag.STEPS).read_text(encoding="utf-8"))
    assert [note[3] for step in steps for note in step.get("notes", [])] == ["电池耗尽。"]
    info = (base / "bag-info.txt").read_text(encoding="utf-8")
    assert f"Source-Organization: {sealed.agency.name}\n" in info
    assert f"Sealed-List-SHA256: {sealed.manifest_sha256}\n" in info


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def add_line(base: Path) -> None:
    with (base / "bag-info.txt").open("a", encoding="utf-8") as file:
        file.write("Contact-Name: 某人\n")


def swap_list(base: Path) -> None:
    """A list that differs, with every manifest made to fit: only the seal tells."""
    place = base / bag.LIST
    data = json.loads(place.read_text(encoding="utf-8"))
    data["case_title"] = "另一案"
    old = place.read_bytes()
    place.write_bytes(json.dumps(data, ensure_ascii=False).encode())
    for algorithm in bag.ALGORITHMS:
        refit(base, f"manifest-{algorithm}.txt", old, place.read_bytes(), algorithm)


def refit(base: Path, name: str, old: bytes, new: bytes, algorithm: str) -> None:
    before, after = (hashlib.new(algorithm, data).hexdigest() for data in (old, new))
    path = base / name
    was = path.read_bytes()
    path.write_bytes(was.replace(before.encode(), after.encode()))
    tags = base / "tagmanifest-sha256.txt"
    told = tags.read_text(encoding="utf-8")
    tags.write_text(
        told.replace(
            hashlib.sha256(was).hexdigest(), hashlib.sha256(path.read_bytes()).hexdigest()
        ),
        encoding="utf-8",
    )


FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a changed byte": (lambda base: flip(originals(base)[0]), "changed (sha256)"),
    "a piece taken out": (lambda base: originals(base)[-1].unlink(), "missing"),
    "a piece put in": (lambda base: (base / "data" / "x.pdf").write_bytes(b"x"), "not in manifest"),
    "a changed note": (add_line, "bag-info.txt: changed"),
    "a changed list": (swap_list, "not the list that was sealed"),
    "no manifest": (lambda base: (base / "manifest-sha256.txt").unlink(), "missing"),
    "no bag": (lambda base: (base / "bagit.txt").write_text("x"), "not BagIt 1.0"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_changed_afterwards_is_named(
    run: Run, package: Path, tmp_path: Path, fault: str
) -> None:
    base = unpacked(package, tmp_path)
    change, said = FAULTS[fault]
    change(base)
    code, text = run(base)
    assert (code, said in text) == (1, True), text


def test_another_seal_and_a_cut_file_are_found(run: Run, package: Path) -> None:
    code, text = run(package, "0" * 64)
    assert code == 1 and "not the list that was sealed" in text
    package.write_bytes(package.read_bytes()[:-100])
    code, text = run(package)
    assert code == 1 and "not a zip file" in text
    assert run("nowhere.zip")[0] == 2
    assert run()[0] == 2


# ------------------------------------------------------------------------------- supplementary volumes
@pytest.fixture
def supplemented(cast: Cast, sealed: Archive, tmp_path: Path) -> Path:
    """The exported file with two supplementary volumes, opened."""
    for title in ("判决书", "回执"):
        row = supplements.start(sealed, by=cast.officer1, reason="归档后收到。")
        supplements.add(
            row,
            by=cast.officer1,
            stream=io.BytesIO(factories.PAPER),
            file_name=f"{title}.pdf",
            media="document",
            title=title,
            dated_on=SEALED,
            source="法院送达。",
        )
        supplements.submit(row, by=cast.officer1)
        supplements.approve(row, by=cast.unithead, on=LATER, opinion="同意")
    parts = export.package(sealed, by=cast.officer1, purpose="法院调卷", at=timezone.localtime())
    place = tmp_path / "two.zip"
    place.write_bytes(b"".join(parts))
    return unpacked(place, tmp_path)


def drop_last(base: Path) -> None:
    """The last volume taken out and every manifest made to fit: only its seal, known, tells."""
    shutil.rmtree(base / "data" / "补充卷2")
    info = base / "bag-info.txt"
    told = info.read_text(encoding="utf-8").splitlines(keepends=True)
    seals = [line for line in told if line.startswith("Supplement-List")]
    payload = [path for path in (base / "data").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    told = [
        f"Payload-Oxum: {size}.{len(payload)}\n" if line.startswith("Payload-Oxum") else line
        for line in told
        if line != seals[-1]
    ]
    info.write_text("".join(told), encoding="utf-8")
    for algorithm in bag.ALGORITHMS:
        path = base / f"manifest-{algorithm}.txt"
        kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(row for row in kept if "补充卷2" not in row), encoding="utf-8")
    rewrite_tags(base)


def rewrite_tags(base: Path) -> None:
    names = ["bagit.txt", "bag-info.txt", *(f"manifest-{name}.txt" for name in bag.ALGORITHMS)]
    rows = [f"{hashlib.sha256((base / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (base / "tagmanifest-sha256.txt").write_text("".join(rows), encoding="utf-8")


def swap_volumes(base: Path) -> None:
    """Two volumes change places: each is whole, but the chain is not."""
    one, two = (base / bag.SUPPLEMENT.format(no) for no in (1, 2))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def rewrite_reason(base: Path) -> None:
    place = base / bag.SUPPLEMENT.format(1)
    told = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(json.dumps({**told, "reason": "别的"}, ensure_ascii=False), encoding="utf-8")


CHAINED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "volumes swapped": (swap_volumes, "does not follow the volume before it"),
    "a reason rewritten": (rewrite_reason, "补充卷清单.json: not the list that was sealed"),
    "a piece taken out": (
        lambda base: next((base / "data" / "补充卷1").glob("001*")).unlink(),
        "missing",
    ),
}


@pytest.mark.parametrize("fault", CHAINED)
def test_the_script_knows_the_chain_of_supplementary_volumes(
    run: Run, supplemented: Path, fault: str
) -> None:
    change, said = CHAINED[fault]
    change(supplemented)
    code, text = run(supplemented)
    assert (code, said in text) == (1, True), text


def test_a_volume_cut_off_the_end_is_found_by_its_seal(
    run: Run, sealed: Archive, supplemented: Path
) -> None:
    seals = list(Supplement.objects.sealed().values_list("manifest_sha256", flat=True))
    assert run(supplemented, sealed.manifest_sha256, *seals)[0] == 0
    drop_last(supplemented)
    assert run(supplemented)[0] == 0  # whole as far as it goes
    code, text = run(supplemented, seals[1])
    assert code == 1 and f"no volume has the seal {seals[1]}" in text


def swap_pages(base: Path) -> None:
    place = base / bag.LIST
    data = json.loads(place.read_text(encoding="utf-8"))
    data["entries"][1]["first"] += 1
    place.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_pages_that_do_not_run_on_are_named(run: Run, package: Path, tmp_path: Path) -> None:
    base = unpacked(package, tmp_path)
    swap_pages(base)
    code, text = run(base)
    assert code == 1 and "its pages do not follow" in text


# ------------------------------------------------------------------------------- who and what for
def test_each_original_handed_out_is_logged_with_its_purpose(
    sealed: Archive, package: Path
) -> None:
    whole = AuditEntry.objects.get(action="archive.export")
    assert "法院调卷" in whole.data and sealed.manifest_sha256 in whole.data
    items = Evidence.objects.filter(case=sealed.case).values_list("pk", flat=True)
    logged = AuditEntry.objects.filter(action="evidence.export").values_list("object_id", flat=True)
    assert set(logged) == set(map(str, items))


def test_it_needs_the_right_a_purpose_and_whole_originals(cast: Cast, sealed: Archive) -> None:
    at = timezone.localtime()
    with pytest.raises(PermissionDenied):
        export.package(sealed, by=cast.reviewer, purpose="调卷", at=at)
    with pytest.raises(RuleError, match="没有写明用途"):
        export.package(sealed, by=cast.officer1, purpose=" ", at=at)
    blob = Evidence.objects.filter(case=sealed.case)[0].blob
    Blob.objects.filter(pk=blob.pk).update(check_result="damaged")
    with pytest.raises(RuleError, match="与归档时的清单不一致"):
        export.package(sealed, by=cast.officer1, purpose="调卷", at=at)
    assert not AuditEntry.objects.filter(action="archive.export").exists()


def test_the_officer_downloads_it_from_the_page_of_the_file(
    cast: Cast, sealed: Archive, run: Run, tmp_path: Path
) -> None:
    client = cast.client("officer1")
    url = reverse("archive-export", args=[sealed.case_id])
    assert url in client.get(reverse("archive-detail", args=[sealed.case_id])).content.decode()
    assert sealed.manifest_sha256 in client.get(url).content.decode()
    assert "必填" in client.post(url, {"purpose": ""}).content.decode()

    answer = client.post(url, {"purpose": "移交档案馆"})

    assert answer["Content-Type"] == "application/zip"
    assert f"{sealed.number}.zip" in answer["Content-Disposition"]
    place = tmp_path / "got.zip"
    place.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # a stream
    assert run(place)[0] == 0
    script = client.get(reverse("archive-script"))
    assert script.content == Path(str(bag.__file__)).read_bytes()
