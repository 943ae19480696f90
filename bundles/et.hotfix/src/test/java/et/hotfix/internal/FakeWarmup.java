package et.hotfix.internal;

import et.actor.Warmup;
import java.time.Duration;

/** Seven messages were recorded of one handler, which does what the test says, once each. */
final class FakeWarmup implements Warmup {

    private static final int RECORDED = 7;

    private final Runnable handler;
    private volatile int calls;
    private volatile boolean running;
    private volatile boolean stopped;

    FakeWarmup(Runnable handler) {
        this.handler = handler;
    }

    @Override
    public void run(Duration processor) {
        for (int call = 1; call <= RECORDED && !stopped; call++) {
            running = true;
            handler.run();
            running = false;
            calls = call;
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public Warmed soFar() {
        return new Warmed(RECORDED, calls, running ? "request game.Move" : "", "");
    }
}
