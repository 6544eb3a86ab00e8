from llama_index.llms.mistralai import MistralAI
from mistralai.client.utils import BackoffStrategy, RetryConfig

# Milliseconds: waits of 1, 2, 4, 8, 16 and 32 s, plus up to a second at random.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,
)
retries = RetryConfig("backoff", backoff, retry_connection_errors=False)
# In place of `max_retries`, a number that Mistral's SDK ignores.
llm = MistralAI(model="mistral-small-latest", additional_kwargs={"retries": retries})

print(llm.complete("Suggest a name for a coffee shop."))
