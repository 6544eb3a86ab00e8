import litellm

response = litellm.completion(
    model="mistral/mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    frequency_penalty=0.5,
    # Mistral has it, and LiteLLM does not know that. `drop_params=True` would drop it silently.
    allowed_openai_params=["frequency_penalty"],
)
print(response.choices[0].message.content)
