"""The server: the chat, REST and MCP in one application."""
