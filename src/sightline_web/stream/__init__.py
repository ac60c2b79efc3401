"""Pages that renew themselves: a change touches a topic, a stream says so, and a page fetches what it shows anew."""
