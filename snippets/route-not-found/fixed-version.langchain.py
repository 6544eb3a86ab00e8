from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="mistral-small-latest",
    base_url="https://api.mistral.ai/v1",  # with /v1, unlike Mistral's SDK
)

response = llm.invoke("Suggest a name for a sailing boat.")
print(response.content)
