"""What keeps a process alive and its neighbours safe: circuits, back-off, the watchdog."""
