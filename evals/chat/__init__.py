"""What a chat model writes, measured: a fake one that behaves as told, a real small one, spoilt drafts, injections."""
