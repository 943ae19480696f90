package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a server before anybody asks it. */
class MySqlUrlTest {

    @TempDir
    Path folder;

    @Test
    void namesHostPortAndSchema() {
        assertThat(parse("mysql://db.example.com:3307/game")).isEqualTo(new MySqlUrl("db.example.com", 3307, "game"));
        assertThat(parse("mariadb://10.0.0.1/et_1")).isEqualTo(new MySqlUrl("10.0.0.1", 3306, "et_1"));
        assertThat(parse("mysql://[::1]:3307/et").jdbc()).isEqualTo("jdbc:mysql://[::1]:3307/et");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://host",
                "mysql://host/",
                "mysql://host:x/et",
                "mysql://host:0/et",
                "mysql://host:99999/et",
                "mysql://host/et?allowLoadLocalInfile=true",
                "mysql://host/et;x",
                "mysql://host/a/b",
                "mysql:///et",
                "mysql://ho st/et",
                "mysql://host/et#x",
                "mysql://host,other/et",
                "mysql://(host=x)/et",
                "mysql://host/et\n"
            })
    void takesNothingElse(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ");
    }

    @Test
    void saysNoPasswordThatSomebodyWroteIntoIt() {
        for (var url :
                new String[] {"mysql://et:hunter2@host/et", "mysql://et:hun@ter2@host/et", "mysql://et:hun/ter2@host/et"
                }) {
            assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url)))
                    .hasMessageStartingWith("url: mysql://host/et")
                    .hasMessageNotContaining("ter2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auto, localhost, OFF", "auto, 127.0.0.1, OFF", "auto, 127.8.0.1, OFF", "auto, [::1], OFF",
        "auto, 10.0.0.1, VERIFY", "auto, db, VERIFY", "auto, 127.0.0.1.example.com, VERIFY",
                "auto, localhost.evil.com, VERIFY",
        "off, db, OFF", "require, localhost, REQUIRE", "verify, localhost, VERIFY"
    })
    void isProtectedUnlessItIsOnThisMachineOrSwitchedOff(String setting, String host, MySqlTls.Mode mode) {
        assertThat(MySqlTls.Mode.of(setting, new MySqlUrl(host, 3306, "et"))).isEqualTo(mode);
    }

    @Test
    void knowsNoOtherProtection() {
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", "mysql://db/et", "tls", "yes")))
                .hasMessage("tls: yes (expected: auto, verify, require or off)");
        assertThatThrownBy(() ->
                        Databases.open(folder, Map.of("url", "mysql://db/et", "tls", "require", "tls_ca", "/ca.pem")))
                .hasMessageContaining("tls = require looks at no certificate");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", "mysql://db/et", "tls_ca", "/nowhere.pem")))
                .hasMessageStartingWith("tls.ca: /nowhere.pem cannot be read: ");
    }

    private static MySqlUrl parse(String url) {
        return MySqlUrl.parse(url, url);
    }
}
