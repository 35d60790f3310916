"""What anyone may read of the desk: pages, feeds, a map of the site. All of it without JavaScript."""
