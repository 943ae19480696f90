package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import et.client.Answer;
import et.client.EtClient;
import et.client.MessageId;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/protocol.md says, against the server's code and the client's. */
class ProtocolDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "protocol.md");
    private static final Pattern HEX = Pattern.compile("^ +((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:  .*)?$");
    private static final Pattern CODE = Pattern.compile("^\\| (\\d+) \\| ([A-Z_]+) \\|.*");
    private static final Pattern KIND = Pattern.compile("^\\| (\\d+) ([A-Z_]+) \\|.*");

    /** A frame of the example, with the length before it. */
    private record Example(boolean fromClient, String name, ByteString hex) {

        byte[] bytes() {
            return hex.toByteArray();
        }

        Envelope envelope() {
            try {
                return Envelope.parseFrom(hex.substring(4));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(name + " of the example is no envelope", e);
            }
        }
    }

    @Test
    void eachFrameOfTheExampleIsWhatItsHeadingSays() throws IOException {
        List<Example> example = example();
        assertThat(example)
                .extracting(Example::name)
                .containsExactly("HELLO", "WELCOME", "LOGIN", "LOGGED_IN", "REQUEST", "ANSWER", "ACK");
        EnvelopeReader reader = new EnvelopeReader();
        for (Example frame : example) {
            Envelope envelope = frame.envelope();
            assertThat(envelope.getKind().name()).isEqualTo(frame.name());
            assertThat(reader.read(Unpooled.wrappedBuffer(frame.bytes()), 4, frame.bytes().length - 4))
                    .isNull();
            assertThat(reader.kind()).isEqualTo(envelope.getKind());
            assertThat(reader.number()).isEqualTo(envelope.getNumber());
            assertThat(reader.message()).isEqualTo(envelope.getMessage());
            assertThat(reader.payload()).isEqualTo(envelope.getPayload().toByteArray());
            assertThat(reader.ack()).isEqualTo(envelope.getAck());
        }
    }

    /** The client library logs in at our server, through a wire that keeps the bytes. */
    @Test
    void theExampleIsWhatClientAndServerSend() throws Exception {
        List<Example> example = example();
        try (TestServer server = TestServer.playing(server(example));
                Wiretap wire = new Wiretap(server.address("tcp"))) {
            EtClient client = EtClient.builder("tcp://127.0.0.1:" + wire.port())
                    .name("hand")
                    .device(secret())
                    .create(true)
                    .connect()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            Answer answer = client.request("", "", MessageId.of("hello.Add"), new byte[] {8, 5})
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(client.player()).isEqualTo("7kq2");
            assertThat(client.session()).isEqualTo(0x0123456789abcdefL);
            assertThat(answer.message()).isEqualTo(MessageId.of("hello.Added"));
            byte[] fromClient = bytes(example, true);
            Waiting.until(() -> wire.fromClient().length >= fromClient.length);
            assertThat(wire.fromClient()).isEqualTo(fromClient);
            assertThat(wire.fromServer()).isEqualTo(bytes(example, false));
            client.close();
        }
    }

    @Test
    void everyCodeAndEveryKindIsListed() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        List<String> codes = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        for (String line : lines) {
            Matcher code = CODE.matcher(line);
            Matcher kind = KIND.matcher(line);
            if (code.matches()) {
                codes.add(code.group(1) + " " + code.group(2));
            } else if (kind.matches()) {
                kinds.add(kind.group(1) + " " + kind.group(2));
            }
        }
        List<String> knownCodes = new ArrayList<>();
        for (Code code : Code.values()) {
            if (code != Code.UNRECOGNIZED && code != Code.OK) {
                knownCodes.add(code.getNumber() + " " + code);
            }
        }
        List<String> knownKinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.UNRECOGNIZED && kind != Kind.KIND_UNSPECIFIED) {
                knownKinds.add(kind.getNumber() + " " + kind);
            }
        }
        assertThat(codes).containsExactlyElementsOf(knownCodes);
        assertThat(kinds).containsExactlyElementsOf(knownKinds);
    }

    /** The defaults that the document names. */
    @Test
    void theLimitsAreTheDefaults() throws IOException {
        String text = Files.readString(DOCUMENT);
        Transports.Config defaults = TestConfig.of(Transports.Config.class, Map.of());
        assertThat(text)
                .contains(String.format("%,d bytes of envelope", defaults.max_frame()))
                .contains(String.format("%,d, and %,d at once", defaults.frames_per_second(), defaults.frames_burst()))
                .contains("3 x " + defaults.heartbeat_ms() / 1000 + " s")
                .contains("| from connection to login | " + defaults.handshake_ms() / 1000 + " s")
                .contains(defaults.output_high() / 1024 + " KiB: nothing is read from it; "
                        + defaults.output_limit() / 1048576 + " MiB: closed")
                .contains(String.format(
                        "%,d; %,d from one IPv4", defaults.connections(), defaults.connections_per_address()))
                .contains("| TCP | " + defaults.tcp_port())
                .contains("| " + defaults.ws_port() + ", path `" + WebSocketUpgrade.PATH + "`");
    }

    private static Map<Kind, Envelope> server(List<Example> example) {
        return Map.of(
                Kind.HELLO, example.get(1).envelope(),
                Kind.LOGIN, example.get(3).envelope(),
                Kind.REQUEST, example.get(5).envelope());
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return secret;
    }

    private static byte[] bytes(List<Example> example, boolean fromClient) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        example.stream()
                .filter(frame -> frame.fromClient() == fromClient)
                .forEach(frame -> all.writeBytes(frame.bytes()));
        return all.toByteArray();
    }

    private static List<Example> example() throws IOException {
        String text = Files.readString(DOCUMENT);
        int start = text.indexOf("```frames\n") + "```frames\n".length();
        List<Example> example = new ArrayList<>();
        for (String frame : text.substring(start, text.indexOf("```", start)).split("\n\n", -1)) {
            String[] lines = frame.strip().split("\n", -1);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 1; i < lines.length; i++) {
                Matcher line = HEX.matcher(lines[i]);
                assertThat(line.matches()).as(lines[i]).isTrue();
                bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(line.group(1)));
            }
            example.add(new Example(
                    lines[0].charAt(0) == '>', lines[0].substring(2), ByteString.copyFrom(bytes.toByteArray())));
        }
        return example;
    }
}
