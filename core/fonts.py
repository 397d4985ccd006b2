"""The Chinese font of rendered documents: built once from the system font, checked before use.

Two subsets per weight are kept under VAR_DIR/fonts. `common` holds GB 2312, Latin, Greek and
punctuation, so that an ordinary page loads 2 MB instead of 25; `rare` holds every other Han
character of the font, for names. Together they are the coverage that `missing` checks.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTCollection, TTFont

from core import harfbuzz
from core.errors import RuleError

FAMILY = "Portal Song"
FACE = "Noto Serif CJK SC"
WEIGHTS = {400: "Regular", 700: "Bold"}
PARTS = ("common", "rare")
# Raise when the choice of characters changes, so that old caches are left behind.
RECIPE = "1"
# Characters that shape text without leaving a mark.
UNSEEN = frozenset(map(ord, "\n\r\t\u00ad\u200b\u200c\u200d\u2060\ufeff"))
COMMON_BLOCKS = (
    (0x20, 0x24F),
    (0x370, 0x45F),
    (0x2000, 0x26FF),
    (0x3000, 0x30FF),
    (0x3200, 0x33FF),
    (0xFF00, 0xFFEF),
)
HANGUL_BLOCKS = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))


@dataclass(frozen=True)
class Face:
    """One font file for @font-face: `part` is common or rare."""

    part: str
    weight: int
    path: Path


def source(weight: int) -> Path | None:
    """The system's Noto Serif CJK file of the weight, or None when it is not installed."""
    try:
        return _found(f"NotoSerifCJK-{WEIGHTS[weight]}.ttc", tuple(_roots()))
    except FileNotFoundError:
        return None


def build(*, force: bool = False) -> list[Face]:
    """The font files, made on first use (about two seconds). RuleError names what is missing."""
    sources = {weight: _required(weight) for weight in WEIGHTS}
    directory = _directory(sources)
    if force:
        shutil.rmtree(directory, ignore_errors=True)
    if not directory.is_dir():
        _make(directory, sources)
    return [
        Face(part=part, weight=weight, path=directory / f"{part}-{weight}.otf")
        for part in PARTS
        for weight in WEIGHTS
    ]


def coverage() -> frozenset[int]:
    """Code points that both weights can draw."""
    return _coverage(tuple(face.path for face in build()))


def missing(text: str) -> list[str]:
    """The characters of the text that no document font can draw, in order, each once."""
    covered = coverage() | UNSEEN
    return [char for char in dict.fromkeys(text) if ord(char) not in covered]


def common_characters() -> frozenset[int]:
    """GB 2312 with the Latin, Greek and punctuation blocks."""
    blocks = {code for first, last in COMMON_BLOCKS for code in range(first, last + 1)}
    return frozenset(blocks | set(_gb2312()))


def _gb2312() -> Iterator[int]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            decoded = bytes((row, cell)).decode("gb2312", errors="ignore")
            if decoded:
                yield ord(decoded)


def _roots() -> list[Path]:
    return [
        settings.VAR_DIR / "fonts" / "source",
        Path.home() / ".local/share/fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


@lru_cache(maxsize=8)
def _found(name: str, roots: tuple[Path, ...]) -> Path:
    # Raising keeps a failed search out of the cache: the font may be installed later.
    for root in roots:
        for path in sorted(root.rglob(name)) if root.is_dir() else ():
            return path
    raise FileNotFoundError(name)


def _required(weight: int) -> Path:
    path = source(weight)
    if path is None or not harfbuzz.available():
        raise RuleError(
            _("服务器缺少生成文书所需的组件：%(name)s。")
            % {"name": "fonts-noto-cjk" if path is None else "libharfbuzz-subset0"},
            remedy=_("请联系系统管理员安装后重试。"),
        )
    return path


def _directory(sources: dict[int, Path]) -> Path:
    stamp = "".join(
        f"{weight}:{path.name}:{path.stat().st_size}" for weight, path in sources.items()
    )
    key = hashlib.sha256(f"{RECIPE}:{stamp}".encode()).hexdigest()[:16]
    return Path(settings.VAR_DIR) / "fonts" / key


def _make(directory: Path, sources: dict[int, Path]) -> None:
    directory.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=directory.parent))
    for weight, path in sources.items():
        index, characters = _face(path)
        common = characters & common_characters()
        for part, wanted in (("common", common), ("rare", characters - common)):
            data = harfbuzz.subset(path, index=index, codepoints=sorted(wanted))
            (made / f"{part}-{weight}.otf").write_bytes(data)
    made.chmod(0o755)
    try:
        # Renaming is atomic: a second process that built the same fonts finds the name taken.
        os.rename(made, directory)
    except OSError:
        shutil.rmtree(made)
        if not directory.is_dir():
            raise


def _face(path: Path) -> tuple[int, frozenset[int]]:
    with TTCollection(path, lazy=True) as collection:
        for index, font in enumerate(collection.fonts):
            if font["name"].getDebugName(1) == FACE:
                hangul = {c for first, last in HANGUL_BLOCKS for c in range(first, last + 1)}
                return index, frozenset(font.getBestCmap()) - hangul
    raise OSError(f"{path} holds no face {FACE}")


@lru_cache(maxsize=4)
def _coverage(paths: tuple[Path, ...]) -> frozenset[int]:
    covered: dict[str, set[int]] = {}
    for path in paths:
        weight = path.stem.partition("-")[2]
        with TTFont(path, lazy=True) as font:
            covered.setdefault(weight, set()).update(font.getBestCmap())
    return frozenset(set.intersection(*covered.values()))
