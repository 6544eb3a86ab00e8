from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="mistral-small-latest",
    model_kwargs={"max_completion_tokens": 200, "seed": 7},
)

response = llm.invoke("Suggest a name for a coffee shop.")
print(response.content)
