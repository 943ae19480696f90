package et.cluster.internal;

import et.cluster.CallException;
import et.cluster.CallHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers calls in this container: {@link Answering} says so. Any thread. */
@Component(service = Callees.class)
public final class Callees {

    private static final Logger log = LoggerFactory.getLogger(Callees.class);

    private final List<CallHandler> handlers = new CopyOnWriteArrayList<>();

    void addHandler(CallHandler handler) {
        handlers.add(handler);
    }

    void removeHandler(CallHandler handler) {
        handlers.remove(handler);
    }

    /** The answer, or null when there is nobody of that name. Called on an event loop. */
    @Nullable CompletionStage<byte[]> call(String service, byte[] request) {
        for (CallHandler handler : handlers) {
            if (handler.service().equals(service)) {
                return ask(handler, service, request);
            }
        }
        return null;
    }

    private static CompletionStage<byte[]> ask(CallHandler handler, String service, byte[] request) {
        CompletionStage<byte[]> answer;
        try {
            answer = handler.handle(request);
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedStage(failure);
        }
        return answer.whenComplete((bytes, failure) -> {
            if (failure instanceof CallException) {
                log.debug("call of {}: {}", service, failure.getMessage());
            } else if (failure != null) {
                log.warn("call of {} failed; the caller is told that it failed, and no more", service, failure);
            }
        });
    }
}
