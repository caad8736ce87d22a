"""The words of every finding, Chinese and English side by side, by code.

K1xx the file and its YAML · K2xx shape and names · K3xx formulas · K4xx grains, measures, absence ·
K5xx what the policy says as a whole · D1xx data files · D2xx cells · D3xx units and periods · E1xx the
calculation · E5xx a working paper · C1xx the command line.
"""

from __future__ import annotations

from kaohe.messages.calculation import CALCULATION
from kaohe.messages.command import COMMAND
from kaohe.messages.data import DATA
from kaohe.messages.entry import Message
from kaohe.messages.file import FILE
from kaohe.messages.formula import FORMULA
from kaohe.messages.policy import POLICY
from kaohe.messages.rules import RULES
from kaohe.messages.types import TYPES
from kaohe.messages.whole import WHOLE
from kaohe.messages.workbook import WORKBOOK

CATALOG: dict[str, Message] = {
    **FILE,
    **POLICY,
    **RULES,
    **FORMULA,
    **TYPES,
    **WHOLE,
    **DATA,
    **CALCULATION,
    **WORKBOOK,
    **COMMAND,
}
