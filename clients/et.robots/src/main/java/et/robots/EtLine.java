package et.robots;

import com.google.protobuf.Message;
import et.client.EtClient;
import et.client.MessageId;
import et.client.RequestException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A session over the client library. Requests go in bytes, so that the robot itself judges what came back. */
final class EtLine implements Line {

    private final EtClient client;

    EtLine(EtClient client) {
        this.client = client;
    }

    @Override
    public void ask(String type, String id, Message request, Consumer<Outcome> then) {
        client.request(type, id, MessageId.of(request), request.toByteArray())
                .thenApply(answer -> (Outcome) new Outcome.Answer(answer.payload()))
                .exceptionally(EtLine::failure)
                .thenAccept(then);
    }

    @Override
    public void logout() {
        client.close();
    }

    private static Outcome failure(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof RequestException refused
                ? new Outcome.Failure(refused.code(), String.valueOf(refused.getMessage()))
                : new Outcome.Lost(String.valueOf(cause.getMessage()));
    }
}
