package et.cluster.pekko.internal;

import et.cluster.ShardHost;
import java.time.Duration;
import org.apache.pekko.actor.AbstractActorWithTimers;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sharding entity that stands for one of our shards: opens it when it starts, and stops when it is closed. */
final class Keeper extends AbstractActorWithTimers {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    /** How long after a failure another one is started. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** To the board: who is named is the keeper of a shard that is open now. */
    record Open(int shard, long epoch) {}

    /** To the board: the shard is not open any more. */
    record Close(int shard) {}

    /** From the board: the store has another owner for this shard, and the host has closed it. */
    enum Fenced {
        FENCED
    }

    private enum Closed {
        CLOSED
    }

    private record Epoch(@Nullable Long epoch, @Nullable Throwable failure) {}

    private final int shard;
    private final ShardHost host;
    private final Opener opener;
    private final ActorRef board;

    private boolean open;
    private boolean closing;
    private boolean handOff;

    Keeper(ShardHost host, Opener opener, ActorRef board) {
        // Sharding names an entity by its id.
        this.shard = Integer.parseInt(getSelf().path().name());
        this.host = host;
        this.opener = opener;
        this.board = board;
    }

    @Override
    public void preStart() {
        ActorRef self = getSelf();
        opener.open(shard, (epoch, failure) -> self.tell(new Epoch(epoch, failure), ActorRef.noSender()));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Wire.Locate.class, locate -> board.forward(locate, getContext()))
                .match(Epoch.class, this::opened)
                .match(Wire.HandOff.class, message -> handOff())
                .match(Fenced.class, message -> fenced())
                .match(Closed.class, message -> getContext().stop(getSelf()))
                .build();
    }

    private void opened(Epoch result) {
        if (result.epoch == null) {
            log.warn("Shard {} could not be opened; it is tried again", shard, result.failure);
            getTimers().startSingleTimer(Closed.CLOSED, Closed.CLOSED, AGAIN);
            return;
        }
        open = true;
        if (handOff) {
            close();
        } else {
            board.tell(new Open(shard, result.epoch), getSelf());
        }
    }

    private void handOff() {
        handOff = true;
        if (open && !closing) {
            close();
        } else if (getTimers().isTimerActive(Closed.CLOSED)) {
            getContext().stop(getSelf());
        }
    }

    private void close() {
        closing = true;
        board.tell(new Close(shard), getSelf());
        ActorRef self = getSelf();
        host.close(shard).whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn("Shard {} was not closed orderly", shard, failure);
            }
            self.tell(Closed.CLOSED, ActorRef.noSender());
        });
    }

    private void fenced() {
        if (!closing) {
            closing = true;
            board.tell(new Close(shard), getSelf());
            getContext().stop(getSelf());
        }
    }

    @Override
    public void postStop() {
        // Stopped by somebody who did not wait, as when time for an orderly end has run out or Sharding's own actors
        // have failed. Nobody opens it again for whom it seems to be open.
        if (open && !closing) {
            board.tell(new Close(shard), getSelf());
            host.close(shard);
        }
    }
}
