"""Privacidad: qué se puede hacer con los datos de cada persona, y qué hay de ella en el libro."""
