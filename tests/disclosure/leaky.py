"""Files made up for the tests that hold more than they show: one builder for each kind of leak."""

import io
import zipfile
from collections.abc import Callable

from PIL import Image, PngImagePlugin

SECRET = "110105199003074530"
NAME = "Zhang Shiyan"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>{resources}>>{extra}>>"
)
PLAIN = "BT /F1 14 Tf 40 250 Td (Decision of the bureau) Tj ET"


def pdf(
    content: str = PLAIN,
    *,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    info: str = "",
    more: tuple[str, ...] = (),
) -> bytes:
    """A PDF of one page; `more` are objects from number 6 on."""
    bodies = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE.format(resources=resources, extra=page),
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        FONT,
        *more,
    ]
    if info:
        bodies.append(f"<<{info}>>")
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    told = f"/Info {len(bodies)} 0 R" if info else ""
    tail = f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R{told}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


def stream(text: str, head: str = "") -> str:
    return f"<</Length {len(text)}{head}>>stream\n{text}\nendstream"


def under_a_box() -> bytes:
    """The number is there; a black rectangle lies over it."""
    words = f"BT /F1 14 Tf 40 200 Td (Number {SECRET}) Tj ET 0 g 30 190 260 30 re f"
    return pdf(f"{PLAIN} {words}")


def invisible() -> bytes:
    """Text that is not drawn at all (rendering mode 3), as behind a scan."""
    return pdf(f"{PLAIN} BT 3 Tr /F1 14 Tf 40 200 Td ({SECRET}) Tj ET")


def outside() -> bytes:
    """Text beyond the edge of the page."""
    return pdf(f"{PLAIN} BT /F1 14 Tf 40 -90 Td ({SECRET}) Tj ET")


def commented() -> bytes:
    note = f"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/F 2/Contents({SECRET})>>"
    return pdf(page="/Annots[6 0 R]", more=(note,))


def filled_in() -> bytes:
    box = f"<</Type/Annot/Subtype/Widget/FT/Tx/T(id)/V({SECRET})/Rect[10 10 30 30]/F 2>>"
    return pdf(page="/Annots[6 0 R]", catalog="/AcroForm<</Fields[6 0 R]>>", more=(box,))


def attached() -> bytes:
    spec = "<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>"
    names = "/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>"
    return pdf(catalog=names, more=(spec, stream(SECRET, "/Type/EmbeddedFile")))


def layered() -> bytes:
    hidden = f"/OC /L1 BDC BT /F1 14 Tf 40 200 Td ({SECRET}) Tj ET EMC"
    layers = "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>"
    return pdf(
        f"{PLAIN} {hidden}",
        resources="/Properties<</L1 6 0 R>>",
        catalog=layers,
        more=("<</Type/OCG/Name(Hidden)>>",),
    )


def described() -> bytes:
    return pdf(info=f"/Author({NAME})/Title({SECRET})")


def with_metadata() -> bytes:
    told = f"<x:xmpmeta><dc:creator>{NAME} {SECRET}</dc:creator></x:xmpmeta>"
    return pdf(catalog="/Metadata 6 0 R", more=(stream(told, "/Type/Metadata/Subtype/XML"),))


def with_thumbnail() -> bytes:
    small = stream(SECRET, "/Width 6/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB")
    return pdf(page="/Thumb 6 0 R", more=(small,))


def with_script() -> bytes:
    return pdf(catalog=f"/OpenAction<</S/JavaScript/JS(app.alert\\('{SECRET}'\\))>>")


def with_bookmark() -> bytes:
    line = f"<</Title({SECRET})/Parent 6 0 R/Dest[3 0 R/Fit]>>"
    return pdf(catalog="/Outlines 6 0 R", more=("<</First 7 0 R/Last 7 0 R/Count 1>>", line))


def revised() -> bytes:
    """A first version with the number, and after it a second one without."""
    first = pdf(f"BT /F1 14 Tf 40 200 Td ({SECRET}) Tj ET")
    at = len(first)
    new = f"4 0 obj\n{stream(PLAIN)}\nendobj\n"
    table = f"xref\n4 1\n{at:010d} 00000 n \n"
    before = first.rindex(b"startxref")
    prev = int(first[before + 9 :].split()[0])
    tail = f"trailer\n<</Size 6/Root 1 0 R/Prev {prev}>>\nstartxref\n{at + len(new)}\n%%EOF\n"
    return first + f"{new}{table}{tail}".encode()


