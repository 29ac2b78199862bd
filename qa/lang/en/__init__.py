"""All that is known of English."""
