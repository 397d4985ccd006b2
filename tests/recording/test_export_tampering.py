"""The script that checks a package, against every way to alter one: a small package made by hand."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recording import bag

pytestmark = pytest.mark.one_database
PAPER, PHOTO, ADDED = b"a paper", b"a photograph", b"a judgment"
STEPS = [{"kind": "inquiry", "text": "如实。"}]
LIST = Path(bag.LIST).name
Change = Callable[[Path], Any]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def entry(no: int, title: str, data: bytes, first: int, last: int, **more: Any) -> dict[str, Any]:
    return {
        **{"no": no, "type": "document", "id": str(no), "title": title, "sha256": sha(data)},
        **{"first": first, "last": last, "volume": "main", **more},
    }


def sealed_list() -> dict[str, Any]:
    return {
        "archive_no": "20260001",
        "entries": [
            entry(1, "决定书", PAPER, 1, 3),
            entry(2, "照片", PHOTO, 4, 4, type="evidence"),
            {
                **entry(1, "询问", b"", 1, 3, type="step", volume="record"),
                "sha256": bag.seal_of(STEPS[0]),
            },
        ],
    }


def added_list() -> dict[str, Any]:
    seal = bag.seal_of(sealed_list())
    lines = [entry(1, "判决书", ADDED, 1, 2, volume="supplement-1")]
    return {"chained_to": seal, "previous": seal, "entries": lines}


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A package of two pieces and one supplementary volume, as a folder."""
    files = {
        "data/正卷/001_决定书.pdf": PAPER,
        "data/正卷/002_照片.jpeg": PHOTO,
        bag.STEPS: dump(STEPS),
        bag.LIST: dump(sealed_list()),
        bag.SUPPLEMENT.format(1): dump(added_list()),
        "data/补充卷1/001_判决书.pdf": ADDED,
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    }
    for name, data in files.items():
        write(tmp_path / name, data)
    fit(tmp_path, bag.seal_of(sealed_list()), bag.seal_of(added_list()))
    return tmp_path


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def fit(base: Path, *seals: str) -> None:
    """Make every manifest fit what lies there: who alters a package does that too."""
    payload = sorted(path for path in (base / "data").rglob("*") if path.is_file())
    for algorithm in bag.ALGORITHMS:
        rows = [
            f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  "
            f"{path.relative_to(base).as_posix()}\n"
            for path in payload
        ]
        write(base / f"manifest-{algorithm}.txt", "".join(rows).encode())
    size = sum(path.stat().st_size for path in payload)
    told = [f"Payload-Oxum: {size}.{len(payload)}\n"]
    if seals:
        told.append(f"Sealed-List-SHA256: {seals[0]}\n")
    told += [f"Supplement-List-SHA256: {seal}\n" for seal in seals[1:]]
    write(base / "bag-info.txt", "".join(told).encode())
    fit_tags(base)


def fit_tags(base: Path) -> None:
    names = ["bagit.txt", "bag-info.txt", *(f"manifest-{name}.txt" for name in bag.ALGORITHMS)]
    rows = [f"{sha((base / name).read_bytes())}  {name}\n" for name in names]
    write(base / "tagmanifest-sha256.txt", "".join(rows).encode())


def found(base: Path, *seals: str) -> list[str]:
    return list(bag.differences(bag.Package(base), *seals))


def seals() -> tuple[str, str]:
    return bag.seal_of(sealed_list()), bag.seal_of(added_list())


