"""How commands and buttons are let in and answered."""
