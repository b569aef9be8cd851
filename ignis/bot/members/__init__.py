"""Cards, lists and orders about members."""
