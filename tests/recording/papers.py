"""Reading kept documents in tests."""

import re

from core import files, pdf
from recording.models import Document

# What stands in the foot of a page, in the midst of sentences that run on to the next.
FOOT = re.compile(r"—\s*\d+\s*—|文书核验：.*?核对本文书是否由本机关制发。", re.S)


def said(document: Document) -> str:
    """The words of a document without blanks, line ends and the feet of its pages."""
    text = pdf.text(files.read_bytes(document.blob))
    return re.sub(r"\s+", "", FOOT.sub("", text))
