package et.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who is in the cluster and where shards live: what a provider implements. An OSGi service; any thread; never blocks. */
public interface Cluster {

    /** All members, this container among them, by name. */
    List<Member> members();

    /** Where the shard lives, as far as is known here; null while that is being found out, which this begins. */
    @Nullable Place place(int shard);

    /** Tells what changes, until closed. */
    Registration listen(Listener listener);

    /** All connections to this process broke at once, or are refused: it has most likely died. */
    void suspect(String container, long incarnation);

    /** Moves all shards away from a container, and none to it. Completes when all members know of it, not when the shards have moved. */
    CompletionStage<Void> drain(String container);

    /** Takes {@link #drain} back. */
    CompletionStage<Void> undrain(String container);

    /** Moves a shard to a container; a provider may move others with it. Completes when it has been asked for. */
    CompletionStage<Void> move(int shard, String container);

    /** Tells the {@link NoticeHandler}s of a topic in all other containers of a tier; at most once. */
    void tell(Tier tier, String topic, byte[] notice);

    /** Hears of changes. On any thread, one call after the other; must not block. */
    interface Listener {

        /** The shard has a new place. */
        default void placed(int shard) {}

        /** A member is new or not what it was. */
        default void changed(Member member) {}

        /** A process has left the cluster for good; what still comes from it is worth nothing. */
        default void gone(String container, long incarnation) {}
    }

    /** Ends a {@link #listen}. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
