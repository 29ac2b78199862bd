"""All that is known of French."""
