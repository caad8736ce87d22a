"""`python cli.py` in a checkout is `kaohe`: it runs this checkout's engine/, even where another kaohe is installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "engine"))

from kaohe.command.main import main

if __name__ == "__main__":
    sys.exit(main())
