package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void namesHaveOneForm() {
        assertThat(Names.name("Ann")).isEqualTo("ann");
        assertThat(Names.name("ＡＮＮ")).isEqualTo("ann");
        assertThat(Names.name("ZOE\u0308")).isEqualTo("zo\u00eb").isEqualTo(Names.name("Zo\u00eb"));
        assertThat(Names.name("a-b_c.9")).isEqualTo("a-b_c.9");
        assertThat(Names.name("玩家一")).isEqualTo("玩家一");
    }

    @Test
    void namesThatBreakTheRuleAreNone() {
        for (String name : new String[] {
            "",
            "ab",
            "a b c",
            "a\nbc",
            "-abc",
            "a".repeat(33),
            "ﷺ".repeat(500),
            "a".repeat(100_000),
            "ab\u200b",
            "ab\ud800"
        }) {
            assertThat(Names.name(name)).as(name.length() + " units").isNull();
        }
    }

    @Test
    void passwordsAreCountedInCharacters() {
        assertThat(Names.password("1234567")).isNull();
        assertThat(Names.password("12345678")).isEqualTo("12345678");
        assertThat(Names.password("🐎".repeat(128))).isNotNull();
        assertThat(Names.password("x".repeat(129))).isNull();
    }

    @Test
    void argon2idIsTheOneOfTheReferenceImplementation() {
        Passwords passwords = new Passwords(new Argon(64, 1, 1), new SecureRandom());
        // From the tests of the reference implementation (phc-winner-argon2, src/test.c).
        String phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(passwords.matches("password", phc)).isTrue();
        assertThat(passwords.matches("Password", phc)).isFalse();
        assertThat(passwords.outdated(phc)).isTrue();
        String own = passwords.hash("password");
        assertThat(passwords.matches("password", own)).isTrue();
        assertThat(passwords.outdated(own)).isFalse();
        assertThat(Argon.Hash.parse(own)).hasToString(own);
    }

    @Test
    void aStoredHashThatIsNoneIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> Argon.Hash.parse("plain text")).hasMessageNotContaining("plain text");
        assertThatThrownBy(
                        () -> Argon.Hash.parse("$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8"))
                .hasMessageContaining("memory");
        assertThatThrownBy(() -> new Argon(7, 1, 1)).hasMessageContaining("argon2id memory: 7 (expected: 8 to");
    }
}
