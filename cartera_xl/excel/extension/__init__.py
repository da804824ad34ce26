"""The LibreOffice extension: what is generated for it, and what it calls inside the program."""
