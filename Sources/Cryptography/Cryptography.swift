// Keys of every kind.
