"""cartera-xl inside a spreadsheet program: worksheet functions, ribbon commands and what installs them."""
