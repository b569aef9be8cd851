"""Further receivers of alerts, which need no Discord: one file each. What each is told is decided here, too."""
