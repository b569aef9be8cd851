"""supervisord's side of the watching: its event protocol, its events as facts, and waking it when a process ends."""
