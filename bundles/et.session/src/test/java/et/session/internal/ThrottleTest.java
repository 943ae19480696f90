package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.proto.client.Code;
import et.session.AuthenticationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThrottleTest {

    private static final String SECRET = "correct horse";

    private final Door door = new Door(Map.of(
            "address.failures",
            3,
            "network.failures",
            5,
            "account.failures",
            8,
            "all.failures",
            100,
            "resume.failures",
            4));

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void whoFailsTooOftenWaits() throws Exception {
        door.create("ann", SECRET);
        for (int i = 0; i < 3; i++) {
            assertThat(attempt("ann", "wrong password", "192.0.2.7")).isEqualTo(Code.LOGIN_FAILED);
        }
        assertThat(attempt("ann", SECRET, "192.0.2.7")).isEqualTo(Code.THROTTLED);
        door.pass(Duration.ofMinutes(4));
        assertThat(attempt("ann", SECRET, "192.0.2.7")).isEqualTo(Code.OK);
    }

    @Test
    void aStrangerDoesNotLockAPlayerOut() throws Exception {
        door.create("bea", SECRET);
        assertThat(attempt("bea", SECRET, "198.51.100.1")).isEqualTo(Code.OK);
        // Many strangers use up what the account has.
        for (int i = 0; i < 40; i++) {
            attempt("bea", "wrong password", "203.0." + i + ".9");
        }
        assertThat(attempt("bea", "wrong password", "203.1.1.1")).isEqualTo(Code.THROTTLED);
        assertThat(attempt("bea", SECRET, "203.1.1.1")).isEqualTo(Code.THROTTLED);
        assertThat(attempt("bea", SECRET, "198.51.100.1")).isEqualTo(Code.OK);
        // Nor does a bad neighbour, in the network that the player is in.
        for (int i = 0; i < 10; i++) {
            attempt("nobody" + i, "wrong password", "198.51.100.2");
        }
        assertThat(attempt("cid", SECRET, "198.51.100.3")).isEqualTo(Code.THROTTLED);
        assertThat(attempt("bea", SECRET, "198.51.100.1")).isEqualTo(Code.OK);
    }

    @Test
    void unknownNamesAreThrottledLikeKnownOnes() throws Exception {
        door.create("dot", SECRET);
        for (String name : new String[] {"dot", "nobody"}) {
            String from = name.equals("dot") ? "192.0.2.1" : "192.0.4.1";
            for (int i = 0; i < 3; i++) {
                assertThat(attempt(name, "wrong password", from)).isEqualTo(Code.LOGIN_FAILED);
            }
            assertThat(attempt(name, "wrong password", from)).isEqualTo(Code.THROTTLED);
        }
    }

    @Test
    void successCostsNothing() throws Exception {
        door.create("eve", SECRET);
        for (int i = 0; i < 50; i++) {
            assertThat(attempt("eve", SECRET, "192.0.2." + (i % 5))).isEqualTo(Code.OK);
        }
    }

    @Test
    void oneIpv6NetworkIsOneStranger() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(attempt("fay", "wrong password", "2001:db8::" + i)).isEqualTo(Code.LOGIN_FAILED);
        }
        assertThat(attempt("fay", "wrong password", "2001:db8::ffff")).isEqualTo(Code.THROTTLED);
        assertThat(attempt("fay", "wrong password", "2001:db8:0:1::1")).isEqualTo(Code.LOGIN_FAILED);
    }

    @Test
    void guessedTokensAreThrottledByAddress() throws Exception {
        byte[] token = door.create("gus", SECRET).token();
        for (int i = 0; i < 4; i++) {
            assertThat(Door.refusal(() -> door.resume(new byte[32])).code()).isEqualTo(Code.RESUME_FAILED);
        }
        assertThat(Door.refusal(() -> door.resume(token)).code()).isEqualTo(Code.THROTTLED);
        Door.get(door.authenticator.resume(token, Door.address("10.0.0.2")));
    }

    private Code attempt(String name, String password, String from) throws Exception {
        try {
            door.login(name, password, from);
            return Code.OK;
        } catch (AuthenticationException refusal) {
            return refusal.code();
        }
    }
}
