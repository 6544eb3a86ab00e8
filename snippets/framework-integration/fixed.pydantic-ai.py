from pydantic_ai import Agent

agent = Agent("mistral:mistral-small-latest")  # the provider, then the id

result = agent.run_sync("Suggest a name for a coffee shop.")
print(result.output)
