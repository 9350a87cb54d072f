"""A phone on the same network: a private authority, this machine's certificate, and the page that explains it."""
