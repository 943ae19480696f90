package et.console.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code et:drain}: all shards leave a container, orderly. */
@Service
@Command(
        scope = "et",
        name = "drain",
        description = "Moves all shards away from a container, and none to it: before it is stopped")
public final class DrainCommand extends DrainingCommand {

    @Override
    boolean draining() {
        return true;
    }

    @Override
    String sentence(String container) {
        return "The shards of " + container
                + " are moved to the others; players notice nothing. et:cluster shows how far it is;"
                + " when it has none left, the container can be stopped";
    }
}
