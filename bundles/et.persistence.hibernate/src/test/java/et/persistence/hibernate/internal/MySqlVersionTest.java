package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlVersionTest {

    @ParameterizedTest
    @CsvSource({
        "9.7.4-2, MySQL 9.7.4",
        "8.0.19, MySQL 8.0.19",
        "10.6.0-MariaDB-log, MariaDB 10.6.0",
        "11.4.5-MariaDB-1:11.4.5+maria~deb12, MariaDB 11.4.5",
    })
    void readsWhatServersSay(String said, String version) {
        assertThat(MySqlVersion.parse(said)).hasToString(version);
        MySqlVersion.parse(said).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.0.18", "5.7.44-log", "10.5.99-MariaDB"})
    void refusesWhatIsTooOld(String said) {
        assertThatThrownBy(MySqlVersion.parse(said)::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("(expected: MySQL 8.0.19 or newer, or MariaDB 10.6.0 or newer)");
    }

    @Test
    void refusesWhatIsNoVersion() {
        assertThatThrownBy(() -> MySqlVersion.parse("new")).isInstanceOf(IllegalStateException.class);
    }
}
