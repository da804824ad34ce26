"""Builders of the workbooks that users start from; `python -m workbook_templates.build` writes them again."""
