"""LibreOffice Calc driven by xlwings: the same commands as in Excel, over UNO."""
