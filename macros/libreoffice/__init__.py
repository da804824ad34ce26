"""The LibreOffice extension: its component, its texts and the script that builds `macros/cartera.oxt`."""
