"""A workbook that is open in a spreadsheet program, read and written through xlwings' public interface."""
