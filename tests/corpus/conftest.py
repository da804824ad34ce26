"""Deja a la vista los módulos de esta carpeta."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
