"""What people order of the relay: acknowledge, silence, pause, test, restart, show a log. Their door is HTTP."""
