"""A department answers its task by a link on paper or in a message: small pages, without account and script."""
