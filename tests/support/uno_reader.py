"""Runs under the system Python (the one that has `uno`): opens a workbook in a running soffice and prints JSON.

Arguments: pipe name, path of the workbook. Standard library only: the project is not installed here.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

MAX_ROWS, MAX_COLUMNS = 20_000, 300
CONNECT_SECONDS = 30.0


def connect(pipe: str) -> Any:
    """Desktop of the soffice that listens on the pipe, waiting for it to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + CONNECT_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def option(name: str, value: object) -> Any:
    """A property as `loadComponentFromURL` wants it."""
    prop = PropertyValue()
    prop.Name, prop.Value = name, value
    return prop


def describe_sheet(sheet: Any) -> dict[str, Any]:
    """Name, values of the used area from A1, and how many things of each kind the sheet has."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    last_row, last_column = min(end.EndRow, MAX_ROWS - 1), min(end.EndColumn, MAX_COLUMNS - 1)
    values = sheet.getCellRangeByPosition(0, 0, last_column, last_row).getDataArray()
    return {
        "name": sheet.Name,
        "visible": sheet.IsVisible,
        "values": [[value if isinstance(value, (int, float, str)) else None for value in row] for row in values],
        "charts": sheet.Charts.Count,
        "pivots": sheet.DataPilotTables.Count,
        "shapes": sheet.DrawPage.Count,
        "notes": sheet.Annotations.Count,
        "conditions": sheet.ConditionalFormats.getLength(),
    }


def main(pipe: str, path: str) -> None:
    """Opens the workbook hidden, read only, without macros or link updates, and describes it."""
    desktop = connect(pipe)
    options = (
        option("Hidden", True),
        option("ReadOnly", True),
        option("MacroExecutionMode", 0),
        option("UpdateDocMode", 0),
    )
    document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
    if document is None:
        print(json.dumps(None))
        return
    try:
        sheets = [describe_sheet(document.Sheets.getByIndex(i)) for i in range(document.Sheets.Count)]
        print(json.dumps({"sheets": sheets, "tables": sorted(document.DatabaseRanges.ElementNames)}))
    finally:
        document.close(True)


if __name__ == "__main__":
    main(*sys.argv[1:])
