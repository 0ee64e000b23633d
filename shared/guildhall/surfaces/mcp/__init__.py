"""The MCP door: one address, both protocol eras, no sessions.

A request passes these rooms in this order; what it does not need, it does not import:

    http.py      API Gateway's event → Request; Reply → result (gzip)          stdlib only
    gate.py      host, origin, preflight, method, size, media types            stdlib only
    bearer.py    is there a key, and does it look like one                     stdlib only
    (platform)   the key is checked against the store                          boto3, httpx, pydantic
    view.py      which tools this address shows and lets be called             + generated/tools.json
    protocol.py  JSON-RPC, eras, status codes                                  + mcp
    server.py    tools/list and tools/call
    calls.py     arguments → operation → executor → what is told; finders.py for the four tools that find and run others
    telling.py   results as text, Discord's words inside a fence (fence.py)

`tools.py` and `schemas.py` make the generated table and run at build time only.
"""
