"""Follow-up questions: completed from their conversation by visible rules."""
