package et.session.internal;

import et.persistence.AccountStore;
import et.persistence.AccountStore.Session;
import et.persistence.AuditStore;
import et.proto.client.Code;
import et.session.AuthenticationException;
import et.session.Authenticator.Opened;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions and their tokens. Every method blocks: on a pool only.
 *
 * <p>A session has a token that is good now and, after a resume, the next one. Each resume issues a new next token; the client may come back
 * with either, as it may not have got the next one. When it has shown that it got it, the old one is used up. Who comes with a used-up token
 * holds a copy: then nobody knows whose session it is, and it ends.
 */
final class OpenSessions {

    private static final Logger log = LoggerFactory.getLogger(OpenSessions.class);

    private static final byte[] NONE = {};

    /** A resume and a confirmation of the same session may meet; the loser looks again. */
    private static final int TRIES = 3;

    private static final long SWEEP_MILLIS = 60_000;

    private final AccountStore store;
    private final AuditStore audit;
    private final Tokens tokens;
    private final Clock clock;
    private final int resumeMillis;
    private final Duration lease;
    private final AtomicLong swept;

    OpenSessions(StoredAuthenticator.Config config, AccountStore store, AuditStore audit, Tokens tokens, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.tokens = tokens;
        this.clock = clock;
        int resume = StoredAuthenticator.check("resume.seconds", config.resume_seconds(), 1, 86_400);
        int most = 604_800;
        this.resumeMillis = resume * 1000;
        this.lease = Duration.ofSeconds(
                StoredAuthenticator.check("lease.seconds", config.lease_seconds(), Math.max(60, resume), most));
        this.swept = new AtomicLong();
    }

    /** Opens a session for a player and ends all others. */
    Opened open(String player) {
        sweep();
        byte[] token = tokens.token();
        Instant now = clock.instant();
        Session session = new Session(tokens.session(), player, Tokens.hash(token), NONE, now, now.plus(lease));
        List<Long> ended = store.open(session);
        return opened(session, token, ended);
    }

    /** Goes on with the session that the token belongs to. */
    Opened resume(byte[] token, InetAddress from) {
        sweep();
        if (token.length != Tokens.BYTES) {
            throw refused(List.of());
        }
        byte[] hash = Tokens.hash(token);
        for (int i = 0; i < TRIES; i++) {
            Optional<Session> found = store.findByToken(hash);
            if (found.isEmpty()) {
                throw refused(replayed(hash, from));
            }
            Session session = found.get();
            Instant now = clock.instant();
            if (!session.expires().isAfter(now)) {
                end(session.id());
                throw refused(List.of());
            }
            // Coming with the next token shows that the client got it.
            byte[] current =
                    MessageDigest.isEqual(hash, session.tokenHash()) ? session.tokenHash() : session.nextTokenHash();
            byte[] issued = tokens.token();
            byte[] next = Tokens.hash(issued);
            if (store.rotate(session.id(), session.tokenHash(), current, next, now.plus(lease))) {
                return opened(session, issued, List.of());
            }
        }
        throw new AuthenticationException(Code.BUSY, "this session is being resumed elsewhere: try again");
    }

    /** The client has the token of its last resume; the one before is used up. */
    void confirm(long session, byte[] token) {
        byte[] hash = Tokens.hash(token);
        Optional<Session> found = store.findByToken(hash);
        if (found.isPresent()
                && found.get().id() == session
                && MessageDigest.isEqual(hash, found.get().nextTokenHash())) {
            // Does nothing when the client has resumed again meanwhile, which has confirmed it, too.
            store.rotate(
                    session,
                    found.get().tokenHash(),
                    hash,
                    NONE,
                    clock.instant().plus(lease));
        }
    }

    void touch(long session) {
        sweep();
        store.touch(session, clock.instant().plus(lease));
    }

    void end(long session) {
        store.end(session);
    }

    /** If the token was used up, ends its session; returns what was ended. */
    private List<Long> replayed(byte[] hash, InetAddress from) {
        Optional<Session> victim = store.findByUsedToken(hash);
        if (victim.isEmpty()) {
            return List.of();
        }
        Session session = victim.get();
        if (!store.end(session.id())) {
            // It had ended before. Audited once is enough: the token can be sent as often as its holder likes.
            return List.of();
        }
        log.warn(
                "session {} of player {} has ended: {} came with a token that was used up",
                session.id(),
                session.player(),
                from.getHostAddress());
        audit.append(new AuditStore.Entry(
                clock.instant(),
                from.getHostAddress(),
                "token.replayed",
                session.player(),
                "session " + session.id() + " has ended"));
        return List.of(session.id());
    }

    /** Ends what has expired, once a minute at most. */
    private void sweep() {
        Instant now = clock.instant();
        long last = swept.get();
        if (now.toEpochMilli() - last > SWEEP_MILLIS && swept.compareAndSet(last, now.toEpochMilli())) {
            int ended = store.sweep(now);
            if (ended > 0) {
                log.info("{} sessions have ended that were not resumed in time", ended);
            }
        }
    }

    private Opened opened(Session session, byte[] token, List<Long> ended) {
        int touchMillis = (int) lease.dividedBy(3).toMillis();
        return new Opened(session.id(), session.player(), token, resumeMillis, touchMillis, ended);
    }

    private static AuthenticationException refused(List<Long> ended) {
        return new AuthenticationException(
                Code.RESUME_FAILED, "the token is unknown, used up or expired: log in again", ended);
    }
}
