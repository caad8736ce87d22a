"""Findings about data: D1xx files and headers, D2xx cells, D3xx units and periods."""

from __future__ import annotations

from engine.messages.data_cells import DATA_CELLS
from engine.messages.data_files import DATA_FILES
from engine.messages.data_keys import DATA_KEYS
from engine.messages.data_workbooks import DATA_WORKBOOKS
from engine.messages.entry import Message

DATA: dict[str, Message] = {**DATA_FILES, **DATA_WORKBOOKS, **DATA_CELLS, **DATA_KEYS}
