package et.cluster;

import java.util.concurrent.CompletionStage;

/** Asks other containers, over the links. An OSGi service; any thread; never blocks. */
public interface Calls {

    /**
     * Asks the {@link CallHandler} of that name in some logic container; in this one, if it is one. Tried in one container only.
     *
     * @return the answer; fails with a {@link CallException} when nobody could be asked or the answer did not come in time
     */
    CompletionStage<byte[]> call(String service, byte[] request);
}
