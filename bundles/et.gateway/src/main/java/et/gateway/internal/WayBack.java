package et.gateway.internal;

import et.cluster.ReturnPath;
import org.jspecify.annotations.Nullable;

/**
 * The way from lanes to a session. What a lane tells goes directly to the session when the lane shares its loop and nothing that was told before
 * is still waiting; else through the inbox. So calls of one thread keep their order, also when the session moves to another loop: the inbox
 * belongs to the session, whichever loop empties it.
 */
final class WayBack implements ReturnPath {

    private final GatewaySession session;
    private final Inbox inbox = new Inbox();

    /** Whether the inbox is being emptied just now; the session's loop only. */
    private boolean listening;

    /** The next one that the loop has to listen to. A way back is in at most one such chain: who finds the inbox empty chains it. */
    @Nullable WayBack nextReady;

    WayBack(GatewaySession session) {
        this.session = session;
    }

    /** Empties the inbox, if {@code by} is the session's loop; else passes the duty on. */
    void listen(GatewayLoop by) {
        GatewayLoop loop = session.loop();
        if (loop != by) {
            loop.ready(this);
            return;
        }
        listening = true;
        try {
            inbox.drain();
        } finally {
            listening = false;
        }
    }

    private boolean direct() {
        return session.loop().inLoop() && !listening && inbox.isEmpty();
    }

    private void tell(Told told) {
        if (inbox.add(told)) {
            session.loop().ready(this);
        }
    }

    @Override
    public void answer(long number, int message, byte[] payload) {
        if (direct()) {
            session.answered(number, message, payload);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.answered(number, message, payload);
                }
            });
        }
    }

    @Override
    public void asked(long number) {
        if (direct()) {
            session.asked(number);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.asked(number);
                }
            });
        }
    }

    @Override
    public void fail(long number, int code, String text) {
        if (direct()) {
            session.failed(number, code, text);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.failed(number, code, text);
                }
            });
        }
    }

    @Override
    public void moved(int shard) {
        if (direct()) {
            session.loop().moved(shard);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.loop().moved(shard);
                }
            });
        }
    }

    @Override
    public void closed(int shard, String type, String id, long epoch) {
        Joins.Actor actor = new Joins.Actor(shard, type, id);
        if (direct()) {
            session.closed(actor, epoch);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.closed(actor, epoch);
                }
            });
        }
    }

    @Override
    public void stale(String type, String id) {
        if (direct()) {
            session.stale(type, id);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.stale(type, id);
                }
            });
        }
    }

    @Override
    public void push(String type, String id, int message, byte[] payload) {
        if (direct()) {
            session.pushed(type, id, message, payload);
        } else {
            tell(new Told() {
                @Override
                void happen() {
                    session.pushed(type, id, message, payload);
                }
            });
        }
    }

    @Override
    public void joined(int shard, String type, String id, long epoch) {
        // Never directly: what is said to a session that cannot keep the join goes to the actor that is just now being
        // handled.
        tell(new Told() {
            @Override
            void happen() {
                session.joined(new Joins.Actor(shard, type, id), epoch);
            }
        });
    }

    @Override
    public void left(int shard, String type, String id) {
        tell(new Told() {
            @Override
            void happen() {
                session.left(new Joins.Actor(shard, type, id));
            }
        });
    }
}
