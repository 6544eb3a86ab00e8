from pydantic_ai import Agent

agent = Agent("mistral:mistral-small-latest", retries=5)

result = agent.run_sync("Suggest a name for a coffee shop.")
print(result.output)
