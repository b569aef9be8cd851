"""What a member's Discord roles mean: the plan of a sync, and its preview."""
