"""One file per kind of source; each reads the outside world into `Loaded`. __main__ is the command line."""
