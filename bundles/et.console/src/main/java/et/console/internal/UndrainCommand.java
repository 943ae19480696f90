package et.console.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code et:undrain}: a container that was drained takes shards again. */
@Service
@Command(scope = "et", name = "undrain", description = "Lets a container that was drained take shards again")
public final class UndrainCommand extends DrainingCommand {

    @Override
    boolean draining() {
        return false;
    }

    @Override
    String sentence(String container) {
        return container + " takes shards again, a few at a time: et:cluster";
    }
}
