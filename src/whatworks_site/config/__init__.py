"""Settings, addresses and how the site is started."""
