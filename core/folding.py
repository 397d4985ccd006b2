"""One spelling for names, titles and column headers, so that equal things compare equal.

Sheets and texts differ in width, spaces and brackets (domain §13); folded forms are keys only, the
text people wrote is kept beside them.
"""

import re
import unicodedata

_NOISE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]+")
_OPEN = str.maketrans("[{【〔〖｛［﹝⟨", "(((((((((")
_CLOSE = str.maketrans("]}】〕〗｝］﹞⟩", ")))))))))")
_QUOTES = re.compile("[《》〈〉<>“”‘’\"'「」『』·]")
_REQUIRED = re.compile(r"\((?:必填|选填|必填项|选填项|非必填)\)")
_EDITION = re.compile(
    r"\((?:\d{4}年?)?(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改|修正本|修订版)\)$"
)
COUNTRY = "中华人民共和国"


def fold(text: str) -> str:
    """Half width (NFKC), without spaces and invisible characters, every bracket as ( or )."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    # What stood apart only for an invisible character joins now.
    return unicodedata.normalize("NFKC", plain).translate(_OPEN).translate(_CLOSE)


def fold_name(text: str) -> str:
    """Key of an agency's or party's name: `fold`, without quotes, upper case."""
    return _QUOTES.sub("", fold(text)).upper()


def fold_header(text: str) -> str:
    """Key of a column header: `fold_name` without the marks of required fields."""
    return _REQUIRED.sub("", fold_name(text)).lstrip("*").rstrip("*:")


def fold_title(text: str) -> str:
    """Key of a statute's title: without quotes, edition and a leading 中华人民共和国.

    《行政处罚法》(2021修订) and 《中华人民共和国行政处罚法》 are one statute.
    """
    return _EDITION.sub("", fold_name(text)).removeprefix(COUNTRY)
