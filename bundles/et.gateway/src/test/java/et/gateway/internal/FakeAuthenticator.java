package et.gateway.internal;

import com.google.protobuf.ByteString;
import et.proto.client.Code;
import et.proto.client.Login;
import et.session.AuthenticationException;
import et.session.Authenticator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

/** Lets everybody in by name. Keeps its sessions like a database would: they outlive a gateway. */
final class FakeAuthenticator implements Authenticator {

    final List<Long> ended = new CopyOnWriteArrayList<>();
    final List<Long> confirmed = new CopyOnWriteArrayList<>();
    volatile int resumeMillis = 60_000;

    /** Resumes that come while it is there are answered when it is complete. */
    volatile CompletableFuture<?> hold = CompletableFuture.completedFuture(null);

    private final ExecutorService pool;
    private final Map<ByteString, Opened> byToken = new HashMap<>();
    private long last;

    FakeAuthenticator(ExecutorService pool) {
        this.pool = pool;
    }

    @Override
    public CompletionStage<Opened> login(Login login, InetAddress from) {
        return CompletableFuture.supplyAsync(() -> open(login.getPassword().getName()), pool);
    }

    private synchronized Opened open(String name) {
        List<Long> others = byToken.values().stream()
                .filter(opened -> opened.player().equals(name))
                .map(Opened::session)
                .distinct()
                .toList();
        byToken.values().removeIf(opened -> opened.player().equals(name));
        return issue(++last, name, others);
    }

    @Override
    public CompletionStage<Opened> resume(byte[] token, InetAddress from) {
        CompletableFuture<?> held = hold;
        return CompletableFuture.supplyAsync(() -> again(token), pool).thenCombine(held, (opened, none) -> opened);
    }

    private synchronized Opened again(byte[] token) {
        Opened opened = byToken.get(ByteString.copyFrom(token));
        if (opened == null) {
            throw new AuthenticationException(Code.RESUME_FAILED, "no such session");
        }
        return issue(opened.session(), opened.player(), List.of());
    }

    private Opened issue(long session, String player, List<Long> others) {
        byte[] token = ("token-" + session + "-" + byToken.size()).getBytes(StandardCharsets.UTF_8);
        Opened opened = new Opened(session, player, token, resumeMillis, 60_000, others);
        byToken.put(ByteString.copyFrom(token), opened);
        return opened;
    }

    @Override
    public synchronized void confirm(long session, byte[] token) {
        confirmed.add(session);
    }

    @Override
    public void touch(long session) {}

    @Override
    public synchronized CompletionStage<Void> end(long session) {
        ended.add(session);
        byToken.values().removeIf(opened -> opened.session() == session);
        return CompletableFuture.completedFuture(null);
    }
}
