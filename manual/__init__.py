"""Makes the pictures of docs/manual from the app itself, so that the manual shows what people will see."""
