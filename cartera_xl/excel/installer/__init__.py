"""Puts the add-in in the user's Excel, takes it away, and says what is wrong with it."""
