import os

from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="Mistral-large",
    # LangChain adds only /chat/completions.
    base_url="https://my-mistral.eastus2.inference.ai.azure.com/v1",
    api_key=os.environ["AZUREAI_API_KEY"],
)

response = llm.invoke("How many languages are in the world?")
print(response.content)
