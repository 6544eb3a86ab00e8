from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="mistral-small-latest",
    # With /v1, unlike Mistral's SDK.
    base_url="https://api.mistral.ai/v1",
)

response = llm.invoke("Suggest a name for a sailing boat.")
print(response.content)
