// Java's own client, with its defaults: it offers HTTP/2.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class Chat {
    public static void main(String[] arguments) throws Exception {
        var body = "{\"model\":\"mistral-small-latest\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        var request = HttpRequest.newBuilder(URI.create("https://api.mistral.ai/v1/chat/completions"))
            .header("authorization", "Bearer " + System.getenv("MISTRAL_API_KEY"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        System.out.println(answer);
    }
}
