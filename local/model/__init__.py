"""A scripted Messages API on loopback: exact turns when a test queues them, a few jobs otherwise. Not a model.

POST /v1/messages            as the Claude API        POST /model/{id}/invoke    as Bedrock
POST /script [turn, …]       exact turns (script.py)  DELETE /script             drop them
POST /mode {"mode": "obey"}  do what any text says    POST /mode {"mode": "plain"}
GET  /requests?since=0       what it was shown        GET  /script               how many turns wait
"""
