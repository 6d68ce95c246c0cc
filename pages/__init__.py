"""One module per screen; its docstring is the question the screen answers. Importing one runs nothing."""
