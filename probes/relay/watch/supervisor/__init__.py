"""supervisord's side of the watching: its event protocol, its events as observations, and waking it when one ends."""
