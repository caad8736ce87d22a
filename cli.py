"""`python cli.py` in a checkout is `kaohe`: it runs this checkout's engine/, even where another kaohe is installed."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "engine"))

from kaohe.command.main import main as main
from kaohe.command.main import process

if __name__ == "__main__":
    sys.exit(process())
