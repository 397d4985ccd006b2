"""The papers about a file: cover (案卷封面), contents (卷内目录) and notes (卷内备考表) of each volume.

All of them say what the sealed manifest says and nothing else, so that they can be printed again.
Words of a document are Chinese whatever language the interface speaks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.chinese import date_text
from enforcement.models import Party
from recording import volumes

Context = dict[str, Any]
Plain = Mapping[str, Any]
COLUMNS = ["序号", "题名", "文号", "日期", "页次", "备注"]
DOSSIER = "执法对象档案"
OF_DOSSIER = ["序号", "日期", "种类", "材料", "说明", "案件", "案号"]
OF_FILES = ["序号", "题名", "载体和存放", "SHA-256"]


def volume_of(content: Plain, key: str) -> Plain:
    """The summary of a volume: pieces, pages, files."""
    return next(row for row in content["volumes"] if row["key"] == key)


def own(content: Plain, key: str) -> list[Plain]:
    """The lines of a volume."""
    return [row for row in content["entries"] if row["volume"] == key and row["type"] != "step"]


def titled(label: str, content: Plain, key: str) -> str:
    """The name of a paper with its volume, as in 卷内目录（副卷）."""
    return f"{label}（{volume_of(content, key)['label']}）"


def base(content: Plain, key: str) -> Context:
    """What all papers of a volume say."""
    return {
        "agency_name": content["agency"],
        "case_title": content["case_title"],
        "date": content["sealed_on"],
        "volume": key,
    }


def for_cover(content: Plain, key: str) -> Context:
    """The cover of a volume, on one page (domain §8.6)."""
    cover, volume = content["cover"], volume_of(content, key)
    # An inner or supplementary volume has a list of its own, which does not count the others.
    whole = (
        f"（全案共{len(content['volumes'])}卷）" if key in (volumes.MAIN, volumes.SECOND) else ""
    )
    fields = [
        ["卷别", f"{volume['label']}{whole}"],
        ["当事人", cover["party"]],
        ["案号", content["case_no"]],
        ["决定书文号", cover["decision_no"]],
        ["承办机构", cover["unit"]],
        ["立案日期", _day(content["filed_on"])],
        ["结案日期", _day(content["ended_on"]) or "未结案"],
        ["归档日期", _day(content["sealed_on"])],
        ["保管期限", content["retention"]],
        ["件数、页数", _amount(volume)],
        ["归档号", content["archive_no"]],
        ["全宗号", cover["fonds_no"]],
        ["目录号", cover["catalogue_no"]],
        ["案卷号", cover["file_no"]],
    ]
    return {
        **base(content, key),
        "title": titled("案卷封面", content, key),
        "fields": [pair for pair in fields if pair[1]],
    }


def _day(text: str) -> str:
    return date_text(text) if text else ""


def _amount(volume: Plain) -> str:
    files = f"（其中音像电子{volume['files']}件）" if volume["files"] else ""
    return f"{volume['pieces']}件{files}{volume['pages']}页"


def for_catalogue(content: Plain, key: str) -> Context:
    """The contents of a volume with the pages of each piece."""
    inner = content.get("inner")
    rows = [
        [str(row["no"]), row["title"], row["number"], row["date"], span(row), remark(row)]
        for row in own(content, key)
    ]
    notes = ["备注为校验值（SHA-256）的前8位；完整数值见案卷清单。"]
    if inner and key == volumes.MAIN:
        notes.insert(0, inner_words(inner))
    if seal := content.get("seal", ""):
        notes.append(f"清单校验值（SHA-256）：{seal}")
    return {
        **base(content, key),
        "title": titled("卷内目录", content, key),
        "fields": _numbers(content),
        "columns": COLUMNS,
        "rows": rows,
        "notes": notes,
    }


def _numbers(content: Plain) -> list[list[str]]:
    """The numbers by which the archive room finds the volume, those that were assigned."""
    cover = content.get("cover", {})
    names = {"fonds_no": "全宗号", "catalogue_no": "目录号", "file_no": "案卷号"}
    return [[name, cover[key]] for key, name in names.items() if cover.get(key)]


def inner_words(inner: Plain) -> str:
    """That there is a sealed inner volume, and nothing of what lies in it."""
    return (
        f"另有密封内卷一卷：{inner['pieces']}件{inner['pages']}页（{'、'.join(inner['grounds'])}），"
        "依照有关规定单独封存，未经批准不得启封。"
    )


def remark(row: Plain) -> str:
    """The first digits of the digest; a file says that it is one."""
    return ("" if row["last"] else "电子 ") + str(row["sha256"])[:8]


def span(row: Plain) -> str:
    """The pages of an entry in words; sound and film are kept as files."""
    if not row["last"]:
        return "电子"
    return f"{row['first']}-{row['last']}" if row["last"] > row["first"] else str(row["first"])


def for_notes(content: Plain, key: str) -> Context:
    """The note of the volume's state: pages, photographs, files and where kept, missing, who."""
    cover, volume = content["cover"], volume_of(content, key)
    kept = [row for row in own(content, key) if not row["last"]]
    fields = [
        ["本卷情况", f"本卷共{_amount(volume)}，页码从1至{volume['pages']}连续编写。"],
        ["照片", f"{cover['photos'].get(key, 0)}张"],
        ["音像、电子材料", f"{len(kept)}件，见下表" if kept else "无"],
        ["缺件", cover["missing"] or "无"],
        ["其他需要说明的情况", cover["remarks"] or "无"],
        ["纸质案卷存放地点", cover["place"]],
    ]
    return {
        **base(content, key),
        "title": titled("卷内备考表", content, key),
        "fields": [pair for pair in fields if pair[1]],
        "columns": OF_FILES if kept else [],
        "rows": [[str(r["no"]), r["title"], r["carrier"], r["sha256"]] for r in kept],
        "opinions": [
            _signed("立卷人", cover["assembled_by"], content["sealed_on"]),
            _signed("检查人", cover["checked_by"], content["sealed_on"]),
        ],
    }


@dataclass(frozen=True)
class DossierOf:
    """What a printed dossier is of: whose, which kinds ("" all), which year, for what, by whom."""

    party: Party
    group: str
    year: int | None
    purpose: str
    by: str


def for_dossier(of: DossierOf, rows: Sequence[Sequence[str]]) -> Context:
    """The list of the material about an enforcement object (执法对象档案), as a paper."""
    return {
        "agency_name": of.party.agency.name,
        "title": f"{DOSSIER}材料清单",
        "fields": [
            ["执法对象", of.party.name],
            ["统一社会信用代码", of.party.uscc],
            ["材料种类", of.group or "全部"],
            ["年度", f"{of.year}年" if of.year else "全部"],
            ["件数", f"{len(rows)}件"],
            ["用途", of.purpose],
            ["打印人", of.by],
        ],
        "columns": OF_DOSSIER[:-1],
        # A line of paper has no room for both: the number of the case finds it.
        "rows": [[*row[:-2], row[-1] or row[-2]] for row in rows],
        "notes": ["只列出打印人有权查看的材料；依法封存的案件、限制查阅的证据不在此列。"],
    }


def _signed(label: str, name: str, on: str) -> Mapping[str, str]:
    return {"label": label, "text": "", "name": name, "date": on if name else ""}


FRONT: dict[str, Callable[[Plain, str], Context]] = {
    "archive_cover": for_cover,
    "archive_catalogue": for_catalogue,
}
BACK: dict[str, Callable[[Plain, str], Context]] = {"archive_notes": for_notes}
