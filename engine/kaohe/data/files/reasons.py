"""Why a file or folder cannot be opened, in the words of either language; the system has them in its own alone."""

from __future__ import annotations

import errno

from kaohe.diagnostics import Words

NO_FILE = Words("不是普通文件，而是文件夹或别的东西", "not a regular file")
NO_FOLDER = Words("不是文件夹", "not a folder")
_KNOWN = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EIO: "磁盘读取出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
}


def reason_of(error: OSError) -> Words:
    """What an error of the system says; one that is not known keeps the system's words."""
    said = error.strerror or type(error).__name__
    return Words(_KNOWN.get(error.errno or 0, said), said)
