"""The words of every finding, Chinese and English side by side, by code.

K1xx the file and its YAML · K2xx shape and names · K3xx formulas · K4xx grains, measures, absence ·
K5xx what the policy says as a whole · K6xx lists · K7xx tables of the document · K8xx files that policies share,
amendments · D1xx data files · D2xx cells · D3xx units and periods, D4xx what must hold · E1xx the calculation,
E5xx a working paper · C1xx the command line, C2xx what it names · M1xx mapping files.

The words of one hundred stand in few files, and its examples in `examples/`, by the same number.
"""

from __future__ import annotations

from kaohe.messages.calculation import CALCULATION
from kaohe.messages.command import COMMAND
from kaohe.messages.data_cells import DATA_CELLS
from kaohe.messages.data_files import DATA_FILES
from kaohe.messages.data_keys import DATA_KEYS
from kaohe.messages.data_workbooks import DATA_WORKBOOKS
from kaohe.messages.entry import Message
from kaohe.messages.file import FILE
from kaohe.messages.folds import FOLDS
from kaohe.messages.formula import FORMULA
from kaohe.messages.grids import GRIDS
from kaohe.messages.lists import LISTS
from kaohe.messages.mapping import MAPPING
from kaohe.messages.policy import POLICY
from kaohe.messages.reuse import REUSE
from kaohe.messages.rules import RULES
from kaohe.messages.types import TYPES
from kaohe.messages.whole import WHOLE

CATALOG: dict[str, Message] = {
    **FILE,
    **POLICY,
    **RULES,
    **FOLDS,
    **FORMULA,
    **TYPES,
    **WHOLE,
    **LISTS,
    **GRIDS,
    **REUSE,
    **DATA_FILES,
    **DATA_WORKBOOKS,
    **DATA_CELLS,
    **DATA_KEYS,
    **CALCULATION,
    **COMMAND,
    **MAPPING,
}