def alter(base: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change what a list says and leave the rest."""
    path = base / name
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_bytes(dump(told))


def test_the_package_is_whole_and_both_seals_are_among_its_own(base: Path) -> None:
    assert found(base) == []
    assert found(base, *seals()) == []
    assert found(base, seals()[1].upper()) == []


def test_a_seal_known_from_elsewhere_that_no_volume_has_is_named(base: Path) -> None:
    [said] = found(base, "f" * 64)
    assert f"no volume has the seal {'f' * 64}" in said


# ------------------------------------------------------------------------------- files and manifests
SIMPLE: dict[str, tuple[Change, str]] = {
    "a paper changed": (
        lambda base: write(base / "data/正卷/001_决定书.pdf", b"a pAper"),
        "data/正卷/001_决定书.pdf: changed (sha256)",
    ),
    "a photograph gone": (
        lambda base: (base / "data/正卷/002_照片.jpeg").unlink(),
        "data/正卷/002_照片.jpeg: missing",
    ),
    "a paper renamed": (
        lambda base: (base / "data/正卷/001_决定书.pdf").rename(base / "data/正卷/001_甲.pdf"),
        "data/正卷/001_甲.pdf: not in manifest-sha256.txt",
    ),
    "a paper put in": (
        lambda base: write(base / "data/正卷/003_附件.pdf", b"x"),
        "data/正卷/003_附件.pdf: not in manifest-sha256.txt",
    ),
    "no steps": (lambda base: (base / bag.STEPS).unlink(), f"{bag.STEPS}: missing"),
    "no list": (lambda base: (base / bag.LIST).unlink(), f"{bag.LIST}: missing"),
    "no bagit.txt": (lambda base: (base / "bagit.txt").unlink(), "bagit.txt: missing"),
    "no bag-info.txt": (lambda base: (base / "bag-info.txt").unlink(), "bag-info.txt: missing"),
    "no tag manifest": (
        lambda base: (base / "tagmanifest-sha256.txt").unlink(),
        "tagmanifest-sha256.txt: missing",
    ),
    "another version": (
        lambda base: write(base / "bagit.txt", b"BagIt-Version: 0.97\n"),
        "bagit.txt: not BagIt 1.0",
    ),
    "a line that is none": (
        lambda base: write(base / "manifest-sha256.txt", b"nothing\n"),
        "not a line of a manifest: nothing",
    ),
    "a list that is no JSON": (lambda base: write(base / bag.LIST, b"{"), "changed (sha256)"),
    "a manifest changed": (
        lambda base: write(base / "manifest-sm3.txt", b""),
        "manifest-sm3.txt: changed",
    ),
}


@pytest.mark.parametrize("fault", SIMPLE)
def test_what_does_not_fit_the_manifests_is_named(base: Path, fault: str) -> None:
    change, said = SIMPLE[fault]
    change(base)
    assert any(said in line for line in found(base)), found(base)


@pytest.mark.parametrize("size", ["1.5", "0.0", ""])
def test_a_number_of_files_or_bytes_that_differs_is_named(base: Path, size: str) -> None:
    path = base / "bag-info.txt"
    told = path.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    write(path, "".join([f"Payload-Oxum: {size}\n", *told]).encode())
    fit_tags(base)
    assert found(base) == ["bag-info.txt: size or number of files differs"]


# ------------------------------------------------------------------------------- manifests made to fit
def title(told: Any) -> None:
    told["entries"][0]["title"] = "另一决定书"


def test_a_list_that_was_rewritten_does_not_have_its_seal(base: Path) -> None:
    alter(base, bag.LIST, title)
    fit(base, *seals())
    assert f"{bag.LIST}: not the list that was sealed" in found(base)


def test_a_list_rewritten_with_a_new_seal_breaks_the_chain_to_the_volume_behind(
    base: Path,
) -> None:
    alter(base, bag.LIST, title)
    new = bag.seal_of(json.loads((base / bag.LIST).read_text(encoding="utf-8")))
    fit(base, new, seals()[1])
    assert found(base) == [f"{bag.SUPPLEMENT.format(1)}: does not follow the volume before it"]
    assert len(found(base, seals()[0])) == 2


def test_a_paper_changed_with_every_manifest_is_not_the_one_that_was_sealed(base: Path) -> None:
    write(base / "data/正卷/001_决定书.pdf", b"another")
    fit(base, *seals())
    assert found(base) == ["1 决定书: not in the package as it was sealed"]


def test_a_piece_of_a_supplementary_volume_taken_out_with_every_trace_is_named(
    base: Path,
) -> None:
    (base / "data/补充卷1/001_判决书.pdf").unlink()
    fit(base, *seals())
    assert found(base) == ["1 判决书: not in the package as it was sealed"]


@pytest.mark.parametrize(
    "steps",
    [[], [{"kind": "inquiry", "text": "另外。"}], [{"kind": "site_inspection", "text": "如实。"}]],
)
def test_a_step_that_was_rewritten_is_named(base: Path, steps: list[Any]) -> None:
    write(base / bag.STEPS, dump(steps))
    fit(base, *seals())
    assert found(base) == ["1 询问: not in the package as it was sealed"]


def test_a_step_more_than_was_sealed_does_not_make_the_sealed_ones_wrong(base: Path) -> None:
    write(base / bag.STEPS, dump([*STEPS, {"kind": "x"}]))
    fit(base, *seals())
    assert found(base) == []


@pytest.mark.parametrize(
    ("field", "value"), [("chained_to", "0" * 64), ("previous", "0" * 64), ("reason", "别的")]
)
def test_a_volume_that_names_other_seals_is_named(base: Path, field: str, value: str) -> None:
    alter(base, bag.SUPPLEMENT.format(1), lambda told: told.update({field: value}))
    fit(base, *seals())
    said = found(base)
    name = bag.SUPPLEMENT.format(1)
    assert f"{name}: not the list that was sealed" in said
    assert (f"{name}: does not follow the volume before it" in said) is (field != "reason")


def test_a_volume_that_bag_info_forgot_is_named(base: Path) -> None:
    fit(base, seals()[0])
    name = bag.SUPPLEMENT.format(1)
    assert found(base) == [f"{name}: a volume that bag-info.txt does not name"]


def test_a_volume_that_bag_info_invents_is_missing(base: Path) -> None:
    fit(base, *seals(), "0" * 64)
    assert found(base) == [f"{bag.SUPPLEMENT.format(2)}: missing"]


@pytest.mark.parametrize(
    ("first", "last", "wrong"), [(4, 4, False), (5, 5, True), (3, 4, True), (1, 4, True)]
)
def test_pages_run_on_from_the_piece_before(base: Path, first: int, last: int, wrong: bool) -> None:
    def move(told: Any) -> None:
        told["entries"][1].update(first=first, last=last)

    alter(base, bag.LIST, move)
    told = json.loads((base / bag.LIST).read_text(encoding="utf-8"))
    seal = bag.seal_of(told)
    added = {**added_list(), "chained_to": seal, "previous": seal}
    write(base / bag.SUPPLEMENT.format(1), dump(added))
    fit(base, seal, bag.seal_of(added))
    said = ["2 照片: its pages do not follow those before"] if wrong else []
    assert found(base) == said


def test_a_file_that_was_lawfully_destroyed_is_told_and_not_missed(base: Path) -> None:
    (base / "data/正卷/002_照片.jpeg").unlink()
    gone = [{"title": "照片", "sha256": sha(PHOTO), "on": "2036-04-01", "appraisal": "第1号"}]
    write(base / bag.GONE, dump(gone))
    fit(base, *seals())
    assert found(base) == []
    assert bag.destroyed(bag.Package(base)) == gone


def test_what_the_package_does_not_say_was_destroyed_is_missed(base: Path) -> None:
    (base / "data/正卷/002_照片.jpeg").unlink()
    fit(base, *seals())
    assert found(base) == ["2 照片: not in the package as it was sealed"]


# ------------------------------------------------------------------------------- the script itself
def packed(base: Path, place: Path, *, twice: str = "") -> Path:
    with zipfile.ZipFile(place, "w") as file:
        for path in sorted(base.rglob("*")):
            if path.is_file() and path != place:
                file.write(path, f"20260001/{path.relative_to(base).as_posix()}")
        if twice:
            file.writestr(f"again/{twice}", b"x")
    return place


def said_by(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = bag.main([str(argument) for argument in arguments])
    read = capsys.readouterr()
    return code, read.out + read.err


def test_a_folder_and_the_same_in_a_zip_are_both_whole(
    base: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    place = packed(base, tmp_path_factory.mktemp("zip") / "file.zip")
    assert said_by(capsys, base) == (0, "OK: 6 files\n")
    assert said_by(capsys, place, *seals()) == (0, "OK: 6 files\n")


def test_a_name_that_is_twice_in_a_zip_is_refused(
    base: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who unpacks it sees the last one; who checks it must not see the first."""
    place = packed(base, tmp_path_factory.mktemp("zip") / "file.zip", twice=bag.LIST)
    code, text = said_by(capsys, place)
    assert code == 1 and "twice in the package" in text and LIST in text


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", bytes(100)])
def test_what_is_no_package_is_wrong_and_no_crash(
    tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "file.zip"
    place.write_bytes(data)
    code, text = said_by(capsys, place)
    assert code == 1 and text.startswith("WRONG: ")


def test_an_empty_folder_and_an_empty_zip_are_no_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert said_by(capsys, tmp_path / "empty") == (1, "WRONG: bagit.txt: missing\n")
    data = io.BytesIO()
    zipfile.ZipFile(data, "w").close()
    (tmp_path / "empty.zip").write_bytes(data.getvalue())
    assert said_by(capsys, tmp_path / "empty.zip") == (1, "WRONG: bagit.txt: missing\n")


def test_every_difference_is_told_and_not_only_the_first(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(base / "data/正卷/001_决定书.pdf", b"x")
    write(base / "data/正卷/002_照片.jpeg", b"x")
    code, text = said_by(capsys, base)
    assert code == 1
    assert "001_决定书.pdf: changed" in text and "002_照片.jpeg: changed" in text
    assert all(line.startswith("WRONG: ") for line in text.splitlines())


def test_what_was_destroyed_is_told_with_its_day_and_appraisal(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "data/正卷/002_照片.jpeg").unlink()
    gone = [{"title": "照片", "sha256": sha(PHOTO), "on": "2036-04-01", "appraisal": "第1号"}]
    write(base / bag.GONE, dump(gone))
    fit(base, *seals())
    assert said_by(capsys, base) == (0, "DESTROYED: 照片 2036-04-01 第1号\nOK: 6 files\n")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ab  data/a b.pdf", [("ab", "data/a b.pdf")]),
        ("ab  data/a%0Ab", [("ab", "data/a\nb")]),
        ("ab  data/a%0Db", [("ab", "data/a\rb")]),
        ("ab  data/100%25", [("ab", "data/100%")]),
        ("", []),
    ],
)
def test_the_lines_of_a_manifest_as_the_standard_writes_them(
    line: str, names: list[tuple[str, str]]
) -> None:
    assert list(bag.lines(line)) == names


@pytest.mark.parametrize("line", ["ab", "ab data/a", "ab  "])
def test_a_line_without_a_name_is_none(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of a manifest"):
        list(bag.lines(line))
