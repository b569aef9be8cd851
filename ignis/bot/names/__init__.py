"""Which roles and channels of the served server the names in configuration and role map mean."""
