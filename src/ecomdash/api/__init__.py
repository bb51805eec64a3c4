"""FastAPI: thin routers, auth, error shape, OpenAPI, catalog; app.py wires everything."""
