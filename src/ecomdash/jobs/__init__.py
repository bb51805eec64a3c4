"""Work without a request: loader, importers, demo history and traffic."""
