package et.net.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has happened on one transport since the start. */
record Tally(LongAdder open, LongAdder accepted, LongAdder refused, LongAdder malformed) {

    Tally() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
