"""Every question the dashboard and the API can ask."""
