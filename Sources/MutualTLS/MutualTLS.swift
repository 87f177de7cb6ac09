// Sockets, HTTP, identity.
