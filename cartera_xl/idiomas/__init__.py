"""Los textos de Click en español: un catálogo de gettext y lo poco a lo que gettext no llega."""
