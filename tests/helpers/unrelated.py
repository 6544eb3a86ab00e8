"""Texts about something else."""

from __future__ import annotations

NEGATIVES = [
    "Whisk 400 g of flour with 2 eggs, bake at 200 degrees for 45 minutes, and let it rest.",
    "The mistral is a strong, cold wind that blows from the north into the Gulf of Lion.",
    "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided: sk-abc. You can "
    "find your API key at https://platform.openai.com/account/api-keys.', 'type': 'invalid_request_error', "
    "'param': None, 'code': 'invalid_api_key'}}",
    "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for gpt-4o in organization',"
    " 'type': 'tokens', 'param': None, 'code': 'rate_limit_exceeded'}}",
    'anthropic.RateLimitError: Error code: 429 - {"type":"error","error":{"type":"rate_limit_error",'
    '"message":"Number of request tokens has exceeded your per-minute rate limit"}}',
    'google.api_core.exceptions.ResourceExhausted: 429 Resource has been exhausted (e.g. check quota).',
    '{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT",'
    '"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo"}]}}',
    "litellm.AuthenticationError: AnthropicException - {\"error\":{\"message\":\"invalid x-api-key\"}}",
    "groq.APIStatusError: Error code: 413 - {'error': {'message': 'Request too large for model `llama-3.1-8b`'}}",
    '{"message":"API rate limit exceeded for 203.0.113.9.","documentation_url":"https://docs.github.com/rest"}',
    "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.example.com/v2/me",
    'Traceback (most recent call last):\n  File "/usr/lib/python3/site-packages/sqlalchemy/engine/base.py", line 1900\n'
    "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not connect to server: Connection refused",
    'Traceback (most recent call last):\n  File "m.py", line 3, in <module>\n    from collections import Mapping\n'
    "ImportError: cannot import name 'Mapping' from 'collections' (/usr/lib/python3.11/collections/__init__.py)",
    "ModuleNotFoundError: No module named 'numpy'",
    "ModuleNotFoundError: No module named 'mistletoe'",
    "KeyError: 'name'",
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    "AttributeError: 'NoneType' object has no attribute 'group'",
    "ValueError: invalid literal for int() with base 10: 'abc'",
    "discord.errors.HTTPException: 429 Too Many Requests (error code: 0): You are being rate limited.",
    "stripe.error.AuthenticationError: Invalid API Key provided: sk_test_********",
    "botocore.exceptions.ClientError: An error occurred (ThrottlingException) when calling the PutItem operation",
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET /index.html HTTP/1.1" 404 153 "-" "Mozilla/5.0"',
    "nginx/1.25.3 502 Bad Gateway",
    "fatal: Authentication failed for 'https://git.example.net/a.git/'",
    "npm ERR! 404 Not Found - GET https://registry.example.org/left-padd",
    "error TS2304: Cannot find name 'foo'.",
    "Segmentation fault (core dumped)",
    "psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint",
    "selenium.common.exceptions.TimeoutException: Message: element not found",
    "docker: Error response from daemon: pull access denied for foo, repository does not exist.",
    "Uncaught TypeError: Cannot read properties of null (reading 'addEventListener')",
    "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty",
    "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
    "pytest: 3 failed, 401 passed in 12.4s",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.",
    "SyntaxError: Unterminated string literal (detected at line 4)",
    "panic: runtime error: index out of range [5] with length 3",
    "java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"s\" is null",
    "E: Unable to locate package libfoo-dev",
    "Our intranet shows error 502 now and then. Reloading the page a second time always helps.",
    "The connector sends a message to your bot, and your bot returns a 401 (Unauthorized) or a 403 (Forbidden) to it.",
    "System.Net.Http.HttpRequestException: the server refused the request: 403 (rate limit exceeded).\n at Sync.Run()",
    "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='127.0.0.1', port=9000): Read timed out. (timeout=30)",
    "<html>\n<head><title>504 Gateway Time-out</title></head>\n<body>\n<hr><center>nginx</center>\n</body>\n</html>",
    "openai.error.RateLimitError: The engine had an error while it processed your request. Sorry!",
    '  File "/srv/site-packages/requests/models.py", line 971, in json\n    return complexjson.loads(self.text)\n' * 4
    + "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
    "hello",
    "12",
    "99999",
    "?",
    "🙂",
]  # fmt: skip
