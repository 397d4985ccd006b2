"""Checks an exported case file (案卷) off-line: a BagIt package (RFC 8493) in a ZIP file or a folder.

This module is the script that the portal publishes as verify_case_file.py: one file, the standard
library only. `python3 verify_case_file.py FILE [seal]` prints OK or every difference; the second
argument is the file's seal (SHA-256 of its list, on the cover page), known from elsewhere.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

LIST, STEPS = "data/案卷清单.json", "data/过程记录.json"
GONE = "data/已销毁.json"  # what an approved appraisal destroyed after its time; only when there is any
SUPPLEMENT = "data/补充卷{0}/补充卷清单.json"
ALGORITHMS = ("sha256", "sm3")
CHUNK = 1 << 20

Open = Callable[[], BinaryIO]


class Package:
    """The files of a package by their name inside it, "/" between the parts."""

    def __init__(self, place: Path) -> None:
        self.files: dict[str, Open] = {}
        if place.is_dir():
            for path in place.rglob("*"):
                if path.is_file():
                    name = path.relative_to(place).as_posix()
                    self.files[name] = lambda path=path: path.open("rb")  # type: ignore[misc]  # bound now
        else:
            archive = zipfile.ZipFile(place)
            for info in archive.infolist():
                name = info.filename.partition("/")[2]
                if name in self.files:
                    raise ValueError(f"{info.filename}: twice in the package")
                self.files[name] = lambda info=info: archive.open(info)  # type: ignore[misc,assignment]  # bound now

    def read(self, name: str) -> bytes:
        """The whole of a small file; KeyError when it is not there."""
        with self.files[name]() as file:
            return file.read()

    def digest(self, name: str, algorithm: str) -> tuple[str, int]:
        """Hex digest and size of a file."""
        hashing, size = hashlib.new(algorithm), 0
        with self.files[name]() as file:
            while chunk := file.read(CHUNK):
                hashing.update(chunk)
                size += len(chunk)
        return hashing.hexdigest(), size


def canonical(value: object) -> bytes:
    """Compact JSON with sorted keys, as it was hashed when the file was sealed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def lines(text: str) -> Iterator[tuple[str, str]]:
    """(digest, name) of a manifest of RFC 8493; ValueError for a line that is none."""
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if not name:
            raise ValueError(f"not a line of a manifest: {line[:80]}")
        yield digest, name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def differences(package: Package, *seals: str) -> Iterator[str]:
    """Everything wrong with the package, in words; nothing when it is whole."""
    try:
        if not package.read("bagit.txt").startswith(b"BagIt-Version: 1.0\n"):
            yield "bagit.txt: not BagIt 1.0"
        yield from _payload(package)
        yield from _tags(package)
        yield from _sealed(package, seals)
    except KeyError as missing:
        yield f"{missing.args[0]}: missing"
    except (ValueError, TypeError, zipfile.BadZipFile) as error:
        yield str(error)


def _payload(package: Package) -> Iterator[str]:
    """The files against their manifests, and no file beside them."""
    payload = {name for name in package.files if name.startswith("data/")}
    for algorithm in ALGORITHMS:
        if algorithm not in hashlib.algorithms_available:
            continue
        listed = {
            name: digest for digest, name in lines(_text(package, f"manifest-{algorithm}.txt"))
        }
        yield from (
            f"{name}: not in manifest-{algorithm}.txt" for name in sorted(payload - set(listed))
        )
        for name, digest in sorted(listed.items()):
            if name not in payload:
                yield f"{name}: missing"
            elif package.digest(name, algorithm)[0] != digest:
                yield f"{name}: changed ({algorithm})"
    size = sum(package.digest(name, "sha256")[1] for name in payload)
    told = f"Payload-Oxum: {size}.{len(payload)}\n"
    if told not in _text(package, "bag-info.txt"):
        yield "bag-info.txt: size or number of files differs"


def _tags(package: Package) -> Iterator[str]:
    """The files about the package against their own manifest."""
    for digest, name in lines(_text(package, "tagmanifest-sha256.txt")):
        if name not in package.files:
            yield f"{name}: missing"
        elif package.digest(name, "sha256")[0] != digest:
            yield f"{name}: changed"


def _sealed(package: Package, seals: tuple[str, ...]) -> Iterator[str]:
    """The lists as they were sealed, each piece of them in the package, every seal among theirs."""
    sealed = json.loads(package.read(LIST))
    found = seal_of(sealed)
    if found not in _told(package, "Sealed-List-SHA256"):
        yield f"{LIST}: not the list that was sealed"
    yield from _pieces(package, sealed)
    chain = [found]
    for no, told in enumerate(_told(package, "Supplement-List-SHA256"), start=1):
        name = SUPPLEMENT.format(no)
        added = json.loads(package.read(name))
        if seal_of(added) != told:
            yield f"{name}: not the list that was sealed"
        if added["chained_to"] != found or added["previous"] != chain[-1]:
            yield f"{name}: does not follow the volume before it"
        yield from _pieces(package, added)
        chain.append(seal_of(added))
    if SUPPLEMENT.format(len(chain)) in package.files:
        yield f"{SUPPLEMENT.format(len(chain))}: a volume that bag-info.txt does not name"
    lost = [seal for seal in seals if seal.lower() not in chain]
    yield from (f"{LIST}: not the list that was sealed (no volume has the seal {s})" for s in lost)


def _pieces(package: Package, sealed: dict[str, Any]) -> Iterator[str]:
    """What a list names and the package does not hold, and pages that do not run on."""
    have = {digest for digest, _name in lines(_text(package, "manifest-sha256.txt"))}
    have |= {row["sha256"] for row in destroyed(package)}
    steps = {seal_of(step) for step in json.loads(package.read(STEPS))}
    page: dict[str, int] = {}
    for entry in sealed["entries"]:
        step, volume = entry["type"] == "step", entry.get("volume", "")
        if entry["sha256"] not in (steps if step else have):
            yield f"{entry['no']} {entry['title']}: not in the package as it was sealed"
        if step or not entry["last"]:
            continue
        if entry["first"] != page.get(volume, 0) + 1:
            yield f"{entry['no']} {entry['title']}: its pages do not follow those before"
        page[volume] = entry["last"]


def seal_of(value: object) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _told(package: Package, key: str) -> list[str]:
    """The values of a line of bag-info.txt."""
    rows = [line.partition(": ") for line in _text(package, "bag-info.txt").splitlines()]
    return [value for name, _, value in rows if name == key]


def destroyed(package: Package) -> list[dict[str, str]]:
    """What the package itself says was destroyed: title, sha256, by which appraisal, on which day."""
    if GONE not in package.files:
        return []
    rows: list[dict[str, str]] = json.loads(package.read(GONE))
    return rows


def _text(package: Package, name: str) -> str:
    return package.read(name).decode("utf-8")


def main(arguments: list[str]) -> int:
    """0 when the package is whole, 1 when it is not, 2 for a wrong call."""
    if not arguments or not Path(arguments[0]).exists():
        sys.stderr.write("usage: python3 verify_case_file.py FILE.zip|FOLDER [seal ...]\n")
        return 2
    try:
        package = Package(Path(arguments[0]))
        wrong = list(differences(package, *arguments[1:]))
        for row in destroyed(package):
            sys.stdout.write(f"DESTROYED: {row['title']} {row['on']} {row['appraisal']}\n")
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        wrong = [str(error)]
    if wrong:
        sys.stdout.write("\n".join(f"WRONG: {line}" for line in wrong) + "\n")
        return 1
    sys.stdout.write(f"OK: {sum(name.startswith('data/') for name in package.files)} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
