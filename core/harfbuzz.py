"""Font subsetting by the system's HarfBuzz: a second where fontTools needs a minute."""

import ctypes
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

LIBRARY = "libharfbuzz.so.0"
SUBSET_LIBRARY = "libharfbuzz-subset.so.0"
# enum hb_subset_sets_t, value HB_SUBSET_SETS_DROP_TABLE_TAG, and hb_subset_flags_t NO_HINTING.
DROP_TABLES = 3
NO_HINTING = 1
# Layout of vertical text and of other languages; horizontal Chinese needs none of it.
UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "VORG", "BASE", "vhea", "vmtx")

_POINTER = ctypes.c_void_p
_UINT = ctypes.c_uint
_SIGNATURES: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    ("hb_blob_create_from_file_or_fail", _POINTER, (ctypes.c_char_p,)),
    ("hb_blob_get_data", _POINTER, (_POINTER, ctypes.POINTER(_UINT))),
    ("hb_blob_destroy", None, (_POINTER,)),
    ("hb_face_create", _POINTER, (_POINTER, _UINT)),
    ("hb_face_reference_blob", _POINTER, (_POINTER,)),
    ("hb_face_destroy", None, (_POINTER,)),
    ("hb_set_add", None, (_POINTER, ctypes.c_uint32)),
    ("hb_subset_input_create_or_fail", _POINTER, ()),
    ("hb_subset_input_unicode_set", _POINTER, (_POINTER,)),
    ("hb_subset_input_set", _POINTER, (_POINTER, ctypes.c_int)),
    ("hb_subset_input_set_flags", None, (_POINTER, _UINT)),
    ("hb_subset_input_destroy", None, (_POINTER,)),
    ("hb_subset_or_fail", _POINTER, (_POINTER, _POINTER)),
)


@lru_cache
def _library() -> ctypes.CDLL:
    # The subset library links the base one, so both sets of names resolve through it.
    ctypes.CDLL(LIBRARY, mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(SUBSET_LIBRARY)
    for name, result, arguments in _SIGNATURES:
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


def available() -> bool:
    """Whether libharfbuzz-subset is installed; WeasyPrint needs it for speed as well."""
    try:
        _library()
    except (OSError, AttributeError):
        return False
    return True


def subset(source: Path, *, index: int, codepoints: Iterable[int]) -> bytes:
    """The bytes of a font with only these characters, of face `index` of the file.

    OSError when the library is missing, the file unreadable or the font malformed.
    """
    library = _library()
    blob = library.hb_blob_create_from_file_or_fail(str(source).encode())
    if not blob:
        raise OSError(f"cannot read font {source}")
    face = library.hb_face_create(blob, index)
    wanted = _input(library, codepoints)
    made = library.hb_subset_or_fail(face, wanted)
    library.hb_subset_input_destroy(wanted)
    library.hb_face_destroy(face)
    library.hb_blob_destroy(blob)
    if not made:
        raise OSError(f"cannot subset font {source}")
    data = _bytes(library, made)
    library.hb_face_destroy(made)
    return data


def _input(library: ctypes.CDLL, codepoints: Iterable[int]) -> int:
    wanted: int = library.hb_subset_input_create_or_fail()
    characters = library.hb_subset_input_unicode_set(wanted)
    for codepoint in codepoints:
        library.hb_set_add(characters, codepoint)
    dropped = library.hb_subset_input_set(wanted, DROP_TABLES)
    for tag in UNUSED_TABLES:
        library.hb_set_add(dropped, int.from_bytes(tag.encode(), "big"))
    library.hb_subset_input_set_flags(wanted, NO_HINTING)
    return wanted


def _bytes(library: ctypes.CDLL, face: int) -> bytes:
    blob = library.hb_face_reference_blob(face)
    length = _UINT()
    start = library.hb_blob_get_data(blob, ctypes.byref(length))
    data = ctypes.string_at(start, length.value)
    library.hb_blob_destroy(blob)
    return data
