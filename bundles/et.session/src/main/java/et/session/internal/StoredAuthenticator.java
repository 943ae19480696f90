package et.session.internal;

import et.persistence.AccountStore;
import et.persistence.AuditStore;
import et.proto.client.Code;
import et.proto.client.Login;
import et.session.AuthenticationException;
import et.session.Authenticator;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authenticator on top of the account store. Passwords are checked on one pool, which is as large as the machine can bear; everything
 * else, which costs a database access, on another, so that a storm of logins does not keep players from resuming.
 */
@Component(configurationPid = "et.session", property = "et.here=true")
@Designate(ocd = StoredAuthenticator.Config.class)
public final class StoredAuthenticator implements Authenticator {

    @ObjectClassDefinition(name = "et session", description = "Accounts, logins and sessions.")
    public @interface Config {

        @AttributeDefinition(
                description =
                        "Who may create an account by logging in: open (everybody), loopback (only programs on this"
                                + " machine) or closed (nobody).")
        String create() default "loopback";

        @AttributeDefinition(
                description =
                        "How long a session waits for a resume after its connection is lost, in seconds. 1 to 86400.")
        int resume_seconds() default 120;

        @AttributeDefinition(
                description = "How long a session can be resumed after the server itself has died, in seconds. 60 to"
                        + " 604800, and not less than resume.seconds.")
        int lease_seconds() default 1800;

        @AttributeDefinition(
                description = "Memory of one Argon2id, in KiB. 8 to 1048576; OWASP asks for 19456 at least.")
        int argon_memory() default 19_456;

        @AttributeDefinition(description = "Passes of Argon2id over its memory. 1 to 100.")
        int argon_iterations() default 2;

        @AttributeDefinition(description = "Lanes of Argon2id. 1 to 16.")
        int argon_lanes() default 1;

        @AttributeDefinition(
                description = "Threads that check passwords; 0: one less than there are cores, one at least. 0 to 256.")
        int password_threads() default 0;

        @AttributeDefinition(description = "Logins that may wait for these threads; more are told BUSY. 1 to 4096.")
        int password_queue() default 64;

        @AttributeDefinition(description = "Threads for resumes and logins of devices. 1 to 64.")
        int store_threads() default 2;

        @AttributeDefinition(
                description = "Resumes and logins that may wait for these threads; more are told BUSY. 1 to 1000000.")
        int store_queue() default 8192;

        @AttributeDefinition(description = "In so many minutes a used-up allowance is whole again. 1 to 1440.")
        int throttle_minutes() default 10;

        @AttributeDefinition(description = "Failed logins from one network, a /24 or /64. 1 to 1000000.")
        int network_failures() default 60;

        @AttributeDefinition(description = "Failed logins of one address to one account. 1 to 1000000.")
        int address_failures() default 6;

        @AttributeDefinition(
                description =
                        "Failed logins to one account from everywhere; addresses the player has used are not counted."
                                + " 1 to 1000000.")
        int account_failures() default 300;

        @AttributeDefinition(description = "Failed logins in all; known addresses are not counted. 1 to 1000000.")
        int all_failures() default 5000;

        @AttributeDefinition(description = "Failed resumes of one address. 1 to 1000000.")
        int resume_failures() default 200;

        @AttributeDefinition(
                description = "Accounts created from one network; this machine may create any number. 1 to 1000000.")
        int creations() default 20;
    }

    /** Finds this one, not one that asks another container. */
    static final String HERE = "(et.here=true)";

    private static final Logger log = LoggerFactory.getLogger(StoredAuthenticator.class);

    private final Pool passwordPool;
    private final Pool storePool;
    private final Throttles throttles;
    private final Logins logins;
    private final OpenSessions sessions;

    @Activate
    public StoredAuthenticator(Config config, @Reference AccountStore accounts, @Reference AuditStore audit) {
        this(config, accounts, audit, Clock.systemUTC(), System::nanoTime);
    }

    StoredAuthenticator(Config config, AccountStore accounts, AuditStore audit, Clock clock, LongSupplier nanos) {
        SecureRandom random = new SecureRandom();
        Argon cost = new Argon(config.argon_memory(), config.argon_iterations(), config.argon_lanes());
        Create create = Create.of(config.create());
        this.throttles = new Throttles(config, nanos);
        this.sessions = new OpenSessions(config, accounts, audit, new Tokens(random, clock), clock);
        this.logins = new Logins(accounts, new Passwords(cost, random), throttles, create, sessions);
        int threads = check("password.threads", config.password_threads(), 0, 256);
        this.passwordPool = new Pool(
                "et-auth",
                threads == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() - 1) : threads,
                check("password.queue", config.password_queue(), 1, 4096));
        this.storePool = new Pool(
                "et-session",
                check("store.threads", config.store_threads(), 1, 64),
                check("store.queue", config.store_queue(), 1, 1_000_000));
        log.info(
                "accounts can be created by: {}; a password costs {} KiB and {} passes",
                config.create(),
                cost.memory(),
                cost.iterations());
    }

    @Deactivate
    void deactivate() {
        passwordPool.close();
        storePool.close();
    }

    @Override
    public CompletionStage<Opened> login(Login login, InetAddress from) {
        try {
            return switch (login.getWayCase()) {
                case PASSWORD -> {
                    Logins.Named named = logins.named(login.getPassword(), login.getCreate(), from);
                    Throttles.Charge charge = throttles.login(named.name(), from);
                    yield passwordPool.run(() -> logins.password(named, from, charge), charge::giveBack);
                }
                case DEVICE -> {
                    byte[] secret = login.getDevice().getSecret().toByteArray();
                    Throttles.Charge charge = throttles.device(from);
                    yield storePool.run(() -> logins.device(secret, login.getCreate(), from, charge), charge::giveBack);
                }
                case WAY_NOT_SET ->
                    throw new AuthenticationException(
                            Code.LOGIN_FAILED, "a login needs a name and a password, or a device's secret");
            };
        } catch (AuthenticationException refusal) {
            return Pool.failed(refusal);
        }
    }

    @Override
    public CompletionStage<Opened> resume(byte[] token, InetAddress from) {
        try {
            Throttles.Charge charge = throttles.resume(from);
            return storePool.run(
                    () -> {
                        Opened opened = sessions.resume(token, from);
                        charge.giveBack();
                        return opened;
                    },
                    charge::giveBack);
        } catch (AuthenticationException refusal) {
            return Pool.failed(refusal);
        }
    }

    @Override
    public void confirm(long session, byte[] token) {
        storePool.tell("confirm", session, () -> sessions.confirm(session, token), () -> {});
    }

    @Override
    public void touch(long session) {
        storePool.tell("touch", session, () -> sessions.touch(session), () -> {});
    }

    @Override
    public CompletionStage<Void> end(long session) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        storePool.tell("end", session, () -> sessions.end(session), () -> ended.complete(null));
        return ended;
    }

    static int check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "et.session " + key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }
}
