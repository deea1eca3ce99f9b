"""Words of a text, for the search index and for counting.

Knows jieba and how to keep it quiet and private. Must not know what words are used for.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

#: Words of our subject that jieba's dictionary of 2012 splits.
_WORDS = tuple(
    [
        "大模型",
        "大语言模型",
        "人工智能",
        "生成式",
        "智能体",
        "具身智能",
        "开源",
        "闭源",
        "算力",
        "芯片",
        "光刻机",
        "英伟达",
        "华为",
        "深度求索",
        "字节跳动",
        "阿里巴巴",
        "通义千问",
        "文心一言",
        "豆包",
        "月之暗面",
        "智谱",
        "寒武纪",
        "台积电",
        "中芯国际",
        "实体清单",
        "出口管制",
        "人形机器人",
        "自动驾驶",
        "超级计算机",
        "数据中心",
        "多模态",
        "神经网络",
        "机器学习",
        "深度学习",
        "马斯克",
        "奥特曼",
        "黄仁勋",
        "梁文锋",
        "微调",
        "推理模型",
    ]
)
_PIECE = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+|[^\W_㐀-鿿]+(?:['’.+-][^\W_㐀-鿿]+)*")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_MAX_PIECE = 5_000


@cache
def _jieba() -> Any:
    import jieba  # noqa: PLC0415 - loading costs a second and 100 MB: only who segments pays

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    # The default cache file has a name that others can guess, and it is unmarshalled.
    with tempfile.TemporaryDirectory(prefix="newsvane-jieba-") as private:
        tokenizer.tmp_dir = str(Path(private))
        tokenizer.initialize()
    for word in _WORDS:
        tokenizer.add_word(word)
    return tokenizer


def _words(text: str, *, search: bool) -> list[str]:
    words: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match[0]
        if not _HAN.match(piece):
            words.append(piece.lower())
            continue
        cut = _jieba().cut_for_search if search else _jieba().cut
        for start in range(0, len(piece), _MAX_PIECE):
            words += cut(piece[start : start + _MAX_PIECE])
    return words


def segment(text: str) -> list[str]:
    """Return the words of ``text`` in order, Latin ones in lower case, marks left out."""
    return _words(text, search=False)


def segment_for_search(text: str) -> list[str]:
    """Return the words of ``text`` and the shorter words inside long ones."""
    return _words(text, search=True)
