"""What xlwings does when Python exits on Windows, and why ours does not."""

import atexit
import sys


def leave_other_excels_alone() -> None:
    """Keep xlwings from ending by force, when this Python exits, the Excels that it does not see.

    Its `cleanup` takes for dead every EXCEL.EXE without a workbook's window in this session: one in another session of
    the same user (remote desktop) would lose what it had not saved. Does nothing off Windows.
    """
    if sys.platform == "win32":
        from xlwings import _xlwindows

        atexit.unregister(_xlwindows.cleanup)
