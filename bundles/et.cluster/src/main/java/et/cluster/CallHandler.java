package et.cluster;

import java.util.concurrent.CompletionStage;

/** Answers {@link Calls} of other containers. An OSGi service of a logic container. */
public interface CallHandler {

    /** The name that callers use; unique in the container. */
    String service();

    /** Answers. Called on an event loop; must not block. A stage that fails tells the caller no more than that it failed. */
    CompletionStage<byte[]> handle(byte[] request);
}
