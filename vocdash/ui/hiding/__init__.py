"""What may be shown of small groups, alone and beside everything else that is shown."""
