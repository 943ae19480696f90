package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {

    @Test
    void membersKeepTheirOrder() {
        assertThat(new Json()
                        .put("b", 1)
                        .put("a", true)
                        .put("n", null)
                        .put("l", List.of("x", 2L))
                        .put("m", Map.of("k", new Json().put("z", "y")))
                        .put("raw", new Json.Raw("{\"a\":0}"))
                        .put("at", Instant.EPOCH))
                .hasToString(
                        "{\"b\":1,\"a\":true,\"n\":null,\"l\":[\"x\",2],\"m\":{\"k\":{\"z\":\"y\"}},\"raw\":{\"a\":0},\"at\":\"1970-01-01T00:00:00Z\"}");
    }

    @Test
    void textIsEscaped() {
        assertThat(Json.text("\"\\\n\t\u0000\u007f\u2028é\ud83d\ude00\ud800"))
                .isEqualTo("\"\\\"\\\\\\n\\u0009\\u0000\\u007f\\u2028é\\ud83d\\ude00\\ud800\"");
    }

    @Test
    void keysAreEscapedToo() {
        assertThat(Json.text(Map.of("a\"", 1))).isEqualTo("{\"a\\\"\":1}");
    }

    @Test
    void whatIsNoNumberIsNull() {
        assertThat(Json.text(Arrays.asList(0.25, Double.NaN, Double.POSITIVE_INFINITY)))
                .isEqualTo("[0.2500,null,null]");
    }
}
