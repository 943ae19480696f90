package et.hotfix.internal;

import et.actor.Times;
import et.hotfix.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a receipt as JSON, in one line. The keys are for scripts: they stay. */
final class ReceiptJson {

    /** The record is for people to read, and one fault may park thousands. */
    private static final int PARKED = 20;

    private static final String STEPPED_BACK = "{\"stepped_back\":";

    private final StringBuilder out = new StringBuilder(512);

    private ReceiptJson() {}

    static String of(Receipt receipt) {
        var json = new ReceiptJson();
        json.text("bundle", receipt.bundle())
                .text("from", receipt.from())
                .text("to", receipt.to())
                .raw("clean", receipt.clean())
                .raw("revision", receipt.revision())
                .raw("types", array(receipt.types()))
                .raw("actors", receipt.actors())
                .raw("pause_us", receipt.pauseMicros())
                .raw("window_ms", receipt.windowMillis())
                .raw("handled_old", receipt.handledOld())
                .raw("handled_new", receipt.handledNew());
        receipt.clients()
                .ifPresent(c -> json.raw("accepted", c.accepted())
                        .raw("answered", c.answered())
                        .raw("open", c.open())
                        .raw("lost", c.lost())
                        .raw("duplicated", c.duplicated())
                        .raw("reordered", c.reordered())
                        .raw("disconnected", c.disconnected())
                        .raw("abandoned", c.abandoned()));
        json.raw("repeats", receipt.repeats())
                .raw("failed", receipt.failed())
                .raw("carried", receipt.carried())
                .raw("left", receipt.left())
                .raw("parked", receipt.parked().size())
                .raw("parked_first", object(receipt.parked()))
                .raw("paused", receipt.pauses().total())
                .raw("paused_p50_us", micros(receipt.pauses(), 0.5))
                .raw("paused_p999_us", micros(receipt.pauses(), 0.999))
                .raw("paused_max_us", micros(receipt.pauses(), 1))
                .raw("paused_us", paused(receipt.pauses()))
                .raw("skew_ms", receipt.skewMillis())
                .raw(
                        "containers",
                        receipt.shares().stream().map(ReceiptJson::share).collect(Collectors.joining(",", "[", "]")));
        return "{" + json.out + "}";
    }

    private static String share(Receipt.Share share) {
        var json = new ReceiptJson();
        json.text("container", share.container())
                .raw("actors", share.actors())
                .raw("pause_us", share.pauseMicros())
                .text("switched", share.switched().toString());
        share.warmed()
                .ifPresent(warmed -> json.raw("warmed", warmed.messages())
                        .raw("warmed_ms", warmed.millis())
                        .text("warmed_note", warmed.note()));
        return "{" + json.out + "}";
    }

    private static String micros(Times times, double share) {
        return String.format(Locale.ROOT, "%.1f", times.percentile(share) / 1e3);
    }

    /** How many paused for about so long, for whoever adds up receipts. */
    private static String paused(Times times) {
        List<String> pairs = new ArrayList<>();
        times.each((bucket, actors) ->
                pairs.add(String.format(Locale.ROOT, "[%.1f,%d]", Times.longest(bucket) / 1e3, actors)));
        return pairs.stream().collect(Collectors.joining(",", "[", "]"));
    }

    /** Why there is no receipt. */
    static String failure(String sentence) {
        return "{\"error\":" + quoted(sentence) + "}";
    }

    /** Why a canary was taken back by itself. */
    static String steppedBack(String sentence) {
        return STEPPED_BACK + quoted(sentence) + "}";
    }

    /** The sentence of {@link #steppedBack}; empty when the receipt is none of these. */
    static String reason(String receipt) {
        if (!receipt.startsWith(STEPPED_BACK) || receipt.length() < STEPPED_BACK.length() + 3) {
            return "";
        }
        String quoted = receipt.substring(STEPPED_BACK.length() + 1, receipt.length() - 2);
        return quoted.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private ReceiptJson text(String key, String value) {
        return raw(key, quoted(value));
    }

    private ReceiptJson raw(String key, Object value) {
        out.append(out.isEmpty() ? "" : ",").append(quoted(key)).append(':').append(value);
        return this;
    }

    private static String array(Collection<String> values) {
        return values.stream().map(ReceiptJson::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .limit(PARKED)
                .map(e -> quoted(e.getKey()) + ":" + quoted(e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String value) {
        var text = new StringBuilder(value.length() + 2).append('"');
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate((char) c) || c == 0x2028 || c == 0x2029) {
                text.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.append('"').toString();
    }
}
