"""DynamoDB behind a few primitives, one repository per table."""
