package et.cluster.pekko.internal;

import et.cluster.Tier;
import java.util.Set;

/** A logic container in a process of its own, which ends with the one that started it. */
final class ChildContainer {

    private ChildContainer() {}

    public static void main(String[] args) throws InterruptedException {
        String seeds = args.length > 2 ? args[2] : "";
        Container container = new Container(
                args[0], Set.of(Tier.LOGIC), Integer.parseInt(args[1]), seeds, () -> null, new Store().host(args[0]));
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        while (parent.isAlive()) {
            Thread.sleep(1000);
        }
        container.cluster.crash();
    }
}
