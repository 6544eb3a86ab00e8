from pydantic_ai import Agent

agent = Agent("mistral-small-latest")

result = agent.run_sync("Suggest a name for a coffee shop.")
print(result.output)
