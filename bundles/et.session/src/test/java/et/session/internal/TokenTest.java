package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.proto.client.Code;
import et.session.AuthenticationException;
import et.session.Authenticator.Opened;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenTest {

    /** One thread: what is told is done before what is asked next. */
    private final Door door = new Door(Map.of("store.threads", 1));

    private Opened opened;

    @BeforeEach
    void open() throws Exception {
        opened = door.create("ann", "correct horse");
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aResumeIssuesTheNextTokenAndKeepsThisOneUntilConfirmed() throws Exception {
        Opened first = door.resume(opened.token());
        assertThat(first.session()).isEqualTo(opened.session());
        assertThat(first.player()).isEqualTo(opened.player());
        assertThat(first.token()).isNotEqualTo(opened.token());
        // The answer was lost; the client comes with the same token again.
        Opened second = door.resume(opened.token());
        door.authenticator.confirm(second.session(), second.token());
        Opened third = door.resume(second.token());
        assertThat(third.session()).isEqualTo(opened.session());
        assertThat(door.store.entries).isEmpty();
    }

    @Test
    void comingWithTheNextTokenConfirmsIt() throws Exception {
        Opened first = door.resume(opened.token());
        door.resume(first.token());
        assertReplayed(opened.token());
    }

    @Test
    void aUsedUpTokenEndsTheSessionAndIsAuditedOnce() throws Exception {
        Opened first = door.resume(opened.token());
        door.authenticator.confirm(first.session(), first.token());
        assertReplayed(opened.token());
        assertThat(Door.refusal(() -> door.resume(first.token())).code()).isEqualTo(Code.RESUME_FAILED);
        assertThat(Door.refusal(() -> door.resume(opened.token())).ended()).isEmpty();
        assertThat(door.store.entries).hasSize(1);
        assertThat(door.store.entries.get(0).what()).isEqualTo("token.replayed");
        assertThat(door.store.entries.get(0).subject()).isEqualTo(opened.player());
    }

    private void assertReplayed(byte[] token) throws Exception {
        AuthenticationException refusal = Door.refusal(() -> door.resume(token));
        assertThat(refusal.code()).isEqualTo(Code.RESUME_FAILED);
        assertThat(refusal.ended()).containsExactly(opened.session());
        assertThat(door.store.sessions).isEmpty();
    }

    /** Gateways ask whichever logic container is next. */
    @Test
    void aTokenThatAnotherContainerHasConfirmedUsesTheOlderOneUpHere() throws Exception {
        Door other = new Door(Map.of("store.threads", 1), door.store);
        try {
            Opened first = door.resume(opened.token());
            other.authenticator.confirm(first.session(), first.token());
            // One thread: when this is done, so is that.
            other.authenticator.end(-1).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertReplayed(opened.token());
        } finally {
            other.close();
        }
    }

    @Test
    void aConfirmationThatComesAfterTheNextResumeElsewhereChangesNothing() throws Exception {
        Door other = new Door(Map.of("store.threads", 1), door.store);
        try {
            Opened first = door.resume(opened.token());
            Opened second = other.resume(first.token());
            door.authenticator.confirm(first.session(), first.token());
            door.authenticator.end(-1).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(door.resume(second.token()).session()).isEqualTo(opened.session());
            assertThat(door.store.entries).isEmpty();
        } finally {
            other.close();
        }
    }

    @Test
    void aConfirmationOfAnotherTokenConfirmsNothing() throws Exception {
        Opened first = door.resume(opened.token());
        Opened second = door.resume(opened.token());
        door.authenticator.confirm(first.session(), first.token());
        assertThat(door.resume(opened.token()).session()).isEqualTo(second.session());
    }

    @Test
    void anExpiredSessionIsNotResumed() throws Exception {
        door.pass(Duration.ofMinutes(29));
        Opened first = door.resume(opened.token());
        door.pass(Duration.ofMinutes(31));
        assertThat(Door.refusal(() -> door.resume(first.token())).code()).isEqualTo(Code.RESUME_FAILED);
        assertThat(door.store.sessions).isEmpty();
    }

    @Test
    void aTouchedSessionLivesOn() throws Exception {
        assertThat(opened.touchMillis()).isEqualTo(600_000);
        for (int i = 0; i < 12; i++) {
            door.pass(Duration.ofMillis(opened.touchMillis()));
            door.authenticator.touch(opened.session());
            // One thread: when this is done, so is that.
            door.authenticator.end(-1).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        assertThat(door.resume(opened.token()).session()).isEqualTo(opened.session());
        assertThat(door.store.swept).isGreaterThan(10);
    }

    @Test
    void anEndedSessionIsGone() throws Exception {
        door.authenticator.end(opened.session()).toCompletableFuture().get(10, TimeUnit.SECONDS);
        AuthenticationException refusal = Door.refusal(() -> door.resume(opened.token()));
        assertThat(refusal.code()).isEqualTo(Code.RESUME_FAILED);
        assertThat(refusal.ended()).isEmpty();
        assertThat(door.store.entries).isEmpty();
    }

    @Test
    void sessionIdsDoNotRepeat() {
        Clock standing = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
        Tokens tokens = new Tokens(new SecureRandom(), standing);
        Set<Long> ids = new HashSet<>();
        int count = 50;
        for (int i = 0; i < count; i++) {
            ids.add(tokens.session());
        }
        // Two of one millisecond meet once in four million times: two pairs among fifty, once in twenty million runs.
        assertThat(ids).hasSizeGreaterThan(count - 2).allMatch(id -> id > 0);
    }
}
