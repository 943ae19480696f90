package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ControlTest {

    private final Control control = new Control();

    @Test
    void whoClosesItWaitsForWhatIsInterrupted() throws Exception {
        var within = new CountDownLatch(1);
        var over = new AtomicBoolean();
        control.alone("following", () -> {
            within.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // What it has begun, it ends.
                Thread.sleep(200);
                over.set(true);
            }
            return true;
        });
        within.await();
        control.close();
        assertThat(over).isTrue();
    }

    @Test
    void whatTakesNoNoticeIsLeftBehind() throws Exception {
        var within = new CountDownLatch(1);
        var end = new AtomicBoolean();
        var over = new CountDownLatch(1);
        control.alone("starting 1.1.0", () -> {
            within.countDown();
            while (!end.get()) {
                Thread.onSpinWait();
            }
            over.countDown();
            return true;
        });
        within.await();
        control.close();
        assertThat(over.getCount()).isEqualTo(1);
        end.set(true);
        over.await();
    }

    @Test
    void whoClosesItFromWithinWaitsForNobody() throws Exception {
        var closed = control.later("starting 1.1.0", () -> {
            control.close();
            return Thread.interrupted();
        });
        assertThat(closed.get(20, TimeUnit.SECONDS)).as("interrupted as well").isTrue();
    }
}
