"""What every door needs that shows the catalogue as tools: over MCP, and to the agent's model.

table.py      the generated table of tools, as it is read
finders.py    the four tools that find, describe and run operations
telling.py    results as text, Discord's words inside a fence (fence.py, markdown.py)
size.py       answers stay small
faults.py     what broke in a call of ours
descriptions.py, schemas.py, examples.py (of the words in example_words.py)
               make the generated tables and run at build time only
"""
