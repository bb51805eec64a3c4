"""What the owner configures: sites, users, tokens, audit log, in their own small database."""
