"""The words of every finding, Chinese and English side by side, by code.

K1xx the file and its YAML · K2xx shape and names · K3xx formulas · K4xx grains, measures, absence ·
K5xx what the policy says as a whole · D1xx data files · D2xx cells · D3xx units and periods · E1xx the
calculation · E5xx a working paper · C1xx the command line.
"""

from __future__ import annotations

from engine.messages.calculation import CALCULATION
from engine.messages.command import COMMAND
from engine.messages.data import DATA
from engine.messages.entry import Message
from engine.messages.file import FILE
from engine.messages.formula import FORMULA
from engine.messages.policy import POLICY
from engine.messages.rules import RULES
from engine.messages.types import TYPES
from engine.messages.whole import WHOLE
from engine.messages.workbook import WORKBOOK

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
