"""The MCP door: one address, both protocol eras, no sessions.

A request passes these rooms in this order; what it does not need, it does not import:

    http.py      API Gateway's event → Request; Reply → result (gzip)          stdlib only
    gate.py      host, origin, preflight, method, size, media types            stdlib only
    bearer.py    is there a key, and does it look like one                     stdlib only
    (platform)   the key is checked against the store                          boto3, httpx, pydantic
    view.py      which tools this address shows and lets be called             + tools/table.py
    protocol.py  JSON-RPC, eras, status codes                                  + mcp
    server.py    tools/list and tools/call
    calls.py     arguments → operation → executor → what is told; ../tools has the finders and the telling

`tools.py` makes the generated table and runs at build time only.
"""
