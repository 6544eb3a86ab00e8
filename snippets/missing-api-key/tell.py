import os

api_key = os.environ.get("MISTRAL_API_KEY", "")
if not api_key.strip():
    print("MISTRAL_API_KEY is not set in this process, or empty.")
else:
    print(f"MISTRAL_API_KEY ends in {api_key[-4:]!r}. If that has \\n, strip it.")
