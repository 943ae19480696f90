package et.session.internal;

import com.google.protobuf.ByteString;
import et.proto.client.Code;
import et.proto.client.Device;
import et.proto.client.Login;
import et.proto.client.Password;
import et.session.AuthenticationException;
import et.session.Authenticator.Opened;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An authenticator on a store in memory, with a clock that the test turns, and cheap passwords. */
final class Door {

    final MemoryStore store;
    final StoredAuthenticator authenticator;
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    Door(Map<String, Object> changed) {
        this(changed, new MemoryStore());
    }

    /** One of several containers with a database that they share. */
    Door(Map<String, Object> changed, MemoryStore shared) {
        store = shared;
        Map<String, Object> config =
                new HashMap<>(Map.of("argon.memory", 64, "argon.iterations", 1, "password.threads", 1));
        config.putAll(changed);
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        authenticator = new StoredAuthenticator(
                config(config),
                store,
                store,
                clock,
                () -> Duration.between(Instant.EPOCH, now).toNanos());
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void close() {
        authenticator.deactivate();
    }

    Opened create(String name, String password) throws Exception {
        return get(authenticator.login(login(name, password, true), InetAddress.getLoopbackAddress()));
    }

    Opened login(String name, String password, String from) throws Exception {
        return get(authenticator.login(login(name, password, false), address(from)));
    }

    Opened device(byte[] secret, boolean create, String from) throws Exception {
        Login login = Login.newBuilder()
                .setDevice(Device.newBuilder().setSecret(ByteString.copyFrom(secret)))
                .setCreate(create)
                .build();
        return get(authenticator.login(login, address(from)));
    }

    Opened resume(byte[] token) throws Exception {
        return get(authenticator.resume(token, address("10.0.0.1")));
    }

    /** The code of a refusal. */
    static Code refused(CompletionStage<Opened> stage) throws Exception {
        return refusal(() -> get(stage)).code();
    }

    static AuthenticationException refusal(Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (AuthenticationException refusal) {
            return refusal;
        }
        throw new AssertionError("was let in");
    }

    interface Attempt {
        void run() throws Exception;
    }

    static Login login(String name, String password, boolean create) {
        return Login.newBuilder()
                .setPassword(Password.newBuilder().setName(name).setPassword(password))
                .setCreate(create)
                .build();
    }

    static InetAddress address(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }

    static Opened get(CompletionStage<Opened> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw (Exception) failure.getCause();
        }
    }

    static StoredAuthenticator.Config config(Map<String, Object> changed) {
        return (StoredAuthenticator.Config) Proxy.newProxyInstance(
                StoredAuthenticator.Config.class.getClassLoader(),
                new Class<?>[] {StoredAuthenticator.Config.class},
                (proxy, method, arguments) ->
                        changed.getOrDefault(method.getName().replace('_', '.'), method.getDefaultValue()));
    }
}
