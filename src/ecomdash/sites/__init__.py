"""What the owner configures: sites, users, logins, tokens and the audit log, in a small database of its own."""
