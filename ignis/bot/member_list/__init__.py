"""The list of the served server's members: asked for anew where it is not whole, and read back now and then."""
