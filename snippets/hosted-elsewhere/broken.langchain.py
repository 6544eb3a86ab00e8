import os

from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="Mistral-large",
    base_url="https://my-mistral.eastus2.inference.ai.azure.com",
    api_key=os.environ["AZUREAI_API_KEY"],
)

response = llm.invoke("How many languages are in the world?")
print(response.content)
