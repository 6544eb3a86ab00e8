import os

from mistralai.client import Mistral
from mistralai.client.utils import BackoffStrategy, RetryConfig
from pydantic_ai import Agent
from pydantic_ai.models.mistral import MistralModel
from pydantic_ai.providers.mistral import MistralProvider

# Milliseconds: waits of 1, 2, 4, 8, 16 and 32 s, plus up to a second at random.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,
)
client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    retry_config=RetryConfig("backoff", backoff, retry_connection_errors=False),
)
model = MistralModel("mistral-small-latest", provider=MistralProvider(mistral_client=client))
agent = Agent(model, retries=5)  # for outputs and tool calls that fail validation

result = agent.run_sync("Suggest a name for a coffee shop.")
print(result.output)
