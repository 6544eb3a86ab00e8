from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_mistralai import ChatMistralAI

llm = ChatMistralAI(model="ministral-3b-latest", max_tokens=2_000)

# A conversation that grows with every turn.
history = [SystemMessage("You advise a beekeeper.")]
for week in range(1, 401):
    advice = f"In week {week}: " + "Check the hives for food and mites. " * 40
    history += [HumanMessage(f"What should I do in week {week}?"), AIMessage(advice)]
history.append(HumanMessage("What did you say about week 400?"))

print(llm.invoke(history).content)