def followed() -> bytes:
    """Something behind the end of the file."""
    return pdf() + f"\n{SECRET}\n".encode()


PDFS: dict[str, Callable[[], bytes]] = {
    "text under a box": under_a_box,
    "invisible text": invisible,
    "text outside the page": outside,
    "comment": commented,
    "form field": filled_in,
    "attachment": attached,
    "layer": layered,
    "properties": described,
    "metadata": with_metadata,
    "thumbnail": with_thumbnail,
    "script": with_script,
    "bookmark": with_bookmark,
    "earlier version": revised,
    "behind the end": followed,
}


def photograph(kind: str = "JPEG", **options: object) -> bytes:
    """A picture with EXIF (place, owner, a thumbnail) and something behind its end."""
    picture = Image.new("RGB", (320, 240), "white")
    exif = Image.Exif()
    exif[0x9C9D], exif[0x010E] = NAME.encode("utf-16-le"), SECRET
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **options)
    return out.getvalue() + SECRET.encode()


def office(parts: dict[str, str]) -> bytes:
    """A Word or Excel file of the given parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


OFFICE = {
    "tracked changes": ("word/document.xml", f'<w:del w:id="1">{SECRET}</w:del>', "修订记录"),
    "hidden text": ("word/document.xml", f"<w:vanish/>{SECRET}", "隐藏文字"),
    "hidden sheet": ("xl/workbook.xml", '<sheet name="s" state="hidden"/>', "隐藏工作表"),
    "hidden row": ("xl/worksheets/sheet1.xml", '<row r="3" hidden="1"/>', "隐藏的行或者列"),
    "comment of a document": ("word/comments.xml", SECRET, "批注"),
    "author": ("docProps/core.xml", NAME, "文档属性"),
    "embedded sheet": ("word/embeddings/a.xlsx", "x", "嵌入的附件"),
    "thumbnail of a document": ("docProps/thumbnail.jpeg", "x", "缩略图"),
    "custom property": ("docProps/custom.xml", SECRET, "文档属性"),
    "data bound to a form": ("customXml/item1.xml", SECRET, "编辑软件留下的数据"),
    "document variable": (
        "word/settings.xml",
        f'<w:docVar w:val="{SECRET}"/>',
        "编辑软件留下的数据",
    ),
    "field code": ("word/document.xml", f"<w:instrText>{SECRET}</w:instrText>", "域代码"),
    "moved text": ("word/document.xml", f'<w:moveTo w:author="{NAME}"/>', "修订记录"),
    "former formatting": ("word/styles.xml", f'<w:rPrChange w:author="{NAME}"/>', "修订记录"),
    "name of a reviewer": ("word/people.xml", NAME, "文档属性"),
    "threaded comment": ("xl/threadedComments/threadedComment1.xml", SECRET, "批注"),
    "commenter": ("xl/persons/person.xml", NAME, "文档属性"),
    "cache of a pivot table": ("xl/pivotCache/pivotCacheRecords1.xml", SECRET, "数据透视表"),
    "cells of another file": ("xl/externalLinks/externalLink1.xml", SECRET, "其他文件的内容"),
    "defined name": ("xl/workbook.xml", f'<definedName name="x">"{SECRET}"</definedName>', "名称"),
    "data connection": ("xl/connections.xml", SECRET, "数据连接"),
    "shared revisions": ("xl/revisions/revisionLog1.xml", SECRET, "修订记录"),
}


def drawn_with_words(kind: str) -> bytes:
    """A PNG with text chunks of each kind, EXIF and a profile; a TIFF with its tags."""
    picture = Image.new("RGB", (320, 240), "white")
    out = io.BytesIO()
    if kind == "TIFF":
        picture.save(out, kind, tiffinfo={270: SECRET, 315: NAME, 700: SECRET.encode()})
        return out.getvalue()
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET)
    told.add_text("Description", SECRET, zip=True)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{NAME} {SECRET}</x>")
    told.add(b"prVt", SECRET.encode())
    picture.save(out, kind, pnginfo=told, icc_profile=SECRET.encode())
    return out.getvalue()
