from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(
    model="mistral-small-latest",
    max_tokens=200,
    random_seed=7,  # arguments of the class have Mistral's names; model_kwargs is sent unchecked
)

response = llm.invoke("Suggest a name for a coffee shop.")
print(response.content)
