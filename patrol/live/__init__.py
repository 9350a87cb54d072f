"""How an open app learns of a change: a room in each web process where it waits, and what tells whom to look."""
