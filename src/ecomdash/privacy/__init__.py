"""The privacy policy: who a visitor is without storing who they are, where they are, and what is taken out of texts."""
