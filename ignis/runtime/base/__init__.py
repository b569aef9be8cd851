"""Clock, files, folders and process basics: what needs nothing else of Ignis."""
