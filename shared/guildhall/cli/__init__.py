"""The command line, for whoever holds the AWS credentials: it works without Discord. No function carries it."""
