import litellm

city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
response = litellm.completion(
    model="mistral/mistral-small-latest",
    messages=[{"role": "user", "content": "What is the weather in Paris?"}],
    tools=[{"type": "function", "function": {"name": "weather_get", "parameters": city}}],
    tool_choice="none",
)
print(response.choices[0].message.content)
