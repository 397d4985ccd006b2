"""What a look at a file can find, and the sentence that tells an officer what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

TOOL_MISSING = "none"


class Verdict(models.TextChoices):
    """The small set of answers; none of them is proof, only the digests are."""

    WHOLE = "whole", _("结构完整")
    TRUNCATED = "truncated", _("不完整")
    ENCRYPTED = "encrypted", _("已加密")
    NO_MEDIA = "no_media", _("没有音像内容")
    UNPLAYABLE = "unplayable", _("浏览器不能播放")
    NOT_PROBED = "not_probed", _("未检测")


# What is wrong, and what to do.
SENTENCES = {
    Verdict.WHOLE: (_("文件结构完整，可以在浏览器中查看。"), ""),
    Verdict.TRUNCATED: (
        _("文件不完整：后面的内容缺失。"),
        _("请从设备重新导出或者重新上传。"),
    ),
    Verdict.ENCRYPTED: (
        _("文件已加密，没有密钥不能查看。"),
        _("请用设备配套软件导出未加密的原始文件。"),
    ),
    Verdict.NO_MEDIA: (
        _("文件中没有可以识别的图像或者声音。"),
        _("请核对是否选错文件。"),
    ),
    Verdict.UNPLAYABLE: (
        _("文件格式不能在浏览器中直接播放。"),
        _("原件照常保存；本平台会另行生成供播放的副本，也可以下载原件用专用软件查看。"),
    ),
    Verdict.NOT_PROBED: (
        _("没有检测文件内容。"),
        _("原件照常保存；请下载原件查看，并请管理员检查检测程序。"),
    ),
}
# What is not taken in unless the officer insists.
REFUSED = frozenset({Verdict.TRUNCATED, Verdict.ENCRYPTED, Verdict.NO_MEDIA})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a file tells about itself; every value is the claim of the file or of its device.

    `duration` in seconds, `width` and `height` in pixels as stored, position in WGS-84 degrees.
    `recorded_at` is the device's clock; `zone_told` says whether the file names its time zone.
    `tool`: name and version of what looked; `detail`: its own words where that helps a technician.
    """

    verdict: Verdict
    tool: str = TOOL_MISSING
    detail: str = ""
    container: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    recorded_at: datetime | None = None
    zone_told: bool = False
    latitude: float | None = None
    longitude: float | None = None
    device: str = ""
