"""Tables in, frozen results out; one statistical question per file. Knows no store and no screen."""
