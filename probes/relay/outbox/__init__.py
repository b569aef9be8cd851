"""Which messages wait, which one is sent next, and how often Discord may be asked. Pure."""
