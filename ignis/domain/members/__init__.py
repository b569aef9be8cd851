"""What is known of a member, how a change is decided, and how a nickname is built."""
