"""Reading kept documents in tests."""

import re

from core import files, pdf
from recording.models import Document

PAGE_MARK = re.compile(r"—\s*\d+\s*—")


def said(document: Document) -> str:
    """The words of a document without blanks, line ends and page numbers."""
    text = pdf.text(files.read_bytes(document.blob))
    return re.sub(r"\s+", "", PAGE_MARK.sub("", text))
