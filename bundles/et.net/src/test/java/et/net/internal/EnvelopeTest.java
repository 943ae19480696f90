package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our codec against protobuf's. A failing seed is in the message of the assertion. */
class EnvelopeTest {

    private static final int ROUNDS = 5_000;
    private static final String[] LETTERS = {"a", "Z", "7", "/", "é", "中", "\uD83D\uDE00"};

    @Test
    void readsWhatProtobufWrites() {
        EnvelopeReader reader = new EnvelopeReader();
        for (int seed = 0; seed < ROUNDS; seed++) {
            Envelope written = random(new Random(seed));
            ByteBuf in = within(written.toByteArray(), seed % 5);
            assertThat(reader.read(in, seed % 5, in.readableBytes() - 2 * (seed % 5)))
                    .as("seed %s", seed)
                    .isNull();
            assertSame(reader, written, seed);
        }
    }

    @Test
    void writesByteForByteWhatProtobufWrites() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            // What only a client sends is not written here.
            Envelope wanted = random(new Random(seed)).toBuilder()
                    .clearAck()
                    .clearPushAck()
                    .build();
            if (wanted.getKind() == Kind.UNRECOGNIZED) {
                continue;
            }
            ByteBuf out = Unpooled.buffer();
            EnvelopeWriter.write(
                    out,
                    Framing.LENGTH,
                    wanted.getKind(),
                    wanted.getNumber(),
                    wanted.getMessage(),
                    wanted.getToType(),
                    wanted.getToId(),
                    wanted.getPayload().toByteArray(),
                    wanted.getCode(),
                    wanted.getText());
            int strings = wanted.getToType().length()
                    + wanted.getToId().length()
                    + wanted.getText().length();
            assertThat(out.readableBytes())
                    .isLessThanOrEqualTo(
                            EnvelopeWriter.bound(strings, wanted.getPayload().size()));
            assertThat(out.readInt()).isEqualTo(out.readableBytes());
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            if (!Arrays.equals(bytes, wanted.toByteArray())) {
                assertThat(bytes).as("seed %s", seed).isEqualTo(wanted.toByteArray());
            }
        }
    }

    @Test
    void ofAFieldThatComesTwiceTheLastCounts() {
        Envelope first = Envelope.newBuilder()
                .setKind(Kind.REQUEST)
                .setNumber(1)
                .setToId("a")
                .setPayload(ByteString.copyFromUtf8("one"))
                .build();
        Envelope second = Envelope.newBuilder()
                .setNumber(2)
                .setToId("bb")
                .setPayload(ByteString.copyFromUtf8("second"))
                .build();
        EnvelopeReader reader =
                read(first.toByteString().concat(second.toByteString()).toByteArray());
        assertThat(reader.kind()).isEqualTo(Kind.REQUEST);
        assertThat(reader.number()).isEqualTo(2);
        assertThat(reader.toId()).isEqualTo("bb");
        assertThat(reader.payload()).asString().isEqualTo("second");
    }

    @Test
    void unknownFieldsAreSkipped() {
        // Fields 11, 12, 13 and 1000: a varint, eight bytes, three bytes with a length, four bytes; then number = 5.
        EnvelopeReader reader =
                read(hex("58 96 01  61 01 02 03 04 05 06 07 08  6a 03 61 62 63  c5 3e 01 02 03 04  10 05"));
        assertThat(reader.number()).isEqualTo(5);
    }

    @Test
    void anUnknownKindIsHandedOverAsItCame() {
        EnvelopeReader reader = read(hex("08 63"));
        assertThat(reader.kind()).isEqualTo(Kind.UNRECOGNIZED);
        assertThat(reader.kindNumber()).isEqualTo(99);
    }

    @Test
    void whatIsNoEnvelopeIsNamed() {
        assertThat(problem("08")).isEqualTo("truncated");
        assertThat(problem("10 80")).isEqualTo("truncated");
        assertThat(problem("1d 01 02 03")).isEqualTo("truncated");
        assertThat(problem("32 05 61")).isEqualTo("truncated");
        assertThat(problem("32 ff ff ff ff ff ff ff ff ff 01")).isEqualTo("truncated");
        assertThat(problem("10 80 80 80 80 80 80 80 80 80 80 01")).isEqualTo("a varint of more than 10 bytes");
        assertThat(problem("00 01")).isEqualTo("field number 0");
        assertThat(problem("09 01 02 03 04 05 06 07 08")).isEqualTo("a field with the wrong wire type");
        assertThat(problem("5b 5c")).isEqualTo("a group or an unknown wire type");
        assertThat(problem("5f")).isEqualTo("a group or an unknown wire type");
        assertThat(problem("88 80 80 80 10 01")).isEqualTo("a tag of more than 32 bits");
        assertThat(problem("22 02 c3 28")).isEqualTo("to_type is not UTF-8");
        assertThat(problem("22 03 ed a0 80")).isEqualTo("to_type is not UTF-8");
        assertThat(problem("22 41" + " 61".repeat(65))).isEqualTo("to_type has more than 64 characters");
        assertThat(problem("2a 81 01" + " 61".repeat(129))).isEqualTo("to_id has more than 128 characters");
        assertThat(problem("52 81 0c" + " 61".repeat(1537))).isEqualTo("text has more than 512 characters");
        assertThat(problem("22 40" + " 61".repeat(64))).isNull();
    }

    @Test
    void theSameAddressIsTheSameString() {
        EnvelopeReader reader = new EnvelopeReader();
        byte[] bytes =
                Envelope.newBuilder().setToType("zone").setToId("7").build().toByteArray();
        reader.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        String type = reader.toType();
        String id = reader.toId();
        reader.read(Unpooled.wrappedBuffer(bytes.clone()), 0, bytes.length);
        assertThat(reader.toType()).isSameAs(type);
        assertThat(reader.toId()).isSameAs(id);
    }

    /** Mutated envelopes: what protobuf refuses we refuse, and what both take they read alike. */
    @Test
    void mutatedEnvelopesAreReadAsProtobufReadsThemOrRefused() {
        EnvelopeReader reader = new EnvelopeReader();
        byte[][] whole = new byte[1000][];
        Arrays.setAll(whole, seed -> random(new Random(seed)).toByteArray());
        int taken = 0;
        for (int seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = mutate(whole[seed % whole.length], random);
            String problem = reader.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            if (problem == null) {
                taken++;
                try {
                    assertSame(reader, Envelope.parseFrom(bytes), seed);
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError("seed " + seed + ": taken, but protobuf says " + e.getMessage(), e);
                }
            }
        }
        assertThat(taken).isBetween(20_000, 190_000);
    }

    static Envelope random(Random random) {
        Envelope.Builder envelope = Envelope.newBuilder();
        if (random.nextInt(10) > 0) {
            envelope.setKindValue(random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(17));
        }
        if (random.nextBoolean()) {
            envelope.setNumber(number(random));
        }
        if (random.nextBoolean()) {
            envelope.setMessage(random.nextInt());
        }
        if (random.nextBoolean()) {
            envelope.setToType(text(random, 32));
        }
        if (random.nextBoolean()) {
            envelope.setToId(text(random, 64));
        }
        if (random.nextBoolean()) {
            byte[] payload = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)];
            random.nextBytes(payload);
            envelope.setPayload(ByteString.copyFrom(payload));
        }
        if (random.nextBoolean()) {
            envelope.setAck(number(random));
        }
        if (random.nextBoolean()) {
            envelope.setPushAck(number(random));
        }
        if (random.nextInt(4) == 0) {
            envelope.setCode((int) number(random)).setText(text(random, 256));
        }
        return envelope.build();
    }

    private static long number(Random random) {
        return random.nextLong() >>> random.nextInt(64);
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        // Mostly plain, as ids are.
        int letters = random.nextBoolean() ? 4 : LETTERS.length;
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(LETTERS[random.nextInt(letters)]);
        }
        return text.toString();
    }

    static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        if (mutated.length == 0) {
            return mutated;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            // Mostly at the front, where the fields are.
            int at = random.nextInt(Math.min(mutated.length, random.nextBoolean() ? 24 : mutated.length));
            mutated[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) (mutated[at] ^ 1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length)) : mutated;
    }

    static byte[] hex(String spaced) {
        return HexFormat.of().parseHex(spaced.replace(" ", ""));
    }

    private static String problem(String hex) {
        byte[] bytes = hex(hex);
        return new EnvelopeReader().read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    private static EnvelopeReader read(byte[] bytes) {
        EnvelopeReader reader = new EnvelopeReader();
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isNull();
        return reader;
    }

    private static ByteBuf within(byte[] bytes, int padding) {
        return Unpooled.buffer().writeZero(padding).writeBytes(bytes).writeZero(padding);
    }

    private static void assertSame(EnvelopeReader read, Envelope written, int seed) {
        Envelope back = Envelope.newBuilder()
                .setKindValue(read.kindNumber())
                .setNumber(read.number())
                .setMessage(read.message())
                .setToType(read.toType())
                .setToId(read.toId())
                .setPayload(ByteString.copyFrom(read.payload()))
                .setAck(read.ack())
                .setPushAck(read.pushAck())
                .setCode(read.code())
                .setText(read.text())
                .build();
        Envelope known = written.toBuilder()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build();
        // Plain comparisons: these run a quarter of a million times.
        if (!back.equals(known) || read.kind() != written.getKind()) {
            assertThat(back).as("seed %s", seed).isEqualTo(known);
        }
    }
}
