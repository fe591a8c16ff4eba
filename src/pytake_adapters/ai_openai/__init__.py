"""OpenAI's protocol, as OpenAI and many other servers speak it."""
