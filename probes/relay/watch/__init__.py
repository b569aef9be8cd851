"""What the relay observes: supervisor's events, logs, checks, alerts, memory."""
