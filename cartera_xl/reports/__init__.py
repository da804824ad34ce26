"""Documents to hand over: PDF made from the templates of the house."""
