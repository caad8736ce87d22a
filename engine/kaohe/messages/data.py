"""Findings about data: D1xx files and headers, D2xx cells, D3xx units and periods."""

from __future__ import annotations

from kaohe.messages.data_cells import DATA_CELLS
from kaohe.messages.data_files import DATA_FILES
from kaohe.messages.data_keys import DATA_KEYS
from kaohe.messages.data_workbooks import DATA_WORKBOOKS
from kaohe.messages.entry import Message

DATA: dict[str, Message] = {**DATA_FILES, **DATA_WORKBOOKS, **DATA_CELLS, **DATA_KEYS}
