package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import et.persistence.AccountStore.Way;
import et.proto.client.Code;
import et.proto.client.Login;
import et.session.AuthenticationException;
import et.session.Authenticator.Opened;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoginTest {

    private static final String SECRET = "correct horse";
    private static final String AFAR = "192.0.2.7";

    private Door door = new Door(Map.of());

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aPlayerIsTheSameAtEveryLoginHoweverTheNameIsSpelled() throws Exception {
        Opened created = door.create("Ann.Smith", SECRET);
        Opened again = door.login("ＡＮＮ.smith", SECRET, AFAR);
        assertThat(again.player()).isEqualTo(created.player());
        assertThat(again.session()).isPositive().isNotEqualTo(created.session());
        assertThat(again.ended()).containsExactly(created.session());
        assertThat(again.token()).hasSize(32).isNotEqualTo(created.token());
    }

    @Test
    void nothingSecretIsStoredOrPrinted() throws Exception {
        Opened opened = door.create("bea", SECRET);
        assertThat(door.store.accounts.values().iterator().next().secret()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(door.store.sessions.get(opened.session()).tokenHash())
                .isEqualTo(Tokens.hash(opened.token()))
                .isNotEqualTo(opened.token());
        assertThat(new Logins.Named("bea", SECRET, false).toString()).doesNotContain(SECRET);
    }

    @Test
    void unknownAndKnownAccountsGetTheSameAnswer() throws Exception {
        door.create("cid", SECRET);
        for (boolean create : List.of(false, true)) {
            AuthenticationException known = refusal("cid", "wrong password", create);
            AuthenticationException unknown = refusal("nobody", "wrong password", create);
            assertThat(unknown.code())
                    .isEqualTo(known.code())
                    .isEqualTo(create ? Code.CREATE_REFUSED : Code.LOGIN_FAILED);
            assertThat(unknown).hasMessage(known.getMessage());
            assertThat(unknown.getStackTrace()).isEmpty();
        }
    }

    @Test
    void unknownAndKnownAccountsTakeTheSameTime() throws Exception {
        door.close();
        // Some milliseconds each, so that everything but Argon2 is noise.
        door = new Door(Map.of(
                "argon.memory",
                2048,
                "argon.iterations",
                2,
                "network.failures",
                1000,
                "address.failures",
                1000,
                "account.failures",
                1000));
        door.create("dot", SECRET);
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            // Taken in turns, so that whatever else the machine does hits both.
            known.add(nanos("dot"));
            unknown.add(nanos("nobody"));
        }
        double ratio = (double) median(unknown) / median(known);
        assertThat(ratio).as("time of unknown by time of known").isCloseTo(1, within(0.4));
    }

    private long nanos(String name) throws Exception {
        long start = System.nanoTime();
        assertThat(refusal(name, "wrong password", false).code()).isEqualTo(Code.LOGIN_FAILED);
        return System.nanoTime() - start;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Test
    void accountsAreCreatedWhereThePolicySays() throws Exception {
        assertThat(create(AFAR)).isEqualTo(Code.CREATE_REFUSED);
        assertThat(create("127.0.0.1")).isEqualTo(Code.OK);
        assertThat(create("::1")).isEqualTo(Code.OK);
        door.close();
        door = new Door(Map.of("create", "closed"));
        assertThat(create("127.0.0.1")).isEqualTo(Code.CREATE_REFUSED);
        door.close();
        door = new Door(Map.of("create", "open", "creations", 2));
        assertThat(create("192.0.2.1")).isEqualTo(Code.OK);
        assertThat(create("192.0.2.2")).isEqualTo(Code.OK);
        assertThat(create("192.0.2.3")).isEqualTo(Code.THROTTLED);
        assertThat(create("192.0.3.1")).isEqualTo(Code.OK);
    }

    private int created;

    private Code create(String from) throws Exception {
        try {
            Login login = Door.login("name" + created++, SECRET, true);
            Door.get(door.authenticator.login(login, Door.address(from)));
            return Code.OK;
        } catch (AuthenticationException refusal) {
            return refusal.code();
        }
    }

    @Test
    void theRulesOfNamesAndPasswordsAreToldToWhoMayCreate() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        AuthenticationException name =
                Door.refusal(() -> Door.get(door.authenticator.login(Door.login("a", SECRET, true), here)));
        assertThat(name.code()).isEqualTo(Code.CREATE_REFUSED);
        assertThat(name).hasMessage(Names.NAME_RULE);
        AuthenticationException password =
                Door.refusal(() -> Door.get(door.authenticator.login(Door.login("eve", "1234567", true), here)));
        assertThat(password).hasMessage(Names.PASSWORD_RULE);
        assertThat(Door.refused(door.authenticator.login(Login.getDefaultInstance(), here)))
                .isEqualTo(Code.LOGIN_FAILED);
    }

    @Test
    void aDeviceIsKnownByItsSecret() throws Exception {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        assertThat(Door.refusal(() -> door.device(secret, false, AFAR)).code()).isEqualTo(Code.LOGIN_FAILED);
        Opened created = door.device(secret, true, "127.0.0.1");
        assertThat(door.device(secret, false, AFAR).player()).isEqualTo(created.player());
        assertThat(door.store.accounts.values().iterator().next().secret()).isEmpty();
        assertThat(Door.refusal(() -> door.device(new byte[31], true, "127.0.0.1"))
                        .code())
                .isEqualTo(Code.LOGIN_FAILED);
    }

    @Test
    void aBlockedAccountIsToldSoOnlyWithTheRightPassword() throws Exception {
        door.store.block(door.create("fay", SECRET).player(), true);
        assertThat(refusal("fay", SECRET, false).code()).isEqualTo(Code.BLOCKED);
        assertThat(refusal("fay", "wrong password", false).code()).isEqualTo(Code.LOGIN_FAILED);
    }

    @Test
    void aPasswordOfAnotherCostIsHashedAnewAtLogin() throws Exception {
        door.create("gus", SECRET);
        MemoryStore old = door.store;
        door.close();
        door = new Door(Map.of("argon.memory", 128));
        door.store.accounts.putAll(old.accounts);
        door.login("gus", SECRET, AFAR);
        // The password is hashed anew after the login was answered for.
        door.close();
        assertThat(door.store.find(Way.PASSWORD, "gus").orElseThrow().secret()).contains("$m=128,t=1,p=1$");
        door = new Door(Map.of("argon.memory", 128));
        door.store.accounts.putAll(old.accounts);
        assertThat(door.login("gus", SECRET, AFAR).player()).isNotEmpty();
    }

    @Test
    void moreLoginsThanCanWaitAreToldToComeBack() throws Exception {
        door.close();
        door = new Door(Map.of("password.queue", 2));
        List<CompletableFuture<Opened>> attempts = new ArrayList<>();
        MemoryStore store = door.store;
        // One is being looked at, and gets no further than to the store; two wait.
        synchronized (store) {
            for (int i = 0; i < 20; i++) {
                attempts.add(door.authenticator
                        .login(Door.login("hal" + i, SECRET, true), InetAddress.getLoopbackAddress())
                        .toCompletableFuture());
            }
        }
        int busy = 0;
        for (CompletableFuture<Opened> attempt : attempts) {
            try {
                Door.get(attempt);
            } catch (AuthenticationException refusal) {
                assertThat(refusal.code()).isEqualTo(Code.BUSY);
                busy++;
            }
        }
        assertThat(busy).isEqualTo(17);
    }

    private AuthenticationException refusal(String name, String password, boolean create) throws Exception {
        return Door.refusal(
                () -> Door.get(door.authenticator.login(Door.login(name, password, create), Door.address(AFAR))));
    }
}
