"""`ignis alerts …`, `ignis pause` and `ignis resume`: what an operator can do about alerts, through the relay."""
