package et.hotfix.internal;

import et.cluster.NoticeHandler;
import org.osgi.service.component.annotations.Component;

/**
 * Hears that another container has changed the records. A component of its own, which needs nobody: handlers of notices are taken by parts of the
 * cluster that the runtime, and with it the service for hotfixes, is built upon.
 */
@Component(service = {NoticeHandler.class, Doorbell.class})
public final class Doorbell implements NoticeHandler {

    private static final Runnable NOBODY = Doorbell::nobody;

    private volatile Runnable listener = NOBODY;

    /** Who listens from now on. */
    void answeredBy(Runnable who) {
        listener = who;
    }

    /** Nobody listens any more. */
    void left() {
        listener = NOBODY;
    }

    @Override
    public String topic() {
        return Fleet.TOPIC;
    }

    @Override
    public void handle(byte[] notice) {
        listener.run();
    }

    /** The service looks at the records when it comes. */
    private static void nobody() {}
}
