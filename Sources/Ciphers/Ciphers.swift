// AEADs.
