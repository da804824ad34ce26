"""VBA text, icons and the script that builds the Excel add-in and the macro-enabled template."""
