package et.session.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.NoticeHandler;
import et.cluster.Tier;
import et.persistence.AccountStore;
import et.persistence.AuditStore;
import et.persistence.StoreException;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.session.KickException;
import et.session.Kicks;
import et.session.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kicks, in a container that has the database. */
@Component(property = "et.here=true")
public final class StoredKicks implements Kicks {

    /** Finds this one, not one that asks another container. */
    static final String HERE = "(et.here=true)";

    private static final Logger log = LoggerFactory.getLogger(StoredKicks.class);

    /** Operators are few: kicks go one after the other, and no more than so many wait. */
    private static final int WAITING = 16;

    private static final long IDLE_SECONDS = 30;

    private final AccountStore accounts;
    private final AuditStore audit;
    private final Cluster cluster;

    /** Shows each handler of notices in this container: the cluster tells the others only. */
    private final Consumer<Consumer<NoticeHandler>> handlers;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), StoredKicks::thread);

    /**
     * Handlers are taken when somebody is kicked, and not before: a gateway is one, and needs the links, which take calls, of which this answers some.
     */
    @Activate
    public StoredKicks(
            BundleContext context,
            @Reference AccountStore accounts,
            @Reference AuditStore audit,
            @Reference Cluster cluster) {
        this(accounts, audit, cluster, then -> show(context, then));
    }

    StoredKicks(AccountStore accounts, AuditStore audit, Cluster cluster, Consumer<Consumer<NoticeHandler>> handlers) {
        this.handlers = handlers;
        this.accounts = accounts;
        this.audit = audit;
        this.cluster = cluster;
        thread.allowCoreThreadTimeOut(true);
    }

    private static void show(BundleContext context, Consumer<NoticeHandler> then) {
        try {
            for (ServiceReference<NoticeHandler> each : context.getServiceReferences(NoticeHandler.class, null)) {
                NoticeHandler handler = context.getService(each);
                if (handler != null) {
                    try {
                        then.accept(handler);
                    } finally {
                        context.ungetService(each);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }

    @Deactivate
    void deactivate() {
        // One that has begun comes to its end; the store has its own patience.
        thread.shutdown();
    }

    @Override
    public CompletionStage<Kicked> kick(String operator, String player, String reason) {
        CompletableFuture<Kicked> kicked = new CompletableFuture<>();
        try {
            check("operator", operator, NAME_MOST);
            check("player", player, NAME_MOST);
            check("reason", reason, REASON_MOST);
            thread.execute(() -> {
                try {
                    kicked.complete(kickNow(operator, player, reason));
                } catch (KickException refusal) {
                    kicked.completeExceptionally(refusal);
                } catch (RuntimeException failure) {
                    log.error("A kick of player {} failed", player, failure);
                    kicked.completeExceptionally(new KickException("the kick failed, see the log: " + failure));
                }
            });
        } catch (KickException refusal) {
            kicked.completeExceptionally(refusal);
        } catch (RejectedExecutionException full) {
            kicked.completeExceptionally(
                    new KickException("nobody was kicked: " + WAITING + " kicks wait for the database already"));
        }
        return kicked;
    }

    private static void check(String what, String value, int most) {
        if (value.isBlank() || value.length() > most) {
            throw new KickException("nobody was kicked: " + what + " has " + value.length()
                    + " characters (expected: 1 to " + most + ", not all blank)");
        }
    }

    private Kicked kickNow(String operator, String player, String reason) {
        try {
            audit.append(new AuditStore.Entry(Instant.now(), operator, "session.kick", player, reason));
        } catch (StoreException down) {
            throw new KickException("nobody was kicked: the database does not answer: " + down.getMessage());
        }
        List<Long> ended;
        try {
            ended = accounts.endAll(player);
        } catch (StoreException down) {
            throw new KickException("the kick is in the audit, but no session was ended: the database does not answer"
                    + " any more: " + down.getMessage());
        }
        log.info("{} has kicked player {}: {} sessions ended", operator, player, ended.size());
        tell(Notice.newBuilder()
                .addAllEnded(ended)
                .setKicked(player)
                .setCode(Code.KICKED)
                .setText(reason)
                .build()
                .toByteArray());
        List<String> deaf = cluster.members().stream()
                .filter(member -> member.tiers().contains(Tier.GATEWAY) && member.state() == Member.State.UNREACHABLE)
                .map(Member::container)
                .toList();
        return new Kicked(ended.size(), deaf);
    }

    private void tell(byte[] notice) {
        cluster.tell(Tier.GATEWAY, Sessions.NOTICES, notice);
        handlers.accept(handler -> {
            if (handler.topic().equals(Sessions.NOTICES)) {
                handler.handle(notice);
            }
        });
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "et-kick");
        thread.setDaemon(true);
        return thread;
    }
}
